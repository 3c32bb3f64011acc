"""Connections and types: DuckDB files opened read-only with the outside world shut, PostgreSQL through Arrow."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import adbc_driver_postgresql.dbapi as arrow_postgres
import duckdb
import polars as pl
import sqlalchemy as sa
from duckdb_sqlalchemy import Dialect as DuckDBDialect

DUCKDB = DuckDBDialect(paramstyle="numeric_dollar")
QUIET = sa.DDL("SET enable_progress_bar = false")  # it would be drawn on stdout, where `--json` has one document alone
READER = {"enable_external_access": "false", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
MOST_OPEN = 8
MOST_IDLE = 4
BUILDER_MEMORY = "1GB"
"""What DuckDB may hold while it builds; beyond it, it spills beside the file."""
_open: dict[Path, duckdb.DuckDBPyConnection] = {}
_engines: dict[str, sa.Engine] = {}
_idle: dict[str, list[Any]] = {}
_opening = threading.RLock()  # a lease that ends lets go of its file at any moment, within this lock too


def reader(path: Path) -> duckdb.DuckDBPyConnection:
    """A new read-only connection to a generation's file, for one read; the process opens each file once and keeps the latest few."""
    with _opening:
        if path not in _open:
            config: dict[str, Any] = dict(READER)
            _open[path] = duckdb.connect(str(path), read_only=True, config=config)
            while len(_open) > MOST_OPEN:  # one that is being read stays open until its own connection is closed
                _open.pop(next(iter(_open))).close()
        cursor = _open[path].cursor()
    cursor.execute(str(QUIET))
    return cursor


def close(path: Path) -> None:
    """Let go of a generation's file, before it is deleted."""
    with _opening:
        connection = _open.pop(path, None)
    if connection is not None:
        connection.close()


def writer(path: Path) -> sa.Engine:
    """An engine that writes a new DuckDB file. One process at a time."""
    config = {"memory_limit": BUILDER_MEMORY, "preserve_insertion_order": True, "temp_directory": f"{path}.spill"}
    return sa.create_engine(f"duckdb:///{path}", poolclass=sa.pool.StaticPool, connect_args={"config": config})


def server(url: str) -> sa.Engine:
    """The engine of a PostgreSQL database; one for each address and process."""
    with _opening:
        if url not in _engines:
            _engines[url] = sa.create_engine(url, pool_pre_ping=True)
        return _engines[url]


def let_go(url: str) -> None:
    """Close every connection of this process to a PostgreSQL database, before it is taken away."""
    with _opening:
        engine, idle = _engines.pop(url, None), _idle.pop(url, [])
    for connection in idle:
        connection.close()
    if engine is not None:
        engine.dispose()


@contextmanager
def arrow(url: str) -> Iterator[Any]:
    """A cursor that gives and takes Arrow, on a connection of its own (each statement commits itself); kept for the next one."""
    with _opening:
        idle = _idle.setdefault(url, [])
        connection = idle.pop() if idle else None
    if connection is None:
        address = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        connection = arrow_postgres.connect(address, autocommit=True)
    try:
        with connection.cursor() as cursor:
            yield cursor
    except BaseException:
        connection.close()
        raise
    with _opening:
        if len(idle) < MOST_IDLE:
            idle.append(connection)
            return
    connection.close()


def polars_type(kind: sa.types.TypeEngine[Any]) -> pl.DataType | None:
    """The declared Polars type of a SQLAlchemy type: whole numbers and decimals are 64-bit. None: as it comes."""
    if isinstance(kind, sa.Boolean):
        return pl.Boolean()
    if isinstance(kind, sa.Integer):
        return pl.Int64()
    if isinstance(kind, sa.Numeric | sa.Float):
        return pl.Float64()
    if isinstance(kind, sa.DateTime):
        return pl.Datetime("us")
    if isinstance(kind, sa.Date):
        return pl.Date()
    return pl.String() if isinstance(kind, sa.String) else None


def declared(columns: Iterable[sa.ColumnElement[Any]]) -> dict[str, pl.DataType | None]:
    """Names and declared Polars types of columns, in order. `declared(table.columns)` is a table's schema."""
    return {getattr(column, "key", None) or str(column): polars_type(column.type) for column in columns}
