"""Every file of every source to checked, typed rows with their outcome: accepted, quarantined or duplicate."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from lib.checking.casting import Formats, cast
from lib.checking.reading import TextTable
from lib.checking.reasons import Reason
from lib.errors import Refused, Where
from lib.linking import shared_numbers, to_payroll_numbers
from lib.loading.files import Part, Tables
from lib.loading.mapping import canonical, snapshot_day
from lib.loading.profile import Profile
from lib.sources import SOURCES, Source

WITHHELD = "[withheld]"
_SHOWN = 120  # characters of a value kept in quarantine
OUTCOME = {"file": pl.String, "row": pl.Int64, "source": pl.String, "outcome": pl.String}
QUARANTINE = {
    "source": pl.String,
    "file": pl.String,
    "row": pl.Int64,
    "field": pl.String,
    "reason": pl.String,
    "fix": pl.String,
    "raw": pl.String,
}
ORDER = ("units", "people")  # first: the others are checked against them


@dataclass
class Gathered:
    """What the files hold. `rows` by source: accepted rows, canonical names, with `file`, `row`, `snapshot_on`."""

    rows: dict[str, pl.DataFrame] = field(default_factory=dict)
    outcomes: list[pl.DataFrame] = field(default_factory=list)  # one row a (file, record, source)
    quarantine: list[pl.DataFrame] = field(default_factory=list)
    skipped: dict[tuple[str, str], int] = field(default_factory=dict)  # (source, file) -> records
    records: dict[str, int] = field(default_factory=dict)  # file -> physical records below the header
    readers: Counter[str] = field(default_factory=Counter)  # file -> entries that read it
    undeclared: dict[str, list[str]] = field(default_factory=dict)  # file -> columns dropped
    snapshots: dict[str, list[date]] = field(default_factory=dict)  # source -> the days of its snapshots


def gather(profile: Profile, parts: Sequence[Part], said: Callable[[str, int], None]) -> Gathered:
    """Read everything, units first. `said` hears of each finished source (id, rows). Raises Refused for a file that is no table."""
    gathered = Gathered()
    tables = Tables(parts)
    names = [source.id for source in SOURCES]
    for source_id in sorted(names, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), names.index(name))):
        mine = [part for part in parts if part.entry.source.id == source_id]
        if mine or (source_id == "units" and profile.nodes):
            _gather_source(gathered, profile, tables, mine, source_id)
            said(source_id, gathered.rows[source_id].height)
    _whole_records(gathered)
    known = gathered.rows["people"]["payroll_number"].unique() if "people" in gathered.rows else pl.Series(dtype=pl.String)
    for source_id, frame in gathered.rows.items():
        gathered.rows[source_id] = _end_rows(gathered, source_id, frame, known)
    return gathered


def _gather_source(gathered: Gathered, profile: Profile, tables: Tables, parts: Sequence[Part], source_id: str) -> None:
    source = next(each for each in SOURCES if each.id == source_id)
    frames = [_typed(gathered, profile, tables.read(part), part) for part in parts]
    if source_id == "units" and profile.nodes:
        frames.append(_nodes(profile, source))
    frame = pl.concat(frames, how="diagonal")
    frame = _check_units(frame, source, gathered)
    frame = _check_persons(frame, source, gathered)
    failed = frame.filter(pl.col("failed_reason").is_not_null())
    if failed["file"].null_count():
        reason = Reason(failed.filter(pl.col("file").is_null())["failed_reason"][0])
        raise Refused(reason.sentence, "Mend the node in the profile.", Where(profile.file, field="unit"))
    gathered.quarantine.append(_quarantined(failed, source))
    gathered.outcomes.append(_outcome(failed, source_id, "quarantined"))
    gathered.rows[source_id] = frame.filter(pl.col("failed_reason").is_null()).drop("failed_field", "failed_reason", "raw")


def _typed(gathered: Gathered, profile: Profile, table: TextTable, part: Part) -> pl.DataFrame:
    """One part's rows: canonical typed fields, `file`, `row`, `order`, `person_by`, `snapshot_on`, `raw` where a row failed."""
    text, skipped = canonical(table, part)
    source = part.entry.source
    key = (source.id, part.file.name)
    gathered.skipped[key] = gathered.skipped.get(key, 0) + skipped
    gathered.records[part.file.name] = table.rows.height + table.broken.height
    gathered.readers[part.file.name] += 1
    undeclared = [name for name in table.header if name not in part.entry.theirs]
    _note_undeclared(gathered, undeclared, part)
    day = snapshot_day(part)
    if day:
        if source.id == "postings":  # a state on a day begins, until it is merged with its neighbours, on that day
            text = text.with_columns(pl.lit(day.strftime(part.entry.formats.day)).alias("from"))
        gathered.snapshots.setdefault(source.id, []).append(day.date())
    typed = cast(text, source, part.entry.formats, profile.extracted_on)
    typed = typed.with_columns(
        file=pl.lit(part.file.name),
        order=pl.lit(part.order, dtype=pl.Int64),
        person_by=pl.lit(part.entry.person_by),
        snapshot_on=pl.lit(day.date() if day else None, dtype=pl.Date),
        raw=_raw(text, source, typed["failed_reason"].is_not_null(), undeclared),
    )
    return pl.concat([typed, _broken(table, part)], how="diagonal") if table.broken.height else typed


