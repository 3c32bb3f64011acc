"""Postings: where each person is from when to when. Substantive ones follow each other; passing ones lie on top of them."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from lib.synth.moving import Moves
from lib.synth.people import PROBATION_DAYS, People
from lib.synth.plan import Plan
from lib.synth.ranks import CHIEF_INSPECTOR, CONSTABLE, INSPECTOR, OFFICER, SPECIAL
from lib.synth.structure import Structure

MOVES_A_YEAR = 0.33
PROMOTED_A_YEAR = (0.014, 0.028, 0.030)
"""Of constables, sergeants and inspectors out of probation."""
PROMOTED_AWAY = 0.6
POSTING_KINDS = ("substantive", "temporary", "acting", "attachment", "secondment")
SUBSTANTIVE, TEMPORARY, ACTING, ATTACHMENT, SECONDMENT = range(5)
PASSING = ((TEMPORARY, 0.008, 120, 365), (ACTING, 0.022, 14, 150), (ATTACHMENT, 0.022, 42, 180), (SECONDMENT, 0.006, 180, 540))
"""Kind, begun per officer-year, shortest and longest in days."""
APART_DAYS = 28
SETTLED_DAYS = 900
OPEN = 99_999
CONFIRMED, MOVED, PROMOTED = range(3)


@dataclass
class Postings:
    """One row is a dated posting: arrays. `start` and `end` are days from the plan's first, both included; OPEN = still open.

    `rank` is the rank held or acted in; `probation`: a constable of under two years' service when it began; `supervisor`: a person
    index, -1 for none (filled when careers are final).
    """

    person: np.ndarray
    team: np.ndarray
    rank: np.ndarray
    kind: np.ndarray
    start: np.ndarray
    end: np.ndarray
    probation: np.ndarray
    supervisor: np.ndarray

    def daily(self, people: People, horizon: int, low: int, high: int) -> np.ndarray:
        """Index of the posting that covers each day (rows: persons low..high-1); -1 where not in post. Of several: the latest begun."""
        grid = np.full((high - low, horizon), -1, np.int32)
        mine = np.flatnonzero((self.person >= low) & (self.person < high))
        mine = mine[np.lexsort((self.kind[mine], self.start[mine]))]
        first = np.maximum(np.maximum(self.start[mine], people.joined[self.person[mine]]), 0)
        last = np.minimum(np.minimum(self.end[mine], people.left[self.person[mine]]), horizon - 1)
        for number, who, begins, ends in zip(
            mine.tolist(), (self.person[mine] - low).tolist(), first.tolist(), last.tolist(), strict=True
        ):
            if begins <= ends:
                grid[who, begins : ends + 1] = number
        return grid


def postings(plan: Plan, tree: Structure, people: People) -> Postings:
    """Substantive postings without a gap from joining (or before the window) to leaving, and passing ones on top; by person and day."""
    weights = np.bincount(people.team, minlength=len(tree.team_unit)).astype(float)
    to = Moves(tree, weights)
    settled = _substantive(plan, people, to)
    return _joined([settled, _passing(plan, people, settled, to)])


def _joined(parts: list[Postings]) -> Postings:
    columns = {each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(Postings)}
    order = np.lexsort((columns["kind"], columns["start"], columns["person"]))
    return Postings(**{name: column[order] for name, column in columns.items()})


def _substantive(plan: Plan, people: People, to: Moves) -> Postings:
    who, day, what = _events(plan, people)
    size = len(people)
    held = plan.stream("careers held").exponential(SETTLED_DAYS, size).astype(int) + 20
    person = np.concatenate([np.arange(size), who])
    first = np.maximum(people.joined, np.minimum(-held, 0))
    confirmed = (people.kind == OFFICER) & (people.joined + PROBATION_DAYS <= 0)
    first = np.where(confirmed, np.maximum(first, people.joined + PROBATION_DAYS), first)
    begins = np.concatenate([first, day])
    why = np.concatenate([np.full(size, -1), what])
    order = np.lexsort((begins, person))
    person, begins, why = person[order], begins[order], why[order]
    follows = np.append(person[1:] == person[:-1], False)
    ends = np.where(follows, np.append(begins[1:], 0) - 1, people.left[person])
    ends = np.where(~follows & (people.left[person] >= plan.horizon), OPEN, ends)
    steps = np.cumsum(why == PROMOTED)
    opening = np.searchsorted(person, person)
    rank = people.rank[person] + steps - steps[opening]
    probation = (people.kind[person] == OFFICER) & (rank == CONSTABLE) & (begins < people.joined[person] + PROBATION_DAYS)
    team = _teams(plan, people, to, person, why, np.arange(len(person)) - opening)
    return Postings(person, team, rank, np.zeros(len(person), int), begins, ends, probation, np.full(len(person), -1))


def _events(plan: Plan, people: People) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Person, day and kind of what begins a new posting within the window: confirmed after probation, moved, promoted."""
    rng = plan.stream("careers")
    first = np.maximum(people.joined, 0)
    last = np.minimum(people.left, plan.days)
    new = (people.kind == OFFICER) & (people.rank == CONSTABLE)
    confirmed = np.where(new, people.joined + PROBATION_DAYS, -OPEN)
    settled = np.maximum(first, confirmed)
    years = np.maximum(last - settled, 0) / 365.25
    moved = np.repeat(np.arange(len(people)), rng.poisson(np.where(people.kind == SPECIAL, 0.0, MOVES_A_YEAR * years)))
    rates = np.array([*PROMOTED_A_YEAR, 0.0])[np.minimum(people.rank, CHIEF_INSPECTOR)]
    rises = rng.random(len(people)) < np.where(people.kind == OFFICER, rates * years, 0.0)
    promoted = np.flatnonzero(rises)
    confirms = np.flatnonzero(new & (confirmed > first) & (confirmed < last))
    who = np.concatenate([confirms, moved, promoted])
    what = np.repeat([CONFIRMED, MOVED, PROMOTED], [len(confirms), len(moved), len(promoted)])
    drawn = settled[who] + (rng.random(len(who)) * (last - settled)[who]).astype(int)
    day = np.where(what == CONFIRMED, confirmed[who], drawn)
    order = np.lexsort((what, day, who))
    return _apart(who[order], day[order], what[order], settled, last)


