"""Rejected rows as they were read, for the loader: each look is written to the audit before a row is returned."""

from __future__ import annotations

import json
from dataclasses import dataclass

import polars as pl

from lib import audit, queries, store
from lib.errors import NotAllowed
from lib.grant import Grant
from lib.roles import allowed
from lib.service import holding, rights
from lib.sources import BY_ID

PAGE = 50
WITHHELD = "[withheld]"


@dataclass(frozen=True)
class Rejected:
    """One page of rows: `where` (file, row), `field, reason, fix, raw`. `pages` counts from 1."""

    rows: pl.DataFrame
    count: int
    page: int
    pages: int
    sources: tuple[tuple[str, str], ...]  # (id, title) of sources with rejected rows


def may(grant: Grant) -> bool:
    """True for the loader."""
    return allowed(grant.role, "list", "load")


def rejected(grant: Grant, source: str = "", page: int = 1) -> Rejected:
    """Raises NotAllowed, NoGeneration, and Refused where the look cannot be written down. `source` empty: all."""
    held = holding.current()
    rights.require_data(held, grant)
    if not may(grant):
        raise NotAllowed
    counts = {row["source"]: row["quarantined"] for row in held.counts.iter_rows(named=True) if row["quarantined"]}
    count = counts.get(source, 0) if source else sum(counts.values())
    pages = max(-(-count // PAGE), 1)
    page = min(max(page, 1), pages)
    audit.look(grant, "rejected rows", (), held.lease.generation, count)
    rows = store.read(queries.quarantined_page(source, PAGE, PAGE * (page - 1)), held.lease)
    where = pl.concat_str(pl.col("file"), pl.lit(", row "), pl.col("row").cast(pl.String).fill_null("?")).alias("where")
    titles = tuple((name, BY_ID[name].title) for name in sorted(counts) if name in BY_ID)
    raw = pl.Series("raw", [_told(text) for text in rows["raw"]], dtype=pl.String)
    return Rejected(rows.with_columns(raw).select(where, "field", "reason", "fix", "raw"), count, page, pages, titles)


def _told(raw: str | None) -> str:
    """`from 2026-13-01, to 25.05.2026; withheld: kind`: a row's values as they were read."""
    try:
        values = json.loads(raw or "{}")
    except ValueError:
        return raw or ""
    shown = ", ".join(f"{name} {value}" for name, value in values.items() if value not in (None, WITHHELD))
    hidden = ", ".join(name for name, value in values.items() if value == WITHHELD)
    return "; ".join(part for part in (shown, f"withheld: {hidden}" if hidden else "") if part)
