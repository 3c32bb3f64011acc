"""The unit lens: what is expected of a person where they worked, the person left out; and unit first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from lib.stats import tails
from lib.stats.arrays import Floats, Truth, Whole, summed
from lib.stats.cohorts import Layout
from lib.stats.funnel import overdispersion
from lib.stats.ordinary import known_largest

RAISED_PEOPLE = 3
RAISED_SHARE = 0.1
RAISED_TAIL = 0.001
RAISED_Z = 2.0


@dataclass(frozen=True)
class UnitSums:
    """Cells by pair (person, unit). `unit` numbers the units; figures over cells with a known adjusted expectation."""

    pair_person: Whole
    pair_unit: Whole
    events: Floats
    expected: Floats
    n_units: int

    def by_unit(self, values: Floats) -> Floats:
        return summed(self.pair_unit, values, self.n_units)


def sums(layout: Layout, adjusted_cells: Floats, unit: Whole, n_units: int) -> UnitSums:
    """Events and adjusted expectations of each person in each unit."""
    known = np.isfinite(adjusted_cells)
    pairs, pair = np.unique(layout.person * n_units + unit, return_inverse=True)
    return UnitSums(
        pairs // n_units,
        pairs % n_units,
        summed(pair, np.where(known, layout.events, 0.0), pairs.size),
        summed(pair, np.where(known, adjusted_cells, 0.0), pairs.size),
        n_units,
    )


def between_units(units: UnitSums, a: Floats) -> float:
    """tau^2, the relative variance between units beyond counts and beyond the spread of people; by moments, not below 0.

    tau^2 = sum over units of ((O - E)^2 - E - a sum E_i^2) / sum E^2.
    """
    observed, expected = units.by_unit(units.events), units.by_unit(units.expected)
    people = units.by_unit(a[units.pair_person] * units.expected**2)
    below = float((expected**2).sum())
    return max(0.0, float(((observed - expected) ** 2 - expected - people).sum()) / below) if below > 0 else 0.0


def lens(units: UnitSums, tau2: float, a: Floats, events: Floats, adjusted: Floats) -> Floats:
    """unit_z: r_u = r_c (K + y_-i) / (K + E_-i), spread a + 1 / (K + y_-i), K = 1/tau^2; several units by squares of E."""
    if tau2 <= 0:
        return tails.count_z(events, adjusted, a)
    k = 1.0 / tau2
    others_y = k + units.by_unit(units.events)[units.pair_unit] - units.events
    others_e = k + units.by_unit(units.expected)[units.pair_unit] - units.expected
    here = units.expected * others_y / np.maximum(others_e, 1e-300)
    total = summed(units.pair_person, here, events.size)
    squared = summed(units.pair_person, here**2 / others_y, events.size)
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = a + squared / total**2
    mean = np.where(np.isfinite(adjusted), total, np.nan)
    return tails.count_z(events, mean, np.where(np.isfinite(spread), spread, 0.0))


def raised(unit_of: Whole, raw_z: Floats, raw_expected: Floats, raw_spread: Floats, units: UnitSums) -> Truth:
    """Units judged first: at least 3 people with raw z >= 2, more than a tenth of the unit's, binomial upper tail under 0.001
    at their own expected share, and an adjusted funnel z (additive) above 2. `unit_of`: each person's unit."""
    measured = np.isfinite(raw_z)
    edge = known_largest(raw_expected, raw_spread, RAISED_Z)
    chance = np.zeros(raw_z.size)
    at_edge = np.maximum(edge, 0.0)
    chance[measured] = tails.above(at_edge[measured], raw_expected[measured], raw_spread[measured])
    return raised_where(unit_of, measured, measured & (raw_z >= RAISED_Z), chance, units, units.by_unit(units.events))


def raised_where(unit_of: Whole, measured: Truth, high: Truth, chance: Floats, units: UnitSums, observed: Floats) -> Truth:
    """The same from who is at 2 or more (`high`), everybody's chance of that, and the events of each unit."""
    people = np.bincount(unit_of[measured], minlength=units.n_units)
    many = np.bincount(unit_of[high], minlength=units.n_units)
    share = summed(unit_of, chance, units.n_units) / np.maximum(people, 1)
    tail = stats.binom.sf(many - 1, people, np.minimum(share, 1.0))
    funnel = overdispersion(observed, units.by_unit(units.expected), rescale=True).z_additive
    z = np.where(np.isfinite(funnel), funnel, -np.inf)
    return (many >= RAISED_PEOPLE) & (many > RAISED_SHARE * people) & (tail < RAISED_TAIL) & (z > RAISED_Z)
