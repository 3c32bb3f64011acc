"""Sums by kind of people that published figures are tied out with: a place, a period, one row a kind. No row names a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa

from lib.grant import Grant
from lib.queries.portable import date_lit, days_between, earliest, latest, total
from lib.queries.tree import standing_in
from lib.question import Window
from lib.schema import FACTS, link_rates, person_days, person_months

LONG_DAYS = 28
_people, _sickness, _overtime, _conduct = (FACTS[name] for name in ("people", "sickness", "overtime", "conduct"))
UNKNOWN = "unknown"
_Number = sa.ColumnElement[Any]


def _count(condition: sa.ColumnElement[bool] | None = None) -> _Number:
    counted = sa.func.count() if condition is None else sa.func.sum(sa.case((condition, 1), else_=0))
    return sa.cast(sa.func.coalesce(counted, 0), sa.Double)


def _sum(column: _Number, condition: sa.ColumnElement[bool] | None = None) -> _Number:
    value = column if condition is None else sa.case((condition, column), else_=None)
    return sa.cast(sa.func.coalesce(sa.func.sum(sa.cast(value, sa.Double)), 0), sa.Double)


def posted_on(grant: Grant, where: str, day: date) -> sa.Select:
    """One row is a kind: `kind, people, fte, away_people` in post in the place on a day."""
    table = person_days
    figures = [_count().label("people"), _sum(table.c.fte_days).label("fte"), _sum(table.c.uncounted_days).label("away_people")]
    chosen = sa.select(table.c.kind, *figures).where(table.c.day == date_lit(day), standing_in(grant, where, table.c.node))
    return chosen.group_by(table.c.kind).order_by(table.c.kind)


def in_post(grant: Grant, where: str, window: Window) -> sa.Select:
    """One row is a kind: `kind, in_post_days, fte_days, contracted_hours, lost_hours` of sickness over the months of a window."""
    table = person_months
    names = {"in_post_days": "in_post_days", "fte_days": "fte_days", "contracted_hours": "contracted_hours",
             "sickness_lost_hours": "lost_hours"}  # fmt: skip
    sums = [_sum(table.c[name]).label(label) for name, label in names.items()]
    between = table.c.month.between(date_lit(window.first_day), date_lit(window.as_of.first_day))
    chosen = sa.select(table.c.kind, *sums).where(between, standing_in(grant, where, table.c.node))
    return chosen.group_by(table.c.kind).order_by(table.c.kind)


def _placed(fact: sa.Table, day: _Number) -> tuple[sa.FromClause, _Number]:
    """A fact beside where its person was on a day, and the kind: of that posting, else of the person, else unknown."""
    posted = sa.and_(person_days.c.person_id == fact.c.person_id, person_days.c.day == day)
    joined = fact.outerjoin(person_days, posted)
    if fact is not _people:
        joined = joined.outerjoin(_people, _people.c.person_id == fact.c.person_id)
    kind = sa.func.coalesce(person_days.c.kind, _people.c.kind, sa.literal(UNKNOWN, sa.String), type_=sa.String())
    return joined, kind.label("kind")


def spells(grant: Grant, where: str, window: Window) -> sa.Select:
    """One row is a kind: sickness within a window: `kind, spell_days, long_days, open_days, open_spells, short_spells,
    uncounted_short_spells, uncounted_lost_hours`. Days are cut to the window; hours by the share of a spell's days in it.
    """
    fact, first, last = _sickness, date_lit(window.first_day), date_lit(window.last_day)
    begin = latest(fact.c.from_on, first)
    joined, kind = _placed(fact, begin)
    days = sa.cast(days_between(begin, earliest(fact.c.to_on, last)) + 1, sa.Double)
    length = sa.cast(days_between(fact.c.from_on, sa.func.coalesce(fact.c.to_on, last, type_=sa.Date())) + 1, sa.Double)
    is_open, is_long = fact.c.to_on.is_(None), length > LONG_DAYS
    short = sa.and_(sa.not_(is_open), sa.not_(is_long), fact.c.from_on >= first)
    not_counted = fact.c.counted.is_(False)
    figures = {
        "spell_days": _sum(days),
        "long_days": _sum(days, is_long),
        "open_days": _sum(days, is_open),
        "open_spells": _count(is_open),
        "short_spells": _count(short),
        "uncounted_short_spells": _count(sa.and_(short, not_counted)),
        "uncounted_lost_hours": _sum(fact.c.lost_hours * days / length, not_counted),
    }
    overlaps = sa.and_(fact.c.from_on <= last, sa.or_(is_open, fact.c.to_on >= first))
    return _by_kind(joined, kind, figures, overlaps, standing_in(grant, where, person_days.c.node))


def claims(grant: Grant, where: str, window: Window) -> sa.Select:
    """One row is a kind: overtime: `kind, claims, overtime_hours, overtime_pay, claims_without_hours, claims_without_pay` of
    claim lines wholly within a window, and `crossing_claims, crossing_hours, crossing_pay` of those that cross its ends.
    """
    fact, first, last = _overtime, date_lit(window.first_day), date_lit(window.last_day)
    joined, kind = _placed(fact, fact.c.from_on)
    ends = sa.func.coalesce(fact.c.to_on, fact.c.from_on, type_=sa.Date())
    inside = sa.and_(fact.c.from_on >= first, ends <= last)
    figures = {
        "claims": _count(inside),
        "overtime_hours": _sum(fact.c.claimed_hours, inside),
        "overtime_pay": _sum(fact.c.overtime_pay, inside),
        "claims_without_hours": _count(sa.and_(inside, fact.c.claimed_hours.is_(None))),
        "claims_without_pay": _count(sa.and_(inside, fact.c.overtime_pay.is_(None))),
        "crossing_claims": _count(sa.not_(inside)),
        "crossing_hours": _sum(fact.c.claimed_hours, sa.not_(inside)),
        "crossing_pay": _sum(fact.c.overtime_pay, sa.not_(inside)),
    }
    overlaps = sa.and_(fact.c.from_on <= last, ends >= first)
    return _by_kind(joined, kind, figures, overlaps, standing_in(grant, where, person_days.c.node))


def leavers(grant: Grant, where: str, window: Window) -> sa.Select:
    """One row is a kind: `kind, leavers`: people whose leaving day lies in a window, where they were posted on it."""
    joined, kind = _placed(_people, _people.c.left_on)
    within = _people.c.left_on.between(date_lit(window.first_day), date_lit(window.last_day))
    return _by_kind(joined, kind, {"leavers": _count()}, within, standing_in(grant, where, person_days.c.node))


def allegations(grant: Grant, where: str, window: Window) -> sa.Select:
    """One row is a kind: `kind, allegations, complaints, cases` received in a window; unknown: nobody identified."""
    joined, kind = _placed(_conduct, _conduct.c.received_on)
    figures = {
        "allegations": _count(),
        "complaints": _count(_conduct.c.kind == "complaint"),
        "cases": sa.cast(sa.func.count(sa.distinct(_conduct.c.case_id)), sa.Double),
    }
    within = _conduct.c.received_on.between(date_lit(window.first_day), date_lit(window.last_day))
    return _by_kind(joined, kind, figures, within, standing_in(grant, where, person_days.c.node))


def _by_kind(rows: sa.FromClause, kind: _Number, figures: dict[str, _Number], *conditions: sa.ColumnElement[bool]) -> sa.Select:
    labelled = [figure.label(name) for name, figure in figures.items()]
    return sa.select(kind, *labelled).select_from(rows).where(*conditions).group_by(kind).order_by(kind)


def linked_in(grant: Grant, where: str, window: Window) -> sa.Select:
    """One row is a source: `source, rows_count, linked_count` of the months of a window; for a place, of rows that name it."""
    table = link_rates
    sums = [total(table.c[name]).label(name) for name in ("rows_count", "linked_count")]
    between = table.c.month.between(date_lit(window.first_day), date_lit(window.as_of.first_day))
    chosen = sa.select(table.c.source, *sums).where(between, standing_in(grant, where, table.c.unit))
    return chosen.group_by(table.c.source).order_by(table.c.source)
