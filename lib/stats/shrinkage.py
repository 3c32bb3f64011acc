"""Ratios drawn towards 1 by how little is known."""

from __future__ import annotations

import numpy as np
from scipy import special

from lib.stats.arrays import Floats, at_least, same_shape, spread_to


def gamma_poisson(events: Floats, expected: Floats, shape: Floats | float, rate: Floats | float) -> tuple[Floats, Floats, Floats]:
    """`(effect, lower, upper)`: mean and 0.025, 0.975 quantiles of Gamma(shape + y, rate + E).

    NaN where shape + y or rate + E is 0. Raises InputError for a negative, NaN or lengths that differ.
    Source: the conjugate gamma prior of a Poisson rate, Clayton and Kaldor 1987.
    """
    y = at_least("events", events)
    mean = same_shape("expected", at_least("expected", expected), y)
    a = spread_to("shape", at_least("shape", shape), y) + y
    b = spread_to("rate", at_least("rate", rate), y) + mean
    with np.errstate(divide="ignore", invalid="ignore"):
        effect, lower, upper = a / b, quantile(a, b, 0.025), quantile(a, b, 0.975)
    undefined = (a <= 0) | (b <= 0)
    return tuple(np.where(undefined, np.nan, each) for each in (effect, lower, upper))  # type: ignore[return-value]


def quantile(shape: Floats, rate: Floats, level: float) -> Floats:
    """A quantile of Gamma(shape, rate)."""
    return special.gammaincinv(shape, level) / rate
