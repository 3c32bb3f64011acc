"""Postings that lie, in whole or in part, before a person joined or after they left."""

from __future__ import annotations

import polars as pl

from lib.checking.reasons import Reason
from lib.checking.rules.declaring import Rows, Rule


def find(rows: Rows, source: str) -> pl.Series:
    """Postings of a known person that begin before the day joined, or begin or end after the last day; snapshots are none."""
    frame = rows[source]
    if "people" not in rows:
        return pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    service = rows["people"].select("payroll_number", "joined", "left").unique("payroll_number", keep="last")
    both = frame.select("payroll_number", "from", "to", "snapshot_on").join(
        service, on="payroll_number", how="left", maintain_order="left"
    )
    outside = (pl.col("from") < pl.col("joined")).fill_null(False) | (pl.max_horizontal("from", "to") > pl.col("left")).fill_null(
        False
    )
    return both.select(outside & pl.col("snapshot_on").is_null()).to_series()


RULE = Rule(
    id="posting_outside_service",
    sources=("postings",),
    sentence="a posting lies before the person joined or after they left",
    says="It stays; the days before joining and after leaving count for nothing.",
    find=find,
    may=("quarantine", "keep"),
    reason=Reason.OUTSIDE_SERVICE,
    field="from",
)
