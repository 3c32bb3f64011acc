"""Text tables of files, whatever kind of file: delimited text, a sheet of a workbook, Parquet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from lib.checking.columnar import parquet_tables
from lib.checking.reading import TextTable, joined, read_parts
from lib.checking.sheets import sheet_tables
from lib.checking.workbook import Workbook
from lib.loading.files import Found, Part, opened
from lib.loading.headers import check_columns

_Reading = tuple[str, str, str, int]


def tables(part: Part) -> Iterator[TextTable]:
    """The tables of a part's file in order, each of bounded size, at least one. Raises Refused naming the file, and columns that the
    profile names but it lacks."""
    for number, table in enumerate(file_tables(part.file, *_reading(part)[1:])):
        if number == 0:
            check_columns(table, part.entry, part.file.name)
        yield table


def file_tables(file: Found, encoding: str = "utf-8", delimiter: str = ",", header_row: int = 1) -> Iterator[TextTable]:
    """The tables of a file, or of one sheet of it. Raises Refused naming the file."""
    with opened(file) as stream:
        if file.kind == "workbook":
            book = Workbook(stream, file.stored)
            yield from sheet_tables(book, next(sheet for sheet in book.sheets if sheet.name == file.sheet), header_row)
        elif file.kind == "parquet":
            yield from parquet_tables(stream, file.name)
        else:
            yield from read_parts(stream, file.name, encoding, delimiter, header_row)


class Tables:
    """Whole text tables of files; one that several entries read is read once and kept until the last has had it."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._waiting = Counter(_reading(part) for part in parts)
        self._kept: dict[_Reading, TextTable] = {}

    def parts(self, part: Part) -> Iterator[TextTable]:
        """The part's text tables, of bounded size where nobody else reads the file and its rows need not be counted through."""
        key = _reading(part)
        if self._waiting[key] > 1 or key in self._kept or part.entry.counters:
            yield self.read(part)
            return
        self._waiting[key] -= 1
        yield from tables(part)

    def read(self, part: Part) -> TextTable:
        """The part's text table. Raises Refused naming the file, and columns the profile names but it lacks."""
        key = _reading(part)
        table = self._kept.pop(key, None) or joined(list(tables(part)))
        self._waiting[key] -= 1
        if self._waiting[key] > 0:
            self._kept[key] = table
        check_columns(table, part.entry, part.file.name)
        return table


def _reading(part: Part) -> _Reading:
    return part.file.name, part.entry.encoding, part.entry.delimiter, part.entry.header_row
