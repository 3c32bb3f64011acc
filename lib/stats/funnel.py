"""Funnel plots of units: square-root z, overdispersion, limits. Source: Spiegelhalter 2005 (funnel plots; overdispersion)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from lib.errors import InputError
from lib.stats.arrays import Floats, at_least, same_shape

FEWEST = 10
"""Below so many units nothing is said about overdispersion."""
NULL_MEAN = 0.678655
"""Mean of squares of a standard normal winsorised at its 0.1 and 0.9 quantiles."""


@dataclass(frozen=True)
class Overdispersion:
    """z = 2 (sqrt O - sqrt E) of each unit; phi, tau2 (NaN below 10 units); the two corrected z; status `ok` or `too_few_units`."""

    z: Floats
    phi: float
    tau2: float
    z_multiplicative: Floats
    z_additive: Floats
    status: str = "ok"


def overdispersion(observed: Floats, expected: Floats, winsorise: float = 0.10, rescale: bool = False) -> Overdispersion:
    """z of each unit on the square-root scale, and the overdispersion between units from winsorised z.

    `rescale`: divide phi by 0.678655, its mean under the null at winsorise 0.10; published practice does not, and so misses
    real overdispersion. NaN where E is 0. Raises InputError for a negative, NaN, lengths that differ, winsorise outside 0..0.5.
    """
    o = at_least("observed", observed)
    e = same_shape("expected", at_least("expected", expected), o)
    if not 0 <= winsorise < 0.5:
        raise InputError("winsorise", "not between 0 and 0.5")
    known = e > 0
    z = np.where(known, 2.0 * (np.sqrt(o) - np.sqrt(e)), np.nan)
    k = int(known.sum())
    if k < FEWEST:
        nothing = np.full(o.shape, np.nan)
        return Overdispersion(z, float("nan"), float("nan"), nothing, nothing, "too_few_units")
    low, high = np.quantile(z[known], [winsorise, 1.0 - winsorise])
    phi = float(np.mean(np.clip(z[known], low, high) ** 2)) / (NULL_MEAN if rescale else 1.0)
    weight = 4.0 * e[known]
    tau2 = max(0.0, (k * phi - (k - 1)) / float(weight.sum() - (weight**2).sum() / weight.sum()))
    with np.errstate(divide="ignore", invalid="ignore"):
        additive = (np.sqrt(o / e) - 1.0) / np.sqrt(0.25 / e + tau2)
    return Overdispersion(z, phi, tau2, z / np.sqrt(max(1.0, phi)), np.where(known, additive, np.nan))


def limits(expected: Floats, tau2: float, c: float) -> tuple[Floats, Floats]:
    """Lower and upper limit of O at c standard errors: E (1 +- c sqrt(s^2 + tau2))^2; exact Poisson where tau2 is 0.

    c = 1.95996 (95 %) or 3.09023 (99.8 %). Exact: chi-square quantiles with 2E and 2E + 2 degrees, halved. A lower root below
    0 is 0. NaN where E is 0 or tau2 is NaN.
    """
    e = at_least("expected", expected)
    with np.errstate(divide="ignore", invalid="ignore"):
        if tau2 == 0:
            tail = float(special.ndtr(-c))
            low, high = special.gammaincinv(e, tail), special.gammainccinv(e + 1.0, tail)
        else:
            reach = c * np.sqrt(0.25 / e + tau2)
            low, high = e * np.maximum(1.0 - reach, 0.0) ** 2, e * (1.0 + reach) ** 2
    return np.where(e > 0, low, np.nan), np.where(e > 0, high, np.nan)
