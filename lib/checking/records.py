"""Blocks of lines to records of fields. Lines that each hold a record go through Polars, all others through `csv.reader` itself."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from lib.checking.lines import Block
from lib.checking.reasons import Reason
from lib.checking.spanning import UNFINISHED, each_alone, spanning_records

FIELD_LIMIT = 131_072
SHOWN = 200


@dataclass
class Records:
    """`good`: `row` and `c0`, `c1`...; `broken`: (row, reason, beginning of its text or None)."""

    good: pl.DataFrame
    broken: list[tuple[int, str, str | None]]


@dataclass
class Splitter:
    """Splits the blocks of one file, in order; holds what a block leaves unfinished, and the header once it has come."""

    delimiter: str
    header_row: int
    header: tuple[str, ...] = ()
    done: int = 0  # records so far
    carried: list[str] = field(default_factory=list)
    carried_undecoded: frozenset[int] = frozenset()

    def split(self, block: Block) -> Records | None:
        """The records that the block completes; None while the header has not come yet."""
        if self.header and not self.carried and not block.undecoded and (found := self._even(block.text)) is not None:
            return found
        lines = pl.Series("line", [block.text]).str.split("\n").explode().str.strip_chars_end("\r")
        undecoded = block.undecoded
        if self.carried:
            undecoded = self.carried_undecoded | {place + len(self.carried) for place in undecoded}
            lines = pl.concat([pl.Series("line", self.carried, pl.String), lines])
        self.carried, self.carried_undecoded = [], frozenset()
        if self.done < self.header_row and self.done + lines.len() < self.header_row:
            self._carry(lines.to_list(), undecoded)
            return None
        kinds = _Kinds.of(lines, self.delimiter)
        if kinds is None:
            return self._by_reader(lines.to_list(), undecoded, block)
        return self._by_line(kinds, undecoded)

    def _even(self, text: str) -> Records | None:
        """A block without quotes whose lines all have the header's width, counted on the bytes; None for any other."""
        if '"' in text or "\0" in text:
            return None
        data = text.replace("\r\n", "\n").removesuffix("\r").encode()
        if b"\r" in data or len(self.delimiter.encode()) > 1:
            return None
        letters = np.frombuffer(data, np.uint8)
        ends = np.append(np.flatnonzero(letters == ord("\n")), letters.size)
        marks = np.searchsorted(np.flatnonzero(letters == ord(self.delimiter)), ends)
        lengths = np.diff(ends, prepend=-1) - 1
        width = len(self.header)
        if (np.diff(marks, prepend=0) != width - 1).any() or not 0 < lengths.min() <= lengths.max() <= FIELD_LIMIT:
            return None
        rows = pl.int_range(self.done + 1, self.done + ends.size + 1, dtype=pl.Int64, eager=True).alias("row")
        self.done += ends.size
        return Records(_fields(data, self.delimiter, width, None).insert_column(0, rows), [])

    def _carry(self, lines: list[str], undecoded: frozenset[int]) -> None:
        self.carried, self.carried_undecoded = lines, undecoded

    def _by_line(self, kinds: _Kinds, undecoded: frozenset[int]) -> Records:
        """Every line is one record: the plain and the simply quoted are split by Polars, the others were split by `csv.reader`."""
        numbers = pl.int_range(self.done + 1, self.done + kinds.lines.len() + 1, dtype=pl.Int64, eager=True)
        read = dict(zip(numbers.filter(kinds.hard).to_list(), kinds.alone, strict=True))
        if self.done < self.header_row:
            place = self.header_row - self.done - 1
            names = read.get(self.header_row) or next(csv.reader([str(kinds.lines[place])], delimiter=self.delimiter), [""])
            self.header = tuple(name.strip() for name in names)
        width = len(self.header)
        frame = pl.DataFrame({"row": numbers, "line": kinds.lines, "delimiters": kinds.delimiters}).filter(
            ~kinds.hard & (numbers > self.header_row)
        )
        line = pl.col("line")
        state = (
            pl.when(line.str.contains("\0", literal=True))
            .then(pl.lit(Reason.NUL.value))
            .when(line == "")
            .then(pl.lit(Reason.EMPTY_ROW.value))
            .when(line.str.contains("\r", literal=True) & ~line.str.contains('"', literal=True))
            .then(pl.lit(Reason.BROKEN_QUOTES.value))
            .when(pl.col("delimiters") != width - 1)
            .then(pl.lit(Reason.WRONG_WIDTH.value))
        )
        wrong = {self.done + 1 + place for place in undecoded}
        if wrong:
            state = pl.when(pl.col("row").is_in(sorted(wrong))).then(pl.lit(Reason.NOT_IN_ENCODING.value)).otherwise(state)
        frame = frame.with_columns(state.alias("reason"))
        sound = frame["reason"].is_null()
        broken = [
            (row, reason, _beginning(text, reason))
            for row, text, reason in frame.filter(~sound).select("row", "line", "reason").iter_rows()
        ]
        kept: list[tuple[int, list[str]]] = []
        for row, fields in read.items():
            reason = Reason.NOT_IN_ENCODING.value if row in wrong else _state(fields, width)
            if row > self.header_row:
                broken.append((row, reason, _shown(fields, reason))) if reason else kept.append((row, fields))
        broken += [(row, Reason.NOT_IN_ENCODING.value, None) for row in wrong if row == self.header_row]
        good = frame if sound.all() else frame.filter(sound)
        self.done += kinds.lines.len()
        return Records(_with(_split_lines(good, self.delimiter, width), kept, width), broken)

    def _by_reader(self, lines: list[str], undecoded: frozenset[int], block: Block) -> Records | None:
        """Records may reach over lines: `csv.reader` itself. One that the block does not finish waits for the next."""
        kept: list[tuple[int, list[str]]] = []
        broken: list[tuple[int, str, str | None]] = []
        for fields, first, last in spanning_records(lines, self.delimiter, block.last):
            if last == UNFINISHED:
                self._carry(lines[first:], frozenset(place - first for place in undecoded if place >= first))
                break
            self.done += 1
            wrong = not undecoded.isdisjoint(range(first, last + 1)) if undecoded else False
            if self.done == self.header_row:
                self.header = tuple(name.strip() for name in fields or ())
                if fields is None or wrong:
                    broken.append((self.done, Reason.BROKEN_QUOTES.value, None))
            elif self.done > self.header_row:
                reason = Reason.NOT_IN_ENCODING.value if wrong else _state(fields, len(self.header))
                if fields is None and not wrong and len(lines[first]) > FIELD_LIMIT:
                    reason = Reason.TOO_LONG.value
                if reason:
                    broken.append((self.done, reason, _shown(fields, reason)))
                else:
                    kept.append((self.done, fields or []))
        if self.done < self.header_row:
            return None
        empty = pl.DataFrame(schema={"row": pl.Int64, **{f"c{i}": pl.String for i in range(len(self.header))}})
        return Records(_with(empty, kept, len(self.header)), broken)


