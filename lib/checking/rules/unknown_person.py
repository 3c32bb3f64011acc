"""A row whose person is not among the people."""

from __future__ import annotations

import polars as pl

from lib.checking.rules.declaring import Rows, Rule
from lib.sources import BY_ID


def find(rows: Rows, source: str) -> pl.Series:
    """Rows that name nobody, or a number that no sound row of the people source has."""
    frame = rows[source]
    known = rows["people"]["payroll_number"].unique() if "people" in rows else pl.Series(dtype=pl.String)
    return ~frame["payroll_number"].is_in(known.implode()).fill_null(False)


RULE = Rule(
    id="unknown_person",
    sources=tuple(source.id for source in BY_ID.values() if source.person and source.id != "people"),
    sentence="a row names nobody, or a person who is not among the people",
    says="It is accepted, unlinked: it counts in totals of its source and in no figure of a person or unit.",
    find=find,
)
