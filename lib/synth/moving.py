"""Where people move to: a team of another unit, drawn by how many are in it, however many teams there are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.synth.structure import Structure

SAME_FUNCTION = 0.55
STAFFED = ("contact", "support")


@dataclass(frozen=True)
class _Group:
    """Teams that somebody may move to, ascending, and the running sum of their weights."""

    teams: np.ndarray
    running: np.ndarray

    def block(self, first: int, last: int) -> tuple[float, float]:
        """Weight before teams first..last-1, and theirs."""
        low, high = np.searchsorted(self.teams, (first, last))
        before = float(self.running[low - 1]) if low else 0.0
        return before, (float(self.running[high - 1]) if high else 0.0) - before

    def others(self, first: int, last: int) -> float:
        """Weight of all but teams first..last-1."""
        return float(self.running[-1]) - self.block(first, last)[1]

    def drawn(self, first: int, last: int, draw: float) -> int:
        """One of all but teams first..last-1, by weight; `draw` from 0 to below 1."""
        before, own = self.block(first, last)
        place = draw * self.others(first, last)
        return int(self.teams[np.searchsorted(self.running, place if place < before else place + own, side="right")])


class Moves:
    """Draws the next team. `weights` by team: how many begin there. The teams of a unit stand together."""

    def __init__(self, tree: Structure, weights: np.ndarray) -> None:
        function = tree.unit_function[tree.team_unit]
        staffed = np.isin(function, STAFFED)
        self._weights = weights
        self._all = self._group(np.ones(len(weights), bool))
        functions, self._function = np.unique(function, return_inverse=True)
        self._alike = [self._group(self._function == number) for number in range(len(functions))]
        self._staffed, self._groups = (
            staffed,
            {yes: self._group(staffed == yes) for yes in (False, True) if (staffed == yes).any()},
        )
        self._first = np.searchsorted(tree.team_unit, tree.team_unit, side="left")
        self._last = np.searchsorted(tree.team_unit, tree.team_unit, side="right")

    def _group(self, which: np.ndarray) -> _Group:
        teams = np.flatnonzero(which)
        return _Group(teams, np.cumsum(self._weights[teams]))

    def next_team(self, team: int, rng: np.random.Generator) -> int:
        """A team of another unit, more often than not of the same work where there is another."""
        first, last = int(self._first[team]), int(self._last[team])
        alike, group = self._alike[self._function[team]], self._groups[bool(self._staffed[team])]
        own = self._all.block(first, last)[1]
        chosen = alike if alike.others(first, last) > own / 2 and rng.random() < SAME_FUNCTION else group
        chosen = chosen if chosen.others(first, last) > 0 else self._all
        return chosen.drawn(first, last, rng.random())
