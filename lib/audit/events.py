"""Events: written in the transaction of the change they tell of, or alone and committed before a look is answered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from lib import settings, store
from lib.audit import chain, database
from lib.grant import Grant

TABLES = sa.MetaData()
EVENTS = sa.Table(  # one row an event; nothing ever changes or deletes one
    "audit_events",
    TABLES,
    sa.Column("seq", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("at", sa.DateTime, nullable=False),  # naive, UTC
    sa.Column("actor", sa.String, nullable=False),  # issuer|subject
    sa.Column("role", sa.String, nullable=False),
    sa.Column("session", sa.String, nullable=False),
    sa.Column("event", sa.String, nullable=False),
    sa.Column("view", sa.String, nullable=False),
    sa.Column("purpose", sa.String, nullable=False),
    sa.Column("reason", sa.String, nullable=False),
    sa.Column("subjects", sa.Text, nullable=False),  # JSON list of pseudonyms, sorted
    sa.Column("generation", sa.String, nullable=False),
    sa.Column("rows_count", sa.BigInteger, nullable=False),
    sa.Column("result", sa.String, nullable=False),
    sa.Column("previous", sa.String, nullable=False),
    sa.Column("mac", sa.String, nullable=False),
)
ONE_LOOK = timedelta(minutes=15)
SEEN_BY_THE_PERSON = ("look", "reveal", "export")


@dataclass(frozen=True)
class Event:
    """What happened: who did what to whom, why, over which generation, and what came of it. `subjects` are pseudonyms."""

    event: str
    actor: str
    role: str = ""
    session: str = ""
    view: str = ""
    purpose: str = ""
    reason: str = ""
    subjects: tuple[str, ...] = ()
    generation: str = ""
    rows_count: int = 0
    result: str = "done"


@dataclass(frozen=True)
class LookAt:
    """One look at a person: when (aware, UTC), by whom, and why."""

    at: datetime
    who: str
    why: str


def event_of(event: str, grant: Grant, **more: Any) -> Event:
    """An event by the holder of a grant."""
    return Event(event, grant.actor, grant.role, grant.session, **more)


def append(connection: sa.Connection, event: Event) -> int:
    """Add an event in a writing transaction of the casebook (alone, so that the chain has one tail). Gives its number."""
    last = connection.execute(sa.select(EVENTS.c.seq, EVENTS.c.mac).order_by(EVENTS.c.seq.desc()).limit(1)).first()
    row: dict[str, Any] = {
        **asdict(event),
        "seq": (last.seq if last else 0) + 1,
        "at": _now(),
        "subjects": _subjects(event.subjects),
        "previous": last.mac if last else chain.FIRST,
    }
    row["mac"] = chain.code(chain.key(settings.current()), row)
    connection.execute(sa.insert(EVENTS).values(**row))
    return row["seq"]


def record(
    event: str,
    grant: Grant,
    *,
    view: str = "",
    purpose: str = "",
    reason: str = "",
    subjects: Iterable[str] = (),
    generation: str = "",
    rows_count: int = 0,
    result: str = "done",
) -> int:
    """Commit one event: sign-in, sign-out, refusal, load, export, reveal. Gives its number. Raises Refused if it cannot be written."""
    told = event_of(
        event, grant, view=view, purpose=purpose, reason=reason, subjects=tuple(subjects), generation=generation,
        rows_count=rows_count, result=result,
    )  # fmt: skip
    with database.writing(TABLES) as connection:
        return append(connection, told)


def look(
    grant: Grant, view: str, subjects: Sequence[str], generation: str, rows_count: int, purpose: str = "", reason: str = ""
) -> None:
    """Commit one look at people before their data is returned. Raises Refused if it cannot be written: then show nothing.

    One look is one event for each session, view, set of subjects and generation, and again after 15 minutes. A look from
    the console has no session, and is written every time.
    """
    told = event_of(
        "look", grant, view=view, subjects=tuple(subjects), generation=generation, rows_count=rows_count,
        purpose=purpose, reason=reason,
    )  # fmt: skip
    if grant.session and _looked_lately(told):
        return
    with database.writing(TABLES) as connection:
        append(connection, told)


def _looked_lately(told: Event) -> bool:
    same = sa.and_(
        EVENTS.c.event == "look",
        EVENTS.c.session == told.session,
        EVENTS.c.view == told.view,
        EVENTS.c.generation == told.generation,
        EVENTS.c.subjects == _subjects(told.subjects),
        EVENTS.c.at > _now() - ONE_LOOK,
    )
    with database.reading(TABLES) as connection:
        return connection.execute(sa.select(sa.func.count()).where(same)).scalar_one() > 0


def looks_at(person_id: str, most: int = 10) -> list[LookAt]:
    """Who looked at this person, the newest first; a list that named them among others counts."""
    named = EVENTS.c.subjects.contains(json.dumps(person_id), autoescape=True)
    found = sa.select(EVENTS).where(EVENTS.c.event.in_(SEEN_BY_THE_PERSON), named).order_by(EVENTS.c.seq.desc()).limit(most)
    with database.reading(TABLES) as connection:
        return [
            LookAt(
                row.at.replace(tzinfo=UTC), f"{row.role} ({row.actor.partition('|')[2]})", row.reason or row.purpose or row.view
            )
            for row in connection.execute(found)
        ]


def rows() -> list[dict[str, Any]]:
    """Every event as stored, in order."""
    with database.reading(TABLES) as connection:
        return [dict(row) for row in connection.execute(sa.select(EVENTS).order_by(EVENTS.c.seq)).mappings()]


def _subjects(subjects: Iterable[str]) -> str:
    return json.dumps(sorted(set(subjects)))


def _now() -> datetime:
    return settings.now(store.all_synthetic()).astimezone(UTC).replace(tzinfo=None)
