"""One part of the files to typed rows in canonical names; a row that fails says why."""

from __future__ import annotations

import json
from collections.abc import Sequence

import polars as pl

from lib.checking.casting import Formats, cast
from lib.checking.reading import TextTable
from lib.loading import headers
from lib.loading.files import Part
from lib.loading.gathered import Gathered
from lib.loading.mapping import broken, canonical, snapshot_day
from lib.loading.profile import Profile
from lib.loading.withholding import WITHHELD, raw
from lib.sources import Source


def typed_rows(gathered: Gathered, profile: Profile, table: TextTable, part: Part, first: bool = True) -> pl.DataFrame:
    """Rows of one part's table, the first of its file or a later one: canonical typed fields, `file`, `row`, `order`, `person_by`, `snapshot_on`; `failed_field`, `failed_reason`
    and `raw` where a row failed. Notes in `gathered` the file's records, readers, skipped records and undeclared columns."""
    text, skipped = canonical(table, part)
    entry, source = part.entry, part.entry.source
    key = (source.id, part.file.name)
    gathered.skipped[key] = gathered.skipped.get(key, 0) + skipped
    undeclared = _note_file(gathered, table, part, first)
    day = snapshot_day(part)
    if day:
        if source.id == "postings":  # a state on a day begins, until it is merged with its neighbours, on that day
            text = text.with_columns(pl.lit(day.strftime(entry.formats.day[0])).alias("from"))
        if first:
            gathered.snapshots.setdefault(source.id, []).append(day.date())
    typed = cast(text, source, entry.formats, profile.extracted_on)
    typed = typed.with_columns(
        file=pl.lit(part.file.name),
        order=pl.lit(part.order, dtype=pl.Int64),
        person_by=pl.lit(entry.person_by),
        snapshot_on=pl.lit(day.date() if day else None, dtype=pl.Date),
        raw=raw(text, source, typed["failed_reason"].is_not_null(), undeclared, entry.person_by),
    )
    lost = broken(table, entry)
    gathered.skipped[key] += table.broken.height - lost.height
    gathered.taken[key] += typed.height + lost.height
    return pl.concat([typed, _broken(lost, part)], how="diagonal") if lost.height else typed


def nodes(profile: Profile, source: Source) -> pl.DataFrame:
    """The tree's nodes that the profile itself declares: no file, no record, so they are in no count."""
    rows = pl.DataFrame([dict(node) for node in profile.nodes], schema_overrides=dict.fromkeys(source.names, pl.String))
    nowhere = {"row": pl.lit(None, dtype=pl.Int64), "file": pl.lit(None, dtype=pl.String), "order": pl.lit(-1, dtype=pl.Int64)}
    return cast(rows, source, Formats()).with_columns(
        raw=pl.lit(None, dtype=pl.String), snapshot_on=pl.lit(None, dtype=pl.Date), **nowhere
    )


def _broken(lost: pl.DataFrame, part: Part) -> pl.DataFrame:
    """Records that are no row of the table: which field holds what cannot be told, so nothing of them is kept."""
    return lost.select(
        "row",
        failed_field=pl.lit(None, dtype=pl.String),
        failed_reason="reason",
        file=pl.lit(part.file.name),
        order=pl.lit(part.order, dtype=pl.Int64),
        raw=pl.lit(json.dumps({"record": WITHHELD})),
    )


def _note_file(gathered: Gathered, table: TextTable, part: Part, first: bool) -> Sequence[str]:
    """Notes records and readers of the file; its columns that this entry does not declare. One is undeclared if no entry has it."""
    file = part.file.name
    gathered.records[file] = (0 if first else gathered.records[file]) + table.rows.height + table.broken.height
    if first:
        gathered.readers[file] += 2 if part.entry.several else 1  # several facts of one record, as if several entries read it
    columns = headers.undeclared(table, part.entry)
    known = gathered.undeclared.get(file)
    gathered.undeclared[file] = columns if known is None else [name for name in known if name in columns]
    return columns
