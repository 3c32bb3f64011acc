"""The kinds of file an export can be: text packed by gzip, Parquet, an Excel workbook. The cells are the same in each."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter

from lib.errors import Refused
from lib.sources import BY_ID
from lib.synth.systems import Format, System

FORMATS: tuple[Format, ...] = ("csv", "parquet", "xlsx")
SUFFIXES: dict[Format, str] = {"csv": ".csv.gz", "parquet": ".parquet", "xlsx": ".xlsx"}
SHEET = "Export"
ISO = "%Y-%m-%d"
LARGEST_SHEET = 1_048_576  # rows of an Excel sheet
MADE_AT = datetime(2026, 1, 1)
"""Stands in every workbook as the time it was made, so that the same cells are the same bytes."""


class Sink(Protocol):
    """A file being written: rows of text, in canonical columns, in the system's order."""

    def write(self, table: pl.DataFrame) -> None: ...

    def close(self) -> None: ...


def opened(form: Format, path: Path, system: System, level: int) -> Sink:
    """A new file of that kind with the system's header. `level` says how tightly gzip packs."""
    if form == "csv":
        return _Text(path, system, level)
    return _Parquet(path, system) if form == "parquet" else _Workbook(path, system)


def told(form: Format, name: str) -> str:
    """How quarantine and truth name the file: a workbook with its sheet."""
    return f"{name}#{SHEET}" if form == "xlsx" else name


def header(system: System) -> list[str]:
    """The system's own column names, undeclared ones last."""
    return [*system.columns.values(), *system.extra]


class _Text:
    """Delimited text, packed without a time or a name."""

    def __init__(self, path: Path, system: System, level: int) -> None:
        self._delimiter = system.delimiter
        self._encoding = "utf-8" if system.encoding == "utf-8-sig" else system.encoding  # a mark stands before the header alone
        self._raw = path.open("wb")
        self._packed = gzip.GzipFile(filename="", mode="wb", compresslevel=level, fileobj=self._raw, mtime=0)
        self._packed.write((system.delimiter.join(header(system)) + "\n").encode(system.encoding))

    def write(self, table: pl.DataFrame) -> None:
        text = table.write_csv(include_header=False, separator=self._delimiter)
        self._packed.write(text.encode(self._encoding))

    def close(self) -> None:
        self._packed.close()
        self._raw.close()


class _Parquet:
    """Text columns, packed by zstd; one row group a part."""

    def __init__(self, path: Path, system: System) -> None:
        self._names = header(system)
        self._schema = pa.schema([(name, pa.string()) for name in self._names])
        self._file = pq.ParquetWriter(path, self._schema, compression="zstd")

    def write(self, table: pl.DataFrame) -> None:
        if table.height:
            self._file.write_table(table.rename(dict(zip(table.columns, self._names, strict=True))).to_arrow().cast(self._schema))

    def close(self) -> None:
        self._file.close()


@dataclass
class _Workbook:
    """One sheet. Cells are texts, but days are days where the system writes them as ISO, which is how a reader of workbooks sees a
    day; an empty cell is left out."""

    path: Path
    system: System

    def __post_init__(self) -> None:
        self._book = xlsxwriter.Workbook(self.path, {"constant_memory": True, "default_date_format": "dd/mm/yyyy"})
        self._book.set_properties({"created": MADE_AT})
        self._sheet = self._book.add_worksheet(SHEET)
        self._days = _days(self.system)
        self._rows = 1
        for column, name in enumerate(header(self.system)):
            self._sheet.write_string(0, column, name)

    def write(self, table: pl.DataFrame) -> None:
        if self._rows + table.height > LARGEST_SHEET:
            raise Refused(f"{self.path.name} has more rows than an Excel sheet", "Choose fewer people, or --format csv.")
        parsed = table.with_columns(
            pl.col(name).str.to_datetime(ISO, strict=False).alias(f"{name} as day") for name in self._days
        )
        places = {table.columns.index(name): table.width + number for number, name in enumerate(self._days)}
        for values in parsed.iter_rows():
            for column, text in enumerate(values[: table.width]):
                day = values[places[column]] if column in places else None
                if day is not None:
                    self._sheet.write_datetime(self._rows, column, day)
                elif text is not None:
                    self._sheet.write_string(self._rows, column, text)
            self._rows += 1

    def close(self) -> None:
        self._book.close()


def _days(system: System) -> list[str]:
    types = {field.name: field.type for field in BY_ID[system.source].fields}
    return [name for name in system.columns if types[name] == "day" and system.day_format == ISO]
