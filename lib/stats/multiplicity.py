"""Many looks: q values, and how many would lie beyond a z by chance."""

from __future__ import annotations

import numpy as np
from scipy import special, stats

from lib.errors import InputError
from lib.stats.arrays import Floats, at_least


def q_values(p: Floats) -> Floats:
    """Benjamini-Hochberg adjusted p, in input order. Raises InputError for NaN or a p outside 0..1.

    Source: Benjamini and Hochberg 1995.
    """
    given = at_least("p", p)
    if (given > 1).any():
        raise InputError("p", "holds a value above 1")
    return stats.false_discovery_control(given, method="bh") if given.size else given


def known_q_values(p: Floats) -> Floats:
    """`q_values` over the known p; NaN stays NaN and is not counted."""
    result = np.full(p.shape, np.nan)
    known = ~np.isnan(p)
    result[known] = q_values(p[known])
    return result


def chance_count(n: Floats | float, z: Floats | float) -> Floats:
    """n x P(Z > z): how many of n would lie beyond z if nobody differed. Raises InputError for a negative n or NaN."""
    return at_least("n", n) * special.ndtr(-at_least("z", z, -np.inf))
