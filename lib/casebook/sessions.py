"""Sessions: an opaque token in a cookie, a row here. The row is read on every rerun; the token alone says nothing."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any

import sqlalchemy as sa

from lib import audit, store
from lib.audit.database import reading, writing
from lib.casebook.tables import LINKS, SESSIONS, TABLES, USERS, digest, now
from lib.casebook.users import DEMONSTRATION, User, user_of
from lib.errors import NotAllowed
from lib.grant import Grant
from lib.policy import ABSOLUTE, Times, alive

LINK_LASTS = timedelta(days=1)
TOUCH = timedelta(seconds=30)
"""How often a use is written down: a session may end by so much earlier, never later."""
_JOINED = sa.select(SESSIONS, USERS).join(USERS, SESSIONS.c.user_id == USERS.c.user_id)


@dataclass(frozen=True)
class Begun:
    """A new session: the token for the cookie, and the grant it carries."""

    token: str
    grant: Grant


def begin(user: User, how: str) -> Begun:
    """Open a session and record the sign-in. `how`: demonstration, link."""
    with writing(TABLES) as connection:
        return _begun(connection, user, how)


def _begun(connection: sa.Connection, user: User, how: str) -> Begun:
    token, at = secrets.token_urlsafe(32), now()
    row = {"session_id": secrets.token_hex(8), "user_id": user.user_id, "began_at": at, "seen_at": at}
    connection.execute(sa.insert(SESSIONS).values(token_sha256=digest(token), **row))
    grant = Grant(
        user.actor, user.name, user.role, user.scope, row["session_id"], (at + ABSOLUTE).replace(tzinfo=UTC), user.person_id
    )
    audit.append(connection, audit.event_of("sign-in", grant, reason=how))
    return Begun(token, grant)


def redeem(token: str) -> Begun:
    """Use a one-time link: it opens one session, once. Raises NotAllowed alike for unknown, used, old and disabled."""
    with writing(TABLES) as connection:
        found = connection.execute(
            sa.select(LINKS, USERS)
            .join(USERS, LINKS.c.user_id == USERS.c.user_id)
            .where(LINKS.c.token_sha256 == digest(token), LINKS.c.used_at.is_(None), USERS.c.disabled_at.is_(None))
        ).first()
        if found is None or not found.made_at <= now() < found.made_at + LINK_LASTS:
            raise NotAllowed
        connection.execute(sa.update(LINKS).where(LINKS.c.token_sha256 == digest(token)).values(used_at=now()))
        return _begun(connection, user_of(found), "link")


def resolve(token: str | None) -> Grant | None:
    """The grant of a token, read afresh; None where it is unknown, ended, disabled, or a demonstration on data that are real."""
    if not isinstance(token, str) or not token:
        return None
    with reading(TABLES) as connection:
        row = connection.execute(_JOINED.where(SESSIONS.c.token_sha256 == digest(token))).first()
    at = now()
    if row is None or row.disabled_at is not None or not alive(Times(row.began_at, row.seen_at, row.revoked_at), at):
        return None
    if row.issuer == DEMONSTRATION and not store.all_synthetic():
        return None
    if at - row.seen_at >= TOUCH and not _touched(row):
        return None
    return _grant(row)


def _touched(row: Any) -> bool:
    """Write down that the session was used; False where it was revoked meanwhile."""
    still = sa.and_(SESSIONS.c.session_id == row.session_id, SESSIONS.c.revoked_at.is_(None))
    with writing(TABLES) as connection:
        return connection.execute(sa.update(SESSIONS).where(still).values(seen_at=now())).rowcount == 1


def _grant(row: Any) -> Grant:
    user, ends = user_of(row), (row.began_at + ABSOLUTE).replace(tzinfo=UTC)
    return Grant(user.actor, user.name, user.role, user.scope, row.session_id, ends, user.person_id)


def end(token: str | None) -> None:
    """Sign out: the token opens nothing from now on."""
    grant = resolve(token)
    if grant is None:
        return
    with writing(TABLES) as connection:
        connection.execute(sa.update(SESSIONS).where(SESSIONS.c.session_id == grant.session).values(revoked_at=now()))
        audit.append(connection, audit.event_of("sign-out", grant))
