"""What a row in quarantine shows of itself: enough to find and mend it in its file, and nothing that ties it to a pseudonym."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence

import polars as pl

from lib.checking.reasons import Reason
from lib.loading.gathered import QUARANTINE, Gathered
from lib.sources import BY_ID, Source

WITHHELD = "[withheld]"
PERSON_FIELDS = ("payroll_number", "supervisor", "booked_by", "authorised_by")
_SHOWN = 120  # characters of a value kept in quarantine


def raw(text: pl.DataFrame, source: Source, failed: pl.Series, undeclared: Sequence[str], known_by: str) -> pl.Series:
    """The failing rows' declared fields as JSON, with names, reasons, protected, sensitive and undeclared ones withheld; else null."""
    values: list[str | None] = [None] * text.height
    withheld = dict.fromkeys(undeclared, WITHHELD)
    for number, row in zip(failed.arg_true().to_list(), text.filter(failed).iter_rows(named=True), strict=True):
        values[number] = json.dumps({**_shown(row, source, known_by), **withheld}, ensure_ascii=False)
    return pl.Series("raw", values, dtype=pl.String)


def stored(gathered: Gathered) -> list[pl.DataFrame]:
    """The rows set aside as the quarantine stores them. Numbers of people who are loaded are withheld: beside the row's days they
    would say whose pseudonym it is; file and row say where to mend it."""
    known = _numbers(gathered.rows.get("people"))
    return [_quarantine(BY_ID[source], failed, known) for source, frames in gathered.aside.items() for failed in frames]


def _numbers(people: pl.DataFrame | None) -> frozenset[str]:
    if people is None:
        return frozenset()
    return frozenset(
        value for name in ("payroll_number", "warrant_number", "collar_number") for value in people[name].drop_nulls().unique()
    )


def _quarantine(source: Source, failed: pl.DataFrame, known: Collection[str]) -> pl.DataFrame:
    absent = [pl.lit(None, dtype=pl.String).alias(name) for name in ("raw", "person_by") if name not in failed.columns]
    failed = failed.with_columns(absent)
    late = pl.struct(pl.col(name).cast(pl.String) for name in source.names)
    rows = failed.select("raw", "person_by", late.alias("fields")).iter_rows()
    raws = [_without(json.loads(raw) if raw else _shown(fields, source, by), known) for raw, by, fields in rows]
    reasons = [Reason(code) for code in failed["failed_reason"]]
    return pl.DataFrame(
        {
            "source": [source.id] * failed.height,
            "file": failed["file"],
            "row": failed["row"],
            "field": failed["failed_field"],
            "code": [reason.value for reason in reasons],
            "reason": [reason.sentence for reason in reasons],
            "fix": [reason.fix for reason in reasons],
            "raw": raws,
        },
        schema=QUARANTINE,
    )


def _shown(row: Mapping[str, str | None], source: Source, known_by: str | None) -> dict[str, str]:
    """A row's declared fields that are not empty; where the number is a name it is withheld as one."""
    fields: dict[str, str] = {}
    for field in source.fields:
        if (value := row.get(field.name)) is not None:
            hidden = field.place != "fact" or field.sensitive or (known_by == "name" and field.name in PERSON_FIELDS)
            fields[field.name] = WITHHELD if hidden else _cut(value)
    return fields


def _without(fields: dict[str, str], known: Collection[str]) -> str:
    numbers = {name: WITHHELD for name in PERSON_FIELDS if fields.get(name) in known}
    return json.dumps({**fields, **numbers}, ensure_ascii=False)


def _cut(value: str) -> str:
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}..."
