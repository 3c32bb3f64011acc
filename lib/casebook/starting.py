"""When this home was first started: the day that a demonstration counts from."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from lib.audit.database import writing
from lib.casebook.tables import FIRST_START, TABLES, now


def first_started_at() -> datetime:
    """The moment of the first start (aware, UTC), kept on the first call."""
    with writing(TABLES) as connection:
        at = connection.execute(sa.select(FIRST_START.c.at)).scalar_one_or_none()
        if at is None:
            at = now()
            connection.execute(sa.insert(FIRST_START).values(only=1, at=at))
    return at.replace(tzinfo=UTC)
