"""Days to months: the one statement that makes `person_months` out of `person_days`."""

from __future__ import annotations

import sqlalchemy as sa

from lib.queries.portable import total
from lib.schema import COHORT_COLUMNS, PERSON_EVENTS, person_days, person_months

_KEYS = ("person_id", "month", "node", "unit", *COHORT_COLUMNS)


def person_months_fold() -> sa.Select:
    """One row is a cell: a person, month, node, cohort and FTE; `first_on`, `last_on` its first and last day, figures summed.

    Columns of `person_months`, in its order. A figure is null where no day of the cell knows it.
    """
    keys = [person_days.c[name] for name in _KEYS]
    ends = [sa.func.min(person_days.c.day).label("first_on"), sa.func.max(person_days.c.day).label("last_on")]
    sums = [total(person_days.c[name]).label(name) for name in PERSON_EVENTS]
    return sa.select(*keys, *ends, *sums).group_by(*keys)


def fill_person_months() -> sa.Insert:
    """The insert that fills `person_months` by `person_months_fold`."""
    return sa.insert(person_months).from_select([column.name for column in person_months.c], person_months_fold())
