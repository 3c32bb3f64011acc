"""The load itself: one function from a folder of exports to a published generation, or to a refusal that changed nothing."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import polars as pl
import sqlalchemy as sa

from lib import identity, ledger, settings, store
from lib.days import Span, derived
from lib.loading import stating
from lib.loading.facts import Facts, to_facts
from lib.loading.files import Part, find_parts, written_by_synth
from lib.loading.gathering import Gathered, gather
from lib.loading.profile import Profile
from lib.loading.telling import Teller
from lib.loading.validating import read_profile
from lib.queries.fold import fill_person_months
from lib.question import Month
from lib.schema import SCHEMA_VERSION, file_counts, source_counts
from lib.sources import BY_ID
from lib.store.publishing import folder, sweep

_COUNTED = {"sources": source_counts, "files": file_counts}


def load(exports: Path, profile_path: Path | None = None) -> dict[str, Any]:
    """Load a folder of exports. Returns what `load --json` prints; `published` is false where this very generation was current.

    Raises Refused, naming file, row and field, when something is wrong; the generation before it is then still served.
    """
    began = time.monotonic()
    home = settings.current()
    profile = read_profile(profile_path or exports / "profile.toml")
    with ledger.locked(home):
        teller = Teller(home)
        teller.say("files", "Looking at the files", 0.01)
        home.generations.mkdir(parents=True, exist_ok=True, mode=0o700)
        sweep(home)
        parts = find_parts(profile, exports)
        key = identity.pseudonym_key(home)
        name = generation_id(profile, parts, key)
        teller.finished("Files", f"{len({part.file.name for part in parts})} files")
        if (folder(home) / f"{name}.duckdb").exists():
            return _again(home, name, began)
        synthetic = profile.synthetic and written_by_synth(parts, exports)
        outcome = _build(home, teller, profile, parts, key, name, synthetic)
        outcome["seconds"] = round(time.monotonic() - began, 2)
        ledger.enter(home, ledger.Load(name, datetime.now(UTC).isoformat(timespec="seconds"), outcome))
        return outcome


def generation_id(profile: Profile, parts: Sequence[Part], key: bytes) -> str:
    """The id of what would be built: of file contents, profile, schema version and pseudonym key."""
    digest = hashlib.sha256()
    said = [f"schema {SCHEMA_VERSION}", f"profile {profile.digest}", f"key {hashlib.sha256(key).hexdigest()}"]
    said += sorted({f"file {part.file.name} {part.file.digest}" for part in parts})
    digest.update("\n".join(said).encode())
    return digest.hexdigest()[:16]


def _again(home: settings.Settings, name: str, began: float) -> dict[str, Any]:
    """This generation was built before: make it current if it is not, and say its counts again."""
    newly = store.current_id(home) != name
    if newly:
        store.publish(home, name)
    lease = store.lease(name)
    info = lease.info
    counts = {
        what: {row.pop(table.columns[0].name): row for row in store.read(sa.select(table), lease).to_dicts()}
        for what, table in _COUNTED.items()
    }
    seconds = round(time.monotonic() - began, 2)
    return _outcome(name, newly, info.synthetic, info.data_as_of, counts["sources"], counts["files"], {}) | {"seconds": seconds}


def _outcome(
    name: str, published: bool, synthetic: bool, as_of: object, sources: object, files: object, undeclared: object
) -> dict[str, Any]:
    return {
        "generation": name,
        "published": published,
        "synthetic": synthetic,
        "data_as_of": as_of,
        "sources": sources,
        "files": files,
        "undeclared": undeclared,
    }


def _build(
    home: settings.Settings, teller: Teller, profile: Profile, parts: Sequence[Part], key: bytes, name: str, synthetic: bool
) -> dict[str, Any]:
    gathered = _gathered(teller, profile, parts)
    sources, files = stating.source_counts(gathered), stating.file_counts(gathered)
    quarantine = pl.concat(gathered.quarantine)
    stating.refuse_if_bad(files, profile.quarantine_limit, "file", quarantine)
    stating.refuse_if_bad(sources, profile.quarantine_limit, "source", quarantine)
    teller.say("linking", "Linking people", 0.4)
    facts = to_facts(gathered, profile, key)
    teller.finished("People linked", f"{facts.identity.height} people")
    reach = stating.reach(facts.tables, profile)
    path = folder(home) / f"{name}.duckdb.tmp"
    with store.building(path) as built:
        built.write("generation", _generation_row(profile, name, synthetic, reach))
        built.write("source_counts", stating.as_table(sources, "source"))
        built.write("file_counts", stating.as_table(files, "file"))
        built.write("file_digests", stating.file_digests(parts))
        built.write("dropped_columns", stating.dropped_columns(gathered))
        built.write("source_status", reach.sources)
        built.write("quarantine", _one_a_record(quarantine))
        _write_facts(built, facts)
        _write_derived(built, teller, profile, gathered, facts, reach)
    teller.say("publishing", "Publishing", 0.98)
    identity.remember(facts.identity)
    store.publish(home, name, path)
    undeclared = {file: columns for file, columns in gathered.undeclared.items() if columns}
    return _outcome(name, True, synthetic, reach.data_as_of, sources, files, undeclared)


def _gathered(teller: Teller, profile: Profile, parts: Sequence[Part]) -> Gathered:
    teller.say("reading", "Reading the exports", 0.03)
    total = len({part.entry.source.id for part in parts}) or 1

    def said(source_id: str, rows: int) -> None:
        title = BY_ID[source_id].title
        teller.finished(title, f"{rows:,} rows")
        teller.say("reading", f"{title} read", 0.03 + 0.35 * len(teller.done) / (total + 1))

    return gather(profile, parts, said)


def _generation_row(profile: Profile, name: str, synthetic: bool, reach: stating.Reach) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "generation": [name],
            "loaded_at": [datetime.now(UTC).replace(tzinfo=None)],
            "data_as_of": [reach.data_as_of],
            "first_day_on": [reach.first_day_on],
            "synthetic": [synthetic],
            "name": [profile.name],
            "unit_level": [profile.unit_level],
            "command_level": [profile.command_level],
            "profile": [profile.digest],
            "schema_version": [SCHEMA_VERSION],
        }
    )


def _one_a_record(quarantine: pl.DataFrame) -> pl.DataFrame:
    """One row a record, however many of its facts failed."""
    return quarantine.unique(["file", "row"], keep="first", maintain_order=True).sort("file", "row", nulls_last=True)


def _write_facts(built: store.Building, facts: Facts) -> None:
    for source_id, table in facts.tables.items():
        built.write(source_id, table)
    if not facts.protected.is_empty():
        built.write("people_protected", facts.protected)


def _write_derived(
    built: store.Building, teller: Teller, profile: Profile, gathered: Gathered, facts: Facts, reach: stating.Reach
) -> None:
    first, last = Month.of(reach.first_day_on), Month.of(reach.extracted_on)
    span = Span(profile.unit_level, profile.command_level, first, last, reach.extracted_on)
    months = last.index - first.index + 1
    behind = 0
    for table, frame in derived(facts.tables, span):
        built.write(table, frame)
        if table == "unit_places":
            built.write("link_rates", stating.link_rates(gathered, facts.tables, frame))
            groups = stating.reason_groups(facts.reasons, facts.tables["postings"], frame)
            if groups is not None:
                built.write("reason_groups", groups)
        if table == "person_days":
            behind += 1
            teller.say("days", f"Person-days, month {behind} of {months}", 0.45 + 0.4 * behind / months)
    teller.finished("Days of people and units", f"{months} months")
    teller.say("months", "Summing to months", 0.9)
    built.run(fill_person_months())
    teller.finished("Months of people", "summed")
