"""Other absence than leave: long and protected absences, and the rare absence without authority."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from lib.synth.people import People
from lib.synth.plan import Plan
from lib.synth.ranks import OFFICER, SPECIAL

UNAUTHORISED = ("Unauthorised absence", "Failed to attend duty")
UNAUTHORISED_BASE = 0.0011
LONG_DAYS = 60
CHILDREN_UNTIL = 44


@dataclass(frozen=True)
class AbsenceKind:
    """A kind of absence with authority: how many begin per person-year, how long it lasts, and who may have it."""

    name: str
    rate: float
    shortest: int
    longest: int
    women: bool = False
    men: bool = False
    young: bool = False
    officers: bool = False


OTHER = (
    AbsenceKind("Maternity leave", 0.040, 200, 365, women=True, young=True),
    AbsenceKind("Paternity leave", 0.035, 10, 14, men=True, young=True),
    AbsenceKind("Adoption leave", 0.001, 120, 270),
    AbsenceKind("Career break", 0.0075, 200, 500),
    AbsenceKind("Parental leave", 0.025, 3, 10, young=True),
    AbsenceKind("Carer's leave", 0.060, 1, 4),
    AbsenceKind("Bereavement leave", 0.040, 2, 10),
    AbsenceKind("Disability leave", 0.012, 1, 6),
    AbsenceKind("Domestic abuse leave", 0.002, 2, 10),
    AbsenceKind("Fertility treatment", 0.005, 1, 5, young=True),
    AbsenceKind("Jury service", 0.004, 8, 12),
    AbsenceKind("Reservist service", 0.006, 5, 16),
    AbsenceKind("Staff association duties", 0.050, 1, 3),
    AbsenceKind("Trade union duties", 0.010, 1, 3),
    AbsenceKind("Unpaid leave", 0.012, 2, 14),
    AbsenceKind("Study leave", 0.030, 1, 4, officers=True),
)


@dataclass
class Absences:
    """Rows of absence: person, first and last day (counted from the plan's first; the first may lie before it), kind's name,
    authorised, requested, refused."""

    person: np.ndarray
    start: np.ndarray
    end: np.ndarray
    kind: np.ndarray
    authorised: np.ndarray
    requested: np.ndarray
    refused: np.ndarray

    def only(self, which: np.ndarray) -> Absences:
        """The rows that are true in `which`."""
        return Absences(*(getattr(self, each.name)[which] for each in fields(self)))


def other(plan: Plan, people: People, in_post: np.ndarray, low: int, chunk: int) -> tuple[np.ndarray, Absences]:
    """Long and protected absences of persons low.. and a grid that is true on their days. None overlaps or touches another.

    What began before the window and runs into it is there, with a first day below 0.
    """
    rng = plan.stream("absence other", chunk)
    away = np.zeros(in_post.shape, bool)
    found: list[tuple[int, int, int, str]] = []
    size, days = in_post.shape
    for kind in OTHER:
        counts = rng.poisson(kind.rate * (days + kind.longest) / 365.25, size) * _may(kind, people, low, size)
        who = np.repeat(np.arange(size), counts)
        starts = rng.integers(-kind.longest, days, len(who))
        ends = starts + rng.integers(kind.shortest, kind.longest + 1, len(who)) - 1
        kept = (ends >= 0) & (starts < plan.days) & (people.joined[low + who] <= starts)
        for person, start, end in zip(who[kept].tolist(), starts[kept].tolist(), ends[kept].tolist(), strict=True):
            first, last = max(start, 0), min(end, days - 1)
            if in_post[person, first : last + 1].all() and not away[person, max(first - 1, 0) : last + 2].any():
                away[person, first : last + 1] = True
                found.append((person + low, start, end, kind.name))
    columns = [np.array(column) for column in zip(*found, strict=True)] if found else [np.zeros(0, int)] * 3 + [np.zeros(0, str)]
    yes = np.ones(len(found), bool)
    return away, Absences(columns[0], columns[1], columns[2], columns[3], yes, yes, ~yes)


def _may(kind: AbsenceKind, people: People, low: int, size: int) -> np.ndarray:
    mine = slice(low, low + size)
    woman, person = people.woman[mine], people.kind[mine]
    may = person != SPECIAL
    may &= woman | (not kind.women)
    may &= ~woman | (not kind.men)
    may &= (people.age[mine] < CHILDREN_UNTIL) | (not kind.young)
    return may & ((person == OFFICER) | (not kind.officers))


def runs(grid: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Row, first and last column of each run of true cells along the rows."""
    edged = np.diff(np.pad(grid, ((0, 0), (1, 1))).astype(np.int8), axis=1)
    row, first = np.nonzero(edged == 1)
    return row, first, np.nonzero(edged == -1)[1] - 1


def unauthorised(chance: np.ndarray, plan: Plan, low: int, chunk: int) -> tuple[np.ndarray, Absences]:
    """Absence without authority. `chance` people x days: the chance on each duty that would be worked, 0 elsewhere."""
    rng = plan.stream("absence unauthorised", chunk)
    grid = rng.random(chance.shape, np.float32) < chance
    person, day = np.nonzero(grid)
    names = np.array(UNAUTHORISED)[(rng.random(len(person)) < 0.25).astype(int)]
    no = np.zeros(len(person), bool)
    return grid, Absences(person + low, day, day, names, no, no, no)
