"""Substantive postings of one person that overlap."""

from __future__ import annotations

import polars as pl

from lib.checking.reasons import Reason
from lib.checking.rules.declaring import Rows, Rule
from lib.checking.rules.intervals import begins_within, days


def find(rows: Rows, source: str) -> pl.Series:
    """Substantive postings (or of no stated kind) that begin while an earlier one of the same person lasts; snapshots are none."""
    frame = rows[source]
    own = pl.col("kind").fill_null("substantive") == "substantive"
    dated = pl.col("snapshot_on").is_null()
    begins = pl.when(own & dated).then(days("from"))
    return begins_within(frame, "payroll_number", begins, pl.when(begins.is_not_null()).then(days("to")).otherwise(-1))


RULE = Rule(
    id="overlapping_postings",
    sources=("postings",),
    sentence="a substantive posting begins while an earlier one of the same person lasts",
    says="Both stay: on a day with two, the one that began later holds.",
    find=find,
    may=("quarantine", "keep"),
    reason=Reason.OVERLAPS,
    field="from",
)
