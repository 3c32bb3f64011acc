"""Frames into the warehouse's tables: DuckDB takes an Arrow frame whole, PostgreSQL a binary COPY of it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

import polars as pl
import pyarrow as pa
import sqlalchemy as sa

from lib.schema import METADATA
from lib.store import disk
from lib.store.engines import QUIET, arrow, declared, writer
from lib.store.reading import from_duckdb, from_postgres
from lib.store.values import Schema, Statement

_CHECKPOINT = sa.DDL("CHECKPOINT")
_ROW_GROUP = 122_880  # rows that DuckDB compresses together


@dataclass(frozen=True)
class FileBuilding:
    """A generation in a DuckDB file that is being written."""

    path: Path
    connection: sa.Connection

    def write(self, table: str, frame: pl.DataFrame) -> None:
        """Append a frame to a table: columns by name, missing ones null. Raises ValueError for a column the table has not."""
        frame = fitted(METADATA.tables[table], frame)
        if not frame.is_empty():
            disk.arriving(table)
            self._append(METADATA.tables[table], frame)
            if frame.height > _ROW_GROUP:  # what is not committed yet is held in memory
                self.connection.commit()

    def _append(self, table: sa.Table, frame: pl.DataFrame) -> None:
        name = f"arriving_{table.name}"
        arriving = sa.table(name, *[sa.column(column.name, column.type) for column in table.columns])
        raw = self.connection.connection.driver_connection
        assert raw is not None
        batches = frame.to_arrow().to_batches(max_chunksize=_ROW_GROUP)  # in one piece it takes twice the time
        raw.register(name, pa.Table.from_batches(batches))
        try:
            names = [column.name for column in table.columns]
            self.connection.execute(sa.insert(table).from_select(names, sa.select(*arriving.c)))
        finally:
            raw.unregister(name)

    def run(self, statement: sa.Executable) -> None:
        """Run a statement that writes (a fold from one table into another)."""
        self.connection.execute(statement)

    def read(self, statement: Statement) -> pl.DataFrame:
        """The rows of a statement over what has been written, columns named and typed as it declares them."""
        return from_duckdb(statement, self.connection.connection.driver_connection)


@contextmanager
def building(path: Path) -> Iterator[FileBuilding]:
    """Build a DuckDB file with every table of the schema; committed and closed on leaving, removed on any failure."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.unlink(missing_ok=True)
    engine = writer(path)
    try:
        with engine.connect() as connection:
            connection.execute(QUIET)
            METADATA.create_all(connection)
            connection.commit()
            yield FileBuilding(path, connection)
            connection.commit()
            connection.execute(_CHECKPOINT)  # closing would do it too, and say nothing where the disk is full
    except BaseException:
        engine.dispose()
        path.unlink(missing_ok=True)
        raise
    finally:
        rmtree(f"{path}.spill", ignore_errors=True)
    engine.dispose()
    if path.with_suffix(".tmp.wal").exists():
        raise OSError(errno.EIO, "what was written is not in the file", path.name)


@dataclass(frozen=True)
class SchemaBuilding:
    """A generation in a schema of a PostgreSQL database. Each write stands by itself: nobody looks at the schema yet."""

    schema: Schema
    engine: sa.Engine  # spells every table with the schema

    def write(self, table: str, frame: pl.DataFrame) -> None:
        """Append a frame to a table: columns by name, missing ones null. Raises ValueError for a column the table has not."""
        frame = fitted(METADATA.tables[table], frame)
        if not frame.is_empty():
            disk.arriving(table)
            with arrow(self.schema.url) as cursor:
                cursor.adbc_ingest(table, frame.to_arrow(), mode="append", db_schema_name=self.schema.name)

    def run(self, statement: sa.Executable) -> None:
        """Run a statement that writes (a fold from one table into another)."""
        with self.engine.begin() as connection:
            connection.execute(statement)

    def read(self, statement: Statement) -> pl.DataFrame:
        """The rows of a statement over what has been written, columns named and typed as it declares them."""
        return from_postgres(statement, self.schema)


def fitted(table: sa.Table, frame: pl.DataFrame) -> pl.DataFrame:
    """A frame with exactly a table's columns and declared types. Raises ValueError for a column the table has not."""
    types = declared(table.columns)
    if strange := set(frame.columns) - set(types):
        raise ValueError(f"{table.name} has no column {', '.join(sorted(strange))}")
    return frame.select(
        (pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind or pl.String()).alias(name)
        for name, kind in types.items()
    )
