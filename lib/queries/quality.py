"""What was loaded, how well it linked, what was rejected. None of it names a person."""

from __future__ import annotations

import sqlalchemy as sa

from lib import schema


def info() -> sa.Select:
    """The one row of `generation`."""
    return sa.select(schema.generation)


def source_counts() -> sa.Select:
    """One row is a source: rows read, accepted, quarantined, duplicates, erased, linked, unlinked, skipped."""
    return sa.select(schema.source_counts).order_by(schema.source_counts.c.source)


def file_counts() -> sa.Select:
    """One row is a file: the same counts of its physical records."""
    return sa.select(schema.file_counts).order_by(schema.file_counts.c.file)


def source_status() -> sa.Select:
    """One row is a declared source, present or not: columns of `source_status`."""
    return sa.select(schema.source_status).order_by(schema.source_status.c.source)


def link_rates() -> sa.Select:
    """One row is a source, unit (null where the row names none) and month: `rows_count, linked_count`."""
    table = schema.link_rates
    return sa.select(table).order_by(table.c.source, table.c.unit.nulls_first(), table.c.month.nulls_first())


def link_rates_by_source() -> sa.Select:
    """One row is a source: `source, rows_count, linked_count` over all units and months."""
    table = schema.link_rates
    sums = [sa.cast(sa.func.sum(table.c[name]), sa.BigInteger).label(name) for name in ("rows_count", "linked_count")]
    return sa.select(table.c.source, *sums).group_by(table.c.source).order_by(table.c.source)


def quarantine_summary() -> sa.Select:
    """One row is a source, file, field, reason and fix: `rows_count` quarantined for it, the most first. Never a raw row."""
    keys = [schema.quarantine.c[name] for name in ("source", "file", "field", "reason", "fix")]
    rows = sa.cast(sa.func.count(), sa.BigInteger).label("rows_count")
    return sa.select(*keys, rows).group_by(*keys).order_by(rows.desc(), *[key.nulls_first() for key in keys])


def quarantined() -> sa.Select:
    """One row is a quarantined record, by file and row: columns of `quarantine`."""
    table = schema.quarantine
    return sa.select(table).order_by(table.c.file, table.c.row, table.c.field)


def reason_groups() -> sa.Select:
    """One row is a unit, quarter and ordinary reason group of 10 spells or more. No person key."""
    table = schema.reason_groups
    return sa.select(table).order_by(table.c.unit, table.c.quarter, table.c.reason_group)
