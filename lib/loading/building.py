"""From a folder of exports to a generation that stands whole beside the others: read, checked, linked, written, inspected."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import polars as pl

from lib import store
from lib.days import Span, derived
from lib.linking import Erased
from lib.loading import stating
from lib.loading.accepted import Accepted
from lib.loading.chances import chances
from lib.loading.facts import Facts, to_facts
from lib.loading.files import Part
from lib.loading.gathered import Gathered
from lib.loading.gathering import gather
from lib.loading.inspecting import inspect
from lib.loading.noticing import RENAMED, data_events
from lib.loading.profile import Profile
from lib.loading.synthetic import refuse_disguised
from lib.loading.telling import Teller
from lib.queries.fold import fill_person_months
from lib.question import Month
from lib.schema import SCHEMA_VERSION
from lib.sources import BY_ID


@dataclass(frozen=True)
class Wanted:
    """The generation to build: its id, and all that the id is made of."""

    generation: str
    profile: Profile
    parts: Sequence[Part]
    key: bytes
    synthetic: bool
    accepted: Accepted
    erased: Erased


@dataclass(frozen=True)
class Built:
    """A generation that stands whole beside the others, not published yet. `outcome` is what `load --json` prints of it."""

    outcome: dict[str, Any]
    identity: pl.DataFrame  # people and pseudonyms, for the identity store


def build(wanted: Wanted, kept: store.Warehouse, teller: Teller) -> Built:
    """Read, check, link and write a generation. Raises Refused, naming file, row and field, when something is wrong."""
    profile, parts = wanted.profile, wanted.parts
    gathered = _gathered(teller, wanted)
    if wanted.synthetic:
        refuse_disguised(profile, gathered.rows.get("people"))
    sources, files = stating.source_counts(gathered), stating.file_counts(gathered)
    quarantine = pl.concat(gathered.quarantine)
    stating.refuse_if_bad(files, profile.quarantine_limit, "file", quarantine)
    stating.refuse_if_bad(sources, profile.quarantine_limit, "source", quarantine)
    teller.begin("linking", "Linking people")
    facts = to_facts(gathered, profile, wanted.key)
    teller.finished("People linked", f"{facts.identity.height:,} people")
    _let_go(gathered)
    reach = stating.reach(facts.tables, profile)
    teller.begin("writing", "Writing the facts")
    with kept.building(wanted.generation) as built:
        built.write("generation", _generation_row(wanted, reach))
        built.write("source_counts", stating.as_table(sources, "source"))
        built.write("file_counts", stating.as_table(files, "file"))
        built.write("file_digests", stating.file_digests(parts))
        built.write("dropped_columns", stating.dropped_columns(gathered))
        built.write("source_status", reach.sources)
        built.write("quarantine", _one_a_record(quarantine))
        built.write("row_rules", gathered.row_rules())
        built.write("link_rules", pl.concat(gathered.link_rules) if gathered.link_rules else pl.DataFrame())
        _write_facts(built, facts)
        _write_derived(built, teller, profile, gathered, facts, reach)
        built.write("data_events", data_events(built, gathered, reach, profile))
        teller.begin("checking", "Checking that everything adds up")
        inspect(built, sources, files)
        teller.finished("Checked", "every row is accounted for")
        teller.begin("sealing", "Putting it on disk")
    undeclared = {file: columns for file, columns in gathered.undeclared.items() if columns}
    outcome = outcome_of(wanted.generation, True, wanted.synthetic, reach.data_as_of, sources, files, undeclared)
    return Built(outcome, facts.identity)


def _let_go(gathered: Gathered) -> None:
    """Rows have become facts, and outcomes counts: of millions of rows only what is still looked at stays in memory."""
    gathered.outcomes.clear()
    for source_id, frame in gathered.rows.items():
        days = [field.name for field in BY_ID[source_id].fields if field.type in ("day", "stamp")]
        gathered.rows[source_id] = frame.select("row", *days, *[field for source, field in RENAMED if source == source_id])


def outcome_of(
    generation: str, published: bool, synthetic: bool, as_of: object, sources: object, files: object, undeclared: object
) -> dict[str, Any]:
    """What `load --json` prints, but for the seconds that it took."""
    return {
        "generation": generation,
        "published": published,
        "synthetic": synthetic,
        "data_as_of": as_of,
        "sources": sources,
        "files": files,
        "undeclared": undeclared,
    }


def _gathered(teller: Teller, wanted: Wanted) -> Gathered:
    teller.begin("reading", "Reading the exports")
    listening = _Listening(teller, wanted.parts)
    return gather(wanted.profile, wanted.parts, listening.finished, wanted.accepted.links, wanted.erased, reading=listening.heard)


class _Listening:
    """Says how far the reading has come: by the bytes of the files behind, with the rows a second."""

    def __init__(self, teller: Teller, parts: Sequence[Part]) -> None:
        self.teller, self.began = teller, time.monotonic()
        self.total = sum(part.file.path.stat().st_size for part in parts) or 1
        self.behind, self.rows = 0, 0

    def heard(self, part: Part, rows: int, last: bool) -> None:
        self.rows += rows
        self.behind += part.file.path.stat().st_size if last else 0
        rate = f"{self.rows / max(time.monotonic() - self.began, 0.001):,.0f} rows a second"
        self.teller.say(f"Reading {part.entry.source.title.lower()}", 0.9 * self.behind / self.total, rate)

    def finished(self, source_id: str, rows: int) -> None:
        self.teller.finished(BY_ID[source_id].title, f"{rows:,} rows")


def _generation_row(wanted: Wanted, reach: stating.Reach) -> pl.DataFrame:
    profile = wanted.profile
    return pl.DataFrame(
        {
            "generation": [wanted.generation],
            "loaded_at": [datetime.now(UTC).replace(tzinfo=None)],
            "data_as_of": [reach.data_as_of],
            "first_day_on": [reach.first_day_on],
            "synthetic": [wanted.synthetic],
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
    teller.begin("days", "Person-days")
    for table, frame in derived(facts.tables, span):
        built.write(table, frame)
        if table == "unit_places":
            built.write("link_rates", stating.link_rates(gathered, facts.tables, frame))
            groups = stating.reason_groups(facts.reasons, facts.tables["postings"], frame)
            if groups is not None:
                built.write("reason_groups", groups)
        if table == "person_days":
            behind += 1
            teller.say(f"Person-days, month {behind} of {months}", behind / months)
    teller.finished("Days of people and units", f"{months} months")
    teller.begin("months", "Summing to months")
    built.run(fill_person_months())
    teller.finished("Months of people", "summed")
    teller.begin("chance", "Simulating what chance would show")
    built.write("chances", chances(built, reach))
    teller.finished("Chance", "simulated")
