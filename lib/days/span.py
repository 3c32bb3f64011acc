"""The months that are derived, and spreading intervals over their days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

import polars as pl

from lib.question import Month

Facts = Mapping[str, pl.DataFrame]
PERSON_DAY = ["person_id", "day"]


@dataclass(frozen=True)
class Span:
    """The months to derive, first and last included, and the kinds of node that are units and commands.

    Nothing is derived for days after `extracted_on`: what will happen then is not known yet.
    """

    unit_level: str
    command_level: str
    first: Month
    last: Month
    extracted_on: date

    @property
    def first_day(self) -> date:
        return self.first.first_day

    @property
    def last_day(self) -> date:
        """The last day with data: an open interval is taken to run to here."""
        return min(self.last.last_day, self.extracted_on)

    def stretches(self) -> Iterator[tuple[date, date]]:
        """The first and last derived day of each month, in order."""
        for ahead in range(self.last.index - self.first.index + 1):
            month = self.first.plus(ahead)
            if month.first_day <= self.last_day:
                yield month.first_day, min(month.last_day, self.last_day)


def source(facts: Facts, name: str) -> pl.DataFrame | None:
    """The facts of a source, None where the force has none: its figures are then null, never 0."""
    frame = facts.get(name)
    return None if frame is None or frame.is_empty() else frame


_HAPPENED = (("duties", "planned_from_at"), ("sickness", "from_on"), ("demand", "on"), ("overtime", "to_on"))


def heard(facts: Facts, span: Span) -> Span:
    """The span without the months at its end of which no source that records what happens has a row.

    Exports are taken days after the last month that they hold: the days between would show people in post and nothing
    done, which nobody said. A force that records only who is posted where keeps the whole span.
    """
    known = [frame[column].cast(pl.Date).max() for name, column in _HAPPENED if (frame := source(facts, name)) is not None]
    days = [day for day in known if isinstance(day, date)]
    last = max(min(span.last, Month.of(max(days))), span.first) if days else span.last
    return replace(span, last=last)


def linked(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows that name a known person."""
    return frame.filter(pl.col("person_id").is_not_null())


def spread(intervals: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """One row for each interval and each of its days within first..last, both included, in the order of the intervals.

    Input: any columns with `from_on` and `to_on` (both days included, null = open on that side). Output: the same and `day`.
    """
    starts = pl.max_horizontal(pl.col("from_on").fill_null(first), pl.lit(first))
    ends = pl.min_horizontal(pl.col("to_on").fill_null(last), pl.lit(last))
    return (
        intervals.with_columns(_starts=starts, _ends=ends)
        .filter(pl.col("_starts") <= pl.col("_ends"))
        .with_columns(day=pl.date_ranges("_starts", "_ends"))
        .drop("_starts", "_ends")
        .explode("day")
    )


def total(name: str) -> pl.Expr:
    """The sum of a column over a group, null where nothing is known (a plain sum would say 0)."""
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).sum()).alias(name)
