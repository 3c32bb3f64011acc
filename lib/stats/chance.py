"""What chance would show beside a list of people: from each one's own distribution, and from simulated forces."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import special

from lib.stats import dealing, spreading, tails, unit_lens
from lib.stats.arrays import Floats, Truth
from lib.stats.dealing import Deck
from lib.stats.ground import Ground
from lib.stats.reading import LIMIT

RULE = "stands_out"
FORCES = 199
FITTED_ON = 5
"""The spreads are fitted again in so many of the simulated forces, and their mean is used in all."""
SEED = 20_260_101
REAL = 1.5
FURTHEST = 400


@dataclass(frozen=True)
class Range:
    """How many of a list simulated forces show: median and central 95 %."""

    median: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Chance:
    """`expected`: sum of everybody's probability of standing out. `real`: mean probability, over the list, that the person's own
    ratio to usual at this load is above 1.5; null for an empty list. What was not simulated is null. `frailty`: its shape."""

    observed: int
    expected: float
    real: float | None
    nobody_differs: Range | None = None
    usual_spread: Range | None = None
    p_value: float | None = None
    frailty: str | None = None

    def contract(self) -> dict[str, Any]:
        """The CHANCE record of `measure --json`."""
        parts = {"rule": RULE, "observed": self.observed, "expected": self.expected}
        ranges = {name: None if each is None else vars(each) for name, each in self._ranges()}
        return parts | ranges | {"p_value": self.p_value}

    def row(self) -> dict[str, Any]:
        """The same as one flat row, as it is stored."""
        parts = {"observed": self.observed, "expected": self.expected, "real": self.real}
        ranges = {
            f"{name}_{part}": None if each is None else getattr(each, part)
            for name, each in self._ranges()
            for part in ("median", "lower", "upper")
        }
        return parts | ranges | {"p_value": self.p_value, "frailty": self.frailty}

    def _ranges(self) -> tuple[tuple[str, Range | None], ...]:
        return ("nobody_differs", self.nobody_differs), ("usual_spread", self.usual_spread)


def of_row(row: Mapping[str, Any]) -> Chance:
    """What `Chance.row` made."""
    nobody, usual = (_stored(row, name) for name in ("nobody_differs", "usual_spread"))
    return Chance(row["observed"], row["expected"], row["real"], nobody, usual, row["p_value"], row["frailty"])


def _stored(row: Mapping[str, Any], name: str) -> Range | None:
    if row[f"{name}_median"] is None:
        return None
    return Range(row[f"{name}_median"], row[f"{name}_lower"], row[f"{name}_upper"])


def expected_count(edge: Floats, mean: Floats, spread: Floats) -> float:
    """Sum over people of P(Y > edge) in each one's own distribution: how many would lie beyond by chance."""
    known = np.isfinite(edge) & np.isfinite(mean) & (mean > 0) & np.isfinite(spread)
    return float(tails.above(np.maximum(edge, 0.0)[known], mean[known], spread[known]).sum())


def beside(ground: Ground) -> Chance:
    """Without simulation."""
    judged, listed = ground.judged, ground.stands_out
    edges = judged.edges
    edge = np.maximum.reduce([edges.raw, edges.at_load, edges.lower, edges.upper])
    size = 1.0 / np.maximum(ground.allowed.spreads.people[listed], tails.POISSON_BELOW)
    above = special.gammaincc(size + ground.span.events[listed], REAL * (size + judged.adjusted[listed]))
    real = float(above.mean()) if listed.any() else None
    return Chance(int(listed.sum()), expected_count(edge, judged.adjusted, ground.allowed.adjusted_spread), real)


def simulated(ground: Ground, forces: int = FORCES, seed: int = SEED) -> Chance:
    """With two nulls of so many forces, through the whole rule: nobody differs, and people differ as they usually do (their own level held
    across months). p = (1 + those of the second that show as many as observed) / (forces + 1). The same seed gives the same."""
    plain = beside(ground)
    cards = dealing.deck(ground)
    if not cards.spells.size or not ground.allowed.fit.fitted:
        return plain
    random = np.random.default_rng(seed)
    usual = dealing.frailty(ground)
    nobody = _lists(ground, cards, None, forces, random)
    usually = _lists(ground, cards, usual, forces, random)
    p = (1 + int((usually >= plain.observed).sum())) / (forces + 1)
    return replace(plain, nobody_differs=_range(nobody), usual_spread=_range(usually), p_value=p, frailty=usual.shape)


