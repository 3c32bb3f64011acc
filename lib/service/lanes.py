"""A place's months as lanes: 24 months of a metric or a load measure, its usual band and its verdict in words."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lib import load_measures, metrics
from lib.grant import Grant
from lib.load_measures import LoadMeasure
from lib.metrics import Metric
from lib.pictures import HIGHER, LOWER, NOT_JUDGED, Lane
from lib.question import Month, Window
from lib.service import holding
from lib.service.holding import Held
from lib.service.values import MeasureRow
from lib.stats import spc
from lib.words.numbers import between as range_words
from lib.words.numbers import number

MONTHS_SHOWN = 24
METRICS_SHOWN = (
    "sickness_hours_lost",
    "sickness_spells",
    "unauthorised_absences",
    "conduct_received",
    "overtime_pay",
    "people_in_post",
)
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


def record_rows(held: Held, grant: Grant, code: str, as_of: Month) -> tuple[MeasureRow, ...]:
    """The metrics of a place that its sources can show."""
    return _rows(held, grant, code, [metrics.BY_ID[name] for name in METRICS_SHOWN], as_of)


def load_rows(held: Held, grant: Grant, code: str, as_of: Month) -> tuple[MeasureRow, ...]:
    """The load measures of a place that its sources can show."""
    return _rows(held, grant, code, [load_measures.BY_ID[name] for name in LOADS_SHOWN], as_of)


def _rows(held: Held, grant: Grant, code: str, declared: Sequence[Metric | LoadMeasure], as_of: Month) -> tuple[MeasureRow, ...]:
    shown = [_row(held, grant, code, each, as_of) for each in declared if held.present(each.source)]
    return tuple(row for row in shown if row is not None)


def _row(held: Held, grant: Grant, code: str, of: Metric | LoadMeasure, as_of: Month) -> MeasureRow | None:
    """One measure of one place; None where no month knows it. Drawn up once for each scope, place, measure and month."""
    key = (grant.scope, code, of.id, as_of)
    if key not in held.shown:
        held.shown[key] = _drawn_up(held, grant, code, of, as_of)
    return held.shown[key]


def _drawn_up(held: Held, grant: Grant, code: str, of: Metric | LoadMeasure, as_of: Month) -> MeasureRow | None:
    rows = held.series(grant, of).get(held.asked(code))
    if rows is None:
        return None
    frame, covers = _shown(rows, as_of)
    if not frame["value"].is_not_null().any():
        return None
    months = [Month.of(day) for day in frame["month"]]
    complete = tuple(held.complete(of.source, month) for month in months)
    values = tuple(frame["value"].to_list())
    season = _season(held, of, months, covers)
    free = tuple(None if value is None else value / factor for value, factor in zip(values, season, strict=True))
    verdict, lower, upper = spc.verdict(free, complete) if _judged(of) else (NOT_JUDGED, None, None)
    now = season[_newest_complete(values, complete)]
    lower, upper = (None if each is None else each * now for each in (lower, upper))
    lower = None if lower is None else max(lower, 0.0)  # no measure here goes below nothing
    newest = frame.row(_newest_complete(values, complete), named=True)
    return MeasureRow(
        id=of.id,
        title=_title(of, covers),
        side=_side(of),
        now=number(newest["value"], of.decimals),
        usual=range_words(lower, upper, of.decimals) if _judged(of) else "–",
        unit=of.unit_text,
        verdict=verdict,
        lane=Lane(
            label=_title(of, covers),
            months=tuple(map(str, months)),
            values=values,
            usual_lower=lower,
            usual_upper=upper,
            verdict=verdict,
            side=_side(of),
            unit=of.unit_text,
            complete=complete,
            since=_since(verdict, free, complete, months),
            season=tuple(each / now for each in season) if set(season) != {1.0} else (),
            heavy=_heavy(of),
            covers=covers,
        ),
        numerator=number(newest["numerator"], 1),
        denominator=number(newest["denominator"], 1),
    )


def _shown(rows: pl.DataFrame, as_of: Month) -> tuple[pl.DataFrame, int]:
    """The newest 24 months; where facts are known for a longer period as a whole, every such period. And how many months each is."""
    before = rows.filter(pl.col("month") <= as_of.first_day)
    covers = int(before["months"][-1]) if before.height else 1
    if covers == 1:
        return holding.between(rows, Window(as_of, MONTHS_SHOWN)).filter(pl.col("months") == 1), 1
    return before.filter(pl.col("months") == covers), covers


def _season(held: Held, of: Metric | LoadMeasure, months: Sequence[Month], covers: int) -> tuple[float, ...]:
    """What each month usually brings to the whole force; 1 where facts are known for longer periods as a whole, or nothing is judged."""
    if covers != 1 or not _judged(of):
        return (1.0,) * len(months)
    factors = held.season(of)
    return tuple(factors[month.number] for month in months)


def _title(of: Metric | LoadMeasure, covers: int) -> str:
    """`Overtime pay, by year` where no month of it is known."""
    return of.title if covers == 1 else f"{of.title}, {'by year' if covers == 12 else f'by {covers} months'}"


def _since(verdict: str, values: tuple[float | None, ...], complete: tuple[bool, ...], months: list[Month]) -> str:
    """The month in which what the verdict says began."""
    first = spc.since(values, complete) if verdict in (HIGHER, LOWER) else None
    return "" if first is None else str(months[first])


def _judged(of: Metric | LoadMeasure) -> bool:
    """A stock, a head count or pay drifts by nature: limits over time say nothing of it."""
    return not of.is_stock if isinstance(of, LoadMeasure) else of.family not in ("people", "money")


def _heavy(of: Metric | LoadMeasure) -> str:
    """The verdict that means more load; a metric counts either way."""
    if isinstance(of, Metric):
        return ""
    return LOWER if of.lower_is_load else HIGHER


def _side(of: Metric | LoadMeasure) -> str:
    return "record" if isinstance(of, Metric) else "load"


def _newest_complete(values: tuple[float | None, ...], complete: tuple[bool, ...]) -> int:
    """The last month that is known and complete; where none is complete, the last."""
    known = [index for index, (value, whole) in enumerate(zip(values, complete, strict=True)) if whole and value is not None]
    return known[-1] if known else len(values) - 1
