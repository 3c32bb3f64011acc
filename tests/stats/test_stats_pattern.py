"""A pattern is stricter than standing out: each condition alone is enough to say no."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from made import SAME_JOB, SPELLS, YEAR, force, months

from lib.peers import ENOUGH_PEERS
from lib.question import Window
from lib.stats.pattern import decided
from lib.stats.people import compare

CELLS, UNIT_MONTHS, _ = force(5, 600, 20, 1.2, 0.2)
WHO = "P00007"
EVEN = {month.first_day: 2 for month in months(YEAR)}  # 24 spells where one or two are usual
NAMED = pl.col("person_id") == WHO


def found(
    events: dict[date, int | None], window: Window = YEAR, cells: pl.DataFrame = CELLS, looks: int = 1
) -> dict[str, object]:
    """The row of one person who has these events, by month."""
    mine = pl.col("month").replace_strict(events, default=0, return_dtype=pl.Int64)
    column = "sickness_spells_count"
    changed = cells.with_columns(pl.when(NAMED).then(mine).otherwise(pl.col(column)).alias(column))
    rows = decided(compare(changed, UNIT_MONTHS, SPELLS, window, SAME_JOB).people, looks)
    return rows.filter(NAMED).row(0, named=True)


def test_somebody_far_above_usual_all_year_is_a_pattern() -> None:
    row = found(dict(EVEN))
    assert row["reading"] == "stands_out" and row["is_pattern"] is True and row["status"] in ("ok", "self_z:no_past")


def test_a_window_that_does_not_decide_is_null_and_says_so() -> None:
    row = found(dict(EVEN), Window(YEAR.as_of, 6))
    assert row["is_pattern"] is None and "is_pattern:other_window" in str(row["status"])


@pytest.mark.parametrize(("quarters", "pattern"), [(2, False), (3, True)], ids=["two quarters are not enough", "three are"])
def test_more_than_expected_in_three_of_four_quarters(quarters: int, pattern: bool) -> None:
    events = {month.first_day: 3 if step < 3 * quarters else 0 for step, month in enumerate(months(YEAR))}
    row = found(events)
    assert row["reading"] == "stands_out" and row["is_pattern"] is pattern


def test_a_month_that_nobody_recorded_is_no_complete_data() -> None:
    events: dict[date, int | None] = {**EVEN, YEAR.first.first_day: None}
    row = found(events)
    assert row["reading"] == "stands_out" and row["is_pattern"] is False


@pytest.mark.parametrize(("peers", "pattern"), [(ENOUGH_PEERS - 1, False), (ENOUGH_PEERS, True)], ids=["29 peers", "30 peers"])
def test_thirty_peers(peers: int, pattern: bool) -> None:
    """The others of the kind are another kind, so that the ladder ends at so many."""
    few = [f"P{number:05d}" for number in range(peers + 1)]
    kind = pl.when(pl.col("person_id").is_in(few)).then(pl.lit("staff")).otherwise(pl.col("kind")).alias("kind")
    row = found(dict(EVEN), cells=CELLS.with_columns(kind))
    assert row["n_peers"] == peers and row["reading"] == "stands_out" and row["is_pattern"] is pattern


def test_q_is_divided_by_the_number_of_looks() -> None:
    row = found({month.first_day: 1 for month in months(YEAR)})
    q = row["q_value"]
    assert row["reading"] == "stands_out" and isinstance(q, float) and q < 0.05
    looks = int(0.05 / q) + 1
    assert found({month.first_day: 1 for month in months(YEAR)}, looks=looks)["is_pattern"] is False
