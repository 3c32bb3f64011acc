"""Frames into the warehouse's tables. DuckDB takes an Arrow frame whole; PostgreSQL takes rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pyarrow as pa
import sqlalchemy as sa

from lib.schema import METADATA
from lib.store.engines import declared, writer

_CHUNK = 5_000
_ROW_GROUP = 122_880  # rows that DuckDB compresses together


@dataclass(frozen=True)
class Building:
    """A generation being built: a connection to write through; tables exist and are empty."""

    path: Path
    connection: sa.Connection

    def write(self, table: str, frame: pl.DataFrame) -> None:
        """Append a frame to a table: columns by name, missing ones null. Raises ValueError for a column the table has not."""
        _append(self.connection, METADATA.tables[table], frame)

    def run(self, statement: sa.Executable) -> None:
        """Run a statement that writes (a fold from one table into another)."""
        self.connection.execute(statement)

    def read(self, statement: sa.Select[tuple[object, ...]]) -> list[tuple[object, ...]]:
        """Rows of a small statement over what has been written."""
        return [tuple(row) for row in self.connection.execute(statement)]


@contextmanager
def building(path: Path) -> Iterator[Building]:
    """Build a DuckDB file with every table of the schema; committed and closed on leaving, removed on any failure."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    engine = writer(path)
    try:
        with engine.connect() as connection:
            METADATA.create_all(connection)
            connection.commit()
            yield Building(path, connection)
            connection.commit()
    except BaseException:
        engine.dispose()
        path.unlink(missing_ok=True)
        raise
    engine.dispose()


def write_frames(engine: sa.Engine, frames: Mapping[str, pl.DataFrame]) -> None:
    """Create every table of the schema in a database and write frames by table name, in one transaction."""
    METADATA.create_all(engine)
    with engine.begin() as connection:
        for table, frame in frames.items():
            _append(connection, METADATA.tables[table], frame)


def fitted(table: sa.Table, frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with exactly a table's columns and declared types. Raises ValueError for a column the table has not."""
    types = declared(table.columns)
    if strange := set(frame.columns) - set(types):
        raise ValueError(f"{table.name} has no column {', '.join(sorted(strange))}")
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind or pl.String()).alias(name)
        for name, kind in types.items()
    )


def _append(connection: sa.Connection, table: sa.Table, frame: pl.DataFrame) -> None:
    frame = fitted(table, frame)
    if frame.is_empty():
        return
    if connection.dialect.name == "duckdb":
        _append_arrow(connection, table, frame)
    else:
        for chunk in frame.iter_slices(_CHUNK):
            connection.execute(sa.insert(table), chunk.to_dicts())


def _append_arrow(connection: sa.Connection, table: sa.Table, frame: pl.DataFrame) -> None:
    name = f"arriving_{table.name}"
    arriving = sa.table(name, *[sa.column(column.name, column.type) for column in table.columns])
    raw = connection.connection.driver_connection
    assert raw is not None
    batches = frame.to_arrow().to_batches(max_chunksize=_ROW_GROUP)  # in one piece it takes twice the time
    raw.register(name, pa.Table.from_batches(batches))
    try:
        names = [column.name for column in table.columns]
        connection.execute(sa.insert(table).from_select(names, sa.select(*arriving.c)))
    finally:
        raw.unregister(name)
