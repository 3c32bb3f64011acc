"""A text table in a force's words to the canonical text columns of a source."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath

import polars as pl

from lib.checking.reading import TextTable
from lib.errors import Refused, Where
from lib.loading.files import Part
from lib.loading.profile import Entry, IdRule, Match, Skip


def canonical(table: TextTable, part: Part) -> tuple[pl.DataFrame, int]:
    """`row` and the source's mapped fields as text (null where empty), without skipped records; and how many were skipped."""
    entry = part.entry
    rows = table.rows
    skipped = 0
    for skip in entry.skip:
        kept = rows.filter(~_matched(rows[table.position(skip.column)], skip))
        skipped += rows.height - kept.height
        rows = kept
    made: list[pl.Expr | pl.Series] = [_joined(table, names).alias(field) for field, names in entry.columns.items()]
    made += [pl.lit(value).alias(field) for field, value in entry.constants.items()]
    made += [_by_match(rows[table.position(match.column)], match).alias(field) for field, match in entry.match.items()]
    frame = rows.select("row", *made)
    frame = frame.with_columns(
        pl.col(field).replace(dict(mapping)) for field, mapping in entry.values.items() if field in frame.columns
    )
    frame = frame.with_columns(_normal(field, rule) for field, rule in _id_rules(entry).items() if field in frame.columns)
    counters = [
        pl.int_range(1, pl.len() + 1).over(list(within)).cast(pl.String).alias(field) for field, within in entry.counters.items()
    ]
    return frame.with_columns(counters), skipped


_SAME_IDS = {"payroll_number": ("supervisor", "booked_by", "authorised_by"), "unit": ("parent",)}


def _id_rules(entry: Entry) -> dict[str, IdRule]:
    """The entry's rules; other fields that hold the same kind of number follow its rule unless they have their own."""
    followed = {other: entry.ids[field] for field, others in _SAME_IDS.items() if field in entry.ids for other in others}
    return {**followed, **entry.ids}


def _clean(text: pl.Expr) -> pl.Expr:
    """Outer blanks off; empty is null."""
    bare = text.str.strip_chars()
    return pl.when(bare != "").then(bare)


def _joined(table: TextTable, names: Sequence[str]) -> pl.Expr:
    parts = [_clean(pl.col(table.position(name))) for name in names]
    return parts[0] if len(parts) == 1 else pl.concat_str(parts, separator=" | ")


def _matched(column: pl.Series, skip: Skip) -> pl.Series:
    pattern = re.compile(skip.pattern)
    hits = [value for value in column.unique() if value is not None and pattern.search(value)]
    return column.is_in(hits)


def _by_match(column: pl.Series, match: Match) -> pl.Series:
    """Each different value is tried once: a column holds few of them."""
    rules = [(re.compile(pattern), value) for pattern, value in match.rules]
    answers = {text: _answer(text.strip(), rules, match.otherwise) for text in column.unique().drop_nulls()}
    return column.replace_strict(list(answers), list(answers.values()), default=None, return_dtype=pl.String)


def _answer(text: str, rules: Sequence[tuple[re.Pattern[str], str]], otherwise: str | None) -> str | None:
    return next((value for pattern, value in rules if pattern.search(text)), otherwise)


def _normal(field: str, rule: IdRule) -> pl.Expr:
    value = pl.col(field)
    if rule.strip:
        value = value.str.strip_chars_start(rule.strip)
    if rule.slug:
        value = value.str.to_uppercase().str.replace_all(r"[^\pL\pN]+", "-").str.strip_chars("-")
    if rule.upper:
        value = value.str.to_uppercase()
    value = value.str.pad_start(rule.pad, "0") if rule.pad else value
    return pl.when(value != "").then(value).alias(field)


def snapshot_day(part: Part) -> datetime | None:
    """The day a snapshot file speaks of, from its name. Raises Refused when the name does not give one."""
    snapshot = part.entry.snapshot
    if snapshot is None:
        return None
    found = re.search(snapshot.date_from, PurePosixPath(part.file.name).name)
    try:
        return datetime.strptime(found[1], snapshot.format) if found else _no_day(part)
    except ValueError:
        return _no_day(part)


def _no_day(part: Part) -> datetime:
    where = Where(part.file.name)
    raise Refused("the file name holds no snapshot day", f"Mend `{part.entry.path}.snapshot`, or rename the file.", where)
