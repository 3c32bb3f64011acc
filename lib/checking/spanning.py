"""Records that reach over lines, or that cannot be read: `csv.reader` itself, strictly."""

from __future__ import annotations

import csv
from collections.abc import Iterator

RECORD_LIMIT = 16 * 2**20
"""Characters of one record after which it counts as a quote that is never closed."""


def each_alone(lines: list[str], delimiter: str) -> list[list[str]] | None:
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


UNFINISHED = -1
"""Stands for the last line of a record that more lines may close."""


def spanning_records(lines: list[str], delimiter: str, final: bool) -> Iterator[tuple[list[str] | None, int, int]]:
    """Each record's fields, first and last line (from 0). None for fields that fail: such a record ends with its first line.

    Where more lines will follow (not `final`), a record that reaches the end unclosed is given as unfinished.
    """
    start = 0
    while start < len(lines):
        reader = csv.reader((f"{lines[i]}\n" for i in range(start, len(lines))), delimiter=delimiter, strict=True)
        done = 0
        try:
            for record in reader:
                yield record, start + done, start + reader.line_num - 1
                done = reader.line_num
            return
        except csv.Error:
            at_end = start + reader.line_num >= len(lines)
            start += done
            if at_end and not final and _open_at_end(lines[start:], delimiter):
                yield None, start, UNFINISHED
                return
            yield None, start, start
            start += 1


def _open_at_end(lines: list[str], delimiter: str) -> bool:
    """Whether what `csv.reader` missed is only the end of the record: more lines may close it."""
    if sum(map(len, lines)) > RECORD_LIMIT:
        return False
    try:
        for _ in csv.reader([*(f"{line}\n" for line in lines), '"'], delimiter=delimiter, strict=True):
            pass
    except csv.Error as error:
        return "unexpected end" in str(error)
    return True
