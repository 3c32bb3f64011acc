"""The frozen values that a picture is drawn from: what the comparison hands over, and all that a figure may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

USUAL, HIGHER, LOWER, TOO_EARLY = "usual", "higher than usual", "lower than usual", "too early to say"
NOT_JUDGED = "not judged"
"""A stock or a head count: it drifts by nature, so limits over time say nothing of it."""

BREAK, GAP = "definition break", "coverage gap"
"""How the name of an event begins that is none of the force but of its data: nothing may be compared across it."""


@dataclass(frozen=True)
class Dot:
    """One load measure beside its usual range: the right half of the accounted-for bar. None: not known."""

    label: str
    value: float | None
    usual_lower: float | None
    usual_upper: float | None
    unit: str = ""


@dataclass(frozen=True)
class AccountedFor:
    """One measured number, accounted for; the load beside it cannot be left out.

    `usual` is the expectation in this job, `load` what this place's load adds to it (None: load not known, and `why` says
    so), `value` what was recorded. `ordinary_to` is the largest value with z < 3 in this job, `ordinary_at_load` the same
    allowing for load; `ordinary_at_load_other` the second of two ways of allowing for load where they disagree.
    """

    metric: str
    title: str
    subject: str
    value: float
    usual: float | None
    load: float | None
    ordinary_to: float | None
    ordinary_at_load: float | None
    reading: str
    sentence: str
    dots: tuple[Dot, ...]
    ordinary_at_load_other: float | None = None
    unit: str = ""
    decimals: int = 0
    why: str = ""


@dataclass(frozen=True)
class Lane:
    """A measure over months, beside its usual band. `values` holds None where nothing is known; `complete` is one flag a month."""

    label: str
    months: tuple[str, ...]
    values: tuple[float | None, ...]
    usual_lower: float | None
    usual_upper: float | None
    verdict: str
    side: str  # record | load
    unit: str = ""
    complete: tuple[bool, ...] = ()
    against: tuple[float | None, ...] = ()  # a second line, e.g. the minimum strength
    since: str = ""  # the month in which what the verdict says began, as YYYY-MM; empty where it says usual
    covers: int = 1  # months that each value speaks of, ending with its month: 12 where only whole years are known
    heavy: str = ""  # for load: the one verdict that means more load; empty: both verdicts count
    season: tuple[float, ...] = ()  # what each month usually brings beside the newest complete one; empty: no season

    def usual_of(self, month: int) -> tuple[float, float] | None:
        """The usual band of a month, by its place: the newest one's, times what the season makes of it. None: no band."""
        if self.usual_lower is None or self.usual_upper is None:
            return None
        factor = self.season[month] if self.season else 1.0
        return self.usual_lower * factor, self.usual_upper * factor


@dataclass(frozen=True)
class Sentence:
    """One sentence of a reading: a bold lead, the rest, the view and address that shows it."""

    lead: str
    rest: str
    side: str = ""  # "", record or load: colours the lead
    opens: str = ""  # a view id
    address: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class StripPoint:
    """One unit in the record-against-load strip: load across, observed / usual up."""

    code: str
    name: str
    load: float
    ratio: float
    here: bool
    words: str


@dataclass(frozen=True)
class Strip:
    """All units of one kind, load across, record up. `line`: usual at this load, ((x, y), ...), empty where load was not fitted."""

    title: str
    question: str
    load_title: str
    record_title: str
    points: tuple[StripPoint, ...]
    line: tuple[tuple[float, float], ...] = ()
    lower: tuple[tuple[float, float], ...] = ()
    upper: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Lens:
    """One lens: peers without ids, this person marked, the middle half, and the z raw and allowing for load."""

    title: str
    peers: str
    values: tuple[float, ...]  # sorted, so that no order identifies anybody
    lower_quartile: float | None
    median: float | None
    upper_quartile: float | None
    here: float | None
    raw_z: float | None
    adjusted_z: float | None
    n: int


@dataclass(frozen=True)
class LoadFirst:
    """Did the load come first? Never the observed without the chance figure."""

    observed: int
    spells: int
    by_chance: float
    lower: int
    upper: int
    words: str


@dataclass(frozen=True)
class Timeline:
    """Five lanes on one time axis; every frame holds this person's own rows or the team's totals.

    `team`: week (date), on_duty, minimum. `roster`: day, what (night, long_run, short_rest, rest_day_cancelled).
    `overtime`: week, accepted_hours, ordered_hours. `absence`: from_on, to_on, counted. `postings`: from_on, to_on, name.
    `events`: from_on, to_on, name. `overtime` is None where the force has no such source.
    """

    first: date
    last: date
    team: pl.DataFrame | None
    roster: pl.DataFrame
    overtime: pl.DataFrame | None
    absence: pl.DataFrame
    postings: pl.DataFrame
    events: pl.DataFrame


@dataclass(frozen=True)
class CalendarRow:
    """One source over the calendar's months. None: no row in that month. `complete`: whether the month has settled."""

    label: str
    values: tuple[float | None, ...]
    complete: tuple[bool, ...]


@dataclass(frozen=True)
class Calendar:
    """Sources by month: how much came. `months` as YYYY-MM."""

    months: tuple[str, ...]
    rows: tuple[CalendarRow, ...]
    unit: str
    decimals: int = 0
