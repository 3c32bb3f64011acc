"""The casebook's database, opened here because the audit is its lowest room: SQLite in the home, PostgreSQL by its address.

SQLite: WAL, full sync, and every writing transaction begins IMMEDIATE, since a plain BEGIN loses write races at once.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import SQLAlchemyError

from lib import settings
from lib.errors import Refused

BUSY_SECONDS = 15
_APPEND_LOCK = 0x45564E48  # an advisory lock of our own on PostgreSQL
_engines: dict[str, sa.Engine] = {}
_ready: set[tuple[str, int]] = set()
_opening = threading.Lock()


def engine() -> sa.Engine:
    """The engine of the casebook that the settings name now; one for each address and process."""
    here = settings.current()
    url = here.casebook_url or f"sqlite:///{here.home / 'casebook.sqlite'}"
    with _opening:
        if url not in _engines:
            _engines[url] = _sqlite(here.home, url) if url.startswith("sqlite") else sa.create_engine(url, pool_pre_ping=True)
        return _engines[url]


def close() -> None:
    """Let go of every connection of this process."""
    with _opening:
        for opened in _engines.values():
            opened.dispose()
        _engines.clear()
        _ready.clear()


def _sqlite(home: Path, url: str) -> sa.Engine:
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    Path(sa.make_url(url).database or "").touch(mode=0o600)
    made = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})
    event.listen(made, "connect", _prepare)
    event.listen(made, "begin", _begin)
    return made


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # the driver would begin by itself, and not IMMEDIATE
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN" if connection.get_execution_options().get("reading") else "BEGIN IMMEDIATE")


@contextmanager
def writing(tables: sa.MetaData) -> Iterator[sa.Connection]:
    """One transaction that writes, alone among all processes. Raises Refused where the casebook cannot be written."""
    try:
        opened = _made(tables)
        with opened.begin() as connection:
            _alone(connection)
            yield connection
    except (SQLAlchemyError, OSError) as problem:
        raise Refused("the casebook cannot be written, so nothing is shown or changed", "See: python -m lib check") from problem


@contextmanager
def reading(tables: sa.MetaData) -> Iterator[sa.Connection]:
    """One transaction that only reads. Raises Refused where the casebook cannot be read."""
    try:
        opened = _made(tables).execution_options(reading=True)
        with opened.begin() as connection:
            yield connection
    except (SQLAlchemyError, OSError) as problem:
        raise Refused("the casebook cannot be read, so nothing is shown", "See: python -m lib check") from problem


def _alone(connection: sa.Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_APPEND_LOCK)))


def _made(tables: sa.MetaData) -> sa.Engine:
    """The engine, with the tables in it; two processes that start together make them once."""
    opened = engine()
    known = (str(opened.url), id(tables))
    if known not in _ready or _gone(opened):
        with opened.begin() as connection:
            _alone(connection)
            tables.create_all(connection)
        _ready.add(known)
    return opened


def _gone(opened: sa.Engine) -> bool:
    """True where a SQLite file was taken away beneath its engine: its pooled connections are let go."""
    if opened.dialect.name != "sqlite" or Path(opened.url.database or "").exists():
        return False
    opened.dispose()
    Path(opened.url.database or "").touch(mode=0o600)
    return True
