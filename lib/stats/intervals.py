"""Intervals of a share and of a count."""

from __future__ import annotations

import numpy as np
from scipy import special

from lib.errors import InputError
from lib.stats.arrays import Floats, at_least, between, same_shape


def wilson(k: Floats, n: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """`(lower, upper)` of a share k of n by the score method without continuity correction; NaN where n is 0.

    Raises InputError for a negative, k above n, NaN, lengths that differ, a level outside 0..1.
    Source: Wilson 1927; method 3 of Newcombe 1998.
    """
    hits = at_least("k", k)
    trials = same_shape("n", at_least("n", n), hits)
    if (hits > trials).any():
        raise InputError("k", "greater than n")
    z = float(special.ndtri(0.5 + between("level", level, 0, 1) / 2))
    with np.errstate(divide="ignore", invalid="ignore"):
        share = hits / trials
        centre = share + z**2 / (2 * trials)
        reach = z * np.sqrt(share * (1 - share) / trials + z**2 / (4 * trials**2))
        lower, upper = (centre - reach) / (1 + z**2 / trials), (centre + reach) / (1 + z**2 / trials)
    none = trials == 0
    return (
        np.where(none, np.nan, np.where(hits == 0, 0.0, np.clip(lower, 0, 1))),
        np.where(none, np.nan, np.where(hits == trials, 1.0, np.clip(upper, 0, 1))),
    )


def poisson_exact(k: Floats, level: float = 0.95) -> tuple[Floats, Floats]:
    """`(lower, upper)` of the mean of a count: chi-square quantiles with 2k and 2k + 2 degrees, halved; lower 0 at 0.

    Raises InputError for a negative, NaN, a level outside 0..1. Source: Garwood 1936.
    """
    count = at_least("k", k)
    tail = (1 - between("level", level, 0, 1)) / 2
    lower = np.where(count > 0, special.gammaincinv(np.maximum(count, 1e-9), tail), 0.0)
    return lower, special.gammainccinv(count + 1.0, tail)
