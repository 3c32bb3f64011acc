"""Rates from a sample drawn with known, unequal probabilities."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from lib.errors import InputError
from lib.stats.arrays import Floats, at_least, same_shape


@dataclass(frozen=True)
class WeightedRate:
    """NaN and status `empty` where nothing was sampled."""

    rate: float
    lower: float
    upper: float
    n_effective: float
    status: str = "ok"


def weighted_rate(outcome: Floats, probability: Floats) -> WeightedRate:
    """Hajek p = sum(y / pi) / sum(1 / pi), n_eff = (sum 1/pi)^2 / sum pi^-2, 95 % Clopper-Pearson at (p n_eff, n_eff).

    Raises InputError for an outcome or probability outside 0..1, a probability of 0, NaN or lengths that differ.
    Source: Hajek 1971; Kish 1965; Korn and Graubard 1998.
    """
    y = at_least("outcome", outcome)
    pi = same_shape("probability", at_least("probability", probability), y)
    if (y > 1).any():
        raise InputError("outcome", "above 1")
    if (pi <= 0).any() or (pi > 1).any():
        raise InputError("probability", "not above 0 and at most 1")
    if y.size == 0:
        nan = float("nan")
        return WeightedRate(nan, nan, nan, 0.0, "empty")
    weight = 1.0 / pi
    rate = float((y * weight).sum() / weight.sum())
    n = float(weight.sum() ** 2 / (weight**2).sum())
    hits = rate * n
    lower = float(special.betaincinv(hits, n - hits + 1, 0.025)) if hits > 0 else 0.0
    upper = float(special.betaincinv(hits + 1, n - hits, 0.975)) if hits < n and np.any(y < 1) else 1.0
    return WeightedRate(rate, lower, upper, n)
