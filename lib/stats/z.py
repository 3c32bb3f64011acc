"""How far a figure lies from what is usual: z of counts, shares and plain values, and the spread of peers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from scipy import optimize, special, stats

from lib.errors import InputError
from lib.stats import tails
from lib.stats.arrays import Floats, Truth, at_least, floats, same_shape, spread_to

LARGEST_SPREAD = 7.4
CENSORED_ABOVE = 0.99
STEP = 1e-3


def count_z(events: Floats, expected: Floats, spread: Floats | float) -> Floats:
    """Signed normal quantile of the mid-P tail of a negative binomial with mean E and variance E + spread E^2.

    `spread`: one number or one for each; below 1e-6 is Poisson. Clipped to +-30. NaN where E is 0.
    Raises InputError for a negative, NaN or lengths that differ. Source: mid-P, Lancaster 1961.
    """
    y = at_least("events", events)
    mean = same_shape("expected", at_least("expected", expected), y)
    wide = spread_to("spread", at_least("spread", spread), y)
    return tails.count_z(np.atleast_1d(y), np.atleast_1d(mean), np.atleast_1d(wide)).reshape(y.shape)


def share_z(events: Floats, trials: Floats, alpha: Floats | float, beta: Floats | float) -> Floats:
    """The same for a beta-binomial with shape `alpha`, `beta` (both above 0). NaN where there are no trials.

    Raises InputError for a negative, more events than trials, NaN or lengths that differ. Source: Skellam 1948.
    """
    y = at_least("events", events)
    n = same_shape("trials", at_least("trials", trials), y)
    if (y > n).any():
        raise InputError("events", "more events than trials")
    shapes = [spread_to(name, floats(name, value), y) for name, value in (("alpha", alpha), ("beta", beta))]
    if any((shape <= 0).any() for shape in shapes):
        raise InputError("alpha", "a shape of a beta distribution is above 0")
    some = n > 0
    z = np.full(y.shape, np.nan)
    law = (n[some], shapes[0][some], shapes[1][some])
    k = y[some]
    z[some] = tails.as_z(stats.betabinom.cdf(k - 1, *law), stats.betabinom.sf(k, *law), stats.betabinom.pmf(k, *law))
    return z


class RobustZ(NamedTuple):
    """z of each value (NaN where there is no spread) and `ok` or `no_spread`."""

    z: Floats
    status: str


def robust_z(values: Floats) -> RobustZ:
    """(value - median) / scale, scale = 1.4826 MAD, else 1.253314 x mean absolute deviation about the median, else `no_spread`.

    For exploring only. Raises InputError for NaN. Source: Iglewicz and Hoaglin 1993.
    """
    x = floats("values", values)
    if x.size == 0:
        return RobustZ(x, "no_spread")
    away = np.abs(x - np.median(x))
    scale = 1.4826 * float(np.median(away)) or 1.253314 * float(np.mean(away))
    if scale == 0:
        return RobustZ(np.full(x.shape, np.nan), "no_spread")
    return RobustZ((x - np.median(x)) / scale, "ok")


def peer_spread(events: Floats, expected: Floats) -> float:
    """The spread a of peers: the maximum of the negative binomial likelihood, a in 0..7.4, gross counts censored.

    Counts above the 99th percentile (an observed one, so that below 100 people the highest is censored) of
    (y - E) / sqrt(E + 0.5 E^2) say only that they lie above that cap:
    moments, plain or winsorised, are 0 at small E or ruined by a few gross errors. NaN with fewer than two expectations
    above 0. Raises InputError for a negative, NaN or lengths that differ.
    """
    y = at_least("events", events)
    mean = same_shape("expected", at_least("expected", expected), y)
    y, mean = y[mean > 0], mean[mean > 0]
    if y.size < 2:
        return float("nan")
    gross, cap = censored(y, mean)
    kept, kept_mean, gross_mean = y[~gross], mean[~gross], mean[gross]
    values, places = np.unique(kept, return_inverse=True)

    def loss(a: float) -> float:
        over = tails.above(cap, gross_mean, np.full(cap.shape, a))
        size = 1.0 / max(a, tails.POISSON_BELOW)
        if a < tails.POISSON_BELOW:
            inside = float((special.xlogy(kept, kept_mean) - kept_mean - special.gammaln(kept + 1.0)).sum())
        else:
            choices = -special.betaln(values + 1.0, size) - np.log(values + size)
            logs = np.log1p(a * kept_mean)
            inside = float((choices[places] - logs * (size + kept) + kept * np.log(a * kept_mean)).sum())
        return -inside - float(np.log(np.maximum(over, 1e-300)).sum())

    return _smallest(loss)


def censored(y: Floats, mean: Floats) -> tuple[Truth, Floats]:
    """Which counts are gross: above the 99th percentile of (y - E) / sqrt(E + 0.5 E^2); and the count that each is only known to pass."""
    root = np.sqrt(mean + 0.5 * mean**2)
    away = (y - mean) / root
    edge = np.quantile(away, CENSORED_ABOVE, method="lower")
    gross = away > edge
    return gross, np.maximum(np.floor(mean + edge * root), 0.0)[gross]


def _smallest(loss: Callable[[float], float]) -> float:
    """Where the loss is least in 0..7.4, to about 1e-12.

    Near a minimum a loss is flat to half the digits, so the last step looks for where it is level (equal a little to either
    side): the same data in another order or cut must give the same spread.
    """
    near = float(np.asarray(optimize.fminbound(loss, 0.0, LARGEST_SPREAD, xtol=1e-6), dtype=np.float64))
    ends = loss(0.0), loss(LARGEST_SPREAD)
    if loss(near) >= min(ends):
        return 0.0 if ends[0] <= ends[1] else LARGEST_SPREAD
    step = min(STEP, near / 4)
    low, high = max(near - 10 * step, step), min(near + 10 * step, LARGEST_SPREAD - step)

    def slope(a: float) -> float:
        return loss(a + step) - loss(a - step)

    if not slope(low) < 0 < slope(high):
        return near
    return float(optimize.root_scalar(slope, bracket=(low, high), method="brentq", xtol=1e-13).root)
