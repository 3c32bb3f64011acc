"""Leave and other absence: planned leave in blocks, long and protected absences, and the rare absence without authority."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.synth.people import People
from lib.synth.ranks import SPECIAL
from lib.synth.plan import Plan

LEAVE = "Annual leave"
UNAUTHORISED = ("Unauthorised absence", "Failed to attend duty")
UNAUTHORISED_BASE = 0.0011
LEAVE_BLOCKS_A_YEAR = 7.0
LEAVE_SEASON = (0.6, 0.8, 0.9, 1.1, 1.0, 1.1, 1.4, 1.9, 1.0, 0.9, 0.6, 1.3)
LONG_DAYS = 60


@dataclass(frozen=True)
class AbsenceKind:
    """A kind of absence with authority: how many begin per person-year, how long it lasts, and who may have it."""

    name: str
    rate: float
    shortest: int
    longest: int
    women: bool = False
    men: bool = False
    officers: bool = False
    counted_never: bool = True


OTHER = (
    AbsenceKind("Maternity leave", 0.035, 200, 365, women=True),
    AbsenceKind("Paternity leave", 0.030, 10, 14, men=True),
    AbsenceKind("Career break", 0.005, 200, 500),
    AbsenceKind("Parental leave", 0.020, 3, 10),
    AbsenceKind("Carer's leave", 0.060, 1, 4),
    AbsenceKind("Bereavement leave", 0.040, 2, 10),
    AbsenceKind("Fertility treatment", 0.004, 1, 5),
    AbsenceKind("Jury service", 0.012, 8, 12),
    AbsenceKind("Reservist service", 0.006, 5, 16),
    AbsenceKind("Staff association duties", 0.050, 1, 3),
    AbsenceKind("Trade union duties", 0.010, 1, 3),
    AbsenceKind("Unpaid leave", 0.012, 2, 14),
    AbsenceKind("Study leave", 0.030, 1, 4, officers=True),
)


@dataclass
class Absences:
    """Rows of absence: person, first and last day (counted from the plan's first), kind's name, authorised, requested."""

    person: np.ndarray
    start: np.ndarray
    end: np.ndarray
    kind: np.ndarray
    authorised: np.ndarray
    requested: np.ndarray


def other(plan: Plan, people: People, in_post: np.ndarray, low: int, chunk: int) -> tuple[np.ndarray, Absences]:
    """Long and protected absences of persons low.. and a grid that is true on their days. None overlaps another."""
    rng = plan.stream("absence other", chunk)
    away = np.zeros(in_post.shape, bool)
    rows: list[tuple[int, int, int, str]] = []
    size, days = in_post.shape
    for kind in OTHER:
        counts = rng.poisson(kind.rate * days / 365.25, size) * _may(kind, people, low, size)
        who = np.repeat(np.arange(size), counts)
        starts = rng.integers(0, days, len(who))
        lengths = rng.integers(kind.shortest, kind.longest + 1, len(who))
        for person, start, length in zip(who.tolist(), starts.tolist(), lengths.tolist(), strict=True):
            end = min(start + length, days) - 1
            if start < plan.days and in_post[person, start : end + 1].all() and not away[person, start : end + 1].any():
                away[person, start : end + 1] = True
                rows.append((person + low, start, start + length - 1, kind.name))
    columns = [np.array(column) for column in zip(*rows, strict=True)] if rows else [np.zeros(0, int)] * 3 + [np.zeros(0, str)]
    yes = np.ones(len(rows), bool)
    return away, Absences(columns[0], columns[1], columns[2], columns[3], yes, yes)


def _may(kind: AbsenceKind, people: People, low: int, size: int) -> np.ndarray:
    woman, person = people.woman[low : low + size], people.kind[low : low + size]
    may = person != SPECIAL
    may &= woman | (not kind.women)
    may &= ~woman | (not kind.men)
    return may & ((person == 0) | (not kind.officers))


def leave(plan: Plan, people: People, free: np.ndarray, low: int, chunk: int) -> tuple[np.ndarray, Absences]:
    """Annual leave in blocks by season. `free` is true on days in post without other absence. Grid and rows (runs of days)."""
    rng = plan.stream("leave", chunk)
    size, days = free.shape
    counts = rng.poisson(LEAVE_BLOCKS_A_YEAR * days / 365.25, size) * (people.kind[low : low + size] != SPECIAL)
    who = np.repeat(np.arange(size), counts)
    season = np.array(LEAVE_SEASON)[plan.month_number]
    starts = np.searchsorted(np.cumsum(season / season.sum()), rng.random(len(who))).clip(0, days - 1)
    lengths = np.minimum(1 + rng.gamma(1.6, 3.5, len(who)).astype(int), 21)
    edges = np.zeros((size, days + 1), np.int16)
    np.add.at(edges, (who, starts), 1)
    np.add.at(edges, (who, np.minimum(starts + lengths, days)), -1)
    grid = (np.cumsum(edges, axis=1)[:, :days] > 0) & free
    person, first, last = runs(grid)
    known = first < plan.days
    person, first, last = person[known], first[known], last[known]
    yes = np.ones(len(person), bool)
    return grid, Absences(person + low, first, last, np.full(len(person), LEAVE), yes, yes)


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
    return grid, Absences(person + low, day, day, names, no, no)
