"""Rest days owed: cancelled and not yet given back, first in, first out."""

from __future__ import annotations

import polars as pl

from lib.days.rostered import local
from lib.days.span import PERSON_DAY, linked


def owed(duties: pl.DataFrame) -> pl.DataFrame | None:
    """One row is a person and a day on which a rest day was cancelled or given back; None where that is never recorded.

    Output, sorted by day: `person_id, day, owed_count` (at the day's end), `oldest_on` (day of the oldest one still owed,
    null when nothing is). Counted since the data began: one given back while none is owed repays an older debt and is
    left out, so the balance never falls below 0. Of one day, cancellations come first.
    """
    if duties["rest_day_cancelled"].null_count() == duties.height:
        return None
    moves = _moves(linked(duties)).with_columns(run=pl.col("change").cum_sum().over("person_id"))
    unmatched = pl.min_horizontal(pl.col("run").cum_min().over("person_id"), pl.lit(0))
    taken = (pl.col("change") == 1).cum_sum().over("person_id").cast(pl.Int64)
    balances = moves.with_columns(owed_count=pl.col("run") - unmatched, taken=taken).with_columns(
        settled=pl.when(pl.col("owed_count") > 0).then(pl.col("taken") - pl.col("owed_count"))
    )
    cancelled = moves.filter(pl.col("change") == 1).select(
        "person_id", oldest_on="day", settled=pl.int_range(pl.len(), dtype=pl.Int64).over("person_id")
    )
    return (
        balances.unique(PERSON_DAY, keep="last", maintain_order=True)
        .join(cancelled, on=["person_id", "settled"], how="left", maintain_order="left")
        .select("person_id", "day", "owed_count", "oldest_on")
        .sort("day", "person_id")
    )


def _moves(duties: pl.DataFrame) -> pl.DataFrame:
    """One row is a rest day cancelled (`change` 1) or given back (-1), in the order in which they count."""
    rows = duties.select(
        "person_id",
        day=local("planned_from_at").dt.date(),
        cancelled=pl.col("rest_day_cancelled").fill_null(False),
        returned=(pl.col("state") == "rest_day_returned").fill_null(False),
    )
    taken = rows.filter("cancelled").select(*PERSON_DAY, change=pl.lit(1, pl.Int64))
    given = rows.filter("returned").select(*PERSON_DAY, change=pl.lit(-1, pl.Int64))
    return pl.concat([taken, given]).sort("person_id", "day", "change", descending=[False, False, True])


def owing(days: pl.DataFrame, balances: pl.DataFrame) -> pl.DataFrame:
    """Person-days, sorted by day, with the balance of each (`owed_count`, 0 before the first move, and `oldest_on`)."""
    return (
        days.sort("day")
        .join_asof(balances, on="day", by="person_id", strategy="backward", check_sortedness=False)
        .with_columns(pl.col("owed_count").fill_null(0))
    )
