"""A metric or a load measure month by month: numerator and denominator, so that value = numerator / denominator x per."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from lib.grant import Grant
from lib.load_measures import LoadMeasure
from lib.metrics import Metric
from lib.queries.portable import date_lit, month_bounds, month_start, total
from lib.queries.tree import permitted, standing_in
from lib.question import FORCE, Month, Question
from lib.schema import FACTS, conduct_months, person_months, unit_months, unit_periods, unit_places

YEAR_DAYS = 365.25
_TABLES = {"person_months": person_months, "unit_months": unit_months}
_Parts = tuple[sa.FromClause, sa.ColumnElement[Any], sa.ColumnElement[Any], sa.ColumnElement[Any]]


def series(
    grant: Grant, places: Collection[str], of: Metric | LoadMeasure, first: Month, last: Month, kappa: float = 1.0
) -> sa.Select:
    """One row is a place (a unit code or `force`) and a month: `place, month, numerator, denominator`, by place and month.

    Both are summed over the place's subtree, over the rows that know both; a month that nothing knows is no row. A place that
    the grant does not open wholly is no row either. Units of the denominator: time at risk in days x FTE^kappa; duties;
    contracted hours; FTE-years in post, or days of the month for a number of people; a load measure's own. Null where the
    measure has none (`how` maximum: `numerator` is then the greatest).
    """
    rows, place_of, numerator, denominator = _parts(of, kappa)
    month = rows.c.month
    chosen = [_force(rows, numerator, denominator)] if FORCE in places and grant.everywhere() else []
    codes = sorted(set(places) - {FORCE})
    chosen.append(_subtrees(grant, codes, rows, place_of, numerator, denominator))
    between = [each.where(month.between(date_lit(first.first_day), date_lit(last.first_day))) for each in chosen]
    both = sa.union_all(*between).subquery("series")
    return sa.select(both).order_by(both.c.place, both.c.month)


def _force(rows: sa.FromClause, numerator: sa.ColumnElement[Any], denominator: sa.ColumnElement[Any]) -> sa.Select:
    place = sa.literal(FORCE, sa.String)
    return sa.select(place.label("place"), rows.c.month, numerator, denominator).select_from(rows).group_by(rows.c.month)


def _subtrees(
    grant: Grant,
    codes: list[str],
    rows: sa.FromClause,
    place_of: sa.ColumnElement[str],
    numerator: sa.ColumnElement[Any],
    denominator: sa.ColumnElement[Any],
) -> sa.Select:
    top, node = unit_places.alias("place"), unit_places.alias("node")
    inside = sa.or_(node.c.path == top.c.path, sa.func.starts_with(node.c.path, top.c.path + "/"))
    joined = top.join(node, inside).join(rows, place_of == node.c.node)
    return (
        sa.select(top.c.node.label("place"), rows.c.month, numerator, denominator)
        .select_from(joined)
        .where(top.c.node.in_(codes), permitted(grant, top.c.node))
        .group_by(top.c.node, rows.c.month)
    )


def _parts(of: Metric | LoadMeasure, kappa: float) -> _Parts:
    if isinstance(of, LoadMeasure):
        return _load(of)
    if of.family == "people":
        return _people(of)
    if of.family == "money":
        return _pay()
    return _conduct() if of.source == "conduct" else _record(of, kappa)


def _summed(rows: sa.FromClause, place: str) -> _Parts:
    numerator = sa.func.sum(rows.c.top, type_=sa.Double()).label("numerator")
    return rows, rows.c[place], numerator, sa.func.sum(rows.c.bottom, type_=sa.Double()).label("denominator")


def _known(table: sa.Table, place: str, top: sa.ColumnElement[Any], bottom: sa.ColumnElement[Any]) -> _Parts:
    """Both parts as doubles, over the rows of a table that know both."""
    parts = [sa.cast(top, sa.Double).label("top"), sa.cast(bottom, sa.Double).label("bottom")]
    known = sa.and_(top.is_not(None), bottom.is_not(None))
    return _summed(sa.select(table.c[place], table.c.month, *parts).where(known).subquery("known"), place)


def _load(measure: LoadMeasure) -> _Parts:
    table = _TABLES[measure.table]
    place = "node" if measure.table == "person_months" else "unit"
    top = table.c[measure.numerator]
    if measure.how == "maximum":
        greatest = sa.cast(sa.func.max(table.c[measure.numerator]), sa.Double).label("numerator")
        return table, table.c[place], greatest, sa.cast(sa.null(), sa.Double).label("denominator")
    return _known(table, place, top, table.c[measure.denominator])


def _record(metric: Metric, kappa: float) -> _Parts:
    cell = person_months
    at_risk = sa.func.power(cell.c.fte, sa.literal(kappa, sa.Double)) * sa.cast(cell.c.at_risk_days, sa.Double)
    exposures = {"time_at_risk": at_risk, "in_post": cell.c.fte_days / sa.literal(YEAR_DAYS, sa.Double)}
    bottom = exposures[metric.exposure] if metric.exposure in exposures else cell.c[metric.exposure]
    return _known(cell, "node", cell.c[metric.events], bottom)


def _people(metric: Metric) -> _Parts:
    """FTE-days over the days of the month: the mean number of people."""
    cell, unit = person_months, unit_months
    lengths = sa.select(unit.c.month, sa.func.max(unit.c.days_count).label("days")).group_by(unit.c.month).subquery("lengths")
    rows = (
        sa.select(
            cell.c.node, cell.c.month, cell.c[metric.events].label("top"), sa.cast(lengths.c.days, sa.Double).label("bottom")
        )
        .select_from(cell.join(lengths, lengths.c.month == cell.c.month))
        .subquery("known")
    )
    return rows, rows.c.node, total(rows.c.top).label("numerator"), sa.func.max(rows.c.bottom).label("denominator")


def _conduct() -> _Parts:
    """Allegations from one table beside FTE-years in post from another: two kinds of rows, stacked and summed."""
    none = sa.literal(0.0, sa.Double)
    conduct, cell = conduct_months, person_months
    received = sa.select(
        conduct.c.unit.label("node"),
        conduct.c.month,
        sa.cast(conduct.c.allegations_count, sa.Double).label("top"),
        none.label("bottom"),
    )
    in_post = sa.select(
        cell.c.node, cell.c.month, none.label("top"), (cell.c.fte_days / sa.literal(YEAR_DAYS, sa.Double)).label("bottom")
    ).where(sa.exists(sa.select(conduct.c.month)))
    return _summed(sa.union_all(received, in_post).subquery("known"), "node")


def _pay() -> _Parts:
    """Overtime pay beside FTE-years in post. What is known for a longer period as a whole stands in the month in which it ends."""
    none, cell = sa.literal(0.0, sa.Double), person_months
    monthly, whole = unit_months, unit_periods
    paid = sa.select(
        monthly.c.unit.label("node"), monthly.c.month, monthly.c.overtime_pay.label("top"), none.label("bottom")
    ).where(monthly.c.overtime_pay.is_not(None))
    stated = sa.select(
        whole.c.unit.label("node"),
        month_start(whole.c.to_on).label("month"),
        whole.c.overtime_pay.label("top"),
        none.label("bottom"),
    ).where(whole.c.overtime_pay.is_not(None))
    known = sa.or_(sa.exists(paid), sa.exists(stated))
    in_post = sa.select(
        cell.c.node, cell.c.month, none.label("top"), (cell.c.fte_days / sa.literal(YEAR_DAYS, sa.Double)).label("bottom")
    ).where(known)
    return _summed(sa.union_all(paid, stated, in_post).subquery("known"), "node")


def demand_days(grant: Grant, question: Question, months: int | None = None) -> sa.Select:
    """One row is a day with demand in the place asked about: `on`, the unit counts summed over its subtree, null where unknown.

    Columns: `on, on_duty_count, minimum_count, incidents_count, immediate_count, open_investigations_count`.
    """
    first, last = month_bounds(question, months)
    table = FACTS["demand"]
    names = ("on_duty_count", "minimum_count", "incidents_count", "immediate_count", "open_investigations_count")
    return (
        sa.select(table.c.on, *[total(table.c[name]).label(name) for name in names])
        .where(table.c.on.between(date_lit(first), date_lit(last)), standing_in(grant, question.where, table.c.unit))
        .group_by(table.c.on)
        .order_by(table.c.on)
    )
