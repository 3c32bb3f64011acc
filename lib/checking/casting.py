"""Text to typed values, one source at a time. What does not cast is not guessed: the row keeps its first failing field and reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from lib.checking.reasons import Reason
from lib.sources import Field, Source

ISO_DAY = "%Y-%m-%d"
ISO_STAMPS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")
LONDON = "Europe/London"
_DECIMAL = r"^[+-]?(\d{1,15}(\.\d{0,12})?|\.\d{1,12})$"
_MONEY = r"^[+-]?£?(\d{1,15}|\d{1,3}(,\d{3})+)(\.\d{1,4})?$"
_CLOCK = r"^-?\d{1,5}:[0-5]\d$"
_YES = ("yes", "y", "true", "t", "1")
_NO = ("no", "n", "false", "f", "0")
LONGEST = 500


@dataclass(frozen=True)
class Formats:
    """How a source writes days, stamps (local time, Europe/London) and hours (`decimal` or `hh:mm`)."""

    day: str = ISO_DAY
    stamp: str | None = None
    hours: str = "decimal"


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
    casts = {field.name: _cast(field, formats) for field in source.fields}
    failing: list[tuple[pl.Expr, str, Reason]] = []
    for field in source.fields:
        if field.required:
            failing.append((pl.col(field.name).is_null(), field.name, Reason.MISSING))
        failing += [(test, field.name, reason) for test, reason in casts[field.name].tests]
    sound = _first(failing)
    typed = text.with_columns(
        **{name: each.value for name, each in casts.items()}, failed_field=sound["field"], failed_reason=sound["reason"]
    )
    return _across_fields(typed, source, extracted_on)


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
        return _day(text, formats.day)
    if field.type == "stamp":
        return _stamp(text, (formats.stamp,) if formats.stamp else ISO_STAMPS)
    if field.type == "n":
        return _whole(text)
    if field.type == "b":
        return _yes_or_no(text)
    return _decimal(text, field, formats)


def _words(text: pl.Expr, field: Field) -> _Cast:
    tests = [(text.str.len_chars() > LONGEST, Reason.TOO_LONG)]
    if field.choices:
        tests.append((~text.is_in(list(field.choices)), Reason.NOT_A_CHOICE))
    return _Cast(text, tuple(tests))


def _day(text: pl.Expr, pattern: str) -> _Cast:
    day = text.str.strptime(pl.Date, pattern, strict=False, exact=True)
    sane = day.is_between(date(1900, 1, 1), date(2100, 12, 31))
    value = pl.when(sane).then(day)
    return _Cast(value, ((text.is_not_null() & value.is_null(), Reason.NOT_A_DAY),))


def _stamp(text: pl.Expr, patterns: tuple[str, ...]) -> _Cast:
    """Local time to naive UTC. Of the hour that autumn repeats, the earlier is taken; one that spring skips is not a time."""
    parsed = [text.str.strptime(pl.Datetime("us"), pattern, strict=False, exact=True) for pattern in patterns]
    local = pl.coalesce(*parsed)
    local = pl.when(local.dt.year().is_between(1900, 2100)).then(local)
    utc = (
        local.dt.replace_time_zone(LONDON, ambiguous="earliest", non_existent="null")
        .dt.convert_time_zone("UTC")
        .dt.replace_time_zone(None)
    )
    tests = (
        (text.is_not_null() & local.is_null(), Reason.NOT_A_TIME),
        (local.is_not_null() & utc.is_null(), Reason.NO_SUCH_LOCAL_TIME),
    )
    return _Cast(utc, tests)


def _whole(text: pl.Expr) -> _Cast:
    form = text.str.contains(r"^[+-]?\d{1,15}$")
    value = pl.when(form).then(text.str.strip_prefix("+")).cast(pl.Int64, strict=False)
    return _Cast(value, ((text.is_not_null() & value.is_null(), Reason.NOT_WHOLE), (value < 0, Reason.NEGATIVE)))


def _yes_or_no(text: pl.Expr) -> _Cast:
    word = text.str.to_lowercase()
    value = pl.when(word.is_in(_YES)).then(True).when(word.is_in(_NO)).then(False)
    return _Cast(value, ((text.is_not_null() & value.is_null(), Reason.NOT_YES_OR_NO),))


def _decimal(text: pl.Expr, field: Field, formats: Formats) -> _Cast:
    clock = field.type == "h" and formats.hours == "hh:mm"
    if clock:
        parts = text.str.strip_prefix("-").str.splitn(":", 2)
        hours = parts.struct.field("field_0").cast(pl.Float64, strict=False)
        hours += parts.struct.field("field_1").cast(pl.Float64, strict=False) / 60
        number = pl.when(text.str.starts_with("-")).then(-hours).otherwise(hours)
        form = text.str.contains(_CLOCK)
    else:
        bare = text.str.replace_all("[£,]", "") if field.type == "money" else text
        number = bare.str.strip_prefix("+").cast(pl.Float64, strict=False)
        form = text.str.contains(_MONEY if field.type == "money" else _DECIMAL)
    value = pl.when(form).then(number)
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
