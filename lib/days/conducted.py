"""Allegations received, by unit and month."""

from __future__ import annotations

import polars as pl

from lib.days.columns import CONDUCT_MONTHS, shaped
from lib.days.posted import node_on
from lib.days.span import Span


def conduct_months(conduct: pl.DataFrame | None, unit_of: pl.DataFrame, held: pl.DataFrame, span: Span) -> pl.DataFrame:
    """One row is a unit, a month and a kind (complaint, conduct) with allegations received.

    Input: facts `conduct` (None: no such source, no row), `node, unit` and the postings held. An allegation counts once for
    each person it names, at the unit of the day received (the last one before, for a leaver); unit null: nobody is
    identified, or the person stood in no unit.
    """
    if conduct is None:
        return pl.DataFrame(schema=CONDUCT_MONTHS)
    received = conduct.filter(pl.col("received_on").is_between(span.first_day, span.last_day))
    rows = node_on(received.select("person_id", "kind", day="received_on"), held).join(unit_of, on="node", how="left")
    counts = rows.group_by("unit", "kind", month=pl.col("day").dt.truncate("1mo")).agg(allegations_count=pl.len())
    return shaped(counts, CONDUCT_MONTHS).sort("month", "unit", "kind")
