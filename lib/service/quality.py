"""How far the data can be trusted: fresh, whole, linked, covered, and where a definition broke. No person in any of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from lib import casebook, policy, queries, settings, store
from lib.grant import Grant
from lib.pictures import Calendar, Sentence
from lib.roles import allowed
from lib.service import calendars, holding, rights
from lib.service.holding import Held
from lib.sources import BY_ID
from lib.words import data as words
from lib.words.links import biases

FLOWS = ("duties", "sickness", "absence", "overtime", "demand")
"""Sources of which every month brings rows: only of these is silence a sign."""
STALE_DAYS = 45
"""A month, and two weeks for its export to arrive."""
WORST_SHOWN = 8
FEWEST_ROWS = 30
"""Rows of a unit below which its link rate is not named: one row would decide it."""


@dataclass(frozen=True)
class Quality:
    """What was loaded. Frames are ready to show; `reasons` counts rows set aside and holds no row."""

    sentences: tuple[Sentence, ...]
    freshness: pl.DataFrame  # source, rows to, complete to, state, why
    sources: pl.DataFrame
    files: pl.DataFrame
    adds_up: str
    linked: pl.DataFrame
    worst: pl.DataFrame | None  # None: this role sees no unit
    bias: str
    biases: tuple[str, ...]  # by source, and by unit where this role sees units: how much too low its figures may be
    link_rules: pl.DataFrame
    rows: Calendar
    links: Calendar
    reasons: pl.DataFrame
    events: pl.DataFrame
    rules: tuple[str, ...]
    dropped: pl.DataFrame


def quality(grant: Grant) -> Quality:
    """The state of the current generation. Raises NoGeneration, NotAllowed. Every role may read how good the data are."""
    held = holding.current()
    rights.require_data(held, grant)
    counts = _counts(held.counts, "source")
    fresh, events = freshness(held, today(held)), told_events(held, grant)
    linked, units = _linked(held), worst_units(held, grant)
    return Quality(
        sentences=words.sentences(counts, fresh, linked, units, events),
        freshness=fresh,
        sources=counts,
        files=_counts(store.read(queries.file_counts(), held.lease), "file"),
        adds_up=words.adds_up(counts),
        linked=linked,
        worst=units,
        bias=words.BIAS,
        biases=_biases(held, grant),
        link_rules=_link_rules(held),
        rows=calendars.rows(held),
        links=calendars.links(held),
        reasons=_reasons(held),
        events=events,
        rules=tuple(words.rule(**row) for row in store.read(queries.row_rules(), held.lease).iter_rows(named=True)),
        dropped=_dropped(held),
    )


def today(held: Held) -> date:
    """The day that staleness is counted to: on synthetic data two weeks after their end, so that a demonstration does not age."""
    info = held.lease.info
    return settings.today(info.data_as_of, casebook.first_started_at(), info.synthetic)


def freshness(held: Held, day: date) -> pl.DataFrame:
    """One row a source: `source, rows_to_on, complete_to_on, state, why`."""
    rows = []
    for row in held.status.iter_rows(named=True):
        silent = (day - row["last_on"]).days if row["last_on"] else None
        stale = row["source"] in FLOWS and silent is not None and silent > STALE_DAYS
        told = words.state(
            row["present"], row["complete_to_on"], held.lease.info.data_as_of, row["settles_days"], silent if stale else None
        )
        rows.append((_title(row["source"]), row["last_on"], row["complete_to_on"], *told))
    names = {"source": pl.String, "rows_to_on": pl.Date, "complete_to_on": pl.Date, "state": pl.String, "why": pl.String}
    order = {_title(source): place for place, source in enumerate(BY_ID)}
    return pl.DataFrame(sorted(rows, key=lambda row: order[row[0]]), schema=names, orient="row")


def _title(source: str) -> str:
    return BY_ID[source].title if source in BY_ID else source


def _titled(column: str = "source") -> pl.Expr:
    return pl.col(column).replace({each.id: each.title for each in BY_ID.values()})


def _counts(counts: pl.DataFrame, by: str) -> pl.DataFrame:
    """`by, read, accepted, quarantined, duplicates, erased, adds_up, skipped`: whether the four make the rows read."""
    four = pl.col("accepted") + pl.col("quarantined") + pl.col("duplicates") + pl.col("erased")
    said = pl.when(four == pl.col("read")).then(pl.lit("yes")).otherwise(pl.lit("no")).alias("adds_up")
    rows = counts.select(by, "read", "accepted", "quarantined", "duplicates", "erased", said, "skipped")
    if by == "file":
        return rows
    place = pl.col(by).replace_strict({source: n for n, source in enumerate(BY_ID)}, default=len(BY_ID))
    return rows.sort(place).with_columns(_titled(by))


def _linked(held: Held) -> pl.DataFrame:
    """`source, rows_count, linked_count, linked_percent`, the least linked first."""
    rows = store.read(queries.link_rates_by_source(), held.lease)
    percent = (100 * pl.col("linked_count") / pl.col("rows_count")).alias("linked_percent")
    return rows.with_columns(percent).sort("linked_percent", "source").with_columns(_titled())


def worst_units(held: Held, grant: Grant) -> pl.DataFrame | None:
    """`unit, source, rows_count, not_linked_count, linked_percent`: where least is linked; within the grant's scope.

    None for a role that lists no unit and does not load.
    """
    if not (allowed(grant.role, "list", "unit") or allowed(grant.role, "see", "load")):
        return None
    rows = held.link_rates.filter(pl.col("unit").is_not_null()).group_by("unit", "source").agg(
        pl.col("rows_count").sum(), pl.col("linked_count").sum()
    )  # fmt: skip
    rows = rows.with_columns(
        not_linked_count=pl.col("rows_count") - pl.col("linked_count"),
        linked_percent=100 * pl.col("linked_count") / pl.col("rows_count"),
    ).filter(pl.col("rows_count") >= FEWEST_ROWS, pl.col("not_linked_count") > 0)
    seen = [unit for unit in rows["unit"].unique() if unit in held.nodes and policy.sees_place(grant, rights.path_of(held, unit))]
    names = {unit: held.nodes[unit]["name"] for unit in seen}
    return (
        rows.filter(pl.col("unit").is_in(seen))
        .sort("linked_percent", "unit", "source")
        .head(WORST_SHOWN)
        .select(pl.col("unit").replace(names), _titled(), "rows_count", "not_linked_count", "linked_percent")
    )


def _biases(held: Held, grant: Grant) -> tuple[str, ...]:
    """What rows without a person do to figures: of each source, and of the units that this grant lists."""
    lists = allowed(grant.role, "list", "unit") or allowed(grant.role, "see", "load")
    seen = [unit for unit in held.nodes if lists and policy.sees_place(grant, rights.path_of(held, unit))]
    names = {unit: held.nodes[unit]["name"] for unit in seen}
    found = [each for each in biases(held.link_rates, names) if each.unit is None or each.unit in names]
    return tuple(each.sentence for each in found[:WORST_SHOWN])


def _link_rules(held: Held) -> pl.DataFrame:
    """`source, rule, certainty, rows_count`: by which rule the rows of each source found their person."""
    rows = store.read(queries.link_rules(), held.lease)
    rule = pl.col("rule").str.replace_all("_", " ").fill_null("not linked")
    return rows.select(_titled(), rule, pl.col("certainty").fill_null("-"), "rows_count")


def _reasons(held: Held) -> pl.DataFrame:
    """`source, field, reason, fix, rows_count`: rows set aside, the most first; no row's own values."""
    rows = store.read(queries.quarantine_summary(), held.lease)
    return (
        rows.group_by("source", "field", "reason", "fix")
        .agg(pl.col("rows_count").sum())
        .sort("rows_count", "source", "reason", descending=[True, False, False])
        .with_columns(_titled())
    )


