"""What load adds: a few external causes, fitted within peer groups, corrected for error of measurement, errors clustered by unit.

Measured load holds error, and error in a cause makes its coefficient too small. What a unit's load was in the *other* months of
the window carries the same true load and another month's error, so it stands as instrument for the month's own: b is where
sum (y - mu)(z - z's mean in the peer group) = 0, z the mean of w over the unit's other months. Error that lasts as long as the window
cannot be seen in repeated measures and is not corrected; where load does not last, nothing is. Sources: Griliches and Hausman 1986 (repeated measures as instruments);
Mullahy 1997 (count data); the jackknife over clusters, Miller 1974.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy import special

from lib.stats.arrays import Floats, Whole, summed

FEWEST_UNITS = 10
UNITS_EACH = 10
"""One covariate for so many units."""
STEPS = 50
FURTHEST = 20.0
WEAKEST = 0.1
"""Of the variation of load within peer groups, the least part that must last from month to month and be a covariate's own."""
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class LoadFit:
    """`chosen`: the covariates that entered, by place; b of each with its 95 % limits; `axes`: a column for each direction in which
    b may lie off, as far as the 95 % limit. Empty where nothing could be fitted. `corrected` false: load does not last from month
    to month, so that its error cannot be told from it."""

    chosen: tuple[int, ...]
    b: Floats
    lower: Floats
    upper: Floats
    axes: Matrix
    n_units: int
    corrected: bool = True

    @property
    def fitted(self) -> bool:
        return bool(self.chosen)


@dataclass(frozen=True)
class Rows:
    """Sums of cells that share a peer group, a unit and a month, peer group after peer group: `w` and `z` have a column a covariate."""

    events: Floats
    weight: Floats
    w: Matrix
    z: Matrix
    group: Whole
    unit: Whole

    @cached_property
    def starts(self) -> Whole:
        """The first row of each peer group."""
        return np.flatnonzero(np.diff(self.group, prepend=-1))

    @cached_property
    def sizes(self) -> Whole:
        """The rows of each peer group."""
        return np.diff(self.starts, append=self.group.size)

    def by_group(self, values: Floats) -> Floats:
        """Sums over peer groups."""
        return np.add.reduceat(values, self.starts, axis=0)

    def without(self, unit: int) -> Rows:
        kept = self.unit != unit
        return Rows(self.events[kept], self.weight[kept], self.w[kept], self.z[kept], self.group[kept], self.unit[kept])

    def uncorrected(self) -> Rows:
        """Each month its own instrument: quasi-Poisson as it stands."""
        return Rows(self.events, self.weight, self.w, self.w, self.group, self.unit)

    def of(self, covariates: Sequence[int]) -> Rows:
        kept = list(covariates)
        return Rows(self.events, self.weight, self.w[:, kept], self.z[:, kept], self.group, self.unit)


def rows(events: Floats, weight: Floats, w: Matrix, z: Matrix, group: Whole, unit: Whole, month: Whole) -> Rows:
    """Cells to rows. Cells whose w or z is not known take no part: a unit known for one month alone has no other."""
    use = np.isfinite(w).all(axis=1) & np.isfinite(z).all(axis=1) & (weight > 0)
    unit, month, group = (np.unique(each[use], return_inverse=True)[1] for each in (unit, month, group))
    size = (int(month.max(initial=0)) + 1) * (int(unit.max(initial=0)) + 1)
    place = unit * (int(month.max(initial=0)) + 1) + month
    _, first, row = np.unique(group * size + place, return_index=True, return_inverse=True)
    y, x = (summed(row, each[use], first.size) for each in (events, weight))
    return Rows(y, x, w[use][first], z[use][first], group[first], unit[first])


def other_months(w: Matrix, unit: Whole) -> Matrix:
    """For each unit-month, the mean of w over the unit's other months; NaN where there is none."""
    n = np.bincount(unit)[unit] - 1.0
    total = np.column_stack([np.bincount(unit, column)[unit] for column in w.T]) if w.size else w
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(n[:, None] > 0, (total - w) / n[:, None], np.nan)


