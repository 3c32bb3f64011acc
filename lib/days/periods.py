"""Facts that are known for a period longer than a month as a whole: they stay whole, and are never shared out over its days."""

from __future__ import annotations

import polars as pl

from lib.days.columns import UNIT_PERIODS, shaped
from lib.days.posted import node_on
from lib.days.span import Facts, source, total

LONGEST_DAYS = 31
"""A claim of more days is a total of several months."""


def claim_days() -> pl.Expr:
    """Days that a claim line reaches over, both ends included."""
    return (pl.col("to_on").fill_null(pl.col("from_on")) - pl.col("from_on")).dt.total_days() + 1


def unit_periods(facts: Facts, unit_of: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """One row is a source, a unit-level unit and a period of more than a month that facts of it are stated for as a whole.

    `overtime`: claims of more than 31 days, with their summed hours and pay (null: none says), at the unit charged, else the
    claimant's own on the first day. `postings`: those that the profile declares to be stated for a period (lists of a year).
    """
    found = [pl.DataFrame(schema=UNIT_PERIODS)]
    claims, postings = source(facts, "overtime"), source(facts, "postings")
    if claims is not None:
        rows = node_on(claims.filter(claim_days() > LONGEST_DAYS).with_columns(day="from_on"), held)
        rows = rows.with_columns(node=pl.coalesce("unit_charged", "node"), overtime_hours="claimed_hours")
        found.append(_summed(rows, unit_of, "overtime", ("overtime_hours", "overtime_pay")))
    if postings is not None:
        rows = postings.filter(pl.col("by_period") & pl.col("to_on").is_not_null() & (claim_days() > LONGEST_DAYS))
        found.append(_summed(rows.with_columns(node="unit"), unit_of, "postings", ()))
    return pl.concat(found).sort("source", "unit", "from_on", "to_on")


def _summed(rows: pl.DataFrame, unit_of: pl.DataFrame, name: str, figures: tuple[str, ...]) -> pl.DataFrame:
    placed = rows.drop("unit", strict=False).join(unit_of, on="node").filter(pl.col("unit").is_not_null())
    grouped = placed.group_by("unit", "from_on", "to_on").agg(pl.len().alias("rows_count"), *[total(each) for each in figures])
    return shaped(grouped.with_columns(source=pl.lit(name)), UNIT_PERIODS)
