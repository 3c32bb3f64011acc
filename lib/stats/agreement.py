"""Agreement of two readers."""

from __future__ import annotations

import numpy as np

from lib.errors import InputError
from lib.stats.arrays import Floats, at_least


def _shares(table: Floats) -> Floats | None:
    counts = at_least("table", table)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1]:
        raise InputError("table", "not square")
    total = counts.sum()
    return counts / total if total > 0 else None


def kappa(table: Floats) -> float:
    """Cohen's kappa, unweighted, of a square table of counts; NaN when empty or when both readers used one category only.

    Raises InputError for a table that is not square, a negative or NaN. Source: Cohen 1960.
    """
    share = _shares(table)
    if share is None:
        return float("nan")
    chance = float(share.sum(axis=0) @ share.sum(axis=1))
    return (float(np.trace(share)) - chance) / (1 - chance) if chance < 1 else float("nan")


def prevalence_adjusted_kappa(table: Floats) -> float:
    """(m p - 1) / (m - 1), p the observed agreement, m categories (2p - 1 for two); NaN when empty or with one category.

    Raises InputError as `kappa`. Source: Byrt, Bishop and Carlin 1993.
    """
    share = _shares(table)
    if share is None or share.shape[0] < 2:
        return float("nan")
    categories = share.shape[0]
    return (categories * float(np.trace(share)) - 1) / (categories - 1)
