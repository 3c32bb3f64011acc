"""Rostered duties of one person that overlap in time."""

from __future__ import annotations

import polars as pl

from lib.checking.reasons import Reason
from lib.checking.rules.declaring import Rows, Rule
from lib.checking.rules.intervals import begins_within, chains, minutes, with_their_own

LONGEST = 24 * 60
"""Minutes; a longer "duty" is a course or a mistake, and merges with nothing."""
_BEGINS = minutes("planned_from")
_ENDS = pl.when(minutes("planned_to") - _BEGINS <= LONGEST).then(minutes("planned_to") - 1).otherwise(_BEGINS - 1)


def find(rows: Rows, source: str) -> pl.Series:
    """Duties that begin before an earlier one of the same person, of a day or less, ends; one that begins as another ends does not."""
    return begins_within(rows[source], "payroll_number", _BEGINS, _ENDS)


def merged(duties: pl.DataFrame) -> pl.DataFrame:
    """Duties that overlap made one, from the first start to the last end; same columns, otherwise the first row's values.

    Booked times from the first to the last that are given; a rest day cancelled, or ordered, if any was; the shortest notice.
    """
    hit = begins_within(duties, "payroll_number", _BEGINS, _ENDS)
    if not hit.any():
        return duties
    theirs, untouched = with_their_own(duties.with_row_index("place"), "payroll_number", hit)
    ordered = theirs.with_columns(chain=chains(theirs, "payroll_number", _BEGINS, _ENDS))
    alone = pl.len().over("chain") == 1
    others = [name for name in duties.columns if name not in _MADE]
    made = (
        ordered.filter(~alone)
        .sort("chain", "planned_from", "place")
        .group_by("chain", maintain_order=True)
        .agg(
            pl.col("place").first(),
            *[pl.col(name).first() for name in others],
            *[how.alias(name) for name, how in _MADE.items() if name in duties.columns],
        )
    )
    columns = ["place", *duties.columns]
    return (
        pl.concat([untouched.select(columns), ordered.filter(alone).select(columns), made.select(columns)])
        .sort("place")
        .drop("place")
    )


def _any(name: str) -> pl.Expr:
    return pl.when(pl.col(name).count() > 0).then(pl.col(name).any())


_MADE = {
    "planned_to": pl.col("planned_to").max(),
    "worked_from": pl.col("worked_from").min(),
    "worked_to": pl.col("worked_to").max(),
    "rest_day_cancelled": _any("rest_day_cancelled"),
    "ordered": _any("ordered"),
    "notice_days": pl.col("notice_days").min(),
}
RULE = Rule(
    id="overlapping_duties",
    sources=("duties",),
    sentence="a rostered duty begins before an earlier one of the same person ends",
    says="The two become one duty, from the first start to the last end. A duty of more than 24 hours merges with none.",
    find=find,
    default="merge",
    may=("merge", "quarantine", "keep"),
    reason=Reason.OVERLAPS,
    field="planned_from",
)
