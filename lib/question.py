"""What is asked: where, when, about what, beside whom. Built from an address alone, so that an address reproduces a view."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import total_ordering

from lib.errors import InputError

FORCE = "force"
WINDOWS = (3, 6, 12)
DEFAULT_METRIC = "sickness_spells"
DEFAULT_PEERS = "same_job"
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


@total_ordering
@dataclass(frozen=True)
class Month:
    """A calendar month."""

    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Month:
        """`YYYY-MM` to a month. Raises InputError for anything else."""
        found = _MONTH.fullmatch(text)
        if not found:
            raise InputError("month", "not a month", "Write it as YYYY-MM, for example 2026-10.")
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Month:
        """The month a day lies in."""
        return cls(day.year, day.month)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"

    def __lt__(self, other: Month) -> bool:
        return self.index < other.index

    def plus(self, months: int) -> Month:
        """The month so many months later (earlier when negative)."""
        year, number = divmod(self.index + months, 12)
        return Month(year, number + 1)

    @property
    def index(self) -> int:
        """Months since year 0, for differences."""
        return self.year * 12 + self.number - 1

    @property
    def first_day(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def last_day(self) -> date:
        return date(self.year, self.number, monthrange(self.year, self.number)[1])

    @property
    def words(self) -> str:
        """`Oct 2026`."""
        return self.first_day.strftime("%b %Y")


@dataclass(frozen=True)
class Window:
    """Whole months ending with and including `as_of`."""

    as_of: Month
    months: int = 12

    def __post_init__(self) -> None:
        if self.months < 1:
            raise InputError("months", "a window holds at least one month")

    @property
    def first(self) -> Month:
        return self.as_of.plus(1 - self.months)

    @property
    def first_day(self) -> date:
        return self.first.first_day

    @property
    def last_day(self) -> date:
        return self.as_of.last_day

    @property
    def days(self) -> int:
        return (self.last_day - self.first_day).days + 1

    def before(self) -> Window:
        """The window of the same length just before."""
        return replace(self, as_of=self.as_of.plus(-self.months))


@dataclass(frozen=True)
class Question:
    """Where (a unit code or `force`), when, which metric, beside which peers. None: the newest month."""

    where: str = FORCE
    as_of: Month | None = None
    months: int = 12
    metric: str = DEFAULT_METRIC
    peers: str = DEFAULT_PEERS
    person: str | None = None

    @classmethod
    def from_address(cls, parameters: Mapping[str, str]) -> Question:
        """The question an address asks. An unknown or broken value falls back to its default: an old link still opens."""
        months = parameters.get("months", "")
        as_of = parameters.get("to", "")
        return cls(
            where=parameters.get("where") or FORCE,
            as_of=Month.parse(as_of) if _MONTH.fullmatch(as_of) else None,
            months=int(months) if months in {str(each) for each in WINDOWS} else 12,
            metric=parameters.get("metric") or DEFAULT_METRIC,
            peers=parameters.get("peers") or DEFAULT_PEERS,
            person=parameters.get("person") or None,
        )

    def address(self) -> dict[str, str]:
        """The parameters that are not at their default, for a link."""
        default = Question()
        pairs = {
            "where": (self.where, default.where),
            "to": (str(self.as_of) if self.as_of else "", ""),
            "months": (str(self.months), str(default.months)),
            "metric": (self.metric, default.metric),
            "peers": (self.peers, default.peers),
            "person": (self.person or "", ""),
        }
        return {name: value for name, (value, usual) in pairs.items() if value != usual}

    def at(self, where: str) -> Question:
        """The same question about another place."""
        return replace(self, where=where, person=None)

    def about(self, person: str) -> Question:
        """The same question about a person of this place."""
        return replace(self, person=person)

    def window(self, newest: Month) -> Window:
        """The window asked for, ending with the newest complete month where none is named."""
        return Window(self.as_of or newest, self.months)
