"""Sickness spells of one person that follow each other from one day to the next."""

from __future__ import annotations

import polars as pl

from lib.checking.rules.declaring import Rows, Rule
from lib.checking.rules.intervals import begins_within, days


def find(rows: Rows, source: str) -> pl.Series:
    """Spells that begin on the day after an earlier one of the same person ended, and overlap none."""
    frame = rows[source]
    near = begins_within(frame, "payroll_number", days("from"), days("to"), reach=1)
    return near & ~begins_within(frame, "payroll_number", days("from"), days("to"))


RULE = Rule(
    id="adjacent_spells",
    sources=("sickness",),
    sentence="a sickness spell begins on the day after an earlier one of the same person ended",
    says="Both stay: two illnesses may follow each other. A force whose system splits one illness (at the fit note, say) says `merge`.",
    find=find,
    may=("merge", "keep"),
    field="from",
)
