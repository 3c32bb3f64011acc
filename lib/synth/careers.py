"""Postings: where each person is from when to when, moves, acting spells and attachments."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.synth.moving import Moves
from lib.synth.people import CONSTABLE, INSPECTOR, SERGEANT, SPECIAL, People
from lib.synth.plan import Plan
from lib.synth.structure import Structure

MOVES_A_YEAR = 0.29
PASSING_A_YEAR = 0.035
POSTING_KINDS = ("substantive", "temporary", "acting", "attachment", "secondment")
OPEN = 99_999


@dataclass
class Postings:
    """One row is a dated posting: arrays. `start` and `end` are days from the plan's first, both included; OPEN = still open."""

    person: np.ndarray
    team: np.ndarray
    rank: np.ndarray
    kind: np.ndarray
    start: np.ndarray
    end: np.ndarray
    supervisor: np.ndarray  # person index, -1 for none

    def daily(self, people: People, horizon: int, low: int, high: int) -> np.ndarray:
        """Index of the posting that covers each day (rows: persons low..high-1); -1 where not in post."""
        grid = np.full((high - low, horizon), -1, np.int32)
        mine = np.flatnonzero((self.person >= low) & (self.person < high))
        for number in mine[np.lexsort((self.kind[mine], self.start[mine]))]:
            who = self.person[number]
            first = max(0, self.start[number], people.joined[who])
            last = min(horizon - 1, self.end[number], people.left[who])
            if first <= last:
                grid[who - low, first : last + 1] = number
        return grid


def postings(plan: Plan, tree: Structure, people: People) -> Postings:
    """Substantive postings without a gap from joining (or before the window) to leaving, and passing ones on top."""
    rng = plan.stream("careers")
    rows = _substantive(plan, tree, people, rng)
    rows += _passing(plan, tree, people, rng)
    rows.sort(key=lambda row: (row[0], row[4], row[3]))
    who, team, rank, kind, start, end = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    return Postings(who, team, rank, kind, start, end, _supervisors(people, who, team, rank))


_Row = tuple[int, int, int, int, int, int]


def _substantive(plan: Plan, tree: Structure, people: People, rng: np.random.Generator) -> list[_Row]:
    years = (np.minimum(people.left, plan.days) - np.maximum(people.joined, 0)).clip(0) / 365.25
    moves = np.where(people.kind == SPECIAL, 0, rng.poisson(MOVES_A_YEAR * years))
    held = rng.exponential(900, len(people)).astype(int) + 20
    to = Moves(tree, np.bincount(people.team, minlength=len(tree.team_unit)).astype(float))
    rows: list[_Row] = []
    for who in range(len(people)):
        start = max(int(people.joined[who]), -int(held[who]))
        last = int(people.left[who])
        low, high = max(start, 0) + 30, min(last, plan.days) - 30
        changes = sorted({int(day) for day in rng.integers(low, high, moves[who])}) if moves[who] and high > low else []
        team = int(people.team[who])
        for change in [*changes, None]:
            end = OPEN if change is None and last >= plan.horizon else (last if change is None else change - 1)
            rows.append((who, team, int(people.rank[who]), 0, start, end))
            if change is not None:
                team, start = to.next_team(team, rng), change
    return rows


def _passing(plan: Plan, tree: Structure, people: People, rng: np.random.Generator) -> list[_Row]:
    """Acting up a rank in the same team, and attachments elsewhere, for some months, over the substantive posting."""
    size = len(people)
    some = (rng.random(size) < PASSING_A_YEAR * plan.days / 365.25) & (people.kind == 0) & (people.rank <= INSPECTOR)
    starts, lengths = rng.integers(0, max(plan.days - 60, 1), size), rng.integers(60, 270, size)
    acting, elsewhere = rng.random(size) < 0.5, people.team[rng.integers(0, size, size)]  # the larger a team, the more come
    rows: list[_Row] = []
    for who in np.flatnonzero(some):
        start = int(max(starts[who], people.joined[who] + 60))
        end = int(min(start + lengths[who], people.left[who]))
        if end < start + 30 or start >= plan.days:
            continue
        rank, kind = int(people.rank[who]), 2 if acting[who] else 3
        team = int(people.team[who]) if acting[who] else int(elsewhere[who])
        rows.append((int(who), team, rank + 1 if acting[who] else rank, kind, start, end if end < plan.horizon else OPEN))
    return rows


def _supervisors(people: People, who: np.ndarray, team: np.ndarray, rank: np.ndarray) -> np.ndarray:
    """A sergeant of the team (an inspector for sergeants, else the next above) among those who began there."""
    lead: dict[tuple[int, int], int] = {}
    for person in range(len(people)):
        lead.setdefault((int(people.team[person]), int(people.rank[person])), person)
    wanted = np.where(rank == CONSTABLE, SERGEANT, np.where(rank < 6, rank + 1, np.where(rank >= 9, SERGEANT, 8)))
    found = [lead.get((int(t), int(r)), -1) for t, r in zip(team, wanted, strict=True)]
    return np.where(np.array(found) == who, -1, np.array(found))
