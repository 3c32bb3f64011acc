"""Whole-force frames over a span of months: what a comparison is measured from. Only the service runs them, and keeps them."""

from __future__ import annotations

import sqlalchemy as sa

from lib import schema
from lib.queries.portable import date_lit
from lib.question import Month


def _between(table: sa.Table, first: Month, last: Month) -> sa.Select:
    return sa.select(table).where(table.c.month.between(date_lit(first.first_day), date_lit(last.first_day)))


def cells(first: Month, last: Month) -> sa.Select:
    """One row is a cell: a person, month, node, cohort and FTE; the columns of `person_months`, by person, month and node."""
    table = schema.person_months
    order = ("person_id", "month", "first_on", "node", "last_on", "fte", "rank_band", "function", "shift_pattern")
    return _between(table, first, last).order_by(*[table.c[name] for name in order])


def unit_months(first: Month, last: Month) -> sa.Select:
    """One row is a unit-level unit and month; the columns of `unit_months`."""
    table = schema.unit_months
    return _between(table, first, last).order_by(table.c.unit, table.c.month)


def conduct_months(first: Month, last: Month) -> sa.Select:
    """One row is a unit (null: nobody identified), month and kind with allegations received; columns of `conduct_months`."""
    table = schema.conduct_months
    order = (table.c.month, table.c.unit.nulls_first(), table.c.kind)
    return _between(table, first, last).order_by(*order)


def unit_periods() -> sa.Select:
    """One row is a source, unit and period over a month that facts are stated for as a whole; the columns of `unit_periods`."""
    table = schema.unit_periods
    return sa.select(table).order_by(table.c.source, table.c.unit, table.c.from_on, table.c.to_on)


def chances() -> sa.Select:
    """One row is a metric of people: what simulated forces show for the last complete 12 months; the columns of `chances`."""
    return sa.select(schema.chances).order_by(schema.chances.c.metric)
