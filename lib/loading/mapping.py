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
from lib.loading.headers import position, unpivoted
from lib.loading.periods import BY_PERIOD, with_period
from lib.loading.profile import Entry, IdRule, Match, Names, Skip

_COLUMN = "_column"  # of theirs, that an unpivoted row comes from


def canonical(table: TextTable, part: Part) -> tuple[pl.DataFrame, int]:
    """`row` and the source's mapped fields as text (null where empty), without skipped records; and how many were skipped.

    An unpivoted record gives several rows with its number. `by_period`: the row is stated for a whole period.
    """
    entry = part.entry
    rows = table.rows
    for skip in entry.skip:
        if skip.column:
            rows = rows.filter(~_matched(rows[position(table, skip.column)], skip))
    skipped = table.rows.height - rows.height
    frame = _unpivoted(rows.select("row", *_made(table, rows, part)), table, rows, entry)
    frame = _with_period(frame, part).with_columns(pl.lit(entry.period is not None).alias(BY_PERIOD))
    frame = frame.drop("_period", _COLUMN, strict=False)
    frame = frame.with_columns(
        pl.col(field).replace(dict(mapping)) for field, mapping in entry.values.items() if field in frame.columns
    )
    frame = _normalised(frame, entry)
    counters = [
        pl.int_range(1, pl.len() + 1).over(list(within)).cast(pl.String).alias(field) for field, within in entry.counters.items()
    ]
    return frame.with_columns(counters), skipped


def broken(table: TextTable, entry: Entry) -> pl.DataFrame:
    """The table's broken records without those that the profile skips: its patterns without a column are for these alone."""
    rows = table.broken
    for skip in entry.skip:
        if skip.column is None and rows.height:
            rows = rows.filter(~_matched(rows["text"], skip))
    return rows


def _made(table: TextTable, rows: pl.DataFrame, part: Part) -> list[pl.Expr | pl.Series]:
    """Each field that one record has once, and `_period`, the text of its period where a column or the file's name holds it."""
    entry = part.entry
    made: list[pl.Expr | pl.Series] = [_joined(table, group).alias(field) for field, group in entry.columns.items()]
    made += [pl.lit(value).alias(field) for field, value in entry.constants.items()]
    made += [pl.lit(_in_name(part, pattern, field)).alias(field) for field, pattern in entry.from_name.items()]
    made += [_by_match(rows[position(table, match.column)], match).alias(field) for field, match in entry.match.items()]
    if entry.period and entry.period.column:
        made.append(_clean(pl.col(position(table, entry.period.column))).alias("_period"))
    elif entry.period and entry.period.from_name:
        made.append(pl.lit(_in_name(part, entry.period.from_name, "period")).alias("_period"))
    return made


def _unpivoted(frame: pl.DataFrame, table: TextTable, rows: pl.DataFrame, entry: Entry) -> pl.DataFrame:
    """A row for each unpivoted column of each record, in the order of the file; the frame itself where nothing is unpivoted."""
    if entry.unpivot is None:
        return frame
    columns = unpivoted(table, entry)
    drop = re.compile(entry.unpivot.drop)
    made = []
    for place, name in columns:
        cells = rows[place]
        silent = [text for text in cells.unique() if drop.search(text or "")]
        one = frame.with_columns(cells.alias(entry.unpivot.value)).with_columns(
            _clean(pl.col(entry.unpivot.value)), pl.lit(name).alias(_COLUMN)
        )
        made.append(one.filter(~cells.is_in(silent)))
    long = pl.concat(made).sort("row", maintain_order=True)
    return long.with_columns(pl.col(_COLUMN).alias(entry.unpivot.name)) if entry.unpivot.name else long


def _with_period(frame: pl.DataFrame, part: Part) -> pl.DataFrame:
    period = part.entry.period
    if period is None:
        return frame
    return with_period(frame, frame[_COLUMN if period.unpivot else "_period"], period)


def _in_name(part: Part, pattern: str, field: str) -> str:
    """The pattern's first group in the name of the file and its sheet. Raises Refused where it is not found."""
    found = re.search(pattern, PurePosixPath(part.file.name).name)
    if found is None or not found[1]:
        where = Where(part.file.name, field=field)
        raise Refused("the file's name does not hold it", f"Mend `{part.entry.path}` in the profile, or rename the file.", where)
    return found[1]


def _normalised(frame: pl.DataFrame, entry: Entry) -> pl.DataFrame:
    """The ids as the entry's rules write them; `normalised`: whether a rule changed whom the row names."""
    rules = {field: rule for field, rule in _id_rules(entry).items() if field in frame.columns}
    made = frame.with_columns(_normal(field, rule) for field, rule in rules.items())
    person = entry.source.person
    changed = made[person] != frame[person] if person in rules else pl.lit(False)
    return made.with_columns(normalised=changed)


_SAME_IDS = {"payroll_number": ("supervisor", "booked_by", "authorised_by"), "unit": ("parent",)}


def _id_rules(entry: Entry) -> dict[str, IdRule]:
    """The entry's rules; other fields that hold the same kind of number follow its rule unless they have their own."""
    followed = {other: entry.ids[field] for field, others in _SAME_IDS.items() if field in entry.ids for other in others}
    return {**followed, **entry.ids}


def _clean(text: pl.Expr) -> pl.Expr:
    """Outer blanks off; empty is null."""
    bare = text.str.strip_chars()
    return pl.when(bare != "").then(bare)


def _joined(table: TextTable, group: Sequence[Names]) -> pl.Expr:
    parts = [_clean(pl.col(position(table, names))) for names in group]
    return parts[0] if len(parts) == 1 else pl.concat_str(parts, separator=" | ")


def _matched(column: pl.Series, skip: Skip) -> pl.Series:
    pattern = re.compile(skip.pattern)
    hits = [value for value in column.unique() if value is not None and pattern.search(value)]
    return column.is_in(hits).fill_null(False)


def _by_match(column: pl.Series, match: Match) -> pl.Series:
    """Each different value is tried once: a column holds few of them."""
    rules = [(re.compile(pattern), value) for pattern, value in match.rules]
    answers = {text: _answer(text.strip(), rules, match.otherwise) for text in column.unique().drop_nulls()}
    return column.replace_strict(list(answers), list(answers.values()), default=None, return_dtype=pl.String)


def _answer(text: str, rules: Sequence[tuple[re.Pattern[str], str]], otherwise: str | None) -> str | None:
    return next((value for pattern, value in rules if pattern.search(text)), otherwise)


def _normal(field: str, rule: IdRule) -> pl.Expr:
    value = pl.col(field)
    if rule.prefix:
        value = value.str.strip_prefix(rule.prefix)
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
