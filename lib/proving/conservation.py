"""No row lost, none invented: made-up exports, dirty in every way at once, and the property that every record ends once.

The rows are drawn from few people and days, so that keys meet, spells overlap and numbers clash; then bytes are changed anywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import polars as pl

from lib.checking.reading import read_text
from lib.errors import EvenhandError
from lib.loading import read_profile, stating
from lib.loading.facts import to_facts
from lib.loading.files import find_parts
from lib.loading.gathered import Gathered
from lib.loading.gathering import gather
from lib.proving import Proof, homes
from lib.proving.hostile.declaring import HEADERS, write_sound

ROWS = 100_000
_NUMBERS = ("1", "2", "3", "0003", "04", "5", "99", "", "=1", "\u202e1", "x" * 600)
_DAYS = (
    "2026-01-05",
    "2026-01-06",
    "2026-01-09",
    "2026-02-01",
    "2026-02-03",
    "2025-12-31",
    "2026-02-30",
    "31/01/2026",
    "",
    "n/k",
)
_STAMPS = ("2026-02-02 07:00", "2026-02-02 15:00", "2026-02-02 11:00", "2026-02-03 03:00", "2026-03-29 01:30", "24:00", "")
_WORDS = ("Cold", "Flu", '"Flu, bad"', '"open', 'so "so"', "", "x,y", "Pregnancy")
_AMOUNTS = ("8", "7.5", "", "-1", "1e3", "NaN", "inf", "8h", "£12", '"1,000"')
_UNITS = ("U", "C", "F", "Z", "A", "B", "")
POOLS: dict[str, tuple[tuple[str, ...], ...]] = {
    "people.csv": (_NUMBERS, ("Ash", "Birch", "Cedar", ""), ("officer", "staff", "clown"), _DAYS, _DAYS, ("40", "37", "200", "x", "")),
    "units.csv": (_UNITS, ("North", ""), _UNITS, ("unit", "team", "command", "squad"), _AMOUNTS, _DAYS, _DAYS),
    "postings.csv": (_NUMBERS, _UNITS, ("PC", "Sgt", ""), ("Response", ""), ("1", "0.5", "1.5", ""), _DAYS, _DAYS),
    "sickness.csv": (_NUMBERS, _DAYS, _DAYS, _WORDS, _AMOUNTS, ("yes", "no", "", "oui")),
    "duties.csv": (_NUMBERS, _STAMPS, _STAMPS),
    "overtime.csv": (_NUMBERS, ("a1", "a2", "b1", ""), _DAYS, _AMOUNTS, _AMOUNTS, ("casual", "planned", "?")),
    "demand.csv": (_UNITS, _DAYS, ("1", "2", "-1", "3.5", "٣", "")),
}  # fmt: skip
_BYTES = (b"\0", b'"', b"\n", b"\r", b",", b"\xff", b"\xe2\x82", b"\xef\xbb\xbf", b" ")


def made_up(file: str, rows: int, changes: int, rng: np.random.Generator) -> bytes:
    """A file of that many made-up rows under its own header, then that many bytes put in somewhere below it."""
    drawn = [rng.choice(np.array(pool, object), rows) for pool in POOLS[file]]
    head = HEADERS[file].encode() + b"\n"
    body = b"".join(",".join(fields).encode() + b"\n" for fields in zip(*drawn, strict=True))
    places = np.sort(rng.integers(0, len(body) + 1, changes))
    pieces, last = [head], 0
    for place in places:
        pieces += [body[last:place], _BYTES[int(rng.integers(len(_BYTES)))]]
        last = int(place)
    return b"".join([*pieces, body[last:]])


def broken_promises(folder: Path) -> tuple[list[str], int]:
    """What does not hold of the exports in a folder after a load has gathered them, and the records read. A refusal holds."""
    profile = read_profile(folder / "profile.toml")
    try:
        gathered = gather(profile, find_parts(profile, folder), lambda source, rows: None)
    except EvenhandError as refusal:
        return ([] if refusal.fix and refusal.where.file else [f"a refusal without file or fix: {refusal.text}"]), 0
    wrong = [*_ended_once(gathered, folder), *_set_aside(gathered), *_kept(gathered)]
    facts = to_facts(gathered, profile, b"k" * 32)
    wrong += _merged(gathered, facts.tables.get("sickness"))
    return wrong, sum(gathered.records.values())


def _ended_once(gathered: Gathered, folder: Path) -> list[str]:
    """Every record of every file, by number from the row below the header on, has one ending and no other has any."""
    ends = pl.concat(gathered.outcomes)
    wrong: list[str] = []
    for file, rows in ends.group_by("file"):
        table = read_text((folder / str(file[0])).read_bytes(), str(file[0]))
        records = sorted([*table.rows["row"].to_list(), *table.broken["row"].to_list()])
        if records != list(range(2, len(records) + 2)) or sorted(rows["row"].to_list()) != records:
            wrong.append(f"records of {file[0]} do not end once each")
    for name, each in stating.file_counts(gathered).items():
        total = each["accepted"] + each["quarantined"] + each["duplicates"] + each["erased"]
        if not each["read"] == total == gathered.records[name] or each["accepted"] != each["linked"] + each["unlinked"]:
            wrong.append(f"counts of {name} do not add up")
    return wrong


def _set_aside(gathered: Gathered) -> list[str]:
    """As many rows in quarantine as ended there, each with reason and fix."""
    rows = pl.concat(gathered.quarantine) if gathered.quarantine else None
    ended = pl.concat(gathered.outcomes).filter(pl.col("outcome") == "quarantined").height
    if rows is None:
        return [f"{ended} rows ended in quarantine and none is there"] if ended else []
    said = rows.select(pl.all_horizontal(pl.col("code", "reason", "fix", "raw").is_not_null()).all()).item()
    return ([] if rows.height == ended else [f"{rows.height} rows in quarantine, {ended} ended there"]) + (
        [] if said else ["a row in quarantine says no reason, fix or raw"]
    )


def _kept(gathered: Gathered) -> list[str]:
    """What stays is what was accepted, by file and record."""
    accepted = pl.concat(gathered.outcomes).filter(pl.col("outcome").is_in(["linked", "unlinked"]))
    kept = [frame.select("file", "row", source=pl.lit(source)) for source, frame in gathered.rows.items()]
    one, other = (Counter(frame.select("file", "row", "source").rows()) for frame in (accepted, pl.concat(kept)))
    return [] if one == other else ["what stays is not what was accepted"]


def _merged(gathered: Gathered, spells: pl.DataFrame | None) -> list[str]:
    """Spells made one lie on the days that the rows lay on: no day of sickness is lost or invented."""
    if spells is None:
        return []
    rows = gathered.rows["sickness"].select("from", pl.col("to").fill_null(pl.date(2026, 12, 1)))
    stored = spells.select(pl.col("from_on").alias("from"), pl.col("to_on").fill_null(pl.date(2026, 12, 1)).alias("to"))
    one, other = (
        frame.filter(pl.col("to") >= pl.col("from")).select(pl.date_ranges("from", "to")).to_series().explode().unique().sort()
        for frame in (rows, stored)
    )
    return [] if one.equals(other) else ["days of sickness differ between rows and spells"]


def tried(seed: int, rows: int, changes: int, clean: tuple[str, ...] = ()) -> tuple[list[str], int]:
    """One made-up export, its files `clean` as they are where nothing is hostile: what does not hold of it, and the records read."""
    rng = np.random.default_rng(seed)
    with TemporaryDirectory(prefix="evenhand-made-up-") as place:
        folder = Path(place)
        write_sound(folder)
        for file in HEADERS:
            if file not in clean:
                (folder / file).write_bytes(made_up(file, rows, changes, rng))
        return broken_promises(folder)


def prove() -> tuple[bool, dict[str, Any]]:
    """Made-up exports until 100,000 records are read: Hypothesis chooses size, dirt and seed, and makes small what fails."""
    figures: dict[str, Any] = {"exports": 0, "records": 0, "refused": 0, "promises broken": 0}
    wrong: list[str] = []

    def one(seed: int, rows: int, changes: int) -> None:
        found, records = tried(seed, rows, changes)
        figures["exports"] += 1
        figures["records"] += records
        figures["refused"] += records == 0
        figures["promises broken"] += len(found)
        wrong.extend(found)
        assert not found, found

    batch = 0
    while figures["records"] < ROWS and not wrong and batch < 40:
        _examples(one, batch)()
        batch += 1
    return not wrong and figures["records"] >= ROWS, figures | {"measured on": homes.MACHINE}


def _examples(one: Callable[[int, int, int], None], batch: int) -> Callable[[], None]:
    from hypothesis import HealthCheck, given, seed, settings  # for tests and proofs alone
    from hypothesis import strategies as st

    quiet = settings(max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
    return seed(batch)(quiet(given(st.integers(0, 2**32 - 1), st.integers(1, 600), st.integers(0, 12))(one)))


PROOFS = (
    Proof(
        "conservation",
        "every record of 100,000 made-up, dirty ones ends once, and no day is lost or invented",
        prove,
        "four minutes",
    ),
)
