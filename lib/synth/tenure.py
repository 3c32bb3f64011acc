"""How long people have served, and when they go: two humps, a hollow at seven to twelve years, and a cliff at thirty."""

from __future__ import annotations

import numpy as np

from lib.synth.plan import Plan
from lib.synth.ranks import CONSTABLE, OFFICER

_Knots = tuple[tuple[float, float], ...]
YEAR = 365.25
YOUNG_SHARE = {"response": 0.78, "investigation": 0.70, "public protection": 0.50, "neighbourhood": 0.42}
YOUNG_ELSEWHERE = 0.12
YOUNG: _Knots = ((0, 0), (2, 0.30), (4, 0.82), (7, 1))
YOUNG_DETECTIVES: _Knots = ((0, 0), (2, 0.57), (4, 0.85), (7, 1))
"""Constables who joined since recruiting began again: years of service, share with fewer. Of local detectives 40 % under two years."""
SETTLED: _Knots = ((7, 0), (12, 0.15), (15, 0.30), (22, 0.79), (29.5, 0.98), (32, 1))
BY_RANK: tuple[_Knots, ...] = (
    ((4, 0), (7, 0.10), (12, 0.28), (22, 0.80), (29.5, 0.985), (32, 1)),
    ((8, 0), (12, 0.12), (16, 0.40), (24, 0.85), (29.5, 0.985), (32, 1)),
    ((11, 0), (16, 0.30), (24, 0.80), (29.5, 0.98), (32, 1)),
    ((14, 0), (20, 0.40), (27, 0.90), (31, 1)),
    ((17, 0), (23, 0.45), (28, 0.90), (32, 1)),
    ((19, 0), (25, 0.50), (30, 0.95), (33, 1)),
    ((24, 0), (28, 0.60), (32, 1)),
)
"""Sergeants, inspectors, ... to the commissioner."""
OTHERS: tuple[_Knots, ...] = (
    ((0, 0), (2, 0.13), (5, 0.34), (10, 0.60), (20, 0.88), (38, 1)),
    ((0, 0), (2, 0.16), (5, 0.42), (10, 0.72), (20, 0.97), (23, 1)),
    ((0, 0), (2, 0.30), (5, 0.66), (10, 0.90), (25, 1)),
)
"""Staff, PCSOs, specials."""
LEAVING: tuple[_Knots, ...] = (
    ((0, 0.085), (2, 0.055), (10, 0.036), (25, 0.055), (29.5, 0.25), (30, 0.9)),
    ((0, 0.085), (5, 0.060), (20, 0.055)),
    ((0, 0.100), (5, 0.080)),
    ((0, 0.150), (5, 0.110)),
)
"""By kind: from so many years of service on, how many of a hundred go in a year (a rate)."""
NOTICE_DAYS = 30


def joining(plan: Plan, kind: np.ndarray, rank: np.ndarray, function: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """First day in the force, in days from the plan's first. Drawn as service at the plan's end, so that who is new there joined in it.

    Officers begin on a Monday.
    """
    draw, size = rng.random(len(kind)), len(kind)
    years = np.zeros(size)
    share = np.array([YOUNG_SHARE.get(name, YOUNG_ELSEWHERE) for name in function.tolist()])
    young = rng.random(size) < share
    for place, knots in enumerate(BY_RANK):
        years = np.where(rank == place + 1, _at(draw, knots), years)
    detectives = np.where(function == "investigation", _at(draw, YOUNG_DETECTIVES), _at(draw, YOUNG))
    years = np.where(rank == CONSTABLE, np.where(young, detectives, _at(draw, SETTLED)), years)
    for place, knots in enumerate(OTHERS):
        years = np.where(kind == place + 1, _at(draw, knots), years)
    joined = plan.days - 1 - (years * YEAR).astype(int)
    monday = (joined + plan.first_day.weekday()) % 7
    return np.where(kind == OFFICER, joined - monday, joined)


def _at(draw: np.ndarray, knots: _Knots) -> np.ndarray:
    years, shares = zip(*knots, strict=True)
    return np.interp(draw, shares, years)


def leaving(kind: np.ndarray, joined: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Last day in the force of people who are in it on the plan's first day or join later, by a rate that changes with service."""
    waits = rng.exponential(size=len(kind))
    from_day = np.maximum(joined, 0)
    begun = (from_day - joined) / YEAR
    years = np.zeros(len(kind))
    for number, knots in enumerate(LEAVING):
        grid, gone = _gone(knots)
        reached = np.interp(np.interp(begun, grid, gone) + waits, gone, grid)
        years = np.where(kind == number, reached, years)
    return np.minimum(from_day + NOTICE_DAYS + ((years - begun) * YEAR).astype(int), 99_000)


def _gone(knots: _Knots) -> tuple[np.ndarray, np.ndarray]:
    """Years of service and the rate summed up to them, far beyond any career."""
    starts = np.array([start for start, _ in knots])
    rates = np.array([rate for _, rate in knots])
    grid = np.append(starts, 300.0)
    return grid, np.concatenate([[0.0], np.cumsum(rates * np.diff(grid))])
