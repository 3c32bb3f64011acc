"""Why a figure is null: bare reasons (the comparison fails), `column:reason` (one column), `extreme` (a note)."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from lib.stats import tails
from lib.stats.arrays import Floats, Truth

SMALLEST_EXPECTED = 1e-6
BARE = ("incomplete", "protected_only", "too_little_exposure", "too_few_peers", "no_spread", "no_workload_data", "not_applicable")


def joined(size: int, reasons: Mapping[str, Truth]) -> list[str]:
    """The reasons that hold for each person, in the order given, joined by `;`; `ok` where none does."""
    held: list[list[str]] = [[] for _ in range(size)]
    for reason, hit in reasons.items():
        for place in np.flatnonzero(hit):
            held[place].append(reason)
    return [";".join(each) or "ok" for each in held]


def clipped(*zs: Floats) -> Truth:
    """True where any z stands at the clip."""
    return np.any([np.abs(np.nan_to_num(z)) >= tails.LIMIT for z in zs], axis=0)


def ok(status: str) -> bool:
    """True when no bare reason stands in it."""
    return not set(status.split(";")) & set(BARE)
