"""A first look at a file that nobody has described: its encoding, delimiter, header row and a sample of its rows."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from lib.checking.reading import TextTable
from lib.checking.sheets import first_rows
from lib.checking.workbook import Workbook
from lib.errors import EvenhandError
from lib.loading.files import PARQUET, WORKBOOKS, Found, opened
from lib.loading.texts import file_tables

START = 256 * 2**10
SAMPLE = 200
_DELIMITERS = ",;\t|"
ENDINGS = (".csv", ".txt", ".tsv", ".csv.gz", ".txt.gz", ".tsv.gz", *WORKBOOKS, PARQUET)


@dataclass(frozen=True)
class Look:
    """What a file, or one sheet of it, seems to be. `why` says why it could not be read; `columns` hold the sample's values, empty
    ones left out."""

    file: str
    sheet: str | None = None
    encoding: str = "utf-8"
    delimiter: str = ","
    header_row: int = 1
    header: tuple[str, ...] = ()
    columns: tuple[tuple[str, ...], ...] = ()
    why: str = ""

    def values(self, column: str) -> tuple[str, ...]:
        return self.columns[self.header.index(column)]

    @property
    def shape(self) -> tuple[object, ...]:
        """What files of one export have in common."""
        return self.sheet, self.encoding, self.delimiter, self.header_row, self.header


def looks(folder: Path) -> list[Look]:
    """A look at every file in a folder that could be an export, sheet by sheet, by name."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.name.lower().endswith(ENDINGS))
    return [look for path in paths for look in _look(Found(path.relative_to(folder).as_posix(), path, ""))]


def _look(file: Found) -> list[Look]:
    try:
        if file.kind == "workbook":
            return _sheets(file)
        if file.kind == "parquet":
            return [_sampled(file, "utf-8", ",", 1)]
        with opened(file) as stream:
            start = stream.read(START)
        encoding = _encoding(start)
        lines = start.decode(encoding, errors="replace").removeprefix("\ufeff").splitlines()[:60]
        delimiter = _delimiter(lines)
        rows = list(csv.reader(lines, delimiter=delimiter))
        return [_sampled(file, encoding, delimiter, _header_row(rows))]
    except EvenhandError as error:
        return [Look(file.name, why=error.what)]


def _sheets(file: Found) -> list[Look]:
    """Each sheet that can be seen."""
    with file.path.open("rb") as stream:
        book = Workbook(stream, file.name)
        tops = {sheet.name: first_rows(book, sheet, 20) for sheet in book.sheets if sheet.visible}
    found = []
    for name, top in tops.items():
        sheet = Found(f"{file.name}#{name}", file.path, "", name)
        try:
            header_row = top[_header_row([row for _, row in top]) - 1][0] if top else 1
            found.append(_sampled(sheet, "utf-8", ",", header_row))
        except EvenhandError as error:
            found.append(Look(file.name, name, why=error.what))
    return found


def _sampled(file: Found, encoding: str, delimiter: str, header_row: int) -> Look:
    table: TextTable = next(islice(file_tables(file, encoding, delimiter, header_row), 1))
    rows = table.rows.head(SAMPLE)
    columns = tuple(
        tuple(value for value in (text.strip() for text in rows[f"c{place}"]) if value) for place in range(len(table.header))
    )
    return Look(file.stored, file.sheet, encoding, delimiter, header_row, table.header, columns)


def _encoding(start: bytes) -> str:
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        start[: start.rfind(b"\n") + 1 or None].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _delimiter(lines: list[str]) -> str:
    """The one that splits most lines into the same number of fields, more than one."""

    def agreeing(mark: str) -> tuple[int, int]:
        widths = Counter(len(fields) for fields in csv.reader(lines, delimiter=mark) if len(fields) > 1)
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        return count, width

    return max(_DELIMITERS, key=agreeing)


def _header_row(rows: list[list[str]]) -> int:
    """The first row as wide as most, all of whose fields are different words: what stands above it is a title."""
    widths = Counter(len([field for field in row if field.strip()]) for row in rows if len(row) > 1)
    usual = max(widths, key=lambda width: (widths[width] > 1, width), default=0)
    for number, row in enumerate(rows, 1):
        names = [field.strip() for field in row if field.strip()]
        worded = sum(any(letter.isalpha() for letter in name) for name in names)
        if len(names) >= max(usual - 1, 1) and len(set(names)) == len(names) and worded >= 0.6 * len(names):
            return number
    return 1
