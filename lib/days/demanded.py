"""What was asked of a unit: demand by day, summed to the month."""

from __future__ import annotations

from datetime import date

import polars as pl

from lib.days.span import total

_SUMS = (
    "incidents_count",
    "immediate_count",
    "crimes_allocated_count",
    "open_investigations_count",
    "arrests_count",
    "on_duty_count",
    "committed_hours",
)


def asked(demand: pl.DataFrame, unit_of: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """One row is a unit with demand rows within first..last; a team's rows are its unit's.

    Output: `unit, demand_days_count`, the sums (null where never recorded), `minimum_count` and `under_strength_count` (duties
    missing below the minimum) over the days on which both the minimum and those on duty are known, and `day_rows`: the days
    with open investigations.
    """
    both = pl.col("minimum_count").is_not_null() & pl.col("on_duty_count").is_not_null()
    missing = pl.max_horizontal(pl.col("minimum_count") - pl.col("on_duty_count"), pl.lit(0))
    rows = (
        demand.filter(pl.col("on").is_between(first, last))
        .join(unit_of, left_on="unit", right_on="node", suffix="_of")
        .filter(pl.col("unit_of").is_not_null())
        .with_columns(
            minimum_count=pl.when(both).then("minimum_count"),
            under_strength_count=pl.when(both).then(missing),
        )
    )
    return rows.group_by(unit="unit_of").agg(
        pl.col("on").n_unique().cast(pl.Int64).alias("demand_days_count"),
        *[total(name) for name in (*_SUMS, "minimum_count", "under_strength_count")],
        day_rows=pl.col("on").filter(pl.col("open_investigations_count") > 0).unique(),
    )


def investigated(asked: pl.DataFrame, days: pl.DataFrame) -> pl.DataFrame:
    """One row is a unit: `investigator_fte_days`, FTE in post on the days on which it held open investigations.

    Null where the unit never says how many are open; 0 where it holds none.
    """
    held = asked.select("unit", day="day_rows").explode("day").drop_nulls("day")
    fte = days.join(held, on=["unit", "day"], how="semi").group_by("unit").agg(investigator_fte_days=pl.col("fte").sum())
    says = pl.col("open_investigations_count").is_not_null()
    return asked.join(fte, on="unit", how="left").select(
        "unit", investigator_fte_days=pl.when(says).then(pl.col("investigator_fte_days").fill_null(0.0))
    )
