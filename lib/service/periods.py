"""Facts that are stated for a year (or another period over a month) as a whole: shown only where a window covers it, never shared out."""

from __future__ import annotations

from datetime import date

import polars as pl

from lib.metrics import Metric
from lib.question import Month, Window

SERIES = {"month": pl.Date, "months": pl.Int64, "numerator": pl.Float64, "denominator": pl.Float64}


def sources_of(metric: Metric) -> tuple[str, ...]:
    """The sources whose periods bound a metric: its own, and the postings where people in post are counted or divided by."""
    return (metric.source, "postings") if metric.exposure == "in_post" else (metric.source,)


def of_metric(periods: pl.DataFrame, metric: Metric) -> pl.DataFrame:
    """The rows of `unit_periods` that bound a metric."""
    return periods.filter(pl.col("source").is_in(sources_of(metric)))


def cut(periods: pl.DataFrame, metric: Metric, window: Window) -> frozenset[str]:
    """Units with a fact of the metric whose period lies partly, but not wholly, inside the window: what it says of the window is
    not known."""
    first, last = pl.lit(window.first_day), pl.lit(window.last_day)
    touches = (pl.col("from_on") <= last) & (pl.col("to_on") >= first)
    inside = (pl.col("from_on") >= first) & (pl.col("to_on") <= last)
    return frozenset(of_metric(periods, metric).filter(touches & ~inside)["unit"])


def pay(unit_months: pl.DataFrame, periods: pl.DataFrame, window: Window) -> pl.DataFrame | None:
    """One row is a unit: `events`, the overtime pay of the window's months and of the periods inside it; None where no row says any."""
    first, last = window.first_day, window.last_day
    monthly = unit_months.filter(pl.col("month").is_between(first, last)).select("unit", "overtime_pay")
    whole = periods.filter((pl.col("source") == "overtime") & (pl.col("from_on") >= first) & (pl.col("to_on") <= last))
    known = pl.concat([monthly, whole.select("unit", "overtime_pay")]).drop_nulls()
    return known.group_by("unit").agg(pl.col("overtime_pay").sum().alias("events")) if known.height else None


def whole_rows(rows: pl.DataFrame, periods: pl.DataFrame) -> pl.DataFrame:
    """A place's monthly series with the months of each period as one row, at the month in which it ends.

    Input: `month, numerator, denominator` in time, and the periods that bound the metric there (they may overlap). Output: `SERIES`;
    `months` is how many the row speaks of. A period that the months do not hold to both ends gives none.
    """
    single = rows.with_columns(pl.lit(1, pl.Int64).alias("months")).select(*SERIES)
    for first, last in _joined(periods):
        inside = pl.col("month").is_between(first.first_day, last.first_day)
        part = single.filter(inside)
        single = single.filter(~inside)
        length = last.index - first.index + 1
        if part["months"].sum() == length:
            sums = part.select(
                pl.lit(last.first_day).alias("month"),
                pl.lit(length, pl.Int64).alias("months"),
                *[pl.col(name).sum() for name in ("numerator", "denominator")],
            )
            single = pl.concat([single, sums])
    return single.sort("month")


def _joined(periods: pl.DataFrame) -> list[tuple[Month, Month]]:
    """The months of the periods; those that overlap are one."""
    found: list[tuple[Month, Month]] = []
    for from_on, to_on in periods.select("from_on", "to_on").unique().sort("from_on", "to_on").iter_rows():
        first, last = Month.of(from_on), Month.of(to_on)
        if found and not found[-1][1] < first:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def told(periods: pl.DataFrame, metric: Metric, window: Window) -> str:
    """Why a window shows nothing: `2014 is known as a whole only: choose 12 months to Dec 2014`; empty where it is covered."""
    parts = of_metric(periods, metric)
    touching = parts.filter((pl.col("from_on") <= window.last_day) & (pl.col("to_on") >= window.first_day))
    outside = touching.filter((pl.col("from_on") < window.first_day) | (pl.col("to_on") > window.last_day))
    if outside.is_empty():
        return ""
    from_on, to_on = outside.sort("to_on").select("from_on", "to_on").row(-1)
    return (
        f"known for {_named(from_on, to_on)} as a whole only: choose {_length(from_on, to_on)} months to {Month.of(to_on).words}"
    )


def _length(from_on: date, to_on: date) -> int:
    return Month.of(to_on).index - Month.of(from_on).index + 1


def _named(from_on: date, to_on: date) -> str:
    if from_on == date(from_on.year, 1, 1) and to_on == date(from_on.year, 12, 31):
        return str(from_on.year)
    return f"{Month.of(from_on).words} to {Month.of(to_on).words}"
