"""The public roster by its profile: every snapshot's people by unit and rank, against counts made straight from the files."""

from __future__ import annotations

import csv
import gzip
import tomllib
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import sqlalchemy as sa

from lib import schema, settings, store
from lib.loading import load
from lib.proving import roster

DATA = settings.real_data() / roster.ROSTER
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the real exports are not on this machine (EVENHAND_REAL_DATA)")


def test_people_by_unit_and_rank_agree_on_every_snapshot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path))
    monkeypatch.setattr(
        "lib.loading.building.derived", places_alone
    )  # the days are proved elsewhere, and there are millions of them
    outcome = load(DATA, roster.PROFILE)
    assert outcome["sources"]["postings"]["quarantined"] == 0
    postings = store.read(sa.select(schema.FACTS["postings"]), store.lease())
    people = store.read(sa.select(schema.FACTS["people"]), store.lease())
    snapshots = sorted(DATA.glob("officers_*.csv.gz"))
    assert len(snapshots) == 4
    for path in snapshots:
        day = date.fromisoformat(path.name[len("officers_") :][:10])
        held = postings.filter((pl.col("from_on") <= day) & (pl.col("to_on").is_null() | (pl.col("to_on") >= day)))
        counted = Counter(held.select("unit", "rank").rows())
        assert counted == roster.counted_from(path)
        assert outcome["files"][path.name]["linked"] == sum(counted.values())
        there = people.filter((pl.col("left_on").is_null()) | (pl.col("left_on") >= day))
        assert set(held["person_id"]) <= set(there["person_id"])
    _discipline_agrees(outcome)
    _people_and_units_agree(people, snapshots)
    assert set(postings["rank_band"]) == {"constable", "sergeant", "inspector", "chief_officer"}


def records(path: Path) -> list[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _discipline_agrees(outcome: dict[str, Any]) -> None:
    """Allegations by kind and day received, people and cases in them, and who of them is in no snapshot, straight from the file."""
    rows = records(next(DATA.glob("discipline_*.csv.gz")))
    conduct = store.read(sa.select(schema.FACTS["conduct"]), store.lease())
    kinds = {"charge": "conduct", "allegation": "complaint"}
    straight = Counter((kinds[row["type"]], datetime.strptime(row["date"], "%m/%d/%Y").date()) for row in rows)
    assert Counter(conduct.select("kind", "received_on").rows()) == straight
    known = {row["taxid"] for path in DATA.glob("officers_*.csv.gz") for row in records(path)}
    assert conduct["person_id"].null_count() == sum(row["taxid"] not in known for row in rows)
    assert conduct["person_id"].drop_nulls().n_unique() == len({row["taxid"] for row in rows} & known)
    assert conduct["case_id"].n_unique() == len({row["case_no"] for row in rows})
    assert outcome["sources"]["conduct"]["read"] == len(rows)


def _people_and_units_agree(people: pl.DataFrame, snapshots: list[Path]) -> None:
    rows = [row for path in snapshots for row in records(path)]
    assert people["person_id"].n_unique() == people.height == len({row["taxid"] for row in rows})
    units = store.read(sa.select(schema.FACTS["units"]), store.lease())
    declared = {each["unit"] for each in tomllib.loads(roster.PROFILE.read_text("utf-8"))["unit"]}
    assert set(units["unit"]) == declared | {roster.code(row["command"]) for row in rows}


def places_alone(facts: dict[str, pl.DataFrame], span: object) -> list[tuple[str, pl.DataFrame]]:
    from lib.days import derived

    return [next(iter(derived(facts, span)))]  # pyright: ignore[reportArgumentType]
