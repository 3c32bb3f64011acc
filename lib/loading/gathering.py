"""Every file of every source to checked, typed rows; each record ends once: accepted, quarantined, duplicate or erased."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import polars as pl

from lib.linking import NOBODY, Erased
from lib.loading import ruling
from lib.loading.files import Part
from lib.loading.gathered import Gathered
from lib.loading.persons import identified, link_rules, without_erased
from lib.loading.profile import Profile
from lib.loading.running import differences
from lib.loading.texts import Tables
from lib.loading.typed import nodes, typed_rows
from lib.loading.withholding import stored
from lib.sources import BY_ID, Source

ORDER = ("units", "people")  # first: the others are checked against them
_PASSING = ("failed_field", "failed_reason", "raw")


def _unheard(part: Part, rows: int, last: bool) -> None:
    """Nobody listens."""


def gather(
    profile: Profile,
    parts: Sequence[Part],
    said: Callable[[str, int], None],
    accepted: Mapping[str, str] | None = None,
    erased: Erased = NOBODY,
    reading: Callable[[Part, int, bool], None] = _unheard,
) -> Gathered:
    """Read everything, units and people first. `said` hears of each finished source (id, rows), `reading` of each piece of a file
    (part, its rows, whether it was the last). `accepted`: links that a person accepted, number -> payroll number. Raises Refused for
    a file that is no table."""
    gathered = Gathered()
    tables = Tables(parts)
    people: pl.DataFrame | None = None
    for source in sorted(BY_ID.values(), key=lambda each: ORDER.index(each.id) if each.id in ORDER else len(ORDER)):
        mine = [part for part in parts if part.entry.source.id == source.id]
        if mine or (source.id == "units" and profile.nodes):
            frame = _read(gathered, profile, tables, mine, source, reading)
            frame = identified(frame, source, people, accepted or {})
            people = frame if source.id == "people" else people
            _sound(gathered, source, without_erased(gathered, source, frame, erased))
            said(source.id, gathered.rows[source.id].height)
    ruling.apply(gathered, profile, "read")
    for source_id in gathered.rows:
        _set_apart_superseded(gathered, BY_ID[source_id])
    ruling.apply(gathered, profile, "last")
    _end_rows(gathered)
    gathered.quarantine = stored(gathered)
    gathered.aside = {}
    return gathered


def _read(
    gathered: Gathered,
    profile: Profile,
    tables: Tables,
    parts: Sequence[Part],
    source: Source,
    reading: Callable[[Part, int, bool], None],
) -> pl.DataFrame:
    read: dict[str, list[pl.DataFrame]] = {}
    entries = {part.entry.path: part.entry for part in parts}
    for part in parts:
        for place, table in enumerate(tables.parts(part)):
            read.setdefault(part.entry.path, []).append(typed_rows(gathered, profile, table, part, place == 0))
            reading(part, table.rows.height, False)
        reading(part, 0, True)
    frames = [differences(pl.concat(each, how="diagonal"), entries[path]) for path, each in read.items()]
    if source.id == "units" and profile.nodes:
        frames.append(nodes(profile, source))
    return pl.concat(frames, how="diagonal")


def _sound(gathered: Gathered, source: Source, frame: pl.DataFrame) -> None:
    failed = pl.col("failed_reason").is_not_null()
    gathered.quarantined(source.id, frame.filter(failed))
    gathered.rows[source.id] = frame.filter(~failed).drop(_PASSING)


def _set_apart_superseded(gathered: Gathered, source: Source) -> None:
    """Of rows with one key the last stays: the later export, then the later record. The others are duplicates."""
    frame = gathered.rows[source.id]
    key: list[pl.Expr] = [pl.col(name) for name in source.key]
    if source.id == "overtime":  # a line without a number is known by all it says
        key.append(pl.when(pl.col("claim").is_null()).then(pl.struct(source.names).hash(seed=0)))
    if source.id == "postings":
        key.append(pl.col("snapshot_on"))
    frame = frame.sort("order", "file", "row", nulls_last=True)
    last = frame.select(pl.struct(*key).is_last_distinct()).to_series()
    gathered.ended(frame.filter(~last), source.id, "duplicate")
    gathered.rows[source.id] = frame.filter(last)


def _end_rows(gathered: Gathered) -> None:
    """Rows that stay, with `linked`: whether the person they name is among the people."""
    known = gathered.rows["people"]["payroll_number"].unique() if "people" in gathered.rows else pl.Series(dtype=pl.String)
    for source_id, frame in gathered.rows.items():
        source = BY_ID[source_id]
        linked = pl.col(source.person).is_in(known.implode()).fill_null(False) if source.person else pl.lit(True)
        kept = frame.with_columns(linked=linked)
        gathered.ended(kept.filter("linked"), source_id, "linked")
        gathered.ended(kept.filter(~pl.col("linked")), source_id, "unlinked")
        if source.person:
            gathered.link_rules.append(link_rules(kept, source))
        gathered.rows[source_id] = kept
