"""The z that people can check by hand: value against mean and standard deviation (n - 1) of the peers, the person left out."""

from __future__ import annotations

import numpy as np

from lib.stats.arrays import Floats, Truth, Whole
from lib.stats.cohorts import Layout


def z(layout: Layout, step: Whole, cell: Whole, enough: Truth, value: Floats, per: float) -> Floats:
    """(value - mean) / sd over the other people with enough exposure in the named peer group, their value within it.

    `step`, `cell`: the rung and a cell of the named group of each person (-1: none). NaN where there are fewer than two
    peers or they are all equal.
    """
    result = np.full(layout.size, np.nan)
    for number, rung in enumerate(layout.rungs):
        who = np.flatnonzero(step == number)
        if not who.size:
            continue
        exposure, events = rung.by_pair(layout.exposure), rung.by_pair(layout.events)
        counted = enough[rung.pair_person] & (exposure > 0)
        with np.errstate(divide="ignore", invalid="ignore"):
            each = np.where(counted, events / exposure * per, 0.0)
            n = rung.by_group(counted.astype(np.float64))
            mean = rung.by_group(each) / n
            away = np.where(counted, each - mean[rung.pair_group], 0.0)
            squares = rung.by_group(away**2)
            pair = rung.pair[cell[who]]
            group, own = rung.pair_group[pair], counted[pair]
            left = n[group] - own
            mean_left = mean[group] - away[pair] / left
            variance = (squares[group] - own * away[pair] ** 2 * n[group] / left) / (left - 1)
            flat = variance <= 1e-18 * np.maximum(mean_left**2, 1e-300)
            z_ = (value[who] - mean_left) / np.sqrt(variance)
        result[who] = np.where((left >= 2) & ~flat & np.isfinite(z_), z_, np.nan)
    return result
