"""Accepted rows to the fact tables: persons as pseudonyms, reasons and kinds classified and gone, identity and protected apart."""

from __future__ import annotations

from dataclasses import dataclass, field

import polars as pl

from lib.checking import classifying
from lib.checking.ranks import rank_band
from lib.errors import Refused
from lib.linking import pseudonyms
from lib.loading import ruling
from lib.loading.gathered import Gathered
from lib.loading.periods import BY_PERIOD
from lib.loading.profile import Profile
from lib.loading.snapshots import dated_people, dated_postings
from lib.loading.withholding import PERSON_FIELDS
from lib.schema import FACTS, column_name, people_protected
from lib.sources import BY_ID, Source


@dataclass
class Facts:
    """Everything the generation stores of the rows. `tables` by source, columns as stored; `identity` goes to its own store."""

    tables: dict[str, pl.DataFrame] = field(default_factory=dict)
    protected: pl.DataFrame = field(default_factory=pl.DataFrame)
    identity: pl.DataFrame = field(default_factory=pl.DataFrame)
    reasons: pl.DataFrame | None = None  # person_id, from_on, reason_group of counted spells


def to_facts(gathered: Gathered, profile: Profile, key: bytes) -> Facts:
    """Facts of all gathered sources. Raises Refused if two payroll numbers met in one pseudonym (change the key file)."""
    rows = _dated(gathered, profile)
    numbers = [frame[name].drop_nulls() for frame in rows.values() for name in PERSON_FIELDS if name in frame.columns]
    known = pseudonyms(key, pl.concat(numbers).unique() if numbers else [])
    if known["person_id"].n_unique() < known.height:
        raise Refused("two people met in one pseudonym", "Move home/keys/pseudonym.key aside and load again.")
    facts = Facts()
    for source_id, frame in rows.items():
        facts.tables[source_id] = _table(facts, rows, profile, BY_ID[source_id], _pseudonymised(frame, known))
    return facts


def _dated(gathered: Gathered, profile: Profile) -> dict[str, pl.DataFrame]:
    """The rows, those made one that the rules merge, and snapshots turned into dated facts."""
    rows = ruling.merged(gathered.rows, profile)
    if days := gathered.snapshots.get("postings"):
        fields = [name for name in BY_ID["postings"].names if name not in ("payroll_number", "from", "to")]
        rows["postings"] = dated_postings(rows["postings"], days, fields)
    if days := gathered.snapshots.get("people"):
        rows["people"] = dated_people(rows["people"], days)
    return rows


def _pseudonymised(frame: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Person fields to pseudonyms; the number itself moves to `_number`. An unlinked row's person is null."""
    if "payroll_number" in frame.columns:
        frame = frame.with_columns(_number=pl.col("payroll_number"))
    for name in PERSON_FIELDS:
        if name in frame.columns:
            made = frame.select(pl.col(name).alias("payroll_number")).join(
                known, on="payroll_number", how="left", maintain_order="left"
            )["person_id"]
            frame = frame.with_columns(made.alias(name))
    return frame.with_columns(payroll_number=pl.when("linked").then("payroll_number")) if "_number" in frame.columns else frame


def _table(facts: Facts, rows: dict[str, pl.DataFrame], profile: Profile, source: Source, frame: pl.DataFrame) -> pl.DataFrame:
    if source.id == "people":
        _set_apart(facts, source, frame)
    elif source.id == "postings":
        frame = frame.with_columns(rank_band(_with_kind(frame, rows), profile.ranks).alias("rank_band"))
        frame = frame if BY_PERIOD in frame.columns else frame.with_columns(pl.lit(False).alias(BY_PERIOD))
        frame = frame.with_columns(pl.col(BY_PERIOD).fill_null(False))
    elif source.id == "sickness":
        frame = classifying.sickness(frame, profile.words)
        facts.reasons = frame.select(
            pl.col("payroll_number").alias("person_id"), pl.col("from").alias("from_on"), "reason_group"
        ).drop_nulls()
    elif source.id == "absence":
        frame = classifying.absence(frame, profile.words)
    elif source.id == "overtime":
        frame = frame.with_columns(pl.coalesce("to", "from").alias("to"))
    names = {each.name: column_name(each) for each in source.fields if each.place == "fact"}
    stored = [column.name for column in FACTS[source.id].columns]
    return frame.rename({name: column for name, column in names.items() if name != column}).select(stored)


def _with_kind(postings: pl.DataFrame, rows: dict[str, pl.DataFrame]) -> pl.DataFrame:
    if "people" not in rows:
        return postings.with_columns(person_kind=pl.lit(None, dtype=pl.String))
    kinds = rows["people"].select(pl.col("payroll_number").alias("_number"), pl.col("kind").alias("person_kind"))
    return postings.join(kinds, on="_number", how="left", maintain_order="left")


def _set_apart(facts: Facts, source: Source, people: pl.DataFrame) -> None:
    person = pl.col("payroll_number").alias("person_id")
    protected = [each.name for each in source.fields if each.place == "protected"]
    facts.protected = people.select(person, *protected).select(column.name for column in people_protected.columns)
    facts.identity = people.select(person, pl.col("_number").alias("payroll_number"), "warrant_number", "collar_number", "name")
