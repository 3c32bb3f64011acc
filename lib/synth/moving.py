"""Where people move to: a team of another unit that employs their kind, drawn by how many are in it, all movers at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.synth.structure import Structure

SAME_FUNCTION = 0.55


@dataclass(frozen=True)
class _Group:
    """Teams that somebody may move to, ascending, and the running sum of their weights (a nought before them)."""

    teams: np.ndarray
    running: np.ndarray

    def own(self, first: np.ndarray, last: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Weight before teams first..last-1, and theirs."""
        before = self.running[np.searchsorted(self.teams, first)]
        return before, self.running[np.searchsorted(self.teams, last)] - before

    def drawn(self, first: np.ndarray, last: np.ndarray, draw: np.ndarray) -> np.ndarray:
        """One of all but teams first..last-1, by weight; `draw` from 0 to below 1."""
        before, own = self.own(first, last)
        place = draw * (self.running[-1] - own)
        place = np.where(place < before, place, place + own)
        found = np.searchsorted(self.running[1:], place, side="right")
        return self.teams[np.minimum(found, len(self.teams) - 1)]


class Moves:
    """Draws next teams. `weights` by team: how many begin there. The teams of a unit stand together."""

    def __init__(self, tree: Structure, weights: np.ndarray) -> None:
        self._function = tree.unit_function[tree.team_unit]
        shares = np.array([unit.work.kinds for unit in tree.units])[tree.team_unit]
        self._weights = weights[:, None] * shares
        self._first = np.searchsorted(tree.team_unit, tree.team_unit, side="left")
        self._last = np.searchsorted(tree.team_unit, tree.team_unit, side="right")

    def next_teams(self, team: np.ndarray, kind: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """A team of another unit for each, more often than not of the same work where there is another; else the same team."""
        alike, draw, found = rng.random(len(team)) < SAME_FUNCTION, rng.random(len(team)), team.copy()
        for number in np.unique(kind).tolist():
            anywhere = self._group(self._weights[:, number] > 0, number)
            for function in np.unique(self._function[team]).tolist():
                mine = (kind == number) & (self._function[team] == function)
                same = self._group((self._function == function) & (self._weights[:, number] > 0), number)
                self._send(found, mine & alike & self._enough(same, team), same, draw)
                self._send(found, mine & ~(alike & self._enough(same, team)), anywhere, draw)
        return found

    def _group(self, which: np.ndarray, kind: int) -> _Group:
        teams = np.flatnonzero(which)
        return _Group(teams, np.concatenate([[0.0], np.cumsum(self._weights[teams, kind])]))

    def _enough(self, group: _Group, team: np.ndarray) -> np.ndarray:
        """Whether there is other work of that sort, at least half of what the unit itself holds."""
        own = group.own(self._first[team], self._last[team])[1]
        return group.running[-1] - own > own / 2

    def _send(self, found: np.ndarray, who: np.ndarray, group: _Group, draw: np.ndarray) -> None:
        first, last = self._first[found], self._last[found]
        able = who & (group.running[-1] - group.own(first, last)[1] > 1e-9)
        if able.any():
            found[able] = group.drawn(first[able], last[able], draw[able])
