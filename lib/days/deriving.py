"""All derived tables of a generation, in chunks, so that memory stays bounded by one month of people."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from lib.days.columns import PERSON_DAYS, UNIT_MONTHS, shaped
from lib.days.conducted import conduct_months
from lib.days.periods import unit_periods
from lib.days.persondays import person_days, prepare
from lib.days.places import places
from lib.days.span import Facts, Span, heard, source
from lib.days.units import Units


def derived(facts: Facts, span: Span) -> Iterator[tuple[str, pl.DataFrame]]:
    """Table name and chunk, in the columns and types of the warehouse: `unit_places` once, then for each month a chunk of
    `person_days` (sorted by person and day) and of `unit_months` (by unit), then `unit_periods` and `conduct_months` once.

    Input: facts by source, as stored; `people`, `postings` and `units` must be there, any other may be missing or empty, and
    its figures are then null. Months at the end that no source speaks of are left out. Rows without a person_id are ignored where a person is needed.
    """
    span = heard(facts, span)
    tree = places(facts["units"], span)
    yield "unit_places", tree
    known = prepare(facts, tree, span)
    units = Units(facts, tree, known.posts)
    for first, last in span.stretches():
        days = person_days(known, first, last)
        yield "person_days", shaped(days, PERSON_DAYS)
        yield "unit_months", shaped(units.month(days, first, last), UNIT_MONTHS)
    yield "unit_periods", unit_periods(facts, known.unit_of, known.posts)
    yield "conduct_months", conduct_months(source(facts, "conduct"), known.unit_of, known.posts, span)
