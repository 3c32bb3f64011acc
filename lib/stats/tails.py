"""Tails of the negative binomial with mean E and variance E + a E^2 (Poisson for a below 1e-6), and what they say as z.

Source: the negative binomial tail as an incomplete beta function, Johnson, Kemp and Kotz, *Univariate Discrete
Distributions*, 5.6; mid-P, Lancaster 1961. No checking of arguments here: `lib.stats.z` is the checked way in.
"""

from __future__ import annotations

import numpy as np
from scipy import special

from lib.stats.arrays import Floats

POISSON_BELOW = 1e-6
LIMIT = 30.0
"""z is clipped here: beyond, tails underflow."""


def log_probability(events: Floats, mean: Floats, spread: Floats) -> Floats:
    """log P(Y = y)."""
    a = np.maximum(spread, POISSON_BELOW)
    size = 1.0 / a
    choices = -special.betaln(events + 1.0, size) - np.log(events + size)
    wide = choices - np.log1p(a * mean) * size + special.xlogy(events, a * mean) - events * np.log1p(a * mean)
    narrow = special.xlogy(events, mean) - mean - special.gammaln(events + 1.0)
    return np.where(spread < POISSON_BELOW, narrow, wide)


def above(events: Floats, mean: Floats, spread: Floats) -> Floats:
    """P(Y > y)."""
    a = np.maximum(spread, POISSON_BELOW)
    result = np.empty(mean.shape)
    none, narrow = events == 0, spread < POISSON_BELOW
    result[none] = -np.expm1(log_probability(events[none], mean[none], spread[none]))
    rest = ~none & narrow
    result[rest] = special.gammainc(events[rest] + 1.0, mean[rest])
    rest = ~none & ~narrow
    odds = a[rest] * mean[rest]
    result[rest] = special.betainc(events[rest] + 1.0, 1.0 / a[rest], odds / (1.0 + odds))
    return result


def below(events: Floats, mean: Floats, spread: Floats) -> Floats:
    """P(Y < y)."""
    a = np.maximum(spread, POISSON_BELOW)
    result = np.zeros(mean.shape)
    rest = (events > 0) & (spread < POISSON_BELOW)
    result[rest] = special.gammaincc(events[rest], mean[rest])
    rest = (events > 0) & (spread >= POISSON_BELOW)
    odds = a[rest] * mean[rest]
    result[rest] = special.betaincc(events[rest], 1.0 / a[rest], odds / (1.0 + odds))
    return result


def at_or_above(events: Floats, mean: Floats, spread: Floats) -> Floats:
    """P(Y >= y), for testing; NaN where the mean is not known."""
    known = np.isfinite(mean) & (mean > 0)
    result = np.full(mean.shape, np.nan)
    y, e, a = events[known], mean[known], spread[known]
    result[known] = np.minimum(above(y, e, a) + np.exp(log_probability(y, e, a)), 1.0)
    return result


def as_z(low: Floats, high: Floats, at: Floats) -> Floats:
    """The signed normal quantile of the mid-P tail, from P(Y < y), P(Y > y) and P(Y = y), clipped to +-30."""
    upper, lower = high + at / 2.0, low + at / 2.0
    with np.errstate(divide="ignore"):
        z = np.where(upper <= 0.5, -special.ndtri_exp(np.log(upper)), special.ndtri_exp(np.log(lower)))
    return np.clip(z, -LIMIT, LIMIT)


def count_z(events: Floats, mean: Floats, spread: Floats) -> Floats:
    """z of each count; NaN where the mean is not known or is 0."""
    result = np.full(mean.shape, np.nan)
    known = np.isfinite(mean) & (mean > 0)
    y, e, a = events[known], mean[known], spread[known]
    at, high = np.exp(log_probability(y, e, a)), above(y, e, a)
    low = np.zeros(y.shape)
    left = high + at / 2.0 > 0.5
    low[left] = below(y[left], e[left], a[left])
    result[known] = as_z(low, high, at)
    return result
