"""What load is made of, as figures that a comparison can allow for: one number a unit and month, in the order they enter.

Each is w = log(numerator / denominator / the same for the unit's own function over the window), so that 0 is usual for the work.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

HALF_AN_EVENT = 0.5


@dataclass(frozen=True)
class Covariate:
    """`numerator` and `denominator` are columns of `unit_months`; `words` name it beside its coefficient."""

    id: str
    numerator: str
    denominator: str
    words: str


PRIMARY = (
    Covariate("demand_per_establishment", "incidents_count", "establishment_fte_days", "incidents per established post"),
    Covariate("open_investigations", "open_investigations_count", "investigator_fte_days", "open investigations per FTE"),
    Covariate("immediate_share", "immediate_count", "incidents_count", "share of incidents that are immediate"),
    Covariate("establishment", "establishment_fte_days", "days_count", "size of the unit in established posts"),
)
"""External causes first, in this order. The share of nights is not among them: the shift pattern is a key of the peers."""
SENSITIVITY = (
    Covariate("vacancy", "establishment_fte_days", "in_post_fte_days", "established posts for each FTE in post"),
    Covariate("under_strength", "under_strength_count", "minimum_count", "duties missing below the minimum"),
)
"""For the second set alone: what a unit may have made itself. Left out for a metric that makes them (`workload_without`)."""


@dataclass(frozen=True)
class Measured:
    """`rows`: `unit, month` and w of each covariate, one row a unit-month with all of them known. `centres`: function to usual."""

    covariates: tuple[Covariate, ...]
    rows: pl.DataFrame
    centres: dict[str, dict[str, float]]


def measured(unit_months: pl.DataFrame, cells: pl.DataFrame, wanted: Sequence[Covariate]) -> Measured:
    """The wanted covariates that these months know. Without the first, demand, nothing is known.

    A unit's function is the one with most FTE days in it; its centre the ratio of sums over the window. A numerator below a half
    counts as a half. A later covariate is 0 in a function that never records it (it does not apply there) and is left out
    where it is known for only some of the unit-months whose demand is known.
    """
    placed = _placed(unit_months, cells)
    demand, *others = wanted
    rows, centres = _logs(placed, demand)
    kept, named = [demand], {demand.id: centres}
    for each in others:
        found = _everywhere(placed, rows, each)
        if found is not None:
            rows, named[each.id] = found
            kept.append(each)
    return Measured(tuple(kept), rows.drop("work"), named)


def _placed(unit_months: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """The months of units that anybody is in, with `work`, the unit's function."""
    functions = (
        cells.group_by("unit", "function")
        .agg(pl.col("fte_days").sum())
        .sort("fte_days", "function", descending=[True, False], nulls_last=True)
        .group_by("unit", maintain_order=True)
        .first()
        .select("unit", pl.col("function").cast(pl.String).fill_null("").alias("work"))
    )
    known = unit_months.with_columns(pl.col("unit").cast(cells.schema["unit"], strict=False)).filter(
        pl.col("demand_days_count") > 0
    )
    return known.sort("unit", "month").join(functions, on="unit", how="inner", maintain_order="left")


def _logs(placed: pl.DataFrame, of: Covariate) -> tuple[pl.DataFrame, dict[str, float]]:
    """`unit, month, work` and w under the covariate's id, where it is known; and the centre of each function."""
    above, below = pl.col(of.numerator).cast(pl.Float64), pl.col(of.denominator).cast(pl.Float64)
    known = placed.filter(above.is_not_null() & (below > 0))
    sums = known.group_by("work").agg(above.sum().alias("above"), below.sum().alias("below")).sort("work")
    centres = {work: top / bottom for work, top, bottom in sums.select("work", "above", "below").iter_rows() if top > 0}
    centre = pl.col("work").replace_strict(centres, default=None, return_dtype=pl.Float64)
    w = (above.clip(lower_bound=HALF_AN_EVENT) / below / centre).log()
    return known.select("unit", "month", "work", w.alias(of.id)).filter(pl.col(of.id).is_finite()), centres


def _everywhere(placed: pl.DataFrame, rows: pl.DataFrame, of: Covariate) -> tuple[pl.DataFrame, dict[str, float]] | None:
    """`rows` with another covariate beside, and its centres; None where the months do not know it throughout."""
    if not {of.numerator, of.denominator} <= set(placed.columns):
        return None
    found, centres = _logs(placed, of)
    if not centres:
        return None
    beside = rows.join(found.drop("work"), on=["unit", "month"], how="left", maintain_order="left")
    missing = pl.col(of.id).is_null()
    if beside.filter(missing & pl.col("work").is_in(list(centres))).height:
        return None
    return beside.with_columns(pl.col(of.id).fill_null(0.0)), centres
