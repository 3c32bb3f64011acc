"""A common odds ratio over strata."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import special

from lib.errors import InputError
from lib.stats.arrays import Floats, at_least

Z95 = 1.959963984540054


@dataclass(frozen=True)
class CommonOdds:
    """NaN where no stratum says anything about it (`status` `not_defined`)."""

    odds_ratio: float
    lower: float
    upper: float
    p_value: float
    status: str = "ok"


def mantel_haenszel(tables: Floats) -> CommonOdds:
    """k x 2 x 2 tables [[a, b], [c, d]] to the common odds ratio, its 95 % interval and the CMH p without correction.

    A stratum with fewer than 2 people says nothing. Raises InputError for another shape, a negative or NaN.
    Source: Mantel and Haenszel 1959; variance of the log by Robins, Breslow and Greenland 1986.
    """
    cells = at_least("tables", tables)
    if cells.ndim != 3 or cells.shape[1:] != (2, 2):
        raise InputError("tables", "not k x 2 x 2")
    cells = cells[cells.sum(axis=(1, 2)) > 1]
    (a, b), (c, d) = cells.transpose(1, 2, 0)
    n = a + b + c + d
    r, s = a * d / n, b * c / n
    p, q = (a + d) / n, (b + c) / n
    mean = (a + b) * (a + c) / n
    variance = float(((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * (n - 1))).sum())
    chi = (a - mean).sum() ** 2 / variance if variance > 0 else float("nan")
    p_value = float(special.chdtrc(1, chi)) if variance > 0 else float("nan")
    total_r, total_s = float(r.sum()), float(s.sum())
    if total_r == 0 or total_s == 0:
        nan = float("nan")
        return CommonOdds(total_r / total_s if total_s > 0 else nan, nan, nan, p_value, "not_defined")
    ratio = total_r / total_s
    log_variance = (
        (p * r).sum() / (2 * total_r**2) + (p * s + q * r).sum() / (2 * total_r * total_s) + (q * s).sum() / (2 * total_s**2)
    )
    reach = Z95 * float(np.sqrt(log_variance))
    return CommonOdds(ratio, ratio * float(np.exp(-reach)), ratio * float(np.exp(reach)), p_value)
