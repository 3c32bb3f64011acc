"""What a list could have shown, and whether its z are what they are said to be. Of everybody together, of nobody alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from lib.stats.ground import Ground

TIMES = (2.0, 3.0, 5.0, 10.0)
LAMP_AT = 2.0
LIT = (0.8, 1.25)
"""Observed over expected beyond z 2: outside, the list says so."""


@dataclass(frozen=True)
class Power:
    """Of `people` compared: the mean chance that somebody truly at so many `times` what is usual at this load would stand out, and the
    share of people of whom it is at least a half."""

    times: float
    mean: float
    share: float
    people: int


@dataclass(frozen=True)
class Lamp:
    """Adjusted z above 2: seen, expected, their ratio; `lit` true within 0.8-1.25. Ratio NaN where nobody is compared."""

    seen: int
    expected: float
    ratio: float

    @property
    def lit(self) -> bool:
        return bool(LIT[0] <= self.ratio <= LIT[1])


def power(ground: Ground) -> tuple[Power, ...]:
    """For each of `TIMES`: their own count is Poisson with mean times x the adjusted expectation, since what they are is fixed."""
    edges, known = ground.judged.edges, ground.judged.adjusted_ok
    edge = np.maximum.reduce([edges.raw, edges.at_load, edges.lower, edges.upper])[known]
    mean = ground.judged.adjusted[known]
    chances = [special.gammainc(np.maximum(edge, 0.0) + 1.0, times * mean) for times in TIMES]
    if not known.any():
        return tuple(Power(times, float("nan"), float("nan"), 0) for times in TIMES)
    return tuple(
        Power(times, float(each.mean()), float((each >= 0.5).mean()), int(known.sum()))
        for times, each in zip(TIMES, chances, strict=True)
    )


def lamp(ground: Ground) -> Lamp:
    """z above 2 of everybody compared, beside the normal curve's share."""
    z = ground.judged.adjusted_z[ground.judged.adjusted_ok]
    seen, expected = int((z > LAMP_AT).sum()), float(z.size * special.ndtr(-LAMP_AT))
    return Lamp(seen, expected, seen / expected if expected else float("nan"))