def _broken(table: TextTable, part: Part) -> pl.DataFrame:
    return table.broken.select(
        "row",
        failed_field=pl.lit(None, dtype=pl.String),
        failed_reason="reason",
        file=pl.lit(part.file.name),
        raw=pl.lit(json.dumps({"record": WITHHELD})),
    )


def _nodes(profile: Profile, source: Source) -> pl.DataFrame:
    """The tree's nodes that the profile itself declares: no file, no record, so they are in no count."""
    rows = pl.DataFrame([dict(node) for node in profile.nodes], schema_overrides=dict.fromkeys(source.names, pl.String))
    nowhere = {"row": pl.lit(None, dtype=pl.Int64), "file": pl.lit(None, dtype=pl.String), "order": pl.lit(-1, dtype=pl.Int64)}
    return cast(rows, source, Formats()).with_columns(raw=pl.lit(None, dtype=pl.String), **nowhere)


def _note_undeclared(gathered: Gathered, columns: list[str], part: Part) -> None:
    """A column is undeclared if no entry that reads the file declares it."""
    known = gathered.undeclared.get(part.file.name)
    gathered.undeclared[part.file.name] = columns if known is None else [name for name in known if name in columns]


def _raw(text: pl.DataFrame, source: Source, failed: pl.Series, undeclared: Sequence[str]) -> pl.Series:
    """The failing rows' fields as JSON, with names, reasons, protected and undeclared ones withheld; null for sound rows."""
    values: list[str | None] = [None] * text.height
    numbers = failed.arg_true().to_list()
    withheld = dict.fromkeys(undeclared, WITHHELD)
    for number, row in zip(numbers, text.filter(failed).iter_rows(named=True), strict=True):
        values[number] = _shown(row, source, withheld)
    return pl.Series("raw", values, dtype=pl.String)


def _shown(row: Mapping[str, str | None], source: Source, withheld: Mapping[str, str]) -> str:
    fields = {
        field.name: _cut(value) if field.place == "fact" else WITHHELD
        for field in source.fields
        if (value := row.get(field.name)) is not None
    }
    return json.dumps({**fields, **withheld}, ensure_ascii=False)


def _cut(value: str) -> str:
    return value if len(value) <= _SHOWN else f"{value[:_SHOWN]}..."


def _fail(frame: pl.DataFrame, test: pl.Expr, name: str, reason: Reason) -> pl.DataFrame:
    hit = test.fill_null(False) & pl.col("failed_reason").is_null()
    return frame.with_columns(
        failed_field=pl.when(hit).then(pl.lit(name)).otherwise(pl.col("failed_field")),
        failed_reason=pl.when(hit).then(pl.lit(reason.value)).otherwise(pl.col("failed_reason")),
    )


def _check_units(frame: pl.DataFrame, source: Source, gathered: Gathered) -> pl.DataFrame:
    if source.id == "units":
        sound = frame.filter(pl.col("failed_reason").is_null())
        codes, reached = set(sound["unit"]), _reached(sound.select("unit", "parent").rows())
        parent = pl.col("parent")
        frame = _fail(frame, parent.is_not_null() & ~parent.is_in(codes), "parent", Reason.UNKNOWN_UNIT)
        lost = parent.is_not_null() & ~parent.is_in(reached)
        looped = _looped(sound.select("unit", "parent").rows())
        frame = _fail(frame, lost & pl.col("unit").is_in(looped), "parent", Reason.UNIT_CYCLE)
        return _fail(frame, lost, "parent", Reason.UNKNOWN_UNIT)
    if source.unit and "units" in gathered.rows:
        codes = gathered.rows["units"]["unit"].unique().implode()
        return _fail(
            frame, pl.col(source.unit).is_not_null() & ~pl.col(source.unit).is_in(codes), source.unit, Reason.UNKNOWN_UNIT
        )
    return frame