@dataclass(frozen=True)
class _Kinds:
    """Lines that are one record each. `hard`: those that `csv.reader` split, into `alone`; `delimiters`: how many the others have."""

    lines: pl.Series
    hard: pl.Series
    alone: list[list[str]]
    delimiters: pl.Series

    @staticmethod
    def of(lines: pl.Series, delimiter: str) -> _Kinds | None:
        """None where a record reaches over lines, cannot be read, or is longer than a field may be."""
        longest = lines.str.len_chars().max()
        if isinstance(longest, int) and longest > FIELD_LIMIT:
            return None
        quoted = lines.str.contains('"', literal=True)
        bare = lines
        hard = quoted
        if quoted.any():
            mark = re.escape(delimiter)
            part = rf'(?:"[^"\x00]*"|[^"\r{mark}]*)'
            hard = quoted & ~lines.str.contains(rf"^{part}(?:{mark}{part})*$")
            bare = lines.str.replace_all(r'"[^"]*"', "")
        alone = each_alone(lines.filter(hard).to_list(), delimiter) if hard.any() else []
        if alone is None:
            return None
        return _Kinds(lines, hard, alone, bare.str.count_matches(delimiter, literal=True))


def _split_lines(frame: pl.DataFrame, delimiter: str, width: int) -> pl.DataFrame:
    """Lines of the right width, without quotes or with fields wholly in quotes, to `row` and `c0`, `c1`..."""
    schema: dict[str, type[pl.DataType]] = {f"c{i}": pl.String for i in range(width)}
    if frame.is_empty():
        return pl.DataFrame(schema={"row": pl.Int64, **schema})
    text = "\n".join(frame["line"].to_list())
    return _fields(text.encode(), delimiter, width, '"' if '"' in text else None).insert_column(0, frame["row"])


def _fields(data: bytes, delimiter: str, width: int, quote: str | None) -> pl.DataFrame:
    """Lines that are known to have `width` fields each."""
    schema: dict[str, type[pl.DataType]] = {f"c{i}": pl.String for i in range(width)}
    read = pl.read_csv(io.BytesIO(data), has_header=False, separator=delimiter, quote_char=quote, schema=schema)
    return read.with_columns(pl.all().fill_null(""))


def _state(fields: list[str] | None, width: int) -> str | None:
    if fields is None:
        return Reason.BROKEN_QUOTES.value
    if not fields:
        return Reason.EMPTY_ROW.value
    if len(fields) != width:
        return Reason.WRONG_WIDTH.value
    return Reason.NUL.value if any("\0" in each for each in fields) else None


def _beginning(text: str, reason: str) -> str | None:
    return text[:SHOWN] if reason in (Reason.WRONG_WIDTH.value, Reason.EMPTY_ROW.value) else None


def _shown(fields: list[str] | None, reason: str) -> str | None:
    return _beginning(",".join(fields or []), reason)


def _with(good: pl.DataFrame, kept: list[tuple[int, list[str]]], width: int) -> pl.DataFrame:
    if not kept:
        return good
    columns = {"row": [row for row, _ in kept]} | {f"c{i}": [fields[i] for _, fields in kept] for i in range(width)}
    return pl.concat([good, pl.DataFrame(columns, schema=good.schema)]).sort("row")
