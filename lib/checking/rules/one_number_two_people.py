"""A payroll number under which the people source has two people: its rows belong to neither, until somebody mends it."""

from __future__ import annotations

import polars as pl

from lib.checking.reasons import Reason
from lib.checking.rules.declaring import Rows, Rule

WITH_PEOPLE = (
    "people", "postings", "duties", "sickness", "absence", "overtime", "conduct", "limited_duties",
)  # fmt: skip


def find(rows: Rows, source: str) -> pl.Series:
    """Rows of a number that two people have, in the people source itself and wherever a row names it."""
    frame = rows[source]
    numbers = clashing(rows["people"]) if "people" in rows else pl.Series(dtype=pl.String)
    return frame["payroll_number"].is_in(numbers.implode()).fill_null(False)


def clashing(people: pl.DataFrame) -> pl.Series:
    """Numbers with two people. Of two rows that follow each other in time: two of name, day joined and warrant number differ (a
    correction changes one). Where the number is a name: two rows of it in one file."""
    ordered = people.sort("payroll_number", "order", "file", "row", nulls_last=True)
    same = (pl.col("payroll_number") == pl.col("payroll_number").shift(1)).fill_null(False)
    differ = pl.sum_horizontal(_changes(_letters("name")), _changes(pl.col("joined")), _changes(pl.col("warrant_number")))
    found = ordered.filter(same & (differ >= 2))["payroll_number"]
    named = ordered.filter(pl.col("person_by") == "name")
    twice = named.group_by("payroll_number", "file").len().filter(pl.col("len") > 1)["payroll_number"]
    return pl.concat([found, twice]).unique()


def _changes(value: pl.Expr) -> pl.Expr:
    return (value != value.shift(1)).fill_null(False).cast(pl.Int8)


def _letters(name: str) -> pl.Expr:
    """A name's letters alone, small, so that only another name differs."""
    return pl.col(name).str.to_lowercase().str.replace_all(r"[^\pL]+", "")


RULE = Rule(
    id="one_number_two_people",
    sources=WITH_PEOPLE,
    sentence="a number stands for two people in the people source",
    says="The later row stays, as if it corrected the earlier one.",
    find=find,
    default="quarantine",
    may=("quarantine", "keep"),
    stage="read",
    reason=Reason.AMBIGUOUS_PERSON,
    field="payroll_number",
)
