"""What a place holds over a period, by kind of people: the sums that every published figure and every reason is made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date

KINDS = ("officer", "staff", "pcso", "special")
UNKNOWN = "unknown"
"""Rows that could not be tied to one person: of no kind."""


@dataclass(frozen=True)
class Group:
    """Sums over people of one kind. People, FTE and away stand for the period's last day; the rest for the whole period."""

    people: float = 0.0
    fte: float = 0.0
    away_people: float = 0.0  # away on that day for a reason that counts against nobody
    first_people: float = 0.0  # in post on the period's first day
    first_fte: float = 0.0
    in_post_days: float = 0.0
    fte_days: float = 0.0
    contracted_hours: float = 0.0
    lost_hours: float = 0.0  # sickness
    uncounted_lost_hours: float = 0.0  # of these, in spells that count against nobody
    spell_days: float = 0.0  # calendar days of sickness within the period
    long_days: float = 0.0  # of these, in spells of more than 28 days
    open_days: float = 0.0  # of these, in spells without an end
    open_spells: float = 0.0
    short_spells: float = 0.0  # begun within the period, closed, 28 days or fewer
    uncounted_short_spells: float = 0.0
    overtime_hours: float = 0.0
    overtime_pay: float = 0.0
    claims: float = 0.0
    claims_without_hours: float = 0.0
    claims_without_pay: float = 0.0
    crossing_claims: float = 0.0  # begun before the period or ending after it: in no figure of it
    crossing_hours: float = 0.0
    crossing_pay: float = 0.0
    leavers: float = 0.0
    allegations: float = 0.0
    complaints: float = 0.0  # of these, complaints by the public
    cases: float = 0.0

    def __add__(self, other: Group) -> Group:
        return Group(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})


NAMES = tuple(each.name for each in fields(Group))


def total(groups: Iterable[Group]) -> Group:
    """The sum of groups."""
    found = Group()
    for group in groups:
        found = found + group
    return found


@dataclass(frozen=True)
class Tally:
    """All that a tie-out is computed from.

    `kinds`: a group a kind, and `unknown`. `not_linked`, `set_aside`, `accepted`: rows by source (set aside: at load, all
    months and places). `complete_to`: by source. `events`: breaks and gaps within the period, as (source, sentence).
    """

    first: date
    last: date
    kinds: Mapping[str, Group]
    not_linked: Mapping[str, int] = field(default_factory=dict)
    rows: Mapping[str, int] = field(default_factory=dict)
    set_aside: Mapping[str, int] = field(default_factory=dict)
    accepted: Mapping[str, int] = field(default_factory=dict)
    complete_to: Mapping[str, date | None] = field(default_factory=dict)
    events: tuple[tuple[str, str], ...] = ()
    unknown_here: bool = True  # rows of no person can be told for this place (only the whole force holds them all)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def of(self, kinds: Iterable[str]) -> Group:
        """The sum of some kinds."""
        return total(self.kinds.get(kind, Group()) for kind in kinds)