def fit(found: Rows) -> LoadFit:
    """b with its limits. No b below 10 units, without events, or where demand is the same everywhere.

    Limits: the jackknife over units, every b refitted, t with units - 1 degrees.
    """
    units, corrected = int(np.unique(found.unit).size), lasts(found)
    found = found if corrected else found.uncorrected()
    chosen, b = point(found)
    if not chosen:
        empty = np.zeros(0)
        return LoadFit((), empty, empty, empty, np.zeros((0, 0)), units, corrected)
    known = found.of(chosen)
    each = [_solved(known.without(unit), b) for unit in range(units)]
    left_out = np.array([one for one in each if one is not None])
    away = left_out - left_out.mean(axis=0)
    reach = float(special.stdtrit(units - 1, 0.975))
    variance = (units - 1) / units * away.T @ away
    values, vectors = np.linalg.eigh(variance)
    half = reach * np.sqrt(np.diag(variance))
    return LoadFit(chosen, b, b - half, b + half, reach * vectors * np.sqrt(np.maximum(values, 0.0)), units, corrected)


def lasts(found: Rows) -> bool:
    """True where demand lasts from month to month enough for the other months to be its instrument."""
    return found.events.size > 0 and _least(found.of([0])) >= WEAKEST


def point(found: Rows) -> tuple[tuple[int, ...], Floats]:
    """The covariates that enter, and b alone; both empty where nothing can be fitted."""
    units = int(np.unique(found.unit).size)
    nothing: tuple[tuple[int, ...], Floats] = ((), np.zeros(0))
    if units < FEWEST_UNITS or found.events.sum() <= 0:
        return nothing
    chosen = strong(found, units // UNITS_EACH)
    solved = _solved(found.of(chosen), np.zeros(len(chosen))) if chosen else None
    return nothing if solved is None else (chosen, solved)


def strong(found: Rows, most: int) -> tuple[int, ...]:
    """The covariates that enter, in order, at most so many: each must leave the smallest singular value of the covariances of w
    with z, over the standard deviations of w (at b = 0), at WEAKEST or more, and be other than 0 in 10 units. Without the first,
    none."""
    chosen: tuple[int, ...] = ()
    for place in range(found.w.shape[1]):
        if len(chosen) < most and (chosen or place == 0) and _least(found.of((*chosen, place))) >= WEAKEST:
            chosen = (*chosen, place)
    return chosen


def _least(part: Rows) -> float:
    own = _within(part)
    few = np.unique(part.unit[part.w[:, -1] != 0]).size < FEWEST_UNITS
    if few or (own <= 1e-9).any():
        return 0.0
    _, across = _scores(part, np.zeros(own.size))
    return float(np.linalg.svd(across / np.sqrt(np.outer(own, own)), compute_uv=False).min())


def _within(found: Rows) -> Floats:
    """The sum of squares of each w within peer groups, weighted by what is fitted at b = 0."""
    fitted = _fitted(found, found.weight)
    below = found.by_group(fitted)
    mean = found.by_group(found.w * fitted[:, None]) / np.where(below > 0, below, 1.0)[:, None]
    return (fitted[:, None] * (found.w - np.repeat(mean, found.sizes, axis=0)) ** 2).sum(axis=0)


def _solved(found: Rows, start: Floats) -> Floats | None:
    """b where every score is 0, by Newton's steps of at most 1; None where they lead nowhere."""
    b = start.copy()
    for _ in range(STEPS):
        score, across = _scores(found, b)
        try:
            step = np.linalg.solve(across, score)
        except np.linalg.LinAlgError:
            return None
        step = np.clip(step, -1.0, 1.0)
        b = b + step
        if np.abs(b).max() > FURTHEST:
            return None
        if np.abs(step).max() < 1e-12:
            break
    return b


def _scores(found: Rows, b: Floats) -> tuple[Floats, Matrix]:
    """The score of each instrument, and the matrix sum mu (z - z mean)(w - w mean)' that says how it falls with b."""
    fitted = _fitted(found, found.weight * np.exp(np.einsum("rk,k->r", found.w, b)))  # einsum: no threads to fight over two cores
    score = np.einsum("rk,r->k", found.z, found.events - fitted)
    w = found.w * fitted[:, None]
    below = found.by_group(fitted)
    below = np.where(below > 0, below, 1.0)
    z_sums, w_sums = found.by_group(found.z * fitted[:, None]), found.by_group(w)
    return score, np.einsum("rj,rk->jk", found.z, w) - np.einsum("gj,gk->jk", z_sums, w_sums / below[:, None])


def _fitted(found: Rows, tilted: Floats) -> Floats:
    """What is expected of each row once each peer group has its own level."""
    total, below = found.by_group(found.events), found.by_group(tilted)
    return tilted * np.repeat(total / np.where(below > 0, below, 1.0), found.sizes)
