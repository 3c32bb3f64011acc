"""What was loaded, how well it linked, what was rejected. None of it names a person."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from lib import schema
from lib.queries.portable import month_start


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


def file_digests() -> sa.Select:
    """One row is a file that was read: `file, sha256`."""
    return sa.select(schema.file_digests).order_by(schema.file_digests.c.file)


def dropped_columns() -> sa.Select:
    """One row is a column of a file that the profile does not declare: `file, column_name`."""
    table = schema.dropped_columns
    return sa.select(table).order_by(table.c.file, table.c.column_name)


def link_rules() -> sa.Select:
    """One row is a source and the rule that linked its rows: the columns of `link_rules`; rule null: not linked."""
    table = schema.link_rules
    return sa.select(table).order_by(table.c.source, table.c.rule.nulls_last(), table.c.certainty)


def row_rules() -> sa.Select:
    """One row is a rule across rows and what it did: `source, rule, outcome, rows_count`."""
    table = schema.row_rules
    return sa.select(table).order_by(table.c.source, table.c.rule, table.c.outcome)


def data_events() -> sa.Select:
    """One row is a break of a definition or a gap of coverage: the columns of `data_events`, by first day."""
    table = schema.data_events
    return sa.select(table).order_by(
        table.c.from_on, table.c.source, table.c.kind, table.c.field.nulls_first(), table.c.unit.nulls_first()
    )


def rows_by_month(sources: Collection[str]) -> sa.Select:
    """One row is a source and a month: `source, month, rows_count` of its accepted rows, dated by the column that `schema.DATED_BY` names."""
    chosen = []
    for source in sorted(sources):
        table = schema.FACTS[source]
        day = table.c[schema.DATED_BY[source]]
        month = month_start(sa.cast(day, sa.Date)).label("month")
        rows = sa.cast(sa.func.count(), sa.BigInteger).label("rows_count")
        chosen.append(
            sa.select(sa.literal(source, sa.String).label("source"), month, rows).where(day.is_not(None)).group_by(month)
        )
    both = sa.union_all(*chosen).subquery("dated")
    return sa.select(both).order_by(both.c.source, both.c.month)


def demand_by_month(fields: Collection[str]) -> sa.Select:
    """One row is a month: `month, demand_days_count` and the sum of each of these columns of `unit_months` over all units."""
    table = schema.unit_months
    sums = [sa.cast(sa.func.sum(table.c[name]), sa.Double).label(name) for name in ("demand_days_count", *fields)]
    return sa.select(table.c.month, *sums).where(table.c.demand_days_count > 0).group_by(table.c.month).order_by(table.c.month)


def recorded_by_unit() -> sa.Select:
    """One row is a unit and month with somebody in post: `unit, month, in_post_days, rostered_duties_count, sickness_spells_count`."""
    table = schema.person_months
    names = ("in_post_days", "rostered_duties_count", "sickness_spells_count")
    sums = [sa.cast(sa.func.sum(table.c[name]), sa.Double).label(name) for name in names]
    where = table.c.unit.is_not(None)
    return (
        sa.select(table.c.unit, table.c.month, *sums).where(where).group_by(table.c.unit, table.c.month).order_by("unit", "month")
    )


def demand_days_by_unit() -> sa.Select:
    """One row is a unit and month: `unit, month, days_count, demand_days_count`."""
    table = schema.unit_months
    kept = [sa.cast(table.c[name], sa.Double).label(name) for name in ("days_count", "demand_days_count")]
    return sa.select(table.c.unit, table.c.month, *kept).order_by(table.c.unit, table.c.month)


def quarantined() -> sa.Select:
    """One row is a quarantined record, by file and row: columns of `quarantine`."""
    table = schema.quarantine
    return sa.select(table).order_by(table.c.file, table.c.row, table.c.field)


def quarantined_page(source: str, most: int, after: int) -> sa.Select:
    """So many quarantined records behind the first `after`, of one source or (empty) of all, by file and row."""
    chosen = quarantined().limit(most).offset(after)
    return chosen.where(schema.quarantine.c.source == source) if source else chosen


def reason_groups() -> sa.Select:
    """One row is a unit, quarter and ordinary reason group of 10 spells or more. No person key."""
    table = schema.reason_groups
    return sa.select(table).order_by(table.c.unit, table.c.quarter, table.c.reason_group)