def told_events(held: Held, grant: Grant) -> pl.DataFrame:
    """`what, source, where, from_on, to_on, detail`: breaks and gaps of the force, and of units that the grant lists."""
    lists = allowed(grant.role, "list", "unit") or allowed(grant.role, "see", "load")
    kept = [
        (
            words.event_kind(row["kind"]),
            _title(row["source"]),
            _place(held, row["unit"]),
            row["from_on"],
            row["to_on"],
            row["detail"],
        )
        for row in held.data_events.iter_rows(named=True)
        if row["unit"] is None
        or (lists and row["unit"] in held.nodes and policy.sees_place(grant, rights.path_of(held, row["unit"])))
    ]
    names = {
        "what": pl.String,
        "source": pl.String,
        "where": pl.String,
        "from_on": pl.Date,
        "to_on": pl.Date,
        "detail": pl.String,
    }
    return pl.DataFrame(kept, schema=names, orient="row")


def _place(held: Held, unit: str | None) -> str:
    return held.nodes[unit]["name"] if unit is not None else "whole force"


def _dropped(held: Held) -> pl.DataFrame:
    """`file, columns`: what the profile does not declare, by file; the values were never stored."""
    rows = store.read(queries.dropped_columns(), held.lease)
    return rows.group_by("file", maintain_order=True).agg(pl.col("column_name").str.join(", ").alias("columns"))


def breaks(held: Held, grant: Grant, path: Sequence[str]) -> tuple[tuple[str, str, str], ...]:
    """Breaks and gaps that concern a place, to be drawn on its charts: (name, first day, last day), ISO days."""
    found = []
    for row in held.data_events.iter_rows(named=True):
        here = row["unit"] is None or row["unit"] in path
        if here and policy.sees_place(grant, path):
            name = words.event_name(row["kind"], _title(row["source"]), row["field"])
            found.append((name, row["from_on"].isoformat(), (row["to_on"] or row["from_on"]).isoformat()))
    return tuple(found)
