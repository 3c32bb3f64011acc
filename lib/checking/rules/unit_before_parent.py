"""A unit that is dated to days on which its parent does not exist."""

from __future__ import annotations

from datetime import date

import polars as pl

from lib.checking.reasons import Reason
from lib.checking.rules.declaring import Rows, Rule

_EVER = (date(1900, 1, 1), date(2100, 12, 31))


def find(rows: Rows, source: str) -> pl.Series:
    """Units with a day before the first, or after the last, day of their parent."""
    first, last = pl.col("valid_from").fill_null(_EVER[0]), pl.col("valid_to").fill_null(_EVER[1])
    units = rows[source].select("unit", "parent", first.alias("first"), last.alias("last"))
    lives = units.group_by("unit").agg(pl.col("first").min().alias("begins"), pl.col("last").max().alias("ends"))
    both = units.join(lives, left_on="parent", right_on="unit", how="left", maintain_order="left")
    return both.select(((pl.col("first") < pl.col("begins")) | (pl.col("last") > pl.col("ends"))).fill_null(False)).to_series()


RULE = Rule(
    id="unit_before_parent",
    sources=("units",),
    sentence="a unit exists on days on which its parent does not",
    says="It stays: the tree is drawn as it is now.",
    find=find,
    may=("quarantine", "keep"),
    reason=Reason.BEFORE_PARENT,
    field="valid_from",
)
