"""The casebook's tables. Times are naive UTC; tokens are kept as SHA-256 only, so that a copy of the file opens nothing."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import sqlalchemy as sa

from lib import settings, store
from lib.audit.events import TABLES as TABLES

USERS = sa.Table(  # one row a person who may sign in; rights come from here alone
    "users",
    TABLES,
    sa.Column("user_id", sa.String, primary_key=True),
    sa.Column("issuer", sa.String, nullable=False),
    sa.Column("subject", sa.String, nullable=False),
    sa.Column("name", sa.String, nullable=False),
    sa.Column("role", sa.String, nullable=False),
    sa.Column("scope", sa.Text, nullable=False),  # JSON list of unit codes; ["*"] for all
    sa.Column("person_id", sa.String),  # pseudonym of the holder's own record
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("disabled_at", sa.DateTime),
    sa.UniqueConstraint("issuer", "subject"),
)
SESSIONS = sa.Table(  # one row a sign-in
    "sessions",
    TABLES,
    sa.Column("session_id", sa.String, primary_key=True),  # told in the audit; not the token
    sa.Column("token_sha256", sa.String, nullable=False, unique=True),
    sa.Column("user_id", sa.String, sa.ForeignKey("users.user_id"), nullable=False),
    sa.Column("began_at", sa.DateTime, nullable=False),
    sa.Column("seen_at", sa.DateTime, nullable=False),
    sa.Column("revoked_at", sa.DateTime),
)
LINKS = sa.Table(  # one row a one-time link for this machine
    "local_links",
    TABLES,
    sa.Column("token_sha256", sa.String, primary_key=True),
    sa.Column("user_id", sa.String, sa.ForeignKey("users.user_id"), nullable=False),
    sa.Column("made_at", sa.DateTime, nullable=False),
    sa.Column("used_at", sa.DateTime),
)
FIRST_START = sa.Table(  # one row
    "first_start",
    TABLES,
    sa.Column("only", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.DateTime, nullable=False),
)
TIE_OUTS = sa.Table(  # one row a published figure that somebody tied out; never changed
    "tie_outs",
    TABLES,
    sa.Column("tie_out_id", sa.String, primary_key=True),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("actor", sa.String, nullable=False),
    sa.Column("author", sa.String, nullable=False),
    sa.Column("figure", sa.String, nullable=False),  # lib.tieout.FIGURES
    sa.Column("place", sa.String, nullable=False),  # unit code, or force
    sa.Column("place_name", sa.String, nullable=False),  # as it was called then
    sa.Column("kinds", sa.Text, nullable=False),  # JSON list
    sa.Column("first_on", sa.Date, nullable=False),
    sa.Column("last_on", sa.Date, nullable=False),
    sa.Column("published", sa.Double, nullable=False),
    sa.Column("ours", sa.Double),  # null: not defined here
    sa.Column("source", sa.Text, nullable=False),  # where it was published
    sa.Column("why", sa.Text, nullable=False),  # the nearest cause, in words
    sa.Column("generation", sa.String, nullable=False),  # that ours was read from
)


def now() -> datetime:
    """The clock of the casebook, naive UTC."""
    return settings.now(store.all_synthetic()).astimezone(UTC).replace(tzinfo=None)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
