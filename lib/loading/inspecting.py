"""What must hold of a generation before it may be published. One that does not add up is a fault of ours: it is never served."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import polars as pl
import sqlalchemy as sa

from lib import store
from lib.errors import Refused
from lib.schema import FACTS, METADATA, PERSON_EVENTS, generation, person_days, person_months, unit_months, unit_places

Counts = Mapping[str, Mapping[str, int]]
Read = Callable[[store.Statement], pl.DataFrame]


def inspect(built: store.Building, sources: Counts, files: Counts) -> None:
    """Raises Refused with everything that does not hold."""
    wrong = [
        *_unbalanced(sources, "source"),
        *_unbalanced(files, "file"),
        *_lost(built, sources),
        *_sums(built.read),
        *_homeless(built.read),
    ]
    if wrong:
        fix = "Nothing was published, and what was served before still is. Keep the exports, and report this."
        raise Refused(f"the generation does not add up: {'; '.join(wrong)}", fix)


def _unbalanced(counts: Counts, what: str) -> Iterator[str]:
    """Every row ends once."""
    for name, each in counts.items():
        ends = each["accepted"] + each["quarantined"] + each["duplicates"] + each["erased"]
        if each["read"] != ends or each["accepted"] != each["linked"] + each["unlinked"]:
            yield f"rows of the {what} {name} ended {ends} times, {each['read']} were read"


def _lost(built: store.Building, sources: Counts) -> Iterator[str]:
    """What was accepted is stored: row for row, or as intervals where rows say the same (snapshots, merged rows)."""
    heights = _heights(built, [*FACTS, "unit_places", "person_days", "person_months", "generation"])
    for source, each in sources.items():
        if each["accepted"] and not heights[source]:
            yield f"{each['accepted']} accepted rows of {source} are not stored"
    if heights["generation"] != 1:
        yield "it does not say once what it is"
    if heights["units"] and not heights["unit_places"]:
        yield "it has units and no places"
    if bool(heights["person_days"]) != bool(heights["person_months"]):
        yield "days and months of people are not of one force"


def _heights(built: store.Building, tables: list[str]) -> dict[str, int]:
    counts = [
        sa.select(sa.literal(name, sa.String).label("name"), sa.func.count().label("height")).select_from(METADATA.tables[name])
        for name in tables
    ]
    return dict(built.read(sa.union_all(*counts)).iter_rows())


def _sums(read: Read) -> Iterator[str]:
    """Months are the sums of days."""
    days, months = (_totals(read, table) for table in (person_days, person_months))
    for name in PERSON_EVENTS:
        one, other = days[name], months[name]
        if one is None and other is None:
            continue
        if one is None or other is None or abs(one - other) > 1e-9 * max(abs(one), 1.0):
            yield f"{name} sums to {one} by day and to {other} by month"


def _totals(read: Read, table: sa.Table) -> dict[str, float | None]:
    sums = [sa.func.sum(sa.cast(table.c[name], sa.Double), type_=sa.Double()).label(name) for name in PERSON_EVENTS]
    return read(sa.select(*sums)).row(0, named=True)


def _homeless(read: Read) -> Iterator[str]:
    """Everything that names a place names one of the tree."""
    for table, column in ((person_months, "node"), (unit_months, "unit")):
        known = sa.select(unit_places.c.node)
        lost = sa.select(sa.func.count().label("lost")).where(table.c[column].is_not(None), table.c[column].not_in(known))
        count = read(lost)["lost"][0]
        if count:
            yield f"{count} rows of {table.name} name a place that is not in the tree"


def is_whole(lease: store.Lease) -> bool:
    """Whether a published generation reads as what it says it is: its own id, and months that are the sums of its days."""

    def read(statement: store.Statement) -> pl.DataFrame:
        return store.read(statement, lease)

    own = read(sa.select(generation.c.generation))["generation"].to_list()
    return own == [lease.generation] and not [*_sums(read), *_homeless(read)]
