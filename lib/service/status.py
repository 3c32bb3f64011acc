"""The state of the data in words, for the strip on every view."""

from __future__ import annotations

import polars as pl

from lib.grant import Grant
from lib.question import Month
from lib.service import holding, rights
from lib.service.holding import Held
from lib.service.values import Status
from lib.sources import BY_ID
from lib.words.numbers import listing


def now(grant: Grant) -> Status:
    """What is loaded now. Raises NoGeneration on an empty home. Every role may know how fresh the data are."""
    held = holding.current()
    rights.require_data(held, grant)
    info = held.lease.info
    return Status(
        generation=info.generation,
        name=info.name,
        synthetic=info.synthetic,
        data_as_of=info.data_as_of,
        first=held.first,
        newest=held.newest,
        words=" · ".join([f"data to {info.data_as_of:%-d %b %Y}", *incomplete(held), _linked(held)]),
    )


def incomplete(held: Held) -> list[str]:
    """`overtime incomplete from Sep 2026`, for each source that has not settled up to the newest month."""
    late = held.status.filter(pl.col("present") & (pl.col("complete_to_on") < held.lease.info.data_as_of))
    by_month: dict[Month, list[str]] = {}
    for source, day in late.select("source", "complete_to_on").iter_rows():
        by_month.setdefault(Month.of(day).plus(1), []).append(BY_ID[source].title.lower())
    return [f"{listing(sorted(names))} incomplete from {month.words}" for month, names in sorted(by_month.items())]


def _linked(held: Held) -> str:
    """The share of rows about people that could be linked to one."""
    counts = held.counts.filter(pl.col("source").is_in([source.id for source in BY_ID.values() if source.person]))
    linked, accepted = int(counts["linked"].sum()), int(counts["accepted"].sum())
    return f"{100 * linked / accepted:.1f} % linked" if accepted else "nothing to link"
