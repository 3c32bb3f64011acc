"""A stream of bytes to text tables with record numbers, strictly: nothing is inferred, dropped or padded.

A file is read in parts of bounded size, each a `TextTable` of whole records; `read_text` gives one table of all of them. Equal to
Python's `csv.reader(strict=True)` record by record; a record that fails there ends with its first line, so that one open quote
cannot swallow a file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

import polars as pl

from lib.checking.lines import blocks
from lib.checking.records import Records, Splitter
from lib.errors import Refused, Where

PART_BYTES = 8 * 2**20
BROKEN = {"row": pl.Int64, "reason": pl.String, "text": pl.String}


@dataclass(frozen=True)
class TextTable:
    """Records of one file as text. `rows`: `row` (record number, from 1), then one text column `c0`, `c1`... for each header field.
    `broken`: `row`, `reason`, `text` (its beginning; null where it cannot be read) of records that are no row of the table. An
    empty field is an empty string here, not null."""

    header: tuple[str, ...]
    rows: pl.DataFrame
    broken: pl.DataFrame

    def position(self, column: str) -> str:
        """The name in `rows` of a header column, also where case or blanks differ. Raises ValueError when there is none."""
        return f"c{place_of(self.header, column)}"


def place_of(header: tuple[str, ...], column: str) -> int:
    """The place of a column in a header: the same name, else the only one that differs in case and blanks alone.

    Raises ValueError where there is none, or more than one.
    """
    if column in header:
        return header.index(column)
    found = [place for place, name in enumerate(header) if plain(name) == plain(column)]
    if len(found) != 1:
        raise ValueError(column)
    return found[0]


def plain(name: str) -> str:
    """A column's name without case and with single blanks: how headers that differ from year to year are the same."""
    return " ".join(name.casefold().split())


def read_text(data: bytes, file: str, encoding: str = "utf-8", delimiter: str = ",", header_row: int = 1) -> TextTable:
    """The bytes of one delimited file to one text table. Raises Refused for what is no such file: empty, a workbook, no header."""
    return joined(list(read_parts(io.BytesIO(data), file, encoding, delimiter, header_row)))


def joined(parts: list[TextTable]) -> TextTable:
    """The parts of one file as one table."""
    return TextTable(
        parts[0].header, pl.concat([part.rows for part in parts]), pl.concat([part.broken for part in parts]).sort("row")
    )


def read_parts(
    stream: IO[bytes],
    file: str,
    encoding: str = "utf-8",
    delimiter: str = ",",
    header_row: int = 1,
    part_bytes: int = PART_BYTES,
) -> Iterator[TextTable]:
    """The tables of one delimited file, one for about each `part_bytes`, in order; at least one. Raises Refused as `read_text`."""
    splitter = Splitter(delimiter, header_row)
    seen = False
    for block in blocks(stream, file, encoding, part_bytes):
        found = splitter.split(block)
        if found is None:
            continue
        if not seen:
            _check_header(found, splitter, file)
        seen = True
        yield _table(splitter.header, found, header_row)
    if not seen:
        raise Refused("the file ends before its header", "Check `header_row` in the profile.", Where(file, header_row))


def _check_header(found: Records, splitter: Splitter, file: str) -> None:
    row = splitter.header_row
    if row in {number for number, _, _ in found.broken} or any("\0" in name for name in splitter.header):
        raise Refused("the header cannot be read", "Check `encoding`, `delimiter` and `header_row`.", Where(file, row))


def _table(header: tuple[str, ...], found: Records, header_row: int) -> TextTable:
    broken = pl.DataFrame([each for each in found.broken if each[0] > header_row], schema=BROKEN, orient="row").sort("row")
    return TextTable(header, found.good, broken)


__all__ = ["BROKEN", "TextTable", "joined", "place_of", "plain", "read_parts", "read_text"]
