"""A snapshot that says two things of one person."""

from __future__ import annotations

import polars as pl

from lib.checking.reasons import Reason
from lib.checking.rules.declaring import Rows, Rule

_SAID = {"people": ("kind", "joined", "contracted_hours"), "postings": ("unit", "rank", "function", "kind")}


def find(rows: Rows, source: str) -> pl.Series:
    """Rows of a person and snapshot day that differ from another row of the same person and day."""
    frame = rows[source]
    said = pl.struct(_SAID[source]).n_unique().over("payroll_number", "snapshot_on")
    return frame.select((pl.col("snapshot_on").is_not_null() & (said > 1)).fill_null(False)).to_series()


RULE = Rule(
    id="snapshots_disagree",
    sources=("people", "postings"),
    sentence="one snapshot says two different things of one person",
    says="The last row of the snapshot holds; the others count as duplicates.",
    find=find,
    may=("quarantine", "keep"),
    stage="read",
    reason=Reason.SNAPSHOTS_DISAGREE,
    field="payroll_number",
)
