"""Shift patterns: which duty is planned on which day. Nights as the pattern says; part-time people miss out duties evenly."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.synth.careers import Postings
from lib.synth.people import People
from lib.synth.plan import Plan
from lib.synth.ranks import SPECIAL
from lib.synth.structure import Structure

HOUR = 60
PATTERNS = ("2-2-2-4", "4-on-4-off", "5-2", "5-2 Lates", "Specials")
TWO_TWO_TWO_FOUR, FOUR_ON_FOUR_OFF, FIVE_TWO, LATES, SPECIALS = range(5)
OFF = -1
_TEN = ((7, 9.5), (7, 9.5), (14, 9.5), (14, 9.5), (21, 9.5), (21, 9.5), None, None, None, None)
_EIGHT = ((7, 11.5), (7, 11.5), (19, 11.5), (19, 11.5), None, None, None, None)
_WEEK = ((8, 8),) * 5 + (None, None)
_FORTNIGHT = ((7, 8),) * 5 + (None, None) + ((14, 8),) * 5 + (None, None)
_TABLES = (_TEN, _EIGHT, _WEEK, _FORTNIGHT, _WEEK)
SPECIAL_CHANCE = (0.02, 0.02, 0.02, 0.04, 0.16, 0.2, 0.08)
CHIEF_INSPECTOR = 3
LEAST_REST = 11 * HOUR


@dataclass
class Roster:
    """Planned duties, people x days: `start` minutes after midnight (OFF on a day off), `length` minutes (0 on a day off)."""

    start: np.ndarray
    length: np.ndarray

    @property
    def on(self) -> np.ndarray:
        return self.start >= 0


def pattern_of(tree: Structure, people: People, held: Postings) -> np.ndarray:
    """Pattern of each posting: that of the unit's work; chief inspectors and above, and staff beside shifts, work 5-2."""
    of_unit = np.array([PATTERNS.index(unit.work.patterns[0]) for unit in tree.units])
    pattern = of_unit[tree.team_unit[held.team]]
    kind = people.kind[held.person]
    senior = (kind == 0) & (held.rank >= CHIEF_INSPECTOR)
    contact = np.array([unit.work.function == "contact" for unit in tree.units])[tree.team_unit[held.team]]
    office = senior | ((kind == 1) & ~contact)
    return np.where(kind == SPECIAL, SPECIALS, np.where(office, FIVE_TWO, pattern))


def _table(pattern: int) -> tuple[np.ndarray, np.ndarray]:
    rows = _TABLES[pattern]
    start = np.array([OFF if row is None else row[0] * HOUR for row in rows], np.int16)
    return start, np.array([0 if row is None else row[1] * HOUR for row in rows], np.int16)


def roster(plan: Plan, posting: np.ndarray, pattern: np.ndarray, phase: np.ndarray, fte: np.ndarray, chunk: int) -> Roster:
    """The planned duties of some people. `posting` people x days (-1 not in post); pattern and phase by posting; fte by person."""
    start = np.full(posting.shape, OFF, np.int16)
    length = np.zeros(posting.shape, np.int16)
    monday = (plan.calendar.astype(int) + 3)[None, :]  # days since a Monday
    on_pattern = np.where(posting >= 0, pattern[posting], -1)
    for number in range(len(PATTERNS)):
        starts, lengths = _table(number)
        where = on_pattern == number
        place = (np.broadcast_to(monday, posting.shape)[where] + _shift(number, phase[posting[where]])) % len(starts)
        start[where], length[where] = starts[place], lengths[place]
    _specials(plan, start, length, on_pattern == SPECIALS, chunk)
    _part_time(start, length, fte)
    _rested(start, length)
    return Roster(start, length)


def _shift(pattern: int, phase: np.ndarray) -> np.ndarray:
    """How far a team stands into its cycle: whole weeks where the week is the cycle."""
    return phase if pattern in (TWO_TWO_TWO_FOUR, FOUR_ON_FOUR_OFF) else phase // 2 * 7


def _specials(plan: Plan, start: np.ndarray, length: np.ndarray, where: np.ndarray, chunk: int) -> None:
    turns = plan.stream("specials", chunk).random(start.shape) < np.array(SPECIAL_CHANCE)[plan.weekday]
    start[where] = np.where(turns, 18 * HOUR, OFF)[where]
    length[where] = np.where(turns, 6 * HOUR, 0)[where]


def _rested(start: np.ndarray, length: np.ndarray) -> None:
    """Who changes pattern after a night begins a day later: no duty is planned within eleven hours of the one before."""
    ends = start[:, :-1].astype(int) + length[:, :-1] - 24 * HOUR
    close = (start[:, 1:] >= 0) & (start[:, :-1] >= 0) & (start[:, 1:] - ends < LEAST_REST)
    start[:, 1:][close], length[:, 1:][close] = OFF, 0


def _part_time(start: np.ndarray, length: np.ndarray, fte: np.ndarray) -> None:
    on = start >= 0
    share = np.floor(np.cumsum(on, axis=1) * fte[:, None] + 1e-9)
    kept = np.diff(share, axis=1, prepend=0) > 0
    missed = on & ~kept
    start[missed], length[missed] = OFF, 0


LATEST_END, FORTNIGHT = 22 * HOUR, 14


def callable_days(roster: Roster, team: np.ndarray) -> np.ndarray:
    """Days off on which somebody may be called in so that the law is kept: two rest days a fortnight, eleven hours' rest.

    The first and the last day of a long rest stay free, as does a fortnight on either side of a move; of two days off it is
    one, now the first and now the second. `team` people x days.
    """
    off = ~roster.on
    days = np.arange(off.shape[1])[None, :]
    before = days - np.maximum.accumulate(np.where(off, -1, days), axis=1)
    after = np.minimum.accumulate(np.where(off, off.shape[1], days)[:, ::-1], axis=1)[:, ::-1] - days
    run = before + after - 1
    late = np.zeros(off.shape, bool)
    late[:, 1:] = (roster.start[:, :-1] >= 0) & (roster.start[:, :-1].astype(int) + roster.length[:, :-1] > LATEST_END)
    first = ((np.arange(off.shape[0])[:, None] + days // 7) % 2 == 0) & (before == 1)
    weekend = (run == 2) & np.where(first, ~late, (before == 2) & ~np.roll(first, 1, axis=1))
    return off & _settled(team) & np.where(run == 2, weekend, (run > 2) & (before > 1) & (after > 1))


def _settled(team: np.ndarray) -> np.ndarray:
    """Days in the same team a fortnight before and after."""
    changes = np.zeros((team.shape[0], team.shape[1] + 1), np.int32)
    changes[:, 2:] = np.cumsum(team[:, 1:] != team[:, :-1], axis=1)
    days = np.arange(team.shape[1])
    return changes[:, np.minimum(days + FORTNIGHT + 1, team.shape[1])] == changes[:, np.maximum(days - FORTNIGHT + 1, 0)]
