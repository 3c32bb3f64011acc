"""Intervals of one person in order: which begin inside, or touch, one that began before."""

from __future__ import annotations

import polars as pl

FAR = 2**31
"""A day or minute later than any: an interval without an end."""


def begins_within(frame: pl.DataFrame, person: str, begins: pl.Expr, ends: pl.Expr, reach: int = 0) -> pl.Series:
    """Whether a row begins at or before the end of an earlier one of the same person, plus `reach`; false where anything is null.

    `begins` and `ends` give whole numbers (days or minutes) of at most 31 bits; an empty end is `FAR`. Of rows that begin together
    the first in the frame is the earlier. In the frame's own order.
    """
    return _places(frame, person, begins, ends, reach)["inside"]


def chains(frame: pl.DataFrame, person: str, begins: pl.Expr, ends: pl.Expr, reach: int = 0) -> pl.Series:
    """A number for each row; rows that hang together through overlaps (or gaps up to `reach`) have the same. In the frame's order."""
    placed = _places(frame, person, begins, ends, reach)
    return placed.sort("sorted").with_columns(chain=(~pl.col("inside")).cum_sum()).sort("place")["chain"]


def _places(frame: pl.DataFrame, person: str, begins: pl.Expr, ends: pl.Expr, reach: int) -> pl.DataFrame:
    """`place` and `sorted` (row number by person and begin), `inside`; one running maximum over all people, each in a band of its own."""
    rows = frame.select(
        pl.col(person).alias("person"), begins.cast(pl.Int64).alias("begins"), ends.cast(pl.Int64).fill_null(FAR).alias("ends")
    ).with_row_index("place")
    rows = rows.sort("person", "begins", "place", nulls_last=True).with_row_index("sorted")
    band = pl.col("person").rle_id().cast(pl.Int64) * (4 * FAR)
    ahead = (band + pl.min_horizontal(pl.col("ends"), pl.lit(FAR)) + reach).cum_max().shift(1)
    inside = (pl.col("begins").is_not_null() & pl.col("person").is_not_null() & (ahead >= band + pl.col("begins"))).fill_null(
        False
    )
    return rows.select("place", "sorted", inside=inside).sort("place")


def days(name: str) -> pl.Expr:
    """A column of days as whole numbers."""
    return pl.col(name).cast(pl.Date).cast(pl.Int32)


def minutes(name: str) -> pl.Expr:
    """A column of stamps as whole minutes."""
    return pl.col(name).dt.epoch("s") // 60