def _range(lists: Floats) -> Range:
    lower, median, upper = (float(each) for each in np.quantile(lists, [0.025, 0.5, 0.975]))
    return Range(median, lower, upper)


def _lists(ground: Ground, cards: Deck, usual: dealing.Frailty | None, forces: int, random: np.random.Generator) -> Floats:
    """How many stand out in each simulated force."""
    dealt = [dealing.deal(cards, None if usual is None else usual.draw(random), random) for _ in range(min(FITTED_ON, forces))]
    rule = _rule(ground, [people for people, _ in dealt])
    found = [rule.count(*each) for each in dealt]
    while len(found) < forces:
        found.append(rule.count(*dealing.deal(cards, None if usual is None else usual.draw(random), random)))
    return np.array(found, dtype=np.float64)


@dataclass(frozen=True)
class _Rule:
    """The largest count of each person that does not stand out, and that has raw z below 2; who is compared; for unit first, the
    share of each unit's people that chance brings to 2."""

    ground: Ground
    edge: Floats
    edge_of_two: Floats
    compared: Truth
    two_by_chance: Floats

    def count(self, people: Floats, units: Floats) -> int:
        """Those who stand out and are not held with a raised unit."""
        ground = self.ground
        beyond = self.compared & (people > self.edge)
        if not beyond.any():
            return 0
        high = self.compared & (people > self.edge_of_two)
        raised = unit_lens.raised_where(ground.last_unit, self.compared, high, self.two_by_chance, ground.unit_sums, units)
        return int((beyond & ~raised[ground.last_unit]).sum())


def _rule(ground: Ground, dealt: list[Floats]) -> _Rule:
    """The rule as it stands in simulated forces: spreads fitted again; a person's own count moves their peers' rate.

    One spell more of their own, and their peers had one less: the expectation falls by its own part of v, 1 / the peers' spells.
    """
    span, allowed, judged = ground.span, ground.allowed, ground.judged
    compared = judged.adjusted_ok & span.peers
    pull_raw, pull = span.raw.own, allowed.adjusted.own
    a_raw, a = np.zeros(compared.size), np.zeros(compared.size)
    for events in dealt:
        for total, mean, each in ((a_raw, span.raw.people, pull_raw), (a, allowed.adjusted.people, pull)):
            moved = mean * np.maximum(1.0 + each * (span.events - events), 0.1)
            total += spreading.fitted(events, moved, span.work, compared).people / len(dealt)
    spread_raw, spread = span.raw.spread(a_raw), allowed.adjusted.spread(a)
    second = np.where(np.isfinite(allowed.second), allowed.second, 0.0)
    highest = np.maximum(allowed.at_limits[1], second)
    raw_edge = _edge(span.raw.people, spread_raw, pull_raw, span.events, compared, LIMIT)
    edge = np.maximum(raw_edge, _edge(highest, spread, pull, span.events, compared, LIMIT))
    two = _edge(span.raw.people, spread_raw, pull_raw, span.events, compared, unit_lens.RAISED_Z)
    chance = np.zeros(compared.size)
    chance[compared] = tails.above(two[compared], span.raw.people[compared], spread_raw[compared])
    return _Rule(ground, edge, two, compared, chance)


def _edge(mean: Floats, spread: Floats, pull: Floats, observed: Floats, compared: Truth, limit: float) -> Floats:
    """The largest count with z below the limit, the expectation moving with it."""
    edge = np.zeros(mean.size)
    open_ = np.flatnonzero(compared)
    count = 0
    while open_.size and count < FURTHEST:
        count += 1
        moved = np.maximum(mean[open_] * (1.0 + pull[open_] * (observed[open_] - count)), 1e-9)
        inside = tails.count_z(np.full(open_.size, float(count)), moved, spread[open_]) < limit
        open_ = open_[inside]
        edge[open_] = count
    return edge
