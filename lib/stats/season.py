"""The force's month index: what a month usually brings, function by function."""

from __future__ import annotations

import numpy as np
import polars as pl

from lib.stats.arrays import Floats

EVENTS_PER_MONTH = 30.0
"""A function with fewer events a month than this takes the index of all such functions together: its own would be noise."""


def index(exposed_cells: pl.DataFrame) -> Floats:
    """s of each cell: the month's events per exposure over the window's, within its function; 1 where there is no rate.

    The mean of s, weighted by exposure, is 1 in each function that has its own index.
    """
    months = max(exposed_cells["month"].n_unique(), 1)
    totals = exposed_cells.group_by("function").agg(pl.col("events").sum())
    own = totals.filter(pl.col("events") >= EVENTS_PER_MONTH * months)["function"].drop_nulls().to_list()
    shared = pl.when(pl.col("function").is_in(own)).then(pl.col("function")).alias("season_of")
    sums = (
        exposed_cells.group_by(shared, "month").agg(pl.col("events").sum(), pl.col("exposure").sum()).sort("season_of", "month")
    )
    over = sums.group_by("season_of").agg(
        pl.col("events").sum().alias("all_events"), pl.col("exposure").sum().alias("all_exposure")
    )
    rate = (pl.col("events") / pl.col("exposure")) / (pl.col("all_events") / pl.col("all_exposure"))
    indexed = sums.join(over, on="season_of", how="left", nulls_equal=True).select("season_of", "month", rate.alias("season"))
    joined = exposed_cells.select(shared, "month").join(
        indexed, on=["season_of", "month"], how="left", nulls_equal=True, maintain_order="left"
    )
    found = joined["season"].to_numpy()
    return np.where(np.isfinite(found), found, 1.0)
