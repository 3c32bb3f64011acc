"""A row whose unit is not among the units."""

from __future__ import annotations

import polars as pl

from lib.checking.reasons import Reason
from lib.checking.rules.declaring import Rows, Rule
from lib.sources import BY_ID


def find(rows: Rows, source: str) -> pl.Series:
    """Rows that name a unit which no sound row of the units source declares."""
    frame, named = rows[source], BY_ID[source].unit or ""
    if "units" not in rows:
        return pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    codes = rows["units"]["unit"].unique().implode()
    return frame.select((pl.col(named).is_not_null() & ~pl.col(named).is_in(codes)).fill_null(False)).to_series()


RULE = Rule(
    id="unknown_unit",
    sources=tuple(source.id for source in BY_ID.values() if source.unit),
    sentence="a row names a unit that is not among the units",
    says="",
    find=find,
    default="quarantine",
    may=("quarantine",),
    stage="read",
    reason=Reason.UNKNOWN_UNIT,
)
