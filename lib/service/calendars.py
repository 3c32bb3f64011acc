"""The coverage calendar: every source by month, how many rows came and how many of them link."""

from __future__ import annotations

import polars as pl

from lib.pictures import Calendar, CalendarRow
from lib.question import Month
from lib.service.holding import MONTHS_AFTER, Held
from lib.sources import BY_ID


def rows(held: Held) -> Calendar:
    """Accepted rows by source and month. A month without any, between a source's first and last, is a gap."""
    return _calendar(held, held.rows_by_month.with_columns(pl.col("rows_count").cast(pl.Float64).alias("value")), "rows", 0)


def links(held: Held) -> Calendar:
    """Linked share of the rows about people, in percent."""
    sums = held.link_rates.group_by("source", "month").agg(pl.col("rows_count").sum(), pl.col("linked_count").sum())
    return _calendar(held, sums.with_columns(value=100 * pl.col("linked_count") / pl.col("rows_count")), "% linked", 1)


def _calendar(held: Held, found: pl.DataFrame, unit: str, decimals: int) -> Calendar:
    months = [held.first.plus(n) for n in range(held.newest.plus(MONTHS_AFTER).index - held.first.index + 1)]
    last = max((Month.of(day) for day in found["month"].drop_nulls()), default=held.newest)
    months = [month for month in months if month <= max(last, held.newest)]
    table = {(row["source"], Month.of(row["month"])): row["value"] for row in found.iter_rows(named=True) if row["month"]}
    shown = [source for source in BY_ID if any((source, month) in table for month in months)]
    return Calendar(
        months=tuple(map(str, months)),
        unit=unit,
        decimals=decimals,
        rows=tuple(
            CalendarRow(
                BY_ID[source].title,
                tuple(table.get((source, month)) for month in months),
                tuple(held.complete(source, month) for month in months),
            )
            for source in shown
        ),
    )
