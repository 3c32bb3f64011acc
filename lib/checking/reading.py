"""Bytes to a text table with record numbers, strictly: nothing is inferred, dropped or padded.

Equal to Python's `csv.reader(strict=True)` record by record. Files whose quoted lines each stand alone are split by Polars; others
go through `csv.reader` itself, and a record that fails there ends with its first line, so that one open quote cannot swallow a file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from lib.checking.reasons import Reason
from lib.errors import Refused, Where

FIELD_LIMIT = 131_072
_DISGUISES = (
    (b"PK\x03\x04", "an Excel workbook or a zip archive"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
)
_MARKUP = (b"<!doctype", b"<html", b"<?xml", b"<table", b"{\\rtf")


@dataclass(frozen=True)
class TextTable:
    """One file as text. `rows`: `row` (record number, from 1), then one text column `c0`, `c1`... for each header field.
    `broken`: `row`, `reason` of records that are no row of the table. An empty field is an empty string here, not null."""

    header: tuple[str, ...]
    rows: pl.DataFrame
    broken: pl.DataFrame

    def position(self, column: str) -> str:
        """The name in `rows` of a header column. Raises ValueError when there is none."""
        return f"c{self.header.index(column)}"


@dataclass
class _Records:
    """What a pass over the lines gives: rows of the right width and broken ones."""

    good: pl.DataFrame
    broken: list[tuple[int, str]]
    header: tuple[str, ...]


def read_text(data: bytes, file: str, encoding: str = "utf-8", delimiter: str = ",", header_row: int = 1) -> TextTable:
    """Bytes of one delimited file to its text table. Raises Refused for what is no such file: empty, a workbook, CR-only, no header."""
    _refuse_disguise(data, file, encoding)
    text, undecoded = _decoded(data, encoding)
    if not text.strip():
        raise Refused("the file is empty", "Export it again, or take it out of the profile.", Where(file))
    if "\r" in text and "\n" not in text:
        raise Refused("lines end in CR alone", "Save it with line ends LF or CRLF.", Where(file))
    lines = pl.Series("line", [text.rstrip("\r\n")]).str.split("\n").explode().str.strip_chars_end("\r")
    records = _split(lines, delimiter, header_row, file, undecoded)
    broken = dict(records.broken)
    if header_row in broken or any("\0" in name for name in records.header):
        raise Refused("the header cannot be read", "Check `encoding`, `delimiter` and `header_row`.", Where(file, header_row))
    table = pl.DataFrame({"row": list(broken), "reason": list(broken.values())}, schema={"row": pl.Int64, "reason": pl.String})
    good = records.good.filter(~pl.col("row").is_in(table["row"].implode())) if broken else records.good
    return TextTable(records.header, good, table.filter(pl.col("row") > header_row).sort("row"))


def _refuse_disguise(data: bytes, file: str, encoding: str) -> None:
    start = data[:512].lstrip().lower()
    wide = encoding.lower().replace("_", "-").startswith("utf-16")
    kind = next((what for magic, what in _DISGUISES if data.startswith(magic) and not (wide and "UTF-16" in what)), None)
    if kind is None and start.startswith(_MARKUP):
        kind = "a web page or a markup document"
    if kind:
        raise Refused(f"the file is {kind}, not delimited text", "Save it as CSV in the declared encoding.", Where(file))


def _decoded(data: bytes, encoding: str) -> tuple[str, set[int]]:
    """The text, and the line numbers that are not in the encoding (with replacement characters in the text)."""
    try:
        return data.decode(encoding).removeprefix("\ufeff"), set()
    except UnicodeDecodeError:
        if encoding.lower().startswith("utf-16"):
            return "", set()
    lines, wrong = [], set()
    for number, line in enumerate(data.split(b"\n"), 1):
        try:
            lines.append(line.decode(encoding))
        except UnicodeDecodeError:
            wrong.add(number)
            lines.append(line.decode(encoding, errors="replace"))
    return "\n".join(lines).removeprefix("\ufeff"), wrong


def _split(lines: pl.Series, delimiter: str, header_row: int, file: str, undecoded: set[int]) -> _Records:
    if lines.len() < header_row:
        raise Refused("the file ends before its header", "Check `header_row` in the profile.", Where(file, header_row))
    quoted = lines.str.contains('"', literal=True).fill_null(False)
    alone = _each_alone(lines.filter(quoted).to_list(), delimiter)
    longest = lines.str.len_chars().max()
    if alone is None or (isinstance(longest, int) and longest > FIELD_LIMIT):
        return _slow(lines.to_list(), delimiter, header_row, file, undecoded)
    records = _fast(lines, quoted, alone, delimiter, header_row)
    records.broken += [(row, Reason.NOT_IN_ENCODING.value) for row in undecoded]
    return records


def _each_alone(lines: list[str], delimiter: str) -> list[list[str]] | None:
    """The fields of each line where every line is one whole record; None where one is not."""
    reader = csv.reader(iter(lines), delimiter=delimiter, strict=True)
    fields: list[list[str]] = []
    try:
        for record in reader:
            fields.append(record)
            if reader.line_num != len(fields):
                return None
    except csv.Error:
        return None
    return fields


def _fast(lines: pl.Series, quoted: pl.Series, alone: list[list[str]], delimiter: str, header_row: int) -> _Records:
    """Every line is one record: those without a quote are split by the delimiter, the others were split by `csv.reader`."""
    numbers = pl.int_range(1, lines.len() + 1, dtype=pl.Int64, eager=True)
    quoted_rows = dict(zip(numbers.filter(quoted).to_list(), alone, strict=True))
    names: list[str] = quoted_rows[header_row] if header_row in quoted_rows else str(lines[header_row - 1]).split(delimiter)
    header = tuple(name.strip() for name in names)
    width = len(header)
    plain = pl.DataFrame({"row": numbers, "line": lines}).filter(~quoted & (numbers > header_row))
    line = pl.col("line")
    state = (
        pl.when(line.str.contains("\0", literal=True))
        .then(pl.lit(Reason.NUL.value))
        .when(line == "")
        .then(pl.lit(Reason.EMPTY_ROW.value))
        .when(line.str.contains("\r", literal=True))
        .then(pl.lit(Reason.BROKEN_QUOTES.value))
        .when(line.str.count_matches(delimiter, literal=True) != width - 1)
        .then(pl.lit(Reason.WRONG_WIDTH.value))
    )
    plain = plain.with_columns(state.alias("reason"))
    broken = list(plain.filter(pl.col("reason").is_not_null()).select("row", "reason").iter_rows())
    split = line.str.split_exact(delimiter, width - 1).struct.rename_fields([f"c{i}" for i in range(width)]).alias("fields")
    good = plain.filter(pl.col("reason").is_null()).select("row", split).unnest("fields")
    kept: list[tuple[int, list[str]]] = []
    for row, fields in quoted_rows.items():
        if row > header_row:
            reason = _state(fields, width)
            broken.append((row, reason)) if reason else kept.append((row, fields))
    return _Records(_with(good, kept, width), broken, header)


def _slow(lines: list[str], delimiter: str, header_row: int, file: str, undecoded: set[int]) -> _Records:
    header: tuple[str, ...] = ()
    kept: list[tuple[int, list[str]]] = []
    broken: list[tuple[int, str]] = []
    for row, (fields, first, last) in enumerate(_records(lines, delimiter), 1):
        if row >= header_row and undecoded and not undecoded.isdisjoint(range(first, last + 1)):
            broken.append((row, Reason.NOT_IN_ENCODING.value))
        elif row == header_row:
            if fields is None:
                raise Refused("the header cannot be read", "Close its quotes.", Where(file, row))
            header = tuple(name.strip() for name in fields)
        elif row > header_row:
            reason = _state(fields, len(header))
            broken.append((row, reason)) if reason else kept.append((row, fields or []))
    empty = pl.DataFrame(schema={"row": pl.Int64, **{f"c{i}": pl.String for i in range(len(header))}})
    return _Records(_with(empty, kept, len(header)), broken, header)


def _records(lines: list[str], delimiter: str) -> Iterator[tuple[list[str] | None, int, int]]:
    """Each record's fields, first and last line (from 1); None for fields that fail: such a record ends with its first line."""
    start = 0
    while start < len(lines):
        reader = csv.reader((f"{lines[i]}\n" for i in range(start, len(lines))), delimiter=delimiter, strict=True)
        done = 0
        try:
            for record in reader:
                yield record, start + done + 1, start + reader.line_num
                done = reader.line_num
            return
        except csv.Error:
            start += done + 1
            yield None, start, start


def _state(fields: list[str] | None, width: int) -> str | None:
    if fields is None:
        return Reason.BROKEN_QUOTES.value
    if not fields:
        return Reason.EMPTY_ROW.value
    if len(fields) != width:
        return Reason.WRONG_WIDTH.value
    return Reason.NUL.value if any("\0" in field for field in fields) else None


def _with(good: pl.DataFrame, kept: list[tuple[int, list[str]]], width: int) -> pl.DataFrame:
    if not kept:
        return good
    columns = {"row": [row for row, _ in kept]} | {f"c{i}": [fields[i] for _, fields in kept] for i in range(width)}
    return pl.concat([good, pl.DataFrame(columns, schema=good.schema)]).sort("row")
