"""A sheet of a workbook to text tables: a cell is its text, `row` the sheet's own row. What the sheet claims of its size is not heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import polars as pl

from lib.checking.cells import NO_VALUE, number_text
from lib.checking.reading import BROKEN, TextTable
from lib.checking.workbook import Sheet, Workbook
from lib.errors import Refused, Where

ERROR, NO_RESULT = f"{NO_VALUE}error ", f"{NO_VALUE}formula without a result"
PART_ROWS = 20_000
PART_CHARACTERS = 16 * 2**20
COLUMNS = 16_384
ROWS = 1_048_576


def sheet_tables(book: Workbook, sheet: Sheet, header_row: int = 1) -> Iterator[TextTable]:
    """The tables of one sheet, in order, at least one. A row without any value is no record. Raises Refused without a header."""
    where = Where(f"{book.file}#{sheet.name}", header_row)
    cells = _Cells(book, header_row)
    header: tuple[str, ...] | None = None
    for _ in book.events(sheet.part, cells.start, cells.end, cells.text):
        if header is None and cells.header is not None:
            header = cells.header
            if not any(header):
                raise Refused("the header row is empty", "Check `header_row` in the profile.", where)
        if header is not None and (len(cells.rows) >= PART_ROWS or cells.characters >= PART_CHARACTERS):
            yield cells.table(header)
    if header is None:
        raise Refused("the sheet ends before its header", "Check `header_row` in the profile.", where)
    yield cells.table(header)


def first_rows(book: Workbook, sheet: Sheet, count: int) -> list[tuple[int, list[str]]]:
    """The sheet's first rows that hold anything, each with its number and as wide as it is, whatever the header."""
    cells = _Cells(book, 0, header=())
    for _ in book.events(sheet.part, cells.start, cells.end, cells.text):
        if len(cells.rows) >= count:
            break
    return [(row, [now.get(place, "") for place in range(max(now) + 1)]) for row, now in cells.rows[:count]]


@dataclass
class _Cells:
    """Gathers the rows of a sheet while it is parsed."""

    book: Workbook
    header_row: int
    header: tuple[str, ...] | None = None
    rows: list[tuple[int, dict[int, str]]] = field(default_factory=list)
    characters: int = 0

    def __post_init__(self) -> None:
        self.styles, self.shared = self.book.styles(), self.book.shared_texts()
        self.row, self.column = 0, -1
        self.now: dict[int, str] = {}
        self.kind, self.style, self.value, self.formula, self.inside = "n", 0, "", False, False

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == "c":
            at = given.get("r")
            self.column = _column(at) if at else self.column + 1
            self.kind, self.style = given.get("t", "n"), int(given.get("s", 0))
            if self.style < 0:
                raise self.book.damaged()
            self.value, self.formula = "", False
        elif name in ("v", "t"):
            self.inside = True
        elif name == "f":
            self.formula = True
        elif name == "row":
            said = int(given.get("r", 0))
            if said > ROWS:
                raise self.book.damaged()
            self.row = said if said > self.row else self.row + 1
            self.column, self.now = -1, {}

    def text(self, data: str) -> None:
        if self.inside:
            self.value += data

    def end(self, name: str) -> None:
        if name == "c":
            text = self._cell()
            if text and self.column < COLUMNS:
                self.now[self.column] = text
                self.characters += len(text)
        elif name in ("v", "t"):
            self.inside = False
        elif name == "row" and self.row >= self.header_row:
            if self.row == self.header_row:
                width = max(self.now, default=-1) + 1
                self.header = tuple(self.now.get(place, "").strip() for place in range(width))
            elif self.header is None:
                self.header = ()
            elif self.now:
                self.rows.append((self.row, self.now))

    def _cell(self) -> str:
        """The text of the cell that has just ended; empty where it holds nothing."""
        if self.kind == "s":
            return self._shared()
        if self.kind == "e":
            return ERROR + self.value
        if self.formula and self.value == "" and self.kind != "str":
            return NO_RESULT
        if self.value == "" or self.kind in ("str", "inlineStr", "d"):
            return self.value
        if self.kind == "b":
            return "TRUE" if self.value == "1" else "FALSE"
        try:
            shown = number_text(self.value, self.styles[self.style], self.book.from_1904)
        except (ValueError, IndexError, ArithmeticError):
            raise self.book.damaged() from None
        return f"{ERROR}####" if shown is None else shown

    def _shared(self) -> str:
        if not self.value.isascii() or not self.value.isdigit() or int(self.value) >= len(self.shared):
            raise self.book.damaged()
        return self.shared[int(self.value)]

    def table(self, header: tuple[str, ...]) -> TextTable:
        """The rows gathered so far, as a table; they are then forgotten."""
        rows, self.rows, self.characters = self.rows, [], 0
        width = range(len(header))
        rows = [each for each in rows if any(place in each[1] for place in width)]
        columns = {"row": [row for row, _ in rows]} | {
            f"c{place}": [cells.get(place, "") for _, cells in rows] for place in width
        }
        schema = {"row": pl.Int64, **{f"c{place}": pl.String for place in width}}
        return TextTable(header, pl.DataFrame(columns, schema=schema), pl.DataFrame(schema=BROKEN))


def _column(reference: str) -> int:
    """The place of a cell such as AB12, from 0."""
    place = 0
    for letter in reference:
        if not letter.isalpha():
            break
        place = place * 26 + ord(letter.upper()) - 64
    return place - 1
