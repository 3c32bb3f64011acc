"""Question and Grant to a `Select`: SQLAlchemy Core only, never run here, alike on DuckDB and PostgreSQL."""

from lib.queries.fold import fill_person_months, person_months_fold
from lib.queries.people import (
    people_of,
    person_absences,
    person_cells,
    person_days,
    person_duties,
    person_overtime,
    person_postings,
    person_spells,
)
from lib.queries.quality import (
    data_events,
    dropped_columns,
    file_counts,
    file_digests,
    info,
    link_rates,
    link_rates_by_source,
    quarantine_summary,
    quarantined,
    reason_groups,
    row_rules,
    rows_by_month,
    source_counts,
    source_status,
)
from lib.queries.tree import below, events, events_of, permitted_places, places
from lib.queries.trends import demand_days, series
from lib.queries.whole import cells, conduct_months, unit_months

__all__ = [
    "below",
    "cells",
    "conduct_months",
    "data_events",
    "demand_days",
    "dropped_columns",
    "events",
    "events_of",
    "file_counts",
    "file_digests",
    "fill_person_months",
    "info",
    "link_rates",
    "link_rates_by_source",
    "people_of",
    "permitted_places",
    "person_absences",
    "person_cells",
    "person_days",
    "person_duties",
    "person_months_fold",
    "person_overtime",
    "person_postings",
    "person_spells",
    "places",
    "quarantine_summary",
    "quarantined",
    "reason_groups",
    "row_rules",
    "rows_by_month",
    "series",
    "source_counts",
    "source_status",
    "unit_months",
]
