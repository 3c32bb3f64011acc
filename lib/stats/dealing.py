"""Simulated forces: each month's spells of a peer group dealt out again among its people, in proportion to what is expected of them.

Totals by peer group and month stay as they are, so season, load and peers' rates stay too; only who had them is drawn anew. Relabelling
people month by month instead would destroy lasting differences and make every list look real.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from lib.stats import allowing, cohorts, tails
from lib.stats.arrays import Floats, Truth, Whole
from lib.stats.ground import Ground
from lib.stats.z import censored

GAMMA, LOGNORMAL = "gamma", "lognormal"
WIDER = np.array([0.5, 0.65, 0.8, 1.0, 1.25, 1.6, 2.0, 2.6])
"""Multiples of the fitted spread at which both shapes of frailty are tried."""
NODES = 48


@dataclass(frozen=True)
class Deck:
    """Cells in order of stratum (peer group x month) with their weight; `spells`: the stratum of each spell; `first`, `last`: the
    places of a stratum's cells."""

    person: Whole
    unit: Whole
    weight: Floats
    spells: Whole
    first: Whole
    last: Whole
    people: int
    units: int


def deck(ground: Ground) -> Deck:
    """All spells in cells whose adjusted expectation is known, but those of the masked, who are nobody's peers."""
    span, cells = ground.span, ground.allowed.adjusted.cells
    month, _ = cohorts.codes(span.frame, ["month"])
    use = np.flatnonzero((np.nan_to_num(cells) > 0) & span.peers[span.layout.person])
    _, stratum = np.unique(allowing.groups(span)[use] * (int(month.max(initial=0)) + 1) + month[use], return_inverse=True)
    order = np.argsort(stratum, kind="stable")
    ends = np.bincount(stratum).cumsum()
    totals = np.bincount(stratum, span.layout.events[use]).astype(np.int64)
    cell = use[order]
    return Deck(
        span.layout.person[cell],
        ground.unit[cell],
        cells[cell],
        np.repeat(np.arange(ends.size), totals),
        np.concatenate(([0], ends[:-1])) if ends.size else ends,
        ends - 1,
        span.layout.size,
        ground.unit_sums.n_units,
    )


def deal(cards: Deck, own: Floats | None, random: np.random.Generator) -> tuple[Floats, Floats]:
    """Spells of each person and of each unit in one simulated force. `own`: each person's own level; None: nobody differs."""
    weight = cards.weight if own is None else cards.weight * own[cards.person]
    running = weight.cumsum()
    below = np.concatenate(([0.0], running))[cards.first]
    drawn = below[cards.spells] + random.random(cards.spells.size) * (running[cards.last] - below)[cards.spells]
    cell = np.clip(np.searchsorted(running, drawn, side="right"), cards.first[cards.spells], cards.last[cards.spells])
    people = np.bincount(cards.person[cell], minlength=cards.people).astype(np.float64)
    return people, np.bincount(cards.unit[cell], minlength=cards.units).astype(np.float64)


@dataclass(frozen=True)
class Frailty:
    """How people differ: the shape of the two that is the more likely, and each person's relative variance."""

    shape: str
    variance: Floats

    def draw(self, random: np.random.Generator) -> Floats:
        """Each person's own level, mean 1."""
        spread = np.maximum(self.variance, tails.POISSON_BELOW)
        if self.shape == GAMMA:
            return random.gamma(1.0 / spread, spread)
        sigma2 = np.log1p(spread)
        return np.exp(random.normal(0.0, np.sqrt(sigma2)) - sigma2 / 2.0)


def frailty(ground: Ground) -> Frailty:
    """Gamma or lognormal, each at its most likely multiple of the fitted spread. Ties: gamma."""
    known = ground.judged.adjusted_ok
    y, mean, a = ground.span.events[known], ground.judged.adjusted[known], ground.allowed.spreads.people[known]
    every = ground.allowed.spreads.people
    if not known.any() or not (a > tails.POISSON_BELOW).any():
        return Frailty(GAMMA, every)
    shape, wider = likelier(y, mean, a)
    return Frailty(shape, every * wider)


def likelier(y: Floats, mean: Floats, a: Floats) -> tuple[str, float]:
    """The likelier shape, and the multiple of `a` at which it is. Gross counts are censored as in `peer_spread`: the few who truly
    stand out are not to make the usual spread."""
    gross, cap = censored(y, mean)
    gamma = [_gamma(y, mean, a * wider, gross, cap) for wider in WIDER]
    lognormal = [_lognormal(y, mean, a * wider, gross, cap) for wider in WIDER]
    shape, likely = (GAMMA, gamma) if max(gamma) >= max(lognormal) else (LOGNORMAL, lognormal)
    return shape, float(WIDER[int(np.argmax(likely))])


def _gamma(y: Floats, mean: Floats, variance: Floats, gross: Truth, cap: Floats) -> float:
    kept = tails.log_probability(y[~gross], mean[~gross], variance[~gross]).sum()
    over = tails.above(cap, mean[gross], variance[gross])
    return float(kept + np.log(np.maximum(over, 1e-300)).sum())


def _lognormal(y: Floats, mean: Floats, variance: Floats, gross: Truth, cap: Floats) -> float:
    """Log-likelihood of Poisson counts whose mean is multiplied by a lognormal of mean 1 and that variance (Gauss-Hermite)."""
    nodes, weights = np.polynomial.hermite_e.hermegauss(NODES)
    sigma2 = np.log1p(variance)
    total, over = np.full(int((~gross).sum()), -np.inf), np.zeros(cap.size)
    choices = special.gammaln(y[~gross] + 1.0)
    for node, weight in zip(nodes, weights / np.sqrt(2 * np.pi), strict=True):
        level = np.log(mean) + node * np.sqrt(sigma2) - sigma2 / 2.0
        kept = level[~gross]
        total = np.logaddexp(total, np.log(weight) + y[~gross] * kept - np.exp(kept) - choices)
        over += weight * special.gammainc(cap + 1.0, np.exp(level[gross]))
    return float(total.sum() + np.log(np.maximum(over, 1e-300)).sum())
