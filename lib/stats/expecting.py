"""What is expected of each person, the person left out: from peers' rate, and allowing for load."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.stats.arrays import Floats, Truth, summed
from lib.stats.cohorts import Layout, Rung, Standing


@dataclass(frozen=True)
class Expected:
    """`cells`: expectation of each cell, `rate` per exposure x season; `people`: their sums (NaN where a cell has no rung).

    The uncertainty of the rate is v = `own + a x shared`, a the spread of peers: without it a peer group of 10 gives 3.4 x
    the nominal exceedances.
    """

    cells: Floats
    rate: Floats
    people: Floats
    own: Floats
    shared: Floats

    def spread(self, a: Floats) -> Floats:
        """a + v of each person."""
        return a + self.own + a * self.shared


@dataclass(frozen=True)
class _Others:
    """For each cell, over the other peers of its group: events, exposure x season, and sum of squares / square of sums."""

    events: Floats
    weight: Floats
    squares: Floats


def expect(layout: Layout, season: Floats, standing: Standing, peers: Truth) -> Expected:
    """E = sum over cells of exposure x season x (peers' events / peers' exposure x season), the person left out.

    v of a group = sum (E_j + a E_j^2) / (sum E_j)^2 over the others = 1 / y_others + a sum x_j^2 / (sum x_j)^2; of several,
    sum E_c^2 v_c / E^2. `peers` false: measured, but no part of anybody's rate (masking).
    """
    weight = layout.exposure * season
    others = _others(layout, standing, peers, weight, layout.events)
    with np.errstate(divide="ignore", invalid="ignore"):
        rate = np.where(others.weight > 0, others.events / others.weight, 0.0)
    cells = np.where(standing.rung >= 0, weight * rate, np.nan)
    return _summed(layout, standing, np.where(layout.exposure > 0, cells, 0.0), rate, others)


def allow(
    layout: Layout, season: Floats, standing: Standing, peers: Truth, raw: Expected, tilt: Floats
) -> tuple[Expected, Floats]:
    """The same expectation x exp(b w) (`tilt`; NaN where the load is not known), centred within each peer group.

    Centred over the other peers' cells of known load, so that a group's sums of both expectations agree. Gives the
    expectation and the factor of each cell.
    """
    known = np.isfinite(tilt)
    weight = np.where(known, layout.exposure * season, 0.0)
    tilted = weight * np.where(known, tilt, 0.0)
    plain = _others(layout, standing, peers, weight, layout.events)
    loaded = _others(layout, standing, peers, tilted, layout.events)
    with np.errstate(divide="ignore", invalid="ignore"):
        factor = tilt * plain.weight / loaded.weight
    cells = np.where(layout.exposure > 0, raw.cells * factor, 0.0)
    return _summed(layout, standing, cells, raw.rate, loaded), factor


def _others(layout: Layout, standing: Standing, peers: Truth, weight: Floats, events: Floats) -> _Others:
    result = [np.zeros(weight.size) for _ in range(3)]
    for step, rung in enumerate(layout.rungs):
        here = standing.rung == step
        if here.any():
            for target, found in zip(result, _left_out(rung, peers, weight, events), strict=True):
                target[here] = found[rung.pair[here]]
    return _Others(*result)


def _left_out(rung: Rung, peers: Truth, weight: Floats, events: Floats) -> tuple[Floats, Floats, Floats]:
    """For each pair: the others' events, weight, and sum of squared weights over squared sum."""
    counted = peers[rung.pair_person].astype(np.float64)
    x, y = rung.by_pair(weight) * counted, rung.by_pair(events) * counted
    sum_x, sum_y, sum_squares = rung.by_group(x), rung.by_group(y), rung.by_group(x**2)
    left = rung.pair_group
    other_x = np.maximum(sum_x[left] - x, 0.0)
    squares = np.maximum(sum_squares[left] - x**2, 0.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        concentration = np.where(other_x > 0, squares / other_x**2, 0.0)
    return sum_y[left] - y, other_x, concentration


def _summed(layout: Layout, standing: Standing, cells: Floats, rate: Floats, others: _Others) -> Expected:
    """Sums over people, and v: cells of one person in one group share one error, groups have their own."""
    with np.errstate(divide="ignore", invalid="ignore"):
        v_own = np.where(others.events > 0, 1.0 / others.events, 0.0)
    people = layout.by_person(cells)
    own, shared = np.zeros(layout.size), np.zeros(layout.size)
    for step, rung in enumerate(layout.rungs):
        here = standing.rung == step
        if not here.any():
            continue
        squared = rung.by_pair(np.where(here, cells, 0.0)) ** 2
        first = np.full(rung.pair_person.size, 0.0), np.full(rung.pair_person.size, 0.0)
        first[0][rung.pair[here]], first[1][rung.pair[here]] = v_own[here], others.squares[here]
        own += summed(rung.pair_person, squared * first[0], layout.size)
        shared += summed(rung.pair_person, squared * first[1], layout.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        return Expected(cells, rate, people, own / people**2, shared / people**2)
