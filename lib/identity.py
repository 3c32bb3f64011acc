"""The identity store: where payroll number and pseudonym meet, in a file of its own. Only *reveal* and `--identified` open it."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from pathlib import Path

import polars as pl
import sqlalchemy as sa

from lib import settings
from lib.linking import Erased, erasure_mark
from lib.settings import Settings

_METADATA = sa.MetaData()
IDENTITIES = sa.Table(  # one row for each person a load has known, by pseudonym
    "identities",
    _METADATA,
    sa.Column("person_id", sa.String, primary_key=True),
    sa.Column("payroll_number", sa.String, nullable=False),
    sa.Column("warrant_number", sa.String),
    sa.Column("collar_number", sa.String),
    sa.Column("name", sa.String),
)
ERASED = sa.Table(  # one row for each erased person: a keyed hash, from which neither number nor pseudonym can be told
    "erased",
    _METADATA,
    sa.Column("mark", sa.String, primary_key=True),
)
COLUMNS = tuple(column.name for column in IDENTITIES.columns)
_CHUNK = 500
KEY_BYTES = 32


def pseudonym_key(home: Settings) -> bytes:
    """The secret that pseudonyms are made with; made on first use, readable by its owner alone, kept out of every database."""
    path = home.keys / "pseudonym.key"
    if not path.exists():
        home.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = path.with_suffix(".tmp")
        made.unlink(missing_ok=True)
        made.touch(mode=0o600)
        made.write_bytes(secrets.token_bytes(KEY_BYTES))
        made.replace(path)
    return path.read_bytes()


def _path(home: Settings) -> Path:
    return home.home / "identity.sqlite"


def _engine(home: Settings) -> sa.Engine:
    path = _path(home)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
    engine = sa.create_engine(f"sqlite:///{path}", poolclass=sa.pool.NullPool)
    _METADATA.create_all(engine)
    return engine


def remember(people: pl.DataFrame) -> None:
    """Keep who is behind each pseudonym: columns as `IDENTITIES`; what is kept of a person already known is replaced."""
    rows = people.select(COLUMNS).to_dicts()
    with _engine(settings.current()).begin() as connection:
        for chunk in _chunks([row["person_id"] for row in rows]):
            connection.execute(sa.delete(IDENTITIES).where(IDENTITIES.c.person_id.in_(chunk)))
        if rows:
            connection.execute(sa.insert(IDENTITIES), rows)


def erased(home: Settings, key: bytes) -> Erased:
    """Whose rows a load must not bring back. Part of what a generation's id is made of (`Erased.digest`)."""
    if not _path(home).exists():
        return Erased(key, frozenset())
    with _engine(home).connect() as connection:
        return Erased(key, frozenset(connection.execute(sa.select(ERASED.c.mark)).scalars()))


def forget(home: Settings, key: bytes, person_id: str) -> bool:
    """Erase a person from this store and keep the mark by which later loads pass over their rows; whether they were known.

    The caller has the approval and writes the audit. Generations that hold the person's facts are the caller's to rebuild.
    """
    with _engine(home).begin() as connection:
        numbers = sa.select(IDENTITIES.c.payroll_number).where(IDENTITIES.c.person_id == person_id)
        number = connection.execute(numbers).scalar()
        if number is None:
            return False
        mark = erasure_mark(key, number)
        if connection.execute(sa.select(ERASED.c.mark).where(ERASED.c.mark == mark)).scalar() is None:
            connection.execute(sa.insert(ERASED).values(mark=mark))
        connection.execute(sa.delete(IDENTITIES).where(IDENTITIES.c.person_id == person_id))
        return True


def payroll_numbers(pseudonyms: Iterable[str]) -> dict[str, str]:
    """Payroll number of each pseudonym that is known. The caller has checked the right and written the audit event."""
    return {person: row["payroll_number"] or "" for person, row in identities(pseudonyms).items()}


def identities(pseudonyms: Iterable[str]) -> dict[str, dict[str, str | None]]:
    """Everything kept of each pseudonym that is known: payroll, warrant and collar number, name (null where not given)."""
    found: dict[str, dict[str, str | None]] = {}
    with _engine(settings.current()).connect() as connection:
        for chunk in _chunks(list(pseudonyms)):
            rows = connection.execute(sa.select(IDENTITIES).where(IDENTITIES.c.person_id.in_(chunk))).mappings()
            found |= {row["person_id"]: dict(row) for row in rows}
    return found


def _chunks(values: list[str]) -> Iterable[list[str]]:
    return (values[start : start + _CHUNK] for start in range(0, len(values), _CHUNK))
