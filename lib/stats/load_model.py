"""What load adds: one external cause, fitted within peer groups, its errors clustered by unit.

Naive intervals cover 80 % where units differ, so the interval is from the units' own scores, t with units - 1 degrees.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy import special

from lib.stats.arrays import Floats, Whole

FEWEST_UNITS = 10
STEPS = 50
FURTHEST = 20.0
HALF_AN_INCIDENT = 0.5


@dataclass(frozen=True)
class LoadFit:
    """b of log(load) with its 95 % limits, clustered error and number of units; NaN where it could not be fitted."""

    b: float
    lower: float
    upper: float
    error: float
    n_units: int

    @property
    def fitted(self) -> bool:
        return bool(np.isfinite(self.b))


def workload(unit_months: pl.DataFrame, cells: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, float]]:
    """`unit, month, w` and the centre of each function: w = log(incidents per established FTE day / its function's).

    A unit's function is the one with most FTE days in it; its centre the establishment-weighted mean over the window. A month
    without an incident counts as half of one. A unit-month without demand rows or establishment has no row: unknown load.
    """
    functions = (
        cells.group_by("unit", "function")
        .agg(pl.col("fte_days").sum())
        .sort("fte_days", "function", descending=[True, False], nulls_last=True)
        .group_by("unit", maintain_order=True)
        .first()
        .select("unit", pl.col("function").cast(pl.String).fill_null("").alias("work"))
    )
    known = (
        unit_months.with_columns(pl.col("unit").cast(cells.schema["unit"], strict=False))
        .filter(
            (pl.col("demand_days_count") > 0) & pl.col("incidents_count").is_not_null() & (pl.col("establishment_fte_days") > 0)
        )
        .sort("unit", "month")
        .join(functions, on="unit", how="inner", maintain_order="left")
    )
    sums = known.group_by("work").agg(pl.col("incidents_count").sum(), pl.col("establishment_fte_days").sum()).sort("work")
    centres = {
        work: incidents / posts
        for work, incidents, posts in sums.select("work", "incidents_count", "establishment_fte_days").iter_rows()
    }
    centre = pl.col("work").replace_strict(centres, default=None, return_dtype=pl.Float64)
    demand = pl.col("incidents_count").cast(pl.Float64).clip(lower_bound=HALF_AN_INCIDENT) / pl.col("establishment_fte_days")
    ratio = known.select("unit", "month", (demand / centre).log().alias("w"))
    return ratio.filter(pl.col("w").is_finite()), centres


def fit(events: Floats, weight: Floats, w: Floats, group: Whole, unit: Whole) -> LoadFit:
    """Quasi-Poisson b of `w` with the effect of each peer group profiled out; one row a cell of known load.

    Score of a unit: sum of (y - mu)(w - the group's mu-weighted mean w). No b below 10 units, without events, or where w does
    not vary within groups. Source: Liang and Zeger 1986 (clustered errors), with units / (units - 1).
    """
    _, group = np.unique(group, return_inverse=True)
    units, unit = np.unique(unit, return_inverse=True)
    nothing = LoadFit(np.nan, np.nan, np.nan, np.nan, int(units.size))
    if units.size < FEWEST_UNITS or events.sum() <= 0:
        return nothing
    found = _newton(events, weight, w, group)
    if found is None:
        return nothing
    b, information, residual = found
    scores = np.bincount(unit, residual)
    error = float(np.sqrt((scores**2).sum() * units.size / (units.size - 1)) / information)
    reach = float(special.stdtrit(units.size - 1, 0.975)) * error
    return LoadFit(b, b - reach, b + reach, error, int(units.size))


def _newton(events: Floats, weight: Floats, w: Floats, group: Whole) -> tuple[float, float, Floats] | None:
    """b at the maximum of the profile likelihood (concave), its information, and each cell's part of the score."""
    total = np.bincount(group, events)
    b, step = 0.0, np.inf
    information, residual = 0.0, np.zeros(w.size)
    for _ in range(STEPS):
        tilted = weight * np.exp(b * w)
        below = np.bincount(group, tilted)
        below = np.where(below > 0, below, 1.0)
        mean = np.bincount(group, tilted * w) / below
        away = w - mean[group]
        fitted = tilted * (total / below)[group]
        residual = (events - fitted) * away
        information = float((fitted * away**2).sum())
        if information <= 1e-9 * max(float(events.sum()), 1.0):
            return None
        if abs(step) < 1e-12:
            break
        step = float(np.clip(residual.sum() / information, -1.0, 1.0))
        b += step
        if abs(b) > FURTHEST:
            return None
    return b, information, residual
