"""Users and their rights. Role and scope stand here alone; an identity provider may limit, never grant."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from lib import audit
from lib.audit.database import reading, writing
from lib.casebook.tables import LINKS, SESSIONS, TABLES, USERS, digest, now
from lib.errors import InputError, Refused
from lib.grant import EVERYWHERE, Grant
from lib.roles import ROLES

DEMONSTRATION = "demonstration"
LOCAL = "local"
_RULED = frozenset({"administrator", "analyst"})


@dataclass(frozen=True)
class User:
    """One user: issuer and subject say who signs in, role and scope (unit codes, `*` for all) what they may see."""

    user_id: str
    issuer: str
    subject: str
    name: str
    role: str
    scope: frozenset[str]
    person_id: str | None
    disabled_at: datetime | None

    @property
    def actor(self) -> str:
        return f"{self.issuer}|{self.subject}"


def user_of(row: Any) -> User:
    """A row of `users` (or of a join that holds its columns) as a value."""
    return User(
        row.user_id, row.issuer, row.subject, row.name, row.role, frozenset(json.loads(row.scope)), row.person_id, row.disabled_at
    )


def users() -> list[User]:
    """Everybody who was ever let in, by issuer and subject."""
    with reading(TABLES) as connection:
        return [user_of(row) for row in connection.execute(sa.select(USERS).order_by(USERS.c.issuer, USERS.c.subject))]


def add(
    by: Grant,
    issuer: str,
    subject: str,
    role: str,
    scope: Iterable[str] = EVERYWHERE,
    name: str = "",
    person_id: str | None = None,
) -> User:
    """Let somebody in. Raises InputError for an unknown role, Refused where they are in already or would rule themselves."""
    if role not in ROLES:
        raise InputError("role", f"unknown: {role!r}", f"Known: {', '.join(ROLES)}.")
    with writing(TABLES) as connection:
        made = _added(connection, issuer, subject, role, frozenset(scope), name, person_id)
        audit.append(connection, audit.event_of("user added", by, reason=f"{made.actor} as {role}"))
    return made


def _added(
    connection: sa.Connection, issuer: str, subject: str, role: str, scope: frozenset[str], name: str, person_id: str | None
) -> User:
    held = connection.execute(sa.select(USERS).where(USERS.c.subject == subject)).all()
    if any(row.issuer == issuer for row in held):
        raise Refused("this user is there already", "See: python -m lib users list")
    if issuer not in (DEMONSTRATION, LOCAL) and {role, *[row.role for row in held if row.disabled_at is None]} >= _RULED:
        raise Refused("nobody is administrator and analyst at once", "Choose one role, or another person.")
    user = User(secrets.token_hex(8), issuer, subject, name or subject, role, scope, person_id, None)
    connection.execute(
        sa.insert(USERS).values(
            user_id=user.user_id,
            issuer=issuer,
            subject=subject,
            name=user.name,
            role=role,
            scope=json.dumps(sorted(scope)),
            person_id=person_id,
            made_at=now(),
        )
    )
    return user


def demonstration_user(role: str, person_id: str | None = None) -> User:
    """The demonstration user of a role, whole force; made on first use. `person_id` is the record that the person role holds."""
    if role not in ROLES:
        raise InputError("role", f"unknown: {role!r}", f"Known: {', '.join(ROLES)}.")
    with writing(TABLES) as connection:
        who = sa.and_(USERS.c.issuer == DEMONSTRATION, USERS.c.subject == role)
        row = connection.execute(sa.select(USERS).where(who)).first()
        if row is None:
            return _added(connection, DEMONSTRATION, role, role, EVERYWHERE, f"demonstration {role}", person_id)
        if row.person_id != person_id:
            connection.execute(sa.update(USERS).where(who).values(person_id=person_id))
        return user_of(connection.execute(sa.select(USERS).where(who)).one())


def disable(by: Grant, issuer: str, subject: str) -> User:
    """Shut somebody out and revoke their sessions, at once. Raises Refused where there is no such user."""
    with writing(TABLES) as connection:
        who = sa.and_(USERS.c.issuer == issuer, USERS.c.subject == subject)
        row = connection.execute(sa.select(USERS).where(who)).first()
        if row is None:
            raise Refused("there is no such user", "See: python -m lib users list")
        at = now()
        connection.execute(sa.update(USERS).where(who).values(disabled_at=at))
        open_ones = sa.and_(SESSIONS.c.user_id == row.user_id, SESSIONS.c.revoked_at.is_(None))
        connection.execute(sa.update(SESSIONS).where(open_ones).values(revoked_at=at))
        audit.append(connection, audit.event_of("user disabled", by, reason=f"{issuer}|{subject}"))
        return user_of(connection.execute(sa.select(USERS).where(who)).one())


def one_time_link(by: Grant, user: User) -> str:
    """A token that signs this user in once, from this machine, within a day."""
    token = secrets.token_urlsafe(32)
    with writing(TABLES) as connection:
        connection.execute(sa.insert(LINKS).values(token_sha256=digest(token), user_id=user.user_id, made_at=now()))
        audit.append(connection, audit.event_of("local link made", by, reason=user.actor))
    return token
