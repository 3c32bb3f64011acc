"""A place's months as lanes: 24 months of a metric or a load measure, its usual band and its verdict in words."""

from __future__ import annotations

import polars as pl

from lib.load_measures import LOAD_MEASURES, LoadMeasure
from lib.metrics import METRICS, Metric
from lib.pictures import Lane
from lib.question import Month, Window
from lib.service.holding import Held, between
from lib.service.values import MeasureRow
from lib.stats import series, spc
from lib.words.numbers import between as range_words
from lib.words.numbers import number

MONTHS_SHOWN = 24
METRICS_SHOWN = ("sickness_hours_lost", "sickness_spells", "unauthorised_absences", "conduct_received", "people_in_post")
LOADS_SHOWN = (
    "rest_days_cancelled",
    "rest_days_owed",
    "short_rests",
    "long_runs",
    "kept_on",
    "under_strength",
    "deployable_strength",
    "open_investigations",
    "demand_per_establishment",
)


def record_rows(held: Held, code: str, as_of: Month) -> tuple[MeasureRow, ...]:
    """The metrics of a place that its sources can show."""
    shown = [metric for metric in METRICS if held.present(metric.source)]
    rows = [_metric_row(held, code, metric, as_of) for metric in sorted(shown, key=lambda each: METRICS_SHOWN.index(each.id))]
    return tuple(row for row in rows if row is not None)


def load_rows(held: Held, code: str, as_of: Month) -> tuple[MeasureRow, ...]:
    """The load measures of a place that its sources can show."""
    rows = [_load_row(held, code, measure, as_of) for measure in LOAD_MEASURES if measure.id in LOADS_SHOWN and held.present(measure.source)]
    return tuple(row for row in rows if row is not None)


def _metric_row(held: Held, code: str, metric: Metric, as_of: Month) -> MeasureRow | None:
    units = held.under(code)
    span = Window(as_of, MONTHS_SHOWN)
    sums = between(held.sums, span).filter(pl.col("unit").is_in(units))
    conduct = between(held.conduct_months, span)
    if code not in (held.root, "force"):  # where nobody is identified, an allegation belongs to the force alone
        conduct = conduct.filter(pl.col("unit").is_in(units))
    frame = series.metric_series(sums, conduct, metric)
    return _row(held, frame, metric.id, metric.title, "record", metric.unit_text, metric.decimals, metric.source, "events", "exposure")


def _load_row(held: Held, code: str, measure: LoadMeasure, as_of: Month) -> MeasureRow | None:
    units = held.under(code)
    span = Window(as_of, MONTHS_SHOWN)
    sums = between(held.sums, span).filter(pl.col("unit").is_in(units))
    months = between(held.unit_months, span).filter(pl.col("unit").is_in(units))
    frame = series.load_series(sums, months, measure)
    return _row(
        held, frame, measure.id, measure.title, "load", measure.unit_text, measure.decimals, measure.source, "numerator", "denominator"
    )


def _row(
    held: Held, frame: pl.DataFrame, name: str, title: str, side: str, unit: str, decimals: int, source: str, top: str, bottom: str
) -> MeasureRow | None:
    if frame["value"].is_not_null().sum() == 0:
        return None
    months = [Month.of(day) for day in frame["month"]]
    complete = tuple(held.complete(source, month) for month in months)
    values = tuple(frame["value"].to_list())
    verdict, lower, upper = spc.verdict(values, complete)
    lane = Lane(title, tuple(map(str, months)), values, lower, upper, verdict, side, unit, complete)
    shown = _newest_complete(values, complete)
    parts = frame.row(shown, named=True) if shown is not None else {}
    return MeasureRow(
        id=name,
        title=title,
        side=side,
        now=number(parts.get("value"), decimals),
        usual=range_words(lower, upper, decimals),
        unit=unit,
        verdict=verdict,
        lane=lane,
        numerator=number(parts.get(top), 1),
        denominator=number(parts.get(bottom), 1),
    )


def _newest_complete(values: tuple[float | None, ...], complete: tuple[bool, ...]) -> int | None:
    known = [index for index, (value, whole) in enumerate(zip(values, complete, strict=True)) if whole and value is not None]
    return known[-1] if known else None
