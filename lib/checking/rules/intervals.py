"""Intervals of one person in order: which begin inside, or touch, one that began before."""

from __future__ import annotations

import numpy as np
import polars as pl

FAR = 2**31
"""A day or minute later than any: an interval without an end."""
_BAND = 2**34
"""Between the numbers of two people's days: more than any day or minute, before 1970 or after."""
_NOWHERE = -(2**62)


def begins_within(frame: pl.DataFrame, person: str, begins: pl.Expr, ends: pl.Expr, reach: int = 0) -> pl.Series:
    """Whether a row begins at or before the end of an earlier one of the same person, plus `reach`; false where anything is null.

    `begins` and `ends` give whole numbers (days or minutes) of at most 31 bits; an empty end is `FAR`. Of rows that begin together
    the first in the frame is the earlier. In the frame's own order.
    """
    order, inside = _ordered(frame, person, begins, ends, reach)
    found = np.empty(frame.height, bool)
    found[order] = inside
    return pl.Series(found)


def chains(frame: pl.DataFrame, person: str, begins: pl.Expr, ends: pl.Expr, reach: int = 0) -> pl.Series:
    """A number for each row; rows that hang together through overlaps (or gaps up to `reach`) have the same. In the frame's order."""
    order, inside = _ordered(frame, person, begins, ends, reach)
    chain = np.empty(frame.height, np.int64)
    chain[order] = np.cumsum(~inside)
    return pl.Series(chain)


def _ordered(frame: pl.DataFrame, person: str, begins: pl.Expr, ends: pl.Expr, reach: int) -> tuple[np.ndarray, np.ndarray]:
    """Row numbers by person and begin, and for each whether it begins inside an earlier one.

    Every person has a band of numbers of their own, so that one sort and one running maximum serve all people at once.
    """
    people = frame[person].cast(pl.Categorical).to_physical().cast(pl.Int64)
    band = (people + 1) * _BAND
    first = frame.select(begins.cast(pl.Int64)).to_series()
    last = frame.select(pl.min_horizontal(ends.cast(pl.Int64).fill_null(FAR), pl.lit(FAR))).to_series()
    begun = (band + first).fill_null(_NOWHERE).to_numpy()
    over = (band + last + reach).fill_null(_NOWHERE).to_numpy()
    order = np.argsort(begun, kind="stable")
    begun, over = begun[order], np.where(begun[order] == _NOWHERE, _NOWHERE, over[order])
    inside = np.zeros(len(begun), bool)
    inside[1:] = (np.maximum.accumulate(over)[:-1] >= begun[1:]) & (begun[1:] != _NOWHERE)
    return order, inside


def with_their_own(frame: pl.DataFrame, person: str, hit: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of people of whom `hit` marks any, and all others: what is made one lies in the first."""
    mine = frame[person].is_in(frame[person].filter(hit).unique().implode()).fill_null(False)
    return frame.filter(mine), frame.filter(~mine)


def days(name: str) -> pl.Expr:
    """A column of days as whole numbers."""
    return pl.col(name).cast(pl.Date).cast(pl.Int32)


def minutes(name: str) -> pl.Expr:
    """A column of stamps as whole minutes."""
    return pl.col(name).dt.epoch("s") // 60
