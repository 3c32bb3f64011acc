"""Dated snapshots to dated facts. A state seen on consecutive snapshots is one posting; who is missing from one left before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl


def dated_postings(rows: pl.DataFrame, days: Sequence[date], fields: Sequence[str]) -> pl.DataFrame:
    """Rows of `snapshot_on` states to postings: `from` the first snapshot of a run, `to` the day before the next one without it.

    One run: the same `payroll_number` with the same `fields` on consecutive snapshot days. `to` is null where the run reaches the
    last snapshot. Rows without `snapshot_on` pass unchanged.
    """
    ordered = sorted(set(days))
    states = rows.filter(pl.col("snapshot_on").is_not_null())
    place = pl.col("snapshot_on").replace_strict(ordered, list(range(len(ordered))), return_dtype=pl.Int64)
    states = states.with_columns(place=place).sort("payroll_number", "place")
    same = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift()) for name in ("payroll_number", *fields))
    begins = ~(same & (pl.col("place") == pl.col("place").shift() + 1)).fill_null(False)
    runs = states.with_columns(run=begins.cum_sum())
    after = {place: _day_before(ordered, place + 1) for place in range(len(ordered))}
    merged = runs.group_by("run", maintain_order=True).agg(
        pl.all().exclude("place", "from", "to").last(),
        pl.col("snapshot_on").first().alias("from"),
        pl.col("place").last().replace_strict(list(after), list(after.values()), return_dtype=pl.Date).alias("to"),
    )
    return pl.concat([rows.filter(pl.col("snapshot_on").is_null()), merged.select(rows.columns)])


def dated_people(rows: pl.DataFrame, days: Sequence[date]) -> pl.DataFrame:
    """People as last seen, `left` being the day before the first snapshot without them; null where they are in the last one."""
    ordered = sorted(set(days))
    after = [_day_before(ordered, place + 1) for place in range(len(ordered))]
    left = pl.col("snapshot_on").replace_strict(ordered, after, default=None, return_dtype=pl.Date)
    return rows.with_columns(left=pl.coalesce("left", left))


def _day_before(days: Sequence[date], place: int) -> date | None:
    return date.fromordinal(days[place].toordinal() - 1) if place < len(days) else None
