"""The few constructs that databases spell differently, so that one statement gives equal values on DuckDB and PostgreSQL."""

from __future__ import annotations

from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction

from lib.errors import InputError
from lib.question import Question, Window


class month_start(GenericFunction[date]):  # noqa: N801 - named as the function that it is in a statement
    """The first day of the month of a day, as a date (`date_trunc` alone gives a time with a zone on PostgreSQL)."""

    type = sa.Date()
    inherit_cache = True


@compiles(month_start)
def _month_start(element: month_start, compiler: SQLCompiler, **kw: Any) -> str:
    return f"CAST(date_trunc('month', {compiler.process(element.clauses, **kw)}) AS DATE)"


class days_between(GenericFunction[int]):  # noqa: N801 - named as the function that it is in a statement
    """Whole days from the first date to the second, as a 64-bit number."""

    type = sa.BigInteger()
    inherit_cache = True


@compiles(days_between)
def _days_between(element: days_between, compiler: SQLCompiler, **kw: Any) -> str:
    start, end = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"CAST({end} - {start} AS BIGINT)"


def total(column: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    """The sum in the column's own type: a sum of whole numbers widens to 128 bits on one engine, to decimals on another."""
    return sa.cast(sa.func.sum(column), column.type)


def date_lit(day: date) -> sa.ColumnElement[date]:
    """A day as a typed bound value, never text that an engine might read in its own way."""
    return sa.bindparam(None, day, type_=sa.Date())


def earliest(*days: sa.ColumnElement[date]) -> sa.ColumnElement[date]:
    """The earliest of the days that are known; null where none is."""
    return sa.func.least(*days, type_=sa.Date())


def latest(*days: sa.ColumnElement[date]) -> sa.ColumnElement[date]:
    """The latest of the days that are known; null where none is."""
    return sa.func.greatest(*days, type_=sa.Date())


def month_bounds(question: Question, months: int | None = None) -> tuple[date, date]:
    """First and last day of the months asked about, ending with `as_of`; `months` other than the question's own for a longer look.

    Raises InputError where the question names no month: the newest one is the service's to fill in.
    """
    if question.as_of is None:
        raise InputError("as_of", "the question names no month", "Fill in the newest complete month first.")
    window = Window(question.as_of, months or question.months)
    return window.first_day, window.last_day
