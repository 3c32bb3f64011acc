"""The reader in parts: equal to `csv.reader(strict=True)` record by record, whatever the size of the parts."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from lib.checking.reading import joined, place_of, read_parts, read_text
from lib.errors import Refused

ALPHABET = 'ab,"\n\r;é '


def plainly(text: str) -> tuple[list[tuple[int, list[str]]], list[tuple[int, str]]]:
    """The rule written out slowly: a record that csv.reader cannot read ends with its first line."""
    lines = [line.rstrip("\r") for line in text.rstrip("\r\n").split("\n")]
    good: list[tuple[int, list[str]]] = []
    broken: list[tuple[int, str]] = []
    start = number = 0
    while start < len(lines):
        number += 1
        reader = csv.reader((f"{line}\n" for line in lines[start:]), strict=True)
        try:
            fields = next(reader)
        except csv.Error:
            broken.append((number, "broken_quotes"))
            start += 1
            continue
        start += reader.line_num
        if not fields:
            broken.append((number, "empty_row"))
        elif len(fields) != 2:
            broken.append((number, "wrong_width"))
        else:
            good.append((number, fields))
    return good, broken


@settings(max_examples=300, deadline=None)
@given(st.text(ALPHABET, max_size=60), st.integers(1, 40))
@example('"a\nb",c\n"d\ne', 3)
@example("a,b\n\n\n\nc,d", 2)
@example('x,"y""z"\n"q",\n', 5)
def test_parts_of_any_size_are_what_csv_reader_gives(text: str, size: int) -> None:
    text = f"h1,h2\nx,y\n{text}\nlast,one"
    table = joined(list(read_parts(io.BytesIO(text.encode()), "any.csv", part_bytes=size)))
    good, broken = plainly(text)
    assert table.rows.rows() == [(row, *fields) for row, fields in good if row > 1]
    assert table.broken.select("row", "reason").rows() == broken


def test_a_header_below_lines_of_other_width_is_found_across_parts() -> None:
    text = "Report of sickness\n\nmade on Monday, by hand, twice\nNo,Day\n1,Mon\n"
    for size in (3, 1000):
        parts = list(read_parts(io.BytesIO(text.encode()), "any.csv", header_row=4, part_bytes=size))
        assert parts[0].header == ("No", "Day")
        assert joined(parts).rows.rows() == [(5, "1", "Mon")]


def test_utf_16_is_read_in_parts_and_refused_where_it_breaks() -> None:
    data = "No,Name\n1,Zoë\n2,Ælf\n".encode("utf-16")
    assert joined(list(read_parts(io.BytesIO(data), "w.csv", "utf-16", part_bytes=5))).rows.rows() == [
        (2, "1", "Zoë"),
        (3, "2", "Ælf"),
    ]
    with pytest.raises(Refused, match="encoding"):
        read_text(data[:-1], "w.csv", "utf-16")


def test_a_line_that_never_ends_and_a_quote_that_never_closes_stay_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lib.checking.lines.LONGEST_LINE", 100)
    with pytest.raises(Refused, match="never ends"):
        list(read_parts(io.BytesIO(b"a," * 200), "l.csv", part_bytes=16))
    body = "".join(f"{i},x\n" for i in range(40_000))
    table = joined(list(read_parts(io.BytesIO(f'a,b\n1,"open\n{body}'.encode()), "q.csv", part_bytes=4096)))
    assert table.broken.select("row", "reason").rows() == [(2, "broken_quotes")], "an open quote costs one row, not the file"
    assert table.rows.height == 40_000


def test_columns_are_the_same_whatever_their_case_and_blanks() -> None:
    header = ("NAME", "DETAIL ", "Overtime  Pay")
    assert [place_of(header, name) for name in ("Name", "detail", "OVERTIME PAY")] == [0, 1, 2]
    assert place_of(("name", "Name"), "Name") == 1, "the exact name comes first"
    for twice in (("NAME", "Name "), ("a", "b")):
        with pytest.raises(ValueError, match="name"):
            place_of(twice, "name")
