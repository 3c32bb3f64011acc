"""Days between two postings of one person that no posting covers."""

from __future__ import annotations

import polars as pl

from lib.checking.rules.declaring import Rows, Rule
from lib.checking.rules.intervals import begins_within, days


def find(rows: Rows, source: str) -> pl.Series:
    """Postings before which a person, posted before, had none for a day or more; snapshots are none."""
    frame = rows[source].with_columns(dated=pl.when(pl.col("snapshot_on").is_null()).then("from"))
    touches = begins_within(frame, "payroll_number", days("dated"), days("to"), reach=1)
    first = pl.col("dated") == pl.col("dated").min().over("payroll_number")
    later = frame.select((pl.col("payroll_number").is_not_null() & pl.col("dated").is_not_null() & ~first).fill_null(False))
    return later.to_series() & ~touches


RULE = Rule(
    id="posting_gaps",
    sources=("postings",),
    sentence="between two postings of a person lie days without any",
    says="The postings stay as they are. On the days between, the person is in no unit and in no figure.",
    find=find,
    field="from",
)
