"""Months in which a source has no rows, or far fewer than the months around say: a gap in what was recorded, not in what happened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

AROUND = 6
"""Months on either side that say what is usual; three of them at least must be known."""
FAR_BELOW = 0.25
"""Share of the usual below which a month is a gap."""
FEWEST = 20.0
"""Usual rows a month below which a month without any says nothing (a Poisson count of 20 is 0 once in 500 million). A month with
some rows needs twice as many."""


@dataclass(frozen=True)
class Gap:
    """Consecutive months with `rows` in all where `usual` were to be expected; `places` are their positions in the series."""

    places: tuple[int, ...]
    rows: float
    usual: float


def gaps(rows: list[float], size: list[float] | None = None) -> list[Gap]:
    """Gaps of one series of rows a month, from its first month with rows on: months at the end may be gaps too.

    `size` is what the rows are to be seen against (days in post, say; same unit as rows does not matter): a month without size is
    none of the series. Where it is not given every month is of one size.
    """
    counted = np.array(rows, float)
    sizes = np.array(size, float) if size is not None else np.ones(len(counted))
    sizes = np.where(np.isfinite(sizes) & (sizes > 0), sizes, np.nan)
    rate = counted / sizes
    begun = np.flatnonzero(counted > 0)
    low: list[int] = []
    usual = np.full(len(counted), np.nan)
    for at in range(int(begun[0]) if len(begun) else len(counted), len(counted)):
        usual[at] = _usual(rate, at) * sizes[at]
        if np.isfinite(usual[at]) and _is_gap(counted[at], usual[at]):
            low.append(at)
    return [_gap(run, counted, usual) for run in _runs(low)]


def _usual(rate: np.ndarray, at: int) -> float:
    """The median rate of the months around with any row; NaN where fewer than three are known."""
    around = np.concatenate([rate[max(0, at - AROUND) : at], rate[at + 1 : at + 1 + AROUND]])
    around = around[np.isfinite(around) & (around > 0)]
    return float(np.median(around)) if len(around) >= 3 else float("nan")


def _is_gap(rows: float, usual: float) -> bool:
    return usual >= FEWEST if rows == 0 else usual >= 2 * FEWEST and rows < FAR_BELOW * usual


def _runs(places: list[int]) -> list[tuple[int, ...]]:
    runs: list[list[int]] = []
    for place in places:
        if runs and place == runs[-1][-1] + 1:
            runs[-1].append(place)
        else:
            runs.append([place])
    return [tuple(run) for run in runs]


def _gap(run: tuple[int, ...], rows: np.ndarray, usual: np.ndarray) -> Gap:
    return Gap(run, float(rows[list(run)].sum()), float(usual[list(run)].sum()))
