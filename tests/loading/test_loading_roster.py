"""The public roster by its profile: every snapshot's people by unit and rank, against counts made straight from the files."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

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
    assert set(postings["rank_band"]) == {"constable", "sergeant", "inspector", "chief_officer"}


def places_alone(facts: dict[str, pl.DataFrame], span: object) -> list[tuple[str, pl.DataFrame]]:
    from lib.days import derived

    return [next(iter(derived(facts, span)))]  # pyright: ignore[reportArgumentType]
