"""What a load changed: files, rows by source, months that were whole and are not the same any more, readings of months."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from lib import load_measures, metrics, queries, store
from lib.errors import NotAllowed, Refused
from lib.grant import Grant
from lib.question import FORCE, Month
from lib.roles import allowed
from lib.schema import SCHEMA_VERSION
from lib.service import holding, lanes, rights
from lib.service.holding import Held
from lib.sources import BY_ID
from lib.store import Published

MOST_READINGS = 60


@dataclass(frozen=True)
class Changes:
    """The current generation beside the one loaded before it; frames are ready to show and empty where nothing changed."""

    since: str
    files: pl.DataFrame  # file, what
    sources: pl.DataFrame  # source, before, now, change
    reopened: pl.DataFrame  # source, month, before, now
    readings: pl.DataFrame  # measure, month, before, now; empty for a role that sees no released figure
    more: int  # readings that changed and are not shown


def kept(grant: Grant) -> tuple[Published, ...]:
    """Generations that are kept, the newest first. Raises NoGeneration, NotAllowed."""
    rights.require_data(holding.current(), grant)
    return tuple(store.published())


def may_go_back(grant: Grant) -> bool:
    """True for who loads, and for who keeps the settings."""
    return allowed(grant.role, "write", "load") or allowed(grant.role, "write", "configuration")


def go_back(grant: Grant, generation: str) -> None:
    """Make a kept generation current, audited. Raises NotAllowed, and Refused where it is not kept or a load runs."""
    from lib import loading  # the loader is heavy, and views start without it

    rights.require_data(holding.current(), grant)
    found = next((each for each in store.published() if each.generation == generation), None)
    if not may_go_back(grant) or (grant.demonstration() and found is not None and not found.synthetic):
        raise NotAllowed
    loading.go_back(generation, grant)


def changes(grant: Grant) -> Changes | None:
    """None where no generation before the current one is kept. Raises NoGeneration, NotAllowed."""
    now = holding.current()
    rights.require_data(now, grant)
    before = _before(now)
    if before is None:
        return None
    if before.lease.info.schema_version != SCHEMA_VERSION:
        raise Refused("the generation before was written by an earlier version", "After the next load the two can be compared.")
    readings = _readings(before, now, grant)
    info = before.lease.info
    return Changes(
        since=f"generation {info.generation}, loaded {info.loaded_at:%-d %b %Y at %H:%M} UTC, data to {info.data_as_of:%-d %b %Y}",
        files=_files(before, now),
        sources=_sources(before, now),
        reopened=_reopened(before, now),
        readings=readings.head(MOST_READINGS),
        more=max(readings.height - MOST_READINGS, 0),
    )


def _before(now: Held) -> Held | None:
    """The generation that was loaded before the current one, and is kept."""
    older = [each for each in store.published() if each.loaded_at < now.lease.info.loaded_at]
    return holding.kept(max(older, key=lambda each: each.loaded_at).generation) if older else None


def _files(before: Held, now: Held) -> pl.DataFrame:
    old, new = (dict(store.read(queries.file_digests(), held.lease).iter_rows()) for held in (before, now))
    told = [(file, "new") for file in sorted(new.keys() - old.keys())]
    told += [(file, "removed") for file in sorted(old.keys() - new.keys())]
    told += [(file, "other contents") for file in sorted(old.keys() & new.keys()) if old[file] != new[file]]
    return pl.DataFrame(told, schema={"file": pl.String, "what": pl.String}, orient="row")


def _sources(before: Held, now: Held) -> pl.DataFrame:
    counts = [dict(held.counts.select("source", "accepted").iter_rows()) for held in (before, now)]
    rows = [(each.title, counts[0].get(each.id, 0), counts[1].get(each.id, 0)) for each in BY_ID.values()]
    frame = pl.DataFrame(rows, schema={"source": pl.String, "before": pl.Int64, "now": pl.Int64}, orient="row")
    return frame.with_columns(change=pl.col("now") - pl.col("before")).filter(pl.col("change") != 0)


def _reopened(before: Held, now: Held) -> pl.DataFrame:
    """Months that were complete in the generation before, and hold another number of rows now."""
    keys = ["source", "month"]
    both = before.rows_by_month.join(now.rows_by_month, on=keys, how="full", coalesce=True, suffix="_now").fill_null(0)
    rows = [
        (BY_ID[row["source"]].title, Month.of(row["month"]).words, row["rows_count"], row["rows_count_now"])
        for row in both.filter(pl.col("rows_count") != pl.col("rows_count_now")).sort(keys).iter_rows(named=True)
        if row["month"] is not None and before.complete(row["source"], Month.of(row["month"]))
    ]
    names = {"source": pl.String, "month": pl.String, "rows_before": pl.Int64, "rows_now": pl.Int64}
    return pl.DataFrame(rows, schema=names, orient="row")


def _readings(before: Held, now: Held, grant: Grant) -> pl.DataFrame:
    """Every measure of the force (or of the top of the grant's scope) whose month reads otherwise than before."""
    names = {"measure": pl.String, "month": pl.String, "before": pl.Float64, "now": pl.Float64, "change_percent": pl.Float64}
    rows: list[tuple[object, ...]] = []
    if allowed(grant.role, "see", "released") and (grant.everywhere() or allowed(grant.role, "list", "released")):
        declared = [metrics.BY_ID[name] for name in lanes.METRICS_SHOWN] + [
            load_measures.BY_ID[name] for name in lanes.LOADS_SHOWN
        ]
        for of in declared:
            rows += _reading(before, now, grant, of)
    return pl.DataFrame(rows, schema=names, orient="row")


def _reading(before: Held, now: Held, grant: Grant, of: metrics.Metric | load_measures.LoadMeasure) -> list[tuple[object, ...]]:
    if not (before.present(of.source) and now.present(of.source)):
        return []
    old, new = (held.series(grant, of).get(held.asked(rights.place_code(held, grant, FORCE))) for held in (before, now))
    if old is None or new is None:
        return []
    both = old.select("month", "value").join(new.select("month", now="value"), on="month", how="inner").drop_nulls()
    apart = 0.5 * 10.0**-of.decimals
    rows = both.filter((pl.col("value") - pl.col("now")).abs() >= apart).sort("month", descending=True)
    return [
        (
            of.title,
            Month.of(month).words,
            round(value, of.decimals),
            round(later, of.decimals),
            round(100 * (later - value) / value, 1) if value else None,
        )
        for month, value, later in rows.iter_rows()
    ]
