"""Real exports: the public police roster by its example profile. Only where the files are on this machine.

No name and no value of a person leaves this proof: counts alone.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from lib import schema, settings, store
from lib.errors import Refused
from lib.grant import local_operator
from lib.loading import load
from lib.proving import Proof, homes
from lib.question import FORCE, Question
from lib.service import brief, methods, places
from lib.service.holding import Held, current

ROSTER = "nypd-2021-2022"
PROFILE = settings.PROJECT / "docs" / "examples" / "police-roster" / "profile.toml"
SNAPSHOTS = "officers_*.csv.gz"
COUNTED = ("read", "accepted", "quarantined", "duplicates", "linked", "unlinked")


def prove() -> tuple[bool, dict[str, Any]]:
    """Passed where people by unit and rank agree with the files on each snapshot's day. Raises Refused without the files."""
    data = settings.real_data() / ROSTER
    if not data.is_dir():
        raise Refused("the real exports are not on this machine", "Say where they are: EVENHAND_REAL_DATA.")
    with homes.home():
        outcome = load(data, PROFILE)
        held = current()
        figures: dict[str, Any] = {"seconds to load": round(outcome["seconds"], 1), "measured on": homes.MACHINE}
        for source, counts in outcome["sources"].items():
            figures[f"rows of {source}"] = ", ".join(f"{name} {counts[name]:,}" for name in COUNTED)
        figures |= sizes(held) | views_with_data(held)
        agreed = [_agrees(held, path) for path in sorted(data.glob(SNAPSHOTS))]
    differing = sum(differ for _, _, differ in agreed)
    figures |= {f"on {day}": f"{people:,} people, {differ} unit and rank counts differ" for day, people, differ in agreed}
    return bool(agreed) and not differing, figures


def counted_from(path: Path) -> Counter[tuple[str, str]]:
    """People by unit and rank in one snapshot, straight from the file; the last row of a number counts."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        people = {row["taxid"]: (code(row["command"]), row["rank"]) for row in csv.DictReader(handle)}
    return Counter(people.values())


def code(text: str) -> str:
    """A command's name as the profile makes a unit's code of it."""
    return re.sub(r"[^A-Z0-9]+", "-", text.upper()).strip("-")


def _agrees(held: Held, path: Path) -> tuple[date, int, int]:
    """The snapshot's day, its people, and how many of its unit x rank counts differ from the postings of that day."""
    day = date.fromisoformat(path.name[len("officers_") :][:10])
    postings = store.read(schema.FACTS["postings"].select(), held.lease)
    there = postings.filter((pl.col("from_on") <= day) & (pl.col("to_on").is_null() | (pl.col("to_on") >= day)))
    ours, theirs = Counter(there.select("unit", "rank").rows()), counted_from(path)
    return day, sum(theirs.values()), sum(ours[key] != theirs[key] for key in ours.keys() | theirs.keys())


def sizes(held: Held) -> dict[str, Any]:
    """How many people, units and commands came out."""
    people = store.read(schema.FACTS["people"].select(), held.lease)["person_id"].n_unique()
    nodes = held.places
    kinds = dict(nodes.group_by("kind").len().iter_rows())
    return {
        "people": people,
        "units": nodes["unit"].drop_nulls().n_unique(),
        "places by kind": ", ".join(f"{k} {n}" for k, n in kinds.items()),
    }


def views_with_data(held: Held) -> dict[str, Any]:
    """Which views hold figures of this force, and what each level says is missing."""
    operator, where = local_operator(), [held.root, _largest(held, "command"), _largest(held, "unit")]
    shown, missing = [], ()
    told = brief.brief(operator, Question())
    shown += ["Brief"] if told.record or told.places else []
    for name, code in zip(("force", "command", "unit"), where, strict=True):
        place = places.place(operator, Question(where=FORCE if code == held.root else code))
        shown += [f"Explore {name}"] if place.record or place.load else []
        missing = place.missing
    shown += ["Data & methods"] if methods.methods(operator) else []
    return {"views with data": ", ".join(shown), "not loaded, so not shown": ", ".join(missing)}


def _largest(held: Held, level: str) -> str:
    """The place of that level with most people in the newest month: its code."""
    cells = held.cells.filter(pl.col("month") == pl.col("month").max()).select("unit", "person_id")
    units = held.places.filter(pl.col("unit") == pl.col("node")).select("unit", "command")
    column = "unit" if level == "unit" else "command"
    sums = cells.join(units, on="unit").drop_nulls(column).group_by(column).agg(pl.col("person_id").n_unique().alias("people"))
    return sums.sort("people", column, descending=[True, False])[column][0]


PROOFS = (Proof("roster", "the public roster loads by its profile and agrees with counts from its files", prove, "five minutes"),)
