"""Every hostile input through the whole of a load: it ends as its table says, and what was served before is never harmed."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lib import schema, store
from lib.errors import Refused
from lib.loading import load
from lib.proving import homes
from lib.proving.hostile import CASES
from lib.proving.hostile.declaring import Accepted, Quarantined, write_sound
from lib.proving.hostile.trying import Counts, differences, told


def prove() -> tuple[bool, dict[str, Any]]:
    """Passed where no case differs from its table, crashes, or leaves anything but a whole generation served."""
    ended: Counter[str] = Counter()
    wrong: list[str] = []
    with homes.home(), TemporaryDirectory(prefix="evenhand-hostile-") as folder:
        write_sound(Path(folder) / "sound")
        load(Path(folder) / "sound")
        for number, case in enumerate(CASES):
            before = store.lease().generation
            try:
                said = told(case, Path(folder) / f"case{number}" / "exports", loaded, whole=True)
                found = differences(case, said)
                if said.counts is None and store.lease().generation != before:
                    found.append("refused, and something else is served")
            except Exception as crash:
                found = [f"crashed: {type(crash).__name__}"]
            wrong += [f"{case.kind}: {each}" for each in found]
            ended[{Accepted: "accepted", Quarantined: "quarantined"}.get(type(case.ending), "refused")] += 1
    figures: dict[str, Any] = {"kinds of input": len(CASES), **{f"to be {name}": count for name, count in sorted(ended.items())}}
    return not wrong, figures | {"ended otherwise": "; ".join(wrong) or 0, "measured on": homes.MACHINE}


def loaded(folder: Path) -> tuple[dict[str, Counts], list[tuple[str, str]]]:
    """A whole load: what the published generation says of it. Raises EvenhandError."""
    outcome = load(folder)
    rows = store.read(
        schema.quarantine.select().with_only_columns(schema.quarantine.c.file, schema.quarantine.c.code), store.lease()
    )
    served = store.lease().generation
    if served != outcome["generation"]:
        raise Refused("the load published something else than it said", "Report this.")
    return outcome["files"], list(rows.iter_rows())
