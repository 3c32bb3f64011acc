"""Trying a profile against the files: headers, and every format and value map on a sample of rows. Nothing is loaded."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl

from lib.checking.casting import cast
from lib.checking.reading import TextTable
from lib.checking.reasons import Reason
from lib.errors import Refused, Where
from lib.loading.files import Part, find_parts
from lib.loading.headers import undeclared
from lib.loading.mapping import broken, canonical, snapshot_day
from lib.loading.profile import Profile
from lib.loading.texts import tables
from lib.loading.validating import read_profile

SAMPLE = 10_000
"""Rows of each file that are tried."""
_WORDS_SHOWN = 8


def check(profile_path: Path, exports: Path) -> dict[str, Any]:
    """What a profile would read: sources by file, columns it would drop, and of a sample what would be set aside and why.

    Raises Refused where it does not fit the headers, or where more of a file's sample would be set aside than the profile allows.
    """
    profile = read_profile(profile_path)
    files: dict[str, list[str]] = {}
    dropped: dict[str, list[str]] = {}
    tried: list[dict[str, Any]] = []
    failing: list[dict[str, Any]] = []
    for part in find_parts(profile, exports):
        sample = _sample(part)
        name = part.file.name
        files.setdefault(name, []).append(part.entry.source.id)
        columns = undeclared(sample, part.entry)
        dropped[name] = [column for column in dropped.get(name, columns) if column in columns]
        rows = _typed(sample, part, profile)
        failed = rows.filter(pl.col("failed_reason").is_not_null())
        tried.append({"file": name, "source": part.entry.source.id, "rows": rows.height, "failing": failed.height})
        failing += _reasons(failed, rows.height, part)
    _refuse(profile, tried, failing)
    return {
        "profile": profile.name,
        "files": files,
        "undeclared": {file: columns for file, columns in dropped.items() if columns},
        "tried": tried,
        "failing": failing,
    }


def _sample(part: Part) -> TextTable:
    """The first rows of a file."""
    with_rows: Iterator[TextTable] = tables(part)
    first = next(iter(islice(with_rows, 1)))
    return TextTable(first.header, first.rows.head(SAMPLE), first.broken.head(SAMPLE))


def _typed(sample: TextTable, part: Part, profile: Profile) -> pl.DataFrame:
    """The sample's rows with `failed_field`, `failed_reason` and, as `_words`, the failing field's text."""
    entry = part.entry
    text, _ = canonical(sample, part)
    day = snapshot_day(part)
    if day and entry.source.id == "postings":
        text = text.with_columns(pl.lit(day.strftime(entry.formats.day[0])).alias("from"))
    typed = cast(text, entry.source, entry.formats, profile.extracted_on)
    told = [
        pl.when(pl.col("failed_field") == field.name).then(text[field.name])
        for field in entry.source.fields
        if field.choices and field.name in text.columns
    ]
    typed = typed.select("row", "failed_field", "failed_reason", pl.coalesce(*told, pl.lit(None, pl.String)).alias("_words"))
    lost = broken(sample, entry).select(
        "row",
        pl.lit(None, pl.String).alias("failed_field"),
        pl.col("reason").alias("failed_reason"),
        pl.lit(None, pl.String).alias("_words"),
    )
    return pl.concat([typed, lost])


def _reasons(failed: pl.DataFrame, rows: int, part: Part) -> list[dict[str, Any]]:
    """One for each field and reason: how many, the first row, and for a value map the words that it lacks."""
    grouped = (
        failed.sort("row")
        .group_by("failed_field", "failed_reason", maintain_order=True)
        .agg(pl.len(), pl.col("row").first(), pl.col("_words").drop_nulls().unique(maintain_order=True).head(_WORDS_SHOWN))
    )
    return [
        {
            "file": part.file.name,
            "source": part.entry.source.id,
            "key": part.entry.path,
            "field": field,
            "reason": Reason(reason).sentence,
            "fix": Reason(reason).fix,
            "rows": count,
            "share": round(count / rows, 4),
            "first_row": row,
            "words": words,
        }
        for field, reason, count, row, words in grouped.sort("len", descending=True, maintain_order=True).iter_rows()
    ]


def _refuse(profile: Profile, tried: list[dict[str, Any]], failing: list[dict[str, Any]]) -> None:
    for each in tried:
        if each["rows"] and each["failing"] / each["rows"] > profile.quarantine_limit:
            worst = next(one for one in failing if (one["file"], one["source"]) == (each["file"], each["source"]))
            words = f" ({', '.join(worst['words'])})" if worst["words"] else ""
            where = Where(each["file"], worst["first_row"], f"{worst['key']}, {worst['field'] or 'the record'}")
            what = f"{each['failing']} of {each['rows']} rows tried would be set aside: {worst['reason']}{words}"
            raise Refused(what, worst["fix"], where)
