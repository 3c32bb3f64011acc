"""Connections and types: DuckDB files opened read-only with the outside world shut, PostgreSQL by its address."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import sqlalchemy as sa
from duckdb_sqlalchemy import Dialect as DuckDBDialect

DUCKDB = DuckDBDialect(paramstyle="numeric_dollar")
READER = {"enable_external_access": "false", "autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
MOST_OPEN = 8
_open: dict[Path, duckdb.DuckDBPyConnection] = {}
_opening = threading.Lock()


def reader(path: Path) -> duckdb.DuckDBPyConnection:
    """A new read-only connection to a generation's file, for one read; the process opens each file once and keeps the latest few."""
    with _opening:
        if path not in _open:
            config: dict[str, Any] = dict(READER)
            _open[path] = duckdb.connect(str(path), read_only=True, config=config)
            while len(_open) > MOST_OPEN:  # one that is being read stays open until its own connection is closed
                _open.pop(next(iter(_open))).close()
        return _open[path].cursor()


def close(path: Path) -> None:
    """Let go of a generation's file, before it is deleted."""
    with _opening:
        connection = _open.pop(path, None)
    if connection is not None:
        connection.close()


def writer(path: Path) -> sa.Engine:
    """An engine that writes a new DuckDB file. One process at a time."""
    return sa.create_engine(f"duckdb:///{path}", poolclass=sa.pool.StaticPool)


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
