"""Annual leave: asked for by season, granted or refused, taken in blocks."""

from __future__ import annotations

import numpy as np

from lib.synth.absence import Absences, runs
from lib.synth.plan import Plan

LEAVE = "Annual leave"
REQUESTS_A_YEAR = 10.8
LENGTHS = ((1, 1, 0.34), (2, 4, 0.26), (5, 9, 0.25), (10, 16, 0.15))
"""Shortest and longest in days, and their share of the requests."""
SEASON = (0.6, 0.8, 0.9, 1.1, 1.0, 1.1, 1.4, 1.9, 1.0, 0.9, 0.6, 0.8)
LATE_DECEMBER, LATE_DECEMBER_DAYS = 3.0, (18, 31)
LEAD_IN = 16
REFUSED = 0.05
REFUSED_FROZEN, REFUSED_PEAK, REFUSED_MOST = 6.0, 1.6, 0.75
PEAK_MONTHS = (7, 11)  # August, December


def season(plan: Plan) -> np.ndarray:
    """How much leave begins on each day of the horizon, beside an even year."""
    day_of_month = (plan.calendar - plan.calendar.astype("datetime64[M]")).astype(int) + 1
    late = (plan.month_number == 11) & (day_of_month >= LATE_DECEMBER_DAYS[0]) & (day_of_month <= LATE_DECEMBER_DAYS[1])
    return np.array(SEASON)[plan.month_number] * np.where(late, LATE_DECEMBER, 1.0)


def leave(
    plan: Plan, rostered: np.ndarray, free: np.ndarray, refused: np.ndarray, low: int, chunk: int
) -> tuple[np.ndarray, Absences]:
    """Leave of persons low..: the grid of days on leave, and the requests that were refused.

    `rostered`: days with a duty of who has leave at all; leave begins on one. `free`: days in post without other absence. `refused`:
    the chance on each person-day that a request for leave beginning then is refused. Leave begun before the window runs into it.
    """
    rng = plan.stream("leave", chunk)
    size, days = free.shape
    counts = rng.poisson(REQUESTS_A_YEAR * (days + LEAD_IN) / 365.25, size) * rostered.any(axis=1)
    who = np.repeat(np.arange(size), counts)
    weights = np.concatenate([np.full(LEAD_IN, season(plan)[:1].mean()), season(plan)])
    start = np.searchsorted(np.cumsum(weights / weights.sum()), rng.random(len(who))).clip(0, days + LEAD_IN - 1) - LEAD_IN
    shortest, longest, shares = (np.array(column) for column in zip(*LENGTHS, strict=True))
    sort = rng.choice(len(LENGTHS), len(who), p=shares)
    length = shortest[sort] + (rng.random(len(who)) * (longest - shortest + 1)[sort]).astype(int)
    first = _next(rostered)[who, np.maximum(start, 0)]
    last = np.where(start < 0, start, first) + length - 1
    known = (first < days) & (last >= first)
    who, start, first, last = who[known], start[known], first[known], last[known]
    says_no = (rng.random(len(who)) < refused[who, first]) & (start >= 0)
    grid = _grid(who[~says_no], first[~says_no], last[~says_no], free.shape) & free
    return grid, _refusals(plan, who[says_no], first[says_no], last[says_no], ~free | grid, low)


def _next(rostered: np.ndarray) -> np.ndarray:
    """The first rostered day from each day on; the number of days where there is none."""
    days = rostered.shape[1]
    return np.minimum.accumulate(np.where(rostered, np.arange(days), days)[:, ::-1], axis=1)[:, ::-1]


def _grid(who: np.ndarray, first: np.ndarray, last: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    edges = np.zeros((shape[0], shape[1] + 1), np.int16)
    np.add.at(edges, (who, first), 1)
    np.add.at(edges, (who, np.minimum(last + 1, shape[1])), -1)
    return np.cumsum(edges, axis=1)[:, : shape[1]] > 0


def _refusals(plan: Plan, who: np.ndarray, first: np.ndarray, last: np.ndarray, taken: np.ndarray, low: int) -> Absences:
    """Requests refused, one for a first day; without those that leave granted or another absence touched in the end."""
    order = np.lexsort((last, first, who))
    who, first, last = who[order], first[order], np.minimum(last[order], taken.shape[1] - 1)
    so_far = np.pad(np.cumsum(taken, axis=1, dtype=np.int32), ((0, 0), (1, 0)))
    apart = so_far[who, last + 1] == so_far[who, first]
    reached = np.maximum.accumulate(who * (taken.shape[1] + 1) + last) if len(who) else who
    new = np.append(True, (who * (taken.shape[1] + 1) + first)[1:] > reached[:-1])[: len(who)]
    kept = apart & new & (first < plan.days)
    who, first, last = who[kept], first[kept], last[kept]
    no, yes = np.zeros(len(who), bool), np.ones(len(who), bool)
    return Absences(who + low, first, last, np.full(len(who), LEAVE), no, yes, yes)


def rows(plan: Plan, grid: np.ndarray, low: int) -> Absences:
    """Leave taken, as rows: one row is a run of days."""
    person, first, last = runs(grid)
    known = first < plan.days
    person, first, last = person[known], first[known], last[known]
    yes = np.ones(len(person), bool)
    return Absences(person + low, first, last, np.full(len(person), LEAVE), yes, yes, ~yes)


def refusal(plan: Plan, by_day: np.ndarray, frozen: np.ndarray) -> np.ndarray:
    """Chance that a request is refused, by person and first day: `by_day` from work and load, more at events and in high season."""
    peak = np.isin(plan.month_number, PEAK_MONTHS)
    factor = np.where(frozen, REFUSED_FROZEN, np.where(peak, REFUSED_PEAK, 1.0)).astype(np.float32)
    return np.minimum(REFUSED * by_day * factor[None, :], np.float32(REFUSED_MOST))
