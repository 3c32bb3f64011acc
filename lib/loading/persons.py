"""Whose row it is: other numbers to payroll numbers, accepted links, erased people."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lib.checking.reasons import Reason
from lib.linking import CERTAINTY, OTHER_NUMBERS, Erased, shared_numbers, to_payroll_numbers
from lib.loading.gathered import LINK_RULES, Gathered
from lib.loading.withholding import PERSON_FIELDS
from lib.sources import Source


def identified(frame: pl.DataFrame, source: Source, people: pl.DataFrame | None, accepted: Mapping[str, str]) -> pl.DataFrame:
    """Rows with the payroll number of whom they name; a number that two people share fails. Adds `link_rule`: by what they link.

    `people` are the rows of the people source as read; null for that source itself.
    """
    if not source.person:
        return frame
    absent = [
        pl.lit(None, dtype=kind).alias(name)
        for name, kind in (("normalised", pl.Boolean), ("person_by", pl.String))
        if name not in frame.columns
    ]
    by = pl.col("person_by")
    own = pl.when(pl.col("normalised")).then(pl.lit("payroll_number_normalised")).otherwise(pl.lit("payroll_number"))
    rule = pl.when(by.is_in([*OTHER_NUMBERS, "name"])).then(by).otherwise(own)
    frame = frame.with_columns(absent).with_columns(link_rule=rule).drop("normalised")
    if people is not None:
        for number in OTHER_NUMBERS:
            frame = _by_other_number(frame, source.person, people, number)
    return _accepted(frame, source.person, accepted) if accepted else frame


def _by_other_number(frame: pl.DataFrame, person: str, people: pl.DataFrame, number: str) -> pl.DataFrame:
    by = (pl.col("person_by") == number).fill_null(False)
    if not frame.select(by.any()).item():
        return frame
    shared = by & pl.col(person).is_in(shared_numbers(people, number).implode()).fill_null(False)
    shared &= pl.col("failed_reason").is_null()
    known = to_payroll_numbers(frame[person], people, number)
    return frame.with_columns(
        failed_field=pl.when(shared).then(pl.lit(person)).otherwise("failed_field"),
        failed_reason=pl.when(shared).then(pl.lit(Reason.AMBIGUOUS_PERSON.value)).otherwise("failed_reason"),
    ).with_columns(pl.when(by).then(known).otherwise(pl.col(person)).alias(person))


def _accepted(frame: pl.DataFrame, person: str, accepted: Mapping[str, str]) -> pl.DataFrame:
    """Numbers that a person accepted as another's, replaced. Of people made one, the earlier day joined stays."""
    old, new = list(accepted), list(accepted.values())
    hit = pl.col(person).is_in(old).fill_null(False)
    fields = [name for name in PERSON_FIELDS if name in frame.columns]
    frame = frame.with_columns(link_rule=pl.when(hit).then(pl.lit("accepted")).otherwise("link_rule")).with_columns(
        pl.col(name).replace(old, new) for name in fields
    )
    return frame.with_columns(pl.col("joined").min().over(person)) if "joined" in frame.columns else frame


def without_erased(gathered: Gathered, source: Source, frame: pl.DataFrame, erased: Erased) -> pl.DataFrame:
    """The rows without those of erased people, which end so; where an erased person stands beside a row, the field is emptied."""
    for name in PERSON_FIELDS:
        if not erased.marks or name not in frame.columns:
            continue
        gone = frame[name].is_in(erased.among(frame[name]).implode()).fill_null(False)
        if name == source.person:
            gathered.ended(frame.filter(gone), source.id, "erased")
            frame = frame.filter(~gone)
        else:
            frame = frame.with_columns(pl.when(gone).then(None).otherwise(pl.col(name)).alias(name))
    return frame


def link_rules(kept: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Accepted rows of a source by the rule that linked them; a null rule is not linked. Columns as `LINK_RULES`."""
    rule = pl.when("linked").then("link_rule")
    found = kept.filter(pl.col("row").is_not_null()).group_by(rule.alias("rule")).agg(pl.len().cast(pl.Int64).alias("rows_count"))
    certainty = pl.col("rule").replace_strict(CERTAINTY, default=None, return_dtype=pl.String)
    return (
        found.select(pl.lit(source.id).alias("source"), "rule", certainty.alias("certainty"), "rows_count")
        .sort("rule")
        .cast(
            LINK_RULES  # pyright: ignore[reportArgumentType]
        )
    )
