"""Definition breaks: from a day on, a system counts or calls something otherwise. What happened did not change."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from lib.synth.plan import Plan

RECOUNT = 1.25
FEWEST_MONTHS = 18
CLEAR_MONTHS = 12
OLD_CODE, NEW_CODE = "Study leave", "Learning and development"


@dataclass(frozen=True)
class Break:
    """One break: the source and field it is in, the first day of the new rule, and what changed, in a sentence."""

    source: str
    field: str
    first_day: date
    detail: str


def breaks(plan: Plan) -> tuple[Break, ...]:
    """The breaks of a plan, none in a window shorter than 18 months.

    They lie on the last first of April or October that leaves at least the last twelve months to the new rule alone, so that a
    year's comparison does not straddle it, and at least three months before it.
    """
    starts = [plan.end.plus(1 - plan.months + month) for month in range(3, plan.months - CLEAR_MONTHS)]
    days = [month.first_day for month in starts if month.first_day.month in (4, 10)]
    if plan.months < FEWEST_MONTHS or not days:
        return ()
    counted = f"A call that several people make counts once for each caller, no longer once: about {RECOUNT:g} times as many."
    return (
        Break("demand", "incidents", days[-1], counted),
        Break("absence", "kind", days[-1], f"{OLD_CODE} is called {NEW_CODE}."),
    )


def recounted(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """Demand rows (`day` a date) with incidents as the rule of their day counts them."""
    for each in breaks(plan):
        if each.source == "demand":
            more = plan.stream("definition break").binomial(rows["incidents"].to_numpy(), RECOUNT - 1)
            after = pl.col("day") >= each.first_day
            counted = pl.col("incidents") + pl.when(after).then(pl.Series(more.astype(np.int64))).otherwise(0)
            rows = rows.with_columns(counted.alias("incidents"))
    return rows


def recoded(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """Absence rows with the kind as it is called on their first day."""
    for each in breaks(plan):
        if each.source == "absence":
            renamed = (pl.col("from") >= each.first_day) & (pl.col("kind") == OLD_CODE)
            rows = rows.with_columns(pl.when(renamed).then(pl.lit(NEW_CODE)).otherwise("kind").alias("kind"))
    return rows


def follows(each: Break) -> pl.Expr:
    """Typed rows of the break's source that follow the new rule and would read otherwise under the old one."""
    if each.source == "absence":
        return pl.col("kind") == NEW_CODE
    return (pl.col("day") >= each.first_day) & (pl.col("incidents") > 0)


def table(plan: Plan) -> pl.DataFrame:
    """`truth/breaks.csv`: one row is a break."""
    rows = [(each.source, each.field, each.first_day, each.detail) for each in breaks(plan)]
    schema = {"source": pl.String, "field": pl.String, "from_on": pl.Date, "detail": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
