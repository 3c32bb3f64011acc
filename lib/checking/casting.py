"""Text to typed values, one source at a time. What does not cast is not guessed: the row keeps its first failing field and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from lib.checking import amounts, times
from lib.checking.cells import NO_VALUE
from lib.checking.formats import Formats
from lib.checking.reasons import Reason
from lib.sources import Field, Source

_YES = ("yes", "y", "true", "t", "1")
_NO = ("no", "n", "false", "f", "0")
LONGEST = 500
_MOSTLY_DIFFERENT = 0.5  # beyond this share of different texts a look-up costs more than it saves


@dataclass(frozen=True)
class _Cast:
    """A typed value, and the tests that fail it, in order; a test that is null does not fail."""

    value: pl.Expr
    tests: tuple[tuple[pl.Expr, Reason], ...] = ()


def cast(text: pl.DataFrame, source: Source, formats: Formats, extracted_on: date | None = None) -> pl.DataFrame:
    """Canonical text columns (null where empty; missing columns allowed) to typed ones.

    Keeps every other column of `text` (`file`, `row`...). Adds `failed_field` and `failed_reason`, null where the row is sound; a row
    that fails has null in the field that failed. Days are calendar days, stamps naive UTC.
    """
    absent = [pl.lit(None, dtype=pl.String).alias(name) for name in source.names if name not in text.columns]
    text = text.with_columns(absent)
    values: list[pl.Series] = []
    fields: list[pl.Expr] = []
    reasons: list[pl.Expr] = []
    for field in source.fields:
        value, reason = _judged(text, field, formats)
        values.append(value.alias(field.name))
        if reason.null_count() < reason.len():
            fields.append(pl.when(reason.is_not_null()).then(pl.lit(field.name)))
            reasons.append(pl.lit(reason))
    nothing = pl.lit(None, dtype=pl.String)
    typed = text.with_columns(*values, failed_field=pl.coalesce(*fields, nothing), failed_reason=pl.coalesce(*reasons, nothing))
    return _across_fields(typed, source, extracted_on)


def _judged(text: pl.DataFrame, field: Field, formats: Formats) -> tuple[pl.Series, pl.Series]:
    """A field's values, and why each fails (null: it does not). Each different text is looked at once: millions of rows share few."""
    start = next((start for start, end in times.SHIFTS if formats.overnight and end == field.name), None)
    looked_at = [field.name] if start is None else [start, field.name]
    rule = _cast(field, formats) if start is None else _Cast(*times.overnight(start, field.name, formats))
    tests = [(pl.col(field.name).str.contains(NO_VALUE, literal=True), Reason.CELL_WITHOUT_VALUE), *rule.tests]
    if field.required:
        tests.append((pl.col(field.name).is_null(), Reason.MISSING))
    reason = pl.coalesce(*[pl.when(test).then(pl.lit(reason.value)) for test, reason in tests])
    rows = text.select(looked_at)
    different = rows.unique()
    if different.height > rows.height * _MOSTLY_DIFFERENT:
        judged = rows.select(_value=rule.value, _why=reason)
    else:
        known = different.with_columns(_value=rule.value, _why=reason)
        judged = rows.join(known, on=looked_at, how="left", nulls_equal=True, maintain_order="left")
    return judged["_value"], judged["_why"]


def _first(failing: list[tuple[pl.Expr, str, Reason]]) -> dict[str, pl.Expr]:
    nothing = pl.lit(None, dtype=pl.String)
    fields = [pl.when(test).then(pl.lit(name)) for test, name, _ in failing]
    reasons = [pl.when(test).then(pl.lit(reason.value)) for test, _, reason in failing]
    return {"field": pl.coalesce(*fields, nothing), "reason": pl.coalesce(*reasons, nothing)}


def _cast(field: Field, formats: Formats) -> _Cast:
    text = pl.col(field.name)
    if field.type in ("id", "text"):
        return _words(text, field)
    if field.type == "day":
        return _Cast(*times.day(text, formats))
    if field.type == "stamp":
        return _Cast(*times.stamp(text, formats))
    if field.type == "n":
        return _whole(text)
    if field.type == "b":
        return _yes_or_no(text)
    return _number(text, field, formats)


def _words(text: pl.Expr, field: Field) -> _Cast:
    tests = [(text.str.len_chars() > LONGEST, Reason.TOO_LONG)]
    if field.choices:
        tests.append((~text.is_in(list(field.choices)), Reason.NOT_A_CHOICE))
    return _Cast(text, tuple(tests))


def _whole(text: pl.Expr) -> _Cast:
    form = text.str.contains(r"^[+-]?\d{1,15}$")
    value = pl.when(form).then(text.str.strip_prefix("+")).cast(pl.Int64, strict=False)
    return _Cast(value, ((text.is_not_null() & value.is_null(), Reason.NOT_WHOLE), (value < 0, Reason.NEGATIVE)))


def _yes_or_no(text: pl.Expr) -> _Cast:
    word = text.str.to_lowercase()
    value = pl.when(word.is_in(_YES)).then(True).when(word.is_in(_NO)).then(False)
    return _Cast(value, ((text.is_not_null() & value.is_null(), Reason.NOT_YES_OR_NO),))


def _number(text: pl.Expr, field: Field, formats: Formats) -> _Cast:
    if field.type == "h":
        value = amounts.hours(text, formats)
    else:
        value = amounts.money(text, formats) if field.type == "money" else amounts.decimal(text, formats)
    tests = [(text.is_not_null() & value.is_null(), Reason.NOT_A_NUMBER)]
    if field.type == "fraction":
        tests.append((~value.is_between(0.0, 1.0), Reason.OUT_OF_RANGE))
    elif field.name == "contracted_hours":
        tests.append((~value.is_between(0.0, 168.0), Reason.OUT_OF_RANGE))
    elif field.type == "h":
        tests.append((value < 0, Reason.NEGATIVE))
    return _Cast(value, tuple(tests))


_PAIRS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "people": (("joined", "left"),),
    "duties": (("planned_from", "planned_to"), ("worked_from", "worked_to")),
    "conduct": (("received", "closed"),),
}
_STARTS: Mapping[str, str] = {
    "postings": "from",
    "sickness": "from",
    "absence": "from",
    "overtime": "from",
    "limited_duties": "from",
    "demand": "day",
    "conduct": "received",
}


def _across_fields(typed: pl.DataFrame, source: Source, extracted_on: date | None) -> pl.DataFrame:
    pairs = (*_PAIRS.get(source.id, ()), *((source.interval,) if source.interval else ()))
    pairs = (*pairs, ("from", "to")) if source.id == "overtime" else pairs
    failing = [
        (
            pl.col(end) <= pl.col(start) if source.id == "duties" else pl.col(end) < pl.col(start),
            end,
            Reason.END_BEFORE_START,
        )
        for start, end in pairs
    ]
    start = _STARTS.get(source.id)
    if start and extracted_on:
        failing.append((pl.col(start) > extracted_on, start, Reason.IN_THE_FUTURE))
    if not failing:
        return typed
    found = _first(failing)
    free = pl.col("failed_reason").is_null()
    return typed.with_columns(
        failed_field=pl.when(free).then(found["field"]).otherwise(pl.col("failed_field")),
        failed_reason=pl.when(free).then(found["reason"]).otherwise(pl.col("failed_reason")),
    )
