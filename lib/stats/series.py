"""Sums to series: what a place's months add up to, for a metric or a load measure.

`sums` is one row for each unit-level unit, month and FTE share, with the summed columns of `person_months`;
`unit_months` and `conduct_months` are the warehouse's tables. All three are already cut to the place.
A month without a denominator is null, never 0; a window's value is the ratio of the window's sums.
"""

from __future__ import annotations

import polars as pl

from lib.load_measures import LoadMeasure
from lib.metrics import Metric

DAYS_A_YEAR = 365.25


def metric_series(sums: pl.DataFrame, conduct_months: pl.DataFrame, metric: Metric, kappa: float = 0.0) -> pl.DataFrame:
    """Month by month: `month, events, exposure, value`, value = events / exposure x the metric's `per`.

    `kappa`: the fitted power of FTE in time at risk (0: an hour of illness finds part-time and full-time people alike).
    """
    if metric.source == "conduct":
        events = conduct_months.group_by("month").agg(pl.col("allegations_count").sum().cast(pl.Float64).alias("events"))
    else:
        events = sums.group_by("month").agg(_known_sum(_events(metric)).alias("events"))
    exposure = sums.group_by("month").agg(_exposure(metric, kappa).alias("exposure"))
    joined = exposure.join(events, on="month", how="left").sort("month")
    if metric.source == "conduct" and conduct_months.height:
        joined = joined.with_columns(pl.col("events").fill_null(0.0))  # the source is there: a month without a row had none
    return joined.select("month", "events", "exposure", _ratio("events", "exposure", metric.per))


def _known_sum(column: pl.Expr) -> pl.Expr:
    """A sum that stays null where nothing is known (Polars would say 0)."""
    return pl.when(column.is_not_null().any()).then(column.sum())


def _events(metric: Metric) -> pl.Expr:
    column = pl.col(metric.events).cast(pl.Float64)
    return column / pl.col("month").dt.month_end().dt.day() if metric.family == "people" else column


def _exposure(metric: Metric, kappa: float) -> pl.Expr:
    if metric.family == "people":
        return pl.lit(1.0)  # a count of people stands for itself
    if metric.exposure == "time_at_risk":
        return _known_sum(pl.col("at_risk_days").cast(pl.Float64) * pl.col("fte").fill_null(1.0).pow(kappa))
    if metric.exposure == "in_post":
        return _known_sum(pl.col("fte_days") / DAYS_A_YEAR)
    return _known_sum(pl.col(metric.exposure).cast(pl.Float64))


def load_series(sums: pl.DataFrame, unit_months: pl.DataFrame, measure: LoadMeasure) -> pl.DataFrame:
    """Month by month: `month, numerator, denominator, value` (denominator null where the measure has none)."""
    frame = sums if measure.table == "person_months" else unit_months
    numerator = pl.col(measure.numerator).cast(pl.Float64)
    if measure.how == "maximum":
        return frame.group_by("month").agg(numerator.max().alias("numerator")).sort("month").select(
            "month", "numerator", pl.lit(None, pl.Float64).alias("denominator"), (pl.col("numerator") * measure.per).alias("value")
        )  # fmt: skip
    denominator = pl.col(measure.denominator).cast(pl.Float64)
    both = numerator.is_not_null() & denominator.is_not_null()
    return (
        frame.filter(both)
        .group_by("month")
        .agg(numerator.sum().alias("numerator"), denominator.sum().alias("denominator"))
        .sort("month")
        .with_columns(_ratio("numerator", "denominator", measure.per))
    )


def window_value(series: pl.DataFrame, top: str, bottom: str, per: float) -> float | None:
    """The window's ratio of sums; null where there is nothing to divide by."""
    below = series[bottom].sum()
    return float(series[top].sum() / below * per) if below else None


def _ratio(top: str, bottom: str, per: float) -> pl.Expr:
    return pl.when(pl.col(bottom) > 0).then(pl.col(top) / pl.col(bottom) * per).alias("value")