def _apart(
    who: np.ndarray, day: np.ndarray, what: np.ndarray, settled: np.ndarray, last: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Without what lies within four weeks of what came before, of joining or of leaving; a confirmation always stays."""
    close = np.append(True, (who[1:] == who[:-1]) & (day[1:] - day[:-1] < APART_DAYS))[: len(who)]
    close[:1] = False
    edge = (day < settled[who] + APART_DAYS) | (day > last[who] - APART_DAYS)
    kept = (what == CONFIRMED) | ~(close | edge)
    return who[kept], day[kept], what[kept]


def _teams(plan: Plan, people: People, to: Moves, person: np.ndarray, why: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Team of each posting: the first one, and after each move one of another unit. `place`: which of a person's postings it is."""
    rng = plan.stream("careers moves")
    away = (why == MOVED) | ((why == PROMOTED) & (rng.random(len(why)) < PROMOTED_AWAY))
    team = people.team[person].copy()
    for number in range(1, int(place.max(initial=0)) + 1):
        rows = np.flatnonzero(place == number)
        team[rows] = team[rows - 1]
        goes = rows[away[rows]]
        team[goes] = to.next_teams(team[goes], people.kind[person[goes]], rng)
    return team


def _passing(plan: Plan, people: People, settled: Postings, to: Moves) -> Postings:
    """Acting or temporary in the next rank, attached or seconded elsewhere, for some time on top of one substantive posting."""
    rng = plan.stream("careers passing")
    able = (people.kind == OFFICER)[settled.person] & ~settled.probation & (settled.rank <= INSPECTOR)
    made = _joined([_pass(plan, people, settled, np.flatnonzero(able), kind, to, rng) for kind in PASSING])
    free = np.append(True, (made.person[1:] != made.person[:-1]) | (made.start[1:] > made.end[:-1]))[: len(made.person)]
    return Postings(**{each.name: getattr(made, each.name)[free] for each in fields(Postings)})


_Sort = tuple[int, float, int, int]


def _pass(
    plan: Plan, people: People, settled: Postings, able: np.ndarray, sort: _Sort, to: Moves, rng: np.random.Generator
) -> Postings:
    kind, rate, shortest, longest = sort
    low, high = np.maximum(settled.start[able], 0) + APART_DAYS, np.minimum(settled.end[able], plan.days - 1) - shortest
    years = np.maximum(np.minimum(settled.end[able], plan.days - 1) - low, 0) / 365.25
    chosen = (rng.random(len(able)) < rate * years) & (high > low)
    row = able[chosen]
    start = low[chosen] + (rng.random(len(row)) * (high - low)[chosen]).astype(int)
    end = np.minimum(start + rng.integers(shortest, longest + 1, len(row)), settled.end[row])
    over = kind in (TEMPORARY, ACTING)
    team = settled.team[row] if over else to.next_teams(settled.team[row], people.kind[settled.person[row]], rng)
    return Postings(
        settled.person[row], team, settled.rank[row] + over, np.full(len(row), kind), start, np.where(end < plan.horizon, end, OPEN),
        np.zeros(len(row), bool), np.full(len(row), -1),
    )  # fmt: skip
