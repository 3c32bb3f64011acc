"""Who leads whom on a day: the sergeant of a team, the inspector of a unit, or whoever comes nearest."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.synth.careers import Postings
from lib.synth.people import People
from lib.synth.ranks import GRADE_D, RANKED, SERGEANT
from lib.synth.structure import Structure


@dataclass(frozen=True)
class Stints:
    """Who stood where from when to when, sorted by place and first day: arrays."""

    place: np.ndarray
    person: np.ndarray
    start: np.ndarray
    end: np.ndarray

    @classmethod
    def of(cls, place: np.ndarray, person: np.ndarray, start: np.ndarray, end: np.ndarray) -> Stints:
        order = np.lexsort((person, start, place))
        return cls(place[order], person[order], start[order], end[order])

    def on(self, place: np.ndarray, day: np.ndarray, but: np.ndarray) -> np.ndarray:
        """Whoever stood there on that day and is not `but`: the one who came last; -1 for nobody."""
        if not len(self.place):
            return np.full(len(place), -1)
        wide = int(max(self.start.max(), day.max(initial=0)) - min(self.start.min(), day.min(initial=0))) + 1
        low = min(int(self.start.min()), int(day.min(initial=0)))
        keys = self.place.astype(np.int64) * wide + (self.start - low)
        at = np.searchsorted(keys, place.astype(np.int64) * wide + (day - low), side="right") - 1
        while True:
            here = (at >= 0) & (self.place[at] == place)
            wrong = here & ((self.end[at] < day) | (self.person[at] == but))
            if not wrong.any():
                return np.where(here, self.person[at], -1)
            at = np.where(wrong, at - 1, at)


@dataclass(frozen=True)
class Line:
    """Leaders by team (sergeants, and staff of grade D) and by unit (inspectors and above)."""

    tree: Structure
    teams: Stints
    units: Stints

    def leader(self, person: np.ndarray, team: np.ndarray, day: np.ndarray, junior: np.ndarray) -> np.ndarray:
        """Who leads each person in that team on that day, -1 where nobody does; only the `junior` are led within their team."""
        within = np.where(junior, self.teams.on(team, day, person), -1)
        return np.where(within >= 0, within, self.head(person, self.tree.team_unit[team], day))

    def head(self, person: np.ndarray, unit: np.ndarray, day: np.ndarray) -> np.ndarray:
        """An inspector or above of the unit on that day who is not the person; -1 where there is none."""
        return self.units.on(unit, day, person)


def line(tree: Structure, people: People, held: Postings) -> Line:
    """From the postings as they are: whoever has been dismissed leads nobody."""
    end = np.minimum(held.end, people.left[held.person])
    teams = (held.rank == SERGEANT) | (held.rank == GRADE_D)
    units = (held.rank > SERGEANT) & (held.rank < RANKED)
    by_team = Stints.of(held.team[teams], held.person[teams], held.start[teams], end[teams])
    by_unit = Stints.of(tree.team_unit[held.team[units]], held.person[units], held.start[units], end[units])
    return Line(tree, by_team, by_unit)


def supervisors(made: Line, held: Postings) -> np.ndarray:
    """Who leads each posting on its first day (before the window: on the first day of it)."""
    junior = (held.rank < SERGEANT) | ((held.rank >= RANKED) & (held.rank != GRADE_D))
    return made.leader(held.person, held.team, np.maximum(held.start, 0), junior)
