"""Sickness spells, short and long. Illness comes per calendar day at risk, whatever the contracted hours are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.synth.plan import Plan

SHORT_A_YEAR = 0.58
LONG_A_YEAR = 0.114
COLD = "Cold, cough or flu"
COLD_SHARE = 0.27
COLD_SEASON = (1.95, 1.36, 1.05, 0.95, 0.85, 0.71, 0.53, 0.42, 0.79, 1.10, 1.31, 1.53)
OTHER_SEASON = (1.11, 1.04, 0.98, 0.97, 0.96, 0.94, 0.94, 0.92, 1.00, 1.03, 1.05, 1.08)
SEASON = tuple(
    round(COLD_SHARE * cold + (1 - COLD_SHARE) * rest, 4) for cold, rest in zip(COLD_SEASON, OTHER_SEASON, strict=True)
)
LONG_SEASON = (1.07, 1.02, 0.99, 0.97, 0.96, 0.94, 0.95, 0.97, 1.00, 1.03, 1.07, 1.09)
WEEKDAY = (1.15, 1.02, 1.0, 0.98, 0.97, 0.94, 0.94)
KIND = (1.0, 1.1, 1.25, 0.0)
LONG_KIND = (1.0, 1.15, 1.3, 0.0)
SHORT_DAYS, LONGEST_DAYS = 28, 428
UNCOUNTED_SHARE = 0.07
SHORT_REASONS = (
    ("Gastro or stomach", 0.25), ("Chest or respiratory", 0.14), ("Stress or anxiety", 0.19), ("Back problem", 0.09),
    ("Musculoskeletal", 0.11), ("Headache or migraine", 0.09), ("Infection", 0.07), ("Minor injury", 0.06),
)  # fmt: skip
LONG_REASONS = (
    ("Stress or anxiety", 0.36), ("Depression", 0.18), ("Musculoskeletal", 0.14), ("Operation or hospital", 0.11),
    ("Back problem", 0.07), ("Injury", 0.08), ("Chest or respiratory", 0.06),
)  # fmt: skip
PROTECTED_REASONS = ("Disability related", "Injury on duty", "Assault on duty", "Pregnancy related", "Menopause related")


@dataclass
class Spells:
    """Rows: person, first and last day (from the plan's first; last may lie past the horizon), reason, fit note, phased return,
    counted, and `short`: drawn as a short counted spell, whatever cut it off later."""

    person: np.ndarray
    start: np.ndarray
    end: np.ndarray
    reason: np.ndarray
    fit_note: np.ndarray
    phased: np.ndarray
    counted: np.ndarray
    short: np.ndarray


def short_hazard(plan: Plan) -> np.ndarray:
    """Chance of a short counted spell on each calendar day of somebody with frailty 1 at the usual load, before kind."""
    daily = SHORT_A_YEAR / 365.25 * np.array(SEASON) / np.mean(SEASON)
    return daily[plan.month_number] * np.array(WEEKDAY)[plan.weekday] / np.mean(WEEKDAY)


def long_hazard(plan: Plan) -> np.ndarray:
    """Chance of a long spell on each calendar day at the usual load, before kind."""
    return LONG_A_YEAR / 365.25 * (np.array(LONG_SEASON) / np.mean(LONG_SEASON))[plan.month_number]


def spells(
    plan: Plan,
    at_risk: np.ndarray,
    short: np.ndarray,
    long: np.ndarray,
    joined: np.ndarray,
    woman: np.ndarray,
    low: int,
    chunk: int,
) -> tuple[np.ndarray, Spells]:
    """Spells of persons low.. from the chances of a short and a long one on each day at risk. None begins inside another.

    Short counted spells come with chance `short`, uncounted ones with a fixed share of the usual chance besides. A spell that began
    before the window (its first day is then below 0) and runs into it is there. Returns the grid of sick days and the rows.
    """
    rng = plan.stream("sickness", chunk)
    usual = (short_hazard(plan) * UNCOUNTED_SHARE)[None, :]
    draw = rng.random(at_risk.shape, np.float32)
    kind = np.where(draw < short, 1, np.where(draw < short + long, 2, np.where(draw < short + long + usual, 3, 0)))
    kind[~at_risk] = 0
    kind[:, plan.days :] = 0
    who, day = np.nonzero(kind)
    kind = kind[who, day]
    length = _lengths(kind, rng)
    earlier = _running(plan, at_risk[:, 0], (short[:, 0], long[:, 0], usual[:, 0]), joined, chunk)
    who, day, kind, length = (np.concatenate(pair) for pair in zip(earlier, (who, day, kind, length), strict=True))
    order = np.lexsort((day, who))
    kept = order[_apart(who[order], day[order], length[order])]
    who, day, kind, length = who[kept], day[kept], kind[kept], length[kept]
    rows = _told(plan, who, day, kind, length, woman, rng, low)
    grid = np.zeros(at_risk.shape, bool)
    for person, first, last in zip(who.tolist(), np.maximum(day, 0).tolist(), (day + length).tolist(), strict=True):
        grid[person, first:last] = True
    return grid, rows


_Columns = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _running(plan: Plan, at_risk: np.ndarray, chances: tuple[np.ndarray, ...], joined: np.ndarray, chunk: int) -> _Columns:
    """Person, first day, kind and length of the spells begun before the window that run into it, at the first day's chances."""
    rng = plan.stream("sickness running", chunk)
    parts = []
    for kind, chance, days in zip((1, 2, 3), chances, (SHORT_DAYS, LONGEST_DAYS, SHORT_DAYS), strict=True):
        who = np.repeat(np.arange(len(at_risk)), rng.poisson(np.broadcast_to(chance * days, at_risk.shape) * at_risk))
        day = -rng.integers(1, days + 1, len(who))
        length = _lengths(np.full(len(who), kind), rng)
        kept = (day + length > 0) & (day >= joined[who])
        parts.append((who[kept], day[kept], np.full(int(kept.sum()), kind), length[kept]))
    who, day, kind, length = (np.concatenate(column) for column in zip(*parts, strict=True))
    return who, day, kind, length


def _lengths(kind: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    size = len(kind)
    short = np.clip(np.ceil(rng.lognormal(1.27, 0.83, size)), 1, SHORT_DAYS)
    long = SHORT_DAYS + np.ceil(rng.lognormal(3.8, 0.8, size)).clip(1, LONGEST_DAYS - SHORT_DAYS)
    return np.where(kind == 2, long, short).astype(int)


def _apart(who: np.ndarray, day: np.ndarray, length: np.ndarray) -> np.ndarray:
    """Rows (sorted by person and day) that do not begin inside, or on the day after, an earlier kept one."""
    kept: list[int] = []
    person, free = -1, 0
    for row, (each, start, long) in enumerate(zip(who.tolist(), day.tolist(), length.tolist(), strict=True)):
        if each != person or start > free:
            kept.append(row)
            person, free = each, start + long
    return np.array(kept, int)


def _told(
    plan: Plan,
    who: np.ndarray,
    day: np.ndarray,
    kind: np.ndarray,
    length: np.ndarray,
    woman: np.ndarray,
    rng: np.random.Generator,
    low: int,
) -> Spells:
    size = len(who)
    short_names, short_shares = zip(*SHORT_REASONS, strict=True)
    long_names, long_shares = zip(*LONG_REASONS, strict=True)
    short = np.array(short_names)[rng.choice(len(short_names), size, p=short_shares)]
    cold = COLD_SHARE * np.array(COLD_SEASON) / np.array(SEASON)  # of a month's short spells, how many are colds
    short = np.where(rng.random(size) < cold[plan.month_number[np.maximum(day, 0)]], COLD, short)
    long = np.array(long_names)[rng.choice(len(long_names), size, p=long_shares)]
    allowed = np.where(woman[who], len(PROTECTED_REASONS), 3)
    protected = np.array(PROTECTED_REASONS)[(rng.random(size) * allowed).astype(int)]
    long_protected = (kind == 2) & (rng.random(size) < 0.12)
    phased = (kind == 3) & (rng.random(size) < 0.25)
    named = np.select([(kind == 3) & ~phased, long_protected, kind == 2], [protected, protected, long], short)
    return Spells(who + low, day, day + length - 1, named, length > 7, phased, (kind != 3) & ~long_protected, kind == 1)
