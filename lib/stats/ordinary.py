"""Where the ordinary ends: the largest count below a z, and the middle half of values."""

from __future__ import annotations

import numpy as np
import polars as pl
from scipy import special

from lib.stats import tails
from lib.stats.arrays import Floats, at_least, same_shape, spread_to

STEPWISE_BELOW = 200.0


def largest(expected: Floats, spread: Floats | float, limit: float = 3.0) -> Floats:
    """The largest count with z below `limit` in a negative binomial; -1 where even 0 is beyond; NaN where E is 0.

    z is `count_z`, so this is the largest y with P(Y > y) + P(Y = y)/2 above P(Z > limit).
    Raises InputError for a negative, NaN or lengths that differ.
    """
    mean = np.atleast_1d(at_least("expected", expected))
    wide = spread_to("spread", at_least("spread", spread), mean)
    return known_largest(mean, same_shape("spread", wide, mean), limit)


def known_largest(mean: Floats, spread: Floats, limit: float = 3.0) -> Floats:
    """`largest`, NaN where the mean is not known."""
    edge = np.full(mean.shape, np.nan)
    known = np.isfinite(mean) & (mean > 0) & np.isfinite(spread)
    small = known & (mean < STEPWISE_BELOW)
    edge[small] = _stepwise(mean[small], spread[small], float(special.ndtr(-limit)))
    great = known & ~small
    edge[great] = _halving(mean[great], spread[great], limit)
    return edge


def _stepwise(mean: Floats, spread: Floats, tail: float) -> Floats:
    """From 0 up by the recursion P(y + 1) = P(y) (mean + a mean y) / ((y + 1)(1 + a mean)); all at once, the done drop out."""
    edge = np.full(mean.shape, -1.0)
    open_ = np.arange(mean.size)
    a = np.where(spread < tails.POISSON_BELOW, 0.0, spread)
    m, odds = mean, a * mean
    at = np.exp(tails.log_probability(np.zeros(mean.shape), mean, spread))
    above = 1.0 - at
    count = 0
    while open_.size:
        inside = above + at / 2.0 > tail
        open_ = open_[inside]
        edge[open_] = count
        m, odds, at, above = m[inside], odds[inside], at[inside], above[inside]
        at = at * (m + odds * count) / ((count + 1) * (1.0 + odds))
        above = above - at
        count += 1
    return edge


def _halving(mean: Floats, spread: Floats, limit: float) -> Floats:
    low, high = np.zeros(mean.shape) - 1.0, np.ceil(mean + 50.0 * np.sqrt(mean + spread * mean**2)) + 50.0
    while (high - low > 1).any():
        middle = np.floor((low + high) / 2.0)
        inside = tails.count_z(np.maximum(middle, 0.0), mean, spread) < limit
        low, high = np.where(inside, middle, low), np.where(inside, high, middle)
    return low


def middle_half(values: pl.Series) -> tuple[float | None, float | None]:
    """Lower and upper quartile (type 7) of the known values; None for both where there are none."""
    known = values.drop_nulls().drop_nans()
    if not known.len():
        return None, None
    lower, upper = np.quantile(known.cast(pl.Float64).to_numpy(), [0.25, 0.75])
    return float(lower), float(upper)
