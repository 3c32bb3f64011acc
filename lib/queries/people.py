"""One person's own rows, and the people of a place. Every statement is limited to the grant's scope, row by row.

A row is open when the person stood, on one of its days, at a node in the scope; so an earlier team's rows stay with those who
may see that team.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from lib.grant import Grant
from lib.queries.portable import date_lit, month_bounds
from lib.queries.tree import permitted, standing_in
from lib.question import Question
from lib.schema import COHORT_COLUMNS, FACTS, person_months
from lib.schema import person_days as days_table


def people_of(grant: Grant, question: Question) -> sa.Select:
    """One row is a person whose last day in post within the window was in the place asked about, by pseudonym.

    Columns: `person_id, node, unit`, the cohort and `last_on`, as of that last day.
    """
    first, last = month_bounds(question)
    cell = person_months
    newest = (
        sa.func.row_number()
        .over(partition_by=cell.c.person_id, order_by=(cell.c.last_on.desc(), cell.c.first_on.desc(), cell.c.node))
        .label("newest")
    )
    names = ("person_id", "node", "unit", *COHORT_COLUMNS, "last_on")
    ranked = (
        sa.select(*[cell.c[name] for name in names], newest)
        .where(cell.c.month.between(date_lit(first), date_lit(last)))
        .subquery("ranked")
    )
    here = standing_in(grant, question.where, ranked.c.node)
    return sa.select(*[ranked.c[name] for name in names]).where(ranked.c.newest == 1, here).order_by(ranked.c.person_id)


def person_cells(grant: Grant, question: Question, person_id: str, months: int | None = None) -> sa.Select:
    """One row is a cell of this person, in time: the columns of `person_months`."""
    first, last = month_bounds(question, months)
    cell = person_months
    return (
        sa.select(cell)
        .where(cell.c.person_id == person_id, cell.c.month.between(date_lit(first), date_lit(last)))
        .where(permitted(grant, cell.c.node))
        .order_by(cell.c.first_on, cell.c.node)
    )


def person_days(grant: Grant, question: Question, person_id: str, months: int | None = None) -> sa.Select:
    """One row is a day of this person in post, in time: the columns of `person_days`."""
    first, last = month_bounds(question, months)
    day = days_table
    return (
        sa.select(day)
        .where(day.c.person_id == person_id, day.c.day.between(date_lit(first), date_lit(last)))
        .where(permitted(grant, day.c.node))
        .order_by(day.c.day)
    )


def _stood(grant: Grant, table: sa.Table, from_on: sa.ColumnElement[Any], to_on: sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """Whether the row's person stood in the scope on a day from from_on to to_on (null: open)."""
    if grant.everywhere():
        return sa.true()
    day = days_table
    ends = sa.or_(to_on.is_(None), day.c.day <= to_on)
    return (
        sa.exists()
        .where(day.c.person_id == table.c.person_id, day.c.day >= from_on, ends, permitted(grant, day.c.node))
        .correlate(table)
    )


def _intervals(
    grant: Grant, question: Question, person_id: str, source: str, names: tuple[str, ...], months: int | None
) -> sa.Select:
    first, last = month_bounds(question, months)
    table = FACTS[source]
    touches = sa.and_(table.c.from_on <= date_lit(last), sa.or_(table.c.to_on.is_(None), table.c.to_on >= date_lit(first)))
    return (
        sa.select(*[table.c[name] for name in names])
        .where(table.c.person_id == person_id, touches, _stood(grant, table, table.c.from_on, table.c.to_on))
        .order_by(table.c.from_on, *[table.c[name] for name in names[1:]])
    )


def person_spells(grant: Grant, question: Question, person_id: str, months: int | None = None) -> sa.Select:
    """One row is a sickness spell of this person that touches the months: `from_on, to_on` (null while open), `counted`,
    `phased_return, lost_hours`."""
    return _intervals(
        grant, question, person_id, "sickness", ("from_on", "to_on", "counted", "phased_return", "lost_hours"), months
    )


def person_absences(grant: Grant, question: Question, person_id: str, months: int | None = None) -> sa.Select:
    """One row is another absence of this person that touches the months: `from_on, to_on, counted, unauthorised`. Leave that was
    refused is none."""
    refused = FACTS["absence"].c.refused
    rows = _intervals(grant, question, person_id, "absence", ("from_on", "to_on", "counted", "unauthorised"), months)
    return rows.where(sa.or_(refused.is_(None), sa.not_(refused)))


def person_overtime(grant: Grant, question: Question, person_id: str, months: int | None = None) -> sa.Select:
    """One row is a claim line of this person that begins in the months: `from_on, to_on, kind, ordered, unit_charged,
    claimed_hours, overtime_pay`. A claim is open by where the person stood on its first day."""
    first, last = month_bounds(question, months)
    table = FACTS["overtime"]
    names = ("from_on", "to_on", "kind", "ordered", "unit_charged", "claimed_hours", "overtime_pay")
    return (
        sa.select(*[table.c[name] for name in names])
        .where(table.c.person_id == person_id, table.c.from_on.between(date_lit(first), date_lit(last)))
        .where(_stood(grant, table, table.c.from_on, table.c.from_on))
        .order_by(*[table.c[name] for name in names])
    )


def person_postings(grant: Grant, question: Question, person_id: str, months: int | None = None) -> sa.Select:
    """One row is a posting of this person that touches the months and whose node is in the scope.

    Columns: `from_on, to_on` (null while open), `unit, kind, rank, rank_band, function, shift_pattern, fte`.
    """
    first, last = month_bounds(question, months)
    table = FACTS["postings"]
    names = ("from_on", "to_on", "unit", "kind", "rank", "rank_band", "function", "shift_pattern", "fte")
    touches = sa.and_(table.c.from_on <= date_lit(last), sa.or_(table.c.to_on.is_(None), table.c.to_on >= date_lit(first)))
    return (
        sa.select(*[table.c[name] for name in names])
        .where(table.c.person_id == person_id, touches, permitted(grant, table.c.unit))
        .order_by(table.c.from_on, table.c.kind)
    )


def person_duties(grant: Grant, question: Question, person_id: str, months: int | None = None) -> sa.Select:
    """One row is a duty of this person whose planned start (UTC) falls in the months, in time.

    Columns: planned and worked stamps (UTC), `state, rest_day_cancelled, notice_days, ordered, abstraction, unit_worked`. A duty
    is open by where the person stood on the UTC day of its planned start.
    """
    first, last = month_bounds(question, months)
    table = FACTS["duties"]
    names = ("planned_from_at", "planned_to_at", "worked_from_at", "worked_to_at", "state", "rest_day_cancelled")
    names += ("notice_days", "ordered", "abstraction", "unit_worked")
    day = sa.cast(table.c.planned_from_at, sa.Date)
    return (
        sa.select(*[table.c[name] for name in names])
        .where(table.c.person_id == person_id, day.between(date_lit(first), date_lit(last)))
        .where(_stood(grant, table, day, day))
        .order_by(table.c.planned_from_at)
    )