def _reached(pairs: Sequence[tuple[str, str | None]]) -> set[str]:
    """Codes that hang, through their parents, on a top of the tree."""
    below: dict[str | None, list[str]] = {}
    for code, parent in pairs:
        below.setdefault(parent, []).append(code)
    reached: set[str] = set()
    waiting = list(below.get(None, []))
    while waiting:
        code = waiting.pop()
        if code not in reached:
            reached.add(code)
            waiting += below.get(code, [])
    return reached


def _looped(pairs: Sequence[tuple[str, str | None]]) -> set[str]:
    """Codes that come back to themselves on the way up."""
    above = {code: parent for code, parent in pairs if parent is not None}
    found: set[str] = set()
    for code in above:
        step, seen = above.get(code), {code}
        while step is not None and step not in seen:
            seen.add(step)
            step = above.get(step)
        if step == code:
            found.add(code)
    return found


def _check_persons(frame: pl.DataFrame, source: Source, gathered: Gathered) -> pl.DataFrame:
    """Rows that name a person by warrant or collar number: to payroll numbers; a number of two people is quarantined."""
    if not source.person or "person_by" not in frame.columns or source.id == "people":
        return frame
    for number in ("warrant_number", "collar_number"):
        by = pl.col("person_by") == number
        if frame.filter(by).is_empty():
            continue
        people = gathered.rows["people"]
        shared = shared_numbers(people, number).implode()
        frame = _fail(frame, by & pl.col(source.person).is_in(shared), source.person, Reason.AMBIGUOUS_PERSON)
        known = to_payroll_numbers(frame[source.person], people, number)
        frame = frame.with_columns(pl.when(by).then(known).otherwise(pl.col(source.person)).alias(source.person))
    return frame


def _quarantined(failed: pl.DataFrame, source: Source) -> pl.DataFrame:
    """Rows of the quarantine table. Rows that failed after casting have no raw text any more but their typed fields."""
    if failed.is_empty():
        return pl.DataFrame(schema=QUARANTINE)
    late = pl.struct(pl.col(name).cast(pl.String) for name in source.names)
    raws = [raw or _shown(fields, source, {}) for raw, fields in failed.select("raw", late.alias("fields")).iter_rows()]
    reasons = [Reason(code) for code in failed["failed_reason"]]
    return pl.DataFrame(
        {
            "source": [source.id] * failed.height,
            "file": failed["file"],
            "row": failed["row"],
            "field": failed["failed_field"],
            "reason": [reason.sentence for reason in reasons],
            "fix": [reason.fix for reason in reasons],
            "raw": raws,
        },
        schema=QUARANTINE,
    )


def _outcome(frame: pl.DataFrame, source_id: str, outcome: str) -> pl.DataFrame:
    return frame.filter(pl.col("row").is_not_null()).select("file", "row", source=pl.lit(source_id), outcome=pl.lit(outcome))


def _whole_records(gathered: Gathered) -> None:
    """A record that gives several facts is quarantined whole if one fails."""
    several = [file for file, entries in gathered.readers.items() if entries > 1]
    failed = pl.concat(gathered.outcomes).filter(pl.col("file").is_in(several)).select("file", "row").unique()
    if failed.is_empty():
        return
    for source_id, frame in gathered.rows.items():
        taken = frame.join(failed, on=["file", "row"], how="semi")
        gathered.outcomes.append(_outcome(taken, source_id, "quarantined"))
        gathered.rows[source_id] = frame.join(failed, on=["file", "row"], how="anti", maintain_order="left")


def _end_rows(gathered: Gathered, source_id: str, frame: pl.DataFrame, known: pl.Series) -> pl.DataFrame:
    """The rows that stay, with `linked`. Of rows with one key the last does: the later export, then the later record."""
    source = next(each for each in SOURCES if each.id == source_id)
    key: list[pl.Expr] = [pl.col(name) for name in source.key]
    if source_id == "overtime":  # a line without a number is known by all it says
        key.append(pl.when(pl.col("claim").is_null()).then(pl.struct(source.names).hash(seed=0)))
    if source_id == "postings":
        key.append(pl.col("snapshot_on"))
    frame = frame.sort("order", "file", "row", nulls_last=True).with_columns(last=pl.struct(*key).is_last_distinct())
    linked = pl.col(source.person).is_in(known.implode()).fill_null(False) if source.person else pl.lit(True)
    kept = frame.filter("last").with_columns(linked=linked)
    gathered.outcomes += [
        _outcome(kept.filter("linked"), source_id, "linked"),
        _outcome(kept.filter(~pl.col("linked")), source_id, "unlinked"),
        _outcome(frame.filter(~pl.col("last")), source_id, "duplicate"),
    ]
    return kept.drop("last")
