"""What must be true of every person of a synthetic force, each property by name. A property gives the first thing that breaks it."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from lib.synth.ranks import RANKS
from lib.synth.records import Person

DAY = timedelta(days=1)
AT_WORK = ("worked", "rest_day", "abstracted")
SENIOR = ("Inspector", "Superintendent", "Commander", "Commissioner")
STARTS = {"2-2-2-4": {7, 14, 21}, "4-on-4-off": {7, 19}, "5-2": {8}, "5-2 Lates": {7, 14}, "Specials": {18}}
LENGTHS = {"2-2-2-4": 9.5, "4-on-4-off": 11.5, "5-2": 8, "5-2 Lates": 8, "Specials": 6}
PLACES = {"2-2-2-4": (10, 2), "4-on-4-off": (8, 2)}
Row = dict[str, Any]


@dataclass(frozen=True)
class Force:
    """What the records of one person are held against: the window, and who and what stood when."""

    first: date
    last: date
    extracted: date
    units: dict[str, list[tuple[date, date]]]
    service: dict[str, tuple[date, date]]

    def stood(self, unit: str, on: date) -> bool:
        return any(begun <= on <= ended for begun, ended in self.units.get(unit, []))

    def served(self, number: str, on: date) -> bool:
        joined, left = self.service[number]
        return joined <= on <= left


@dataclass(frozen=True)
class Life:
    """One person's rows, with the days of each kind worked out once."""

    person: Person
    force: Force

    def rows(self, source: str) -> list[Row]:
        return self.person.rows[source]

    @property
    def about(self) -> Row:
        return self.person.about

    @property
    def joined(self) -> date:
        return self.about["joined"]

    @property
    def left(self) -> date:
        return self.about["left"] or date.max

    @property
    def special(self) -> bool:
        return self.about["kind"] == "special"

    def days(self, row: Row) -> set[date]:
        last = min(row["to"] or self.force.extracted, self.force.extracted)
        first = max(row["from"], self.force.first - DAY)
        return {first + n * DAY for n in range((last - first).days + 1)}

    @cached_property
    def sick(self) -> set[date]:
        return set().union(*(self.days(row) for row in self.rows("sickness")))

    @cached_property
    def taken(self) -> list[Row]:
        """Absence that happened: all but refused leave."""
        return [row for row in self.rows("absence") if not row["refused"]]

    @cached_property
    def state(self) -> dict[date, str]:
        return {row["planned_from"].date(): row["state"] for row in self.rows("duties")}

    @cached_property
    def substantive(self) -> list[Row]:
        return [row for row in self.rows("postings") if row["kind"] == "substantive"]

    @cached_property
    def passing(self) -> list[Row]:
        return [row for row in self.rows("postings") if row["kind"] != "substantive"]

    @cached_property
    def _starts(self) -> tuple[list[date], list[Row]]:
        rows = sorted(self.rows("postings"), key=lambda row: row["from"])
        return [row["from"] for row in rows], rows

    def post(self, on: date) -> Row | None:
        """The posting of a day: of several, the one begun last."""
        starts, rows = self._starts
        for place in range(bisect.bisect_right(starts, on) - 1, -1, -1):
            if rows[place]["to"] is None or rows[place]["to"] >= on:
                return rows[place]
        return None

    @cached_property
    def work(self) -> list[tuple[datetime, datetime, Row]]:
        """Duties worked, as they were really begun and ended."""
        found = [row for row in self.rows("duties") if row["state"] in AT_WORK]
        return [(row["worked_from"] or row["planned_from"], row["worked_to"] or row["planned_to"], row) for row in found]


Breaks = Iterator[object]
PROPERTIES: dict[str, Callable[[Life], Breaks]] = {}


def holds(check: Callable[[Life], Breaks]) -> Callable[[Life], Breaks]:
    """Declares a property: it yields what breaks it."""
    PROPERTIES[check.__name__] = check
    return check


def worked_on(life: Life, days: set[date]) -> Breaks:
    return (row for _, _, row in life.work if row["planned_from"].date() in days)


def overlapping(rows: list[Row]) -> Breaks:
    ordered = sorted(rows, key=lambda row: row["from"])
    return ((a, b) for a, b in itertools.pairwise(ordered) if a["to"] is None or a["to"] >= b["from"])


def level(rank: str) -> int:
    return RANKS.index(rank.removeprefix("Detective ").removeprefix("Probationary "))


def fortnights_without_rest(life: Life) -> Iterator[date]:
    days = {row["planned_from"].date() for _, _, row in life.work}
    for first in sorted(days):
        if sum(first + n * DAY in days for n in range(14)) > 12:
            yield first


def of_kind(life: Life, kind: str) -> list[Row]:
    return [row for row in life.rows("absence") if row["kind"] == kind]
