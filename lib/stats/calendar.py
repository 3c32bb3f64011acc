"""What a month of the year usually brings: one yearly wave, fitted to the force's own months and taken out before limits are set.

A wave has two numbers where a factor for each month has twelve, so two years are enough, and its noise does not enter every
unit's series. It is taken out only where it is there: least squares with a level, a trend and the wave, F of the wave at 0.01.
Source: harmonic regression, Bloomfield 1976.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import special

FEWEST_MONTHS = 24
SURE = 0.01
FURTHEST = 0.8
NONE = dict.fromkeys(range(1, 13), 1.0)


def wave(values: Sequence[float | None], months: Sequence[int], complete: Sequence[bool]) -> dict[int, float]:
    """The factor of each month of the year (1 to 12), mean 1 over them; all 1 below 24 known complete months or without a sure wave.

    `months`: the month of the year of each value. Incomplete and unknown months take no part.
    """
    known = [place for place, ready in enumerate(complete) if ready and values[place] is not None]
    y = np.array([float(values[place]) for place in known])  # type: ignore[arg-type]
    if y.size < FEWEST_MONTHS or not y.mean() > 0:
        return dict(NONE)
    turn = 2 * np.pi * np.array([months[place] for place in known]) / 12
    plain = np.column_stack([np.ones(y.size), np.array(known) - np.mean(known)])
    full = np.column_stack([plain, np.sin(turn), np.cos(turn)])
    ratio = y / y.mean()
    found, *_ = np.linalg.lstsq(full, ratio, rcond=None)
    left, before = (
        float(((ratio - design @ np.linalg.lstsq(design, ratio, rcond=None)[0]) ** 2).sum()) for design in (full, plain)
    )
    free = y.size - full.shape[1]
    beyond = (before - left) / 2 / (left / free) if left > 0 else np.inf
    if special.fdtrc(2, free, beyond) > SURE:
        return dict(NONE)
    every = 2 * np.pi * np.arange(1, 13) / 12
    swing = np.clip(found[2] * np.sin(every) + found[3] * np.cos(every), -FURTHEST, FURTHEST)
    return {month: 1.0 + float(each) for month, each in zip(range(1, 13), swing - swing.mean(), strict=True)}
