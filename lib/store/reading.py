"""A Select to a Polars frame. DuckDB answers through Arrow on the raw cursor: tens of times faster than row by row, types exact."""

from __future__ import annotations

from typing import Any

import polars as pl
import sqlalchemy as sa

from lib.schema import quarantine
from lib.store.engines import DUCKDB, declared, reader
from lib.store.leasing import Lease, lease


def read(statement: sa.Select[Any] | sa.CompoundSelect[Any], lease: Lease) -> pl.DataFrame:
    """The rows of a statement from a leased generation, columns named and typed as the statement declares them."""
    types = declared(statement.selected_columns)
    frame = _from_duckdb(statement, lease) if lease.path else _from_engine(statement, lease, types)
    if frame.columns != list(types):
        frame = frame.rename(dict(zip(frame.columns, types, strict=True)))
    casts = [pl.col(name).cast(kind) for name, kind in types.items() if kind is not None and frame.schema[name] != kind]
    return frame.with_columns(casts) if casts else frame


def _from_duckdb(statement: sa.Select[Any] | sa.CompoundSelect[Any], lease: Lease) -> pl.DataFrame:
    assert lease.path is not None
    compiled = statement.compile(dialect=DUCKDB, compile_kwargs={"render_postcompile": True})
    names = getattr(compiled, "positiontup", None) or []
    parameters = [compiled.params[name] for name in names]
    with reader(lease.path) as cursor:
        frame = pl.from_arrow(cursor.execute(str(compiled), parameters).to_arrow_table())
    assert isinstance(frame, pl.DataFrame)
    return frame


def _from_engine(
    statement: sa.Select[Any] | sa.CompoundSelect[Any], lease: Lease, types: dict[str, pl.DataType | None]
) -> pl.DataFrame:
    assert lease.engine is not None
    with lease.engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(statement)]
    columns = list(zip(*rows, strict=True)) or [()] * len(types)
    data = {
        name: pl.Series(name, [_plain(value) for value in column], dtype=kind, strict=False)
        for (name, kind), column in zip(types.items(), columns, strict=True)
    }
    return pl.DataFrame(data)


def _plain(value: Any) -> Any:
    return float(value) if type(value).__name__ == "Decimal" else value


def quarantined() -> pl.DataFrame:
    """The rows of the current generation's quarantine: `source, file, row, field, reason, fix, raw`, by file and row."""
    kept = [quarantine.c[name] for name in ("source", "file", "row", "field", "reason", "fix", "raw")]
    return read(sa.select(*kept).order_by(quarantine.c.file, quarantine.c.row, quarantine.c.source), lease())
