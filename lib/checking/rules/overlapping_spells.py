"""Sickness spells of one person that overlap: one illness written down twice."""

from __future__ import annotations

import polars as pl

from lib.checking.reasons import Reason
from lib.checking.rules.declaring import Rows, Rule
from lib.checking.rules.intervals import FAR, begins_within, chains, days


def find(rows: Rows, source: str) -> pl.Series:
    """Spells that begin while an earlier one of the same person lasts."""
    return begins_within(rows[source], "payroll_number", days("from"), days("to"))


def merged(spells: pl.DataFrame, reach: int = 0) -> pl.DataFrame:
    """Spells that overlap (with `reach` 1: or follow each other from one day to the next) made one; same columns, the first row's
    `file` and `row`.

    From the first day to the last, open if any is open. Reasons stand side by side, so that one that never counts makes the whole not
    count; in a phased return if any is; certified by a fit note if any is. Hours lost: each spell's own, for the share of its days
    that no earlier spell covers (all of them for an open spell); unknown if one that adds days does not say them.
    """
    chain = chains(spells, "payroll_number", days("from"), days("to"), reach)
    if chain.n_unique() == spells.height:
        return spells
    ordered = spells.with_columns(chain=chain).with_row_index("place").sort("chain", "from", "place")
    several = ordered.filter(pl.len().over("chain") > 1)
    others = [name for name in spells.columns if name not in {*_MADE, "hours_lost"}]
    made = (
        _with_new_hours(several)
        .group_by("chain", maintain_order=True)
        .agg(
            pl.col("place").first(),
            *[pl.col(name).first() for name in others],
            *[how.alias(name) for name, how in _MADE.items() if name in spells.columns],
            pl.when(pl.col("unknown").any()).then(None).otherwise(pl.col("new_hours").sum()).alias("hours_lost"),
        )
    )
    alone = ordered.filter(pl.len().over("chain") == 1)
    return pl.concat([alone.select("place", *spells.columns), made.select("place", *spells.columns)]).sort("place").drop("place")


_MADE = {
    "to": pl.when(pl.col("to").null_count() > 0).then(None).otherwise(pl.col("to").max()),
    "reason": pl.col("reason").drop_nulls().unique(maintain_order=True).str.join(" | "),
    "phased_return": pl.when(pl.col("phased_return").count() > 0).then(pl.col("phased_return").any()),
    "certification": pl.when((pl.col("certification") == "fit_note").any())
    .then(pl.lit("fit_note"))
    .otherwise(pl.col("certification").drop_nulls().first()),
}


def _with_new_hours(several: pl.DataFrame) -> pl.DataFrame:
    """Adds `new_hours` (hours lost on days that no earlier spell of the chain covers) and `unknown` (such days without hours)."""
    first, last = days("from").cast(pl.Int64), days("to").cast(pl.Int64).fill_null(FAR)
    behind = last.cum_max().shift(1).over("chain")
    own = last - first + 1
    share = ((last - pl.max_horizontal(first - 1, behind.fill_null(first - 1))) / own).clip(0, 1)
    share = pl.when(pl.col("to").is_null()).then((behind.fill_null(0) < FAR).cast(pl.Float64)).otherwise(share)
    hours = pl.col("hours_lost")
    return several.with_columns(
        new_hours=pl.when(share > 0).then(hours * share).otherwise(0.0), unknown=(share > 0) & hours.is_null()
    )


RULE = Rule(
    id="overlapping_spells",
    sources=("sickness",),
    sentence="a sickness spell begins while an earlier one of the same person lasts",
    says="The two become one spell, from the first day to the last; hours of the days that both cover count once.",
    find=find,
    default="merge",
    may=("merge", "quarantine", "keep"),
    reason=Reason.OVERLAPS,
    field="from",
)
