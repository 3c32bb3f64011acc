"""Rows that speak of a whole month or year: the text of the period to its first and last day."""

from __future__ import annotations

import re
from datetime import date, datetime

import polars as pl

from lib.loading.profile import Period
from lib.question import Month

BY_PERIOD = "by_period"
"""Column of gathered rows: the row is stated for its period as a whole, and not for each of its days."""


def with_period(frame: pl.DataFrame, text: pl.Series, period: Period) -> pl.DataFrame:
    """`from` and `to` as ISO text from the text of each row's period. A text that is none stands in `from`, where it is no day."""
    spans = {each: bounds(each, period) for each in text.drop_nulls().unique()}
    first = {each: span[0].isoformat() if span else each for each, span in spans.items()}
    last = {each: span[1].isoformat() if span else each for each, span in spans.items()}
    return frame.with_columns(
        text.replace_strict(list(first), list(first.values()), default=None, return_dtype=pl.String).alias("from"),
        text.replace_strict(list(last), list(last.values()), default=None, return_dtype=pl.String).alias("to"),
    )


def bounds(text: str, period: Period) -> tuple[date, date] | None:
    """First and last day of the period that a text names; None where it names none."""
    found = re.search(r"(?<!\d)(\d{4})(?!\d)", text) if period.format == "%Y" else None
    try:
        begun = datetime.strptime(found[1] if found else text.strip(), period.format)
    except ValueError:
        return None
    if period.length == "month":
        month = Month.of(begun.date())
        return month.first_day, month.last_day
    if period.length == "year":
        return date(begun.year, 1, 1), date(begun.year, 12, 31)
    return date(begun.year, 4, 1), date(begun.year + 1, 3, 31)
