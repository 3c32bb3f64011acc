"""Workbooks as a person sees them: what a cell shows is its text, what it lacks is said, and what a package claims is not believed."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from lib.checking.cells import number_text, style_of
from lib.checking.columnar import parquet_tables
from lib.checking.sheets import ERROR, NO_RESULT, sheet_tables
from lib.checking.workbook import Workbook
from lib.errors import Refused
from lib.loading import parse_profile
from lib.loading.files import find_parts
from lib.loading.texts import tables

SHOWN = [
    ("7", 0, "0000", "0007"), ("7", 0, '"P"000', "P007"), ("7", 0, None, "7"), ("7.5", 0, "0000", "7.5"), ("0.85", 9, None, "0.85"),
    ("7.4999999999999998E-1", 0, None, "0.75"), ("1E+20", 0, None, "100000000000000000000"), ("1234.5", 4, None, "1234.5"),
    ("46082", 14, None, "2026-03-01"), ("46082.3125", 22, None, "2026-03-01 07:30"), ("46082.3125", 14, None, "2026-03-01"),
    ("0.3125", 20, None, "07:30"), ("1.0625", 46, None, "25:30"), ("46082.9999999", 22, None, "2026-03-02 00:00"),
    ("46082", 164, "dd/mm/yyyy", "2026-03-01"), ("46082", 164, "[$-809]d mmm yy;@", "2026-03-01"), ("46082", 164, "mmm-yy", "2026-03-01"),
    ("0.3125", 164, "hh:mm:ss", "07:30"), ("46082", 164, '0" days"', "46082"), ("12", 164, '#,##0.00 "mins"', "12"),
    ("60", 14, None, "1900-02-29"), ("59", 14, None, "1900-02-28"), ("61", 14, None, "1900-03-01"), ("-1", 14, None, None),
    ("2958466", 14, None, None),
]  # fmt: skip


@pytest.mark.parametrize(("written", "number", "code", "text"), SHOWN)
def test_a_number_is_shown_by_its_format(written: str, number: int, code: str | None, text: str | None) -> None:
    assert number_text(written, style_of(number, code), from_1904=False) == text


def test_a_workbook_from_1904_has_its_own_days() -> None:
    assert number_text("0", style_of(14, None), from_1904=True) == "1904-01-01"


def book(path: Path) -> Path:
    """A workbook with everything that an export can hold."""
    made = xlsxwriter.Workbook(path)
    formats = {
        code: made.add_format({"num_format": code}) for code in ("0000", "dd/mm/yyyy", "dd/mm/yyyy hh:mm", "[h]:mm", "hh:mm")
    }
    sheet = made.add_worksheet("Data")
    sheet.write_row(0, 0, ["A report of sickness"])
    sheet.merge_range("A2:C2", "made on a Monday")
    sheet.write_row(2, 0, ["No", "Day", "At", "Hours", "Yes", "Note", "Text"])
    sheet.write_number(3, 0, 7, formats["0000"])
    sheet.write_datetime(3, 1, datetime(2026, 3, 1), formats["dd/mm/yyyy"])
    sheet.write_datetime(3, 2, datetime(2026, 3, 1, 7, 30), formats["dd/mm/yyyy hh:mm"])
    sheet.write_datetime(3, 3, timedelta(hours=25, minutes=30), formats["[h]:mm"])
    sheet.write_boolean(3, 4, True)
    sheet.write_formula(3, 5, "=1+1", None, 2)
    sheet.write_rich_string(3, 6, "a ", made.add_format({"bold": True}), "b")
    sheet.write_string(5, 0, "007")
    sheet.write_formula(5, 5, '="x"', None, "x")
    sheet.write_formula(5, 6, "=NA()", None, "#N/A")
    sheet.write_string(5, 9, "beside the table")
    sheet.write_formula(6, 0, "=A1", None, "")
    sheet.write_datetime(6, 2, time(7, 30), formats["hh:mm"])
    sheet.set_row(1_000_000, 20)
    hidden = made.add_worksheet("Old")
    hidden.hide()
    hidden.write_row(0, 0, ["No", "Day"])
    hidden.write_row(1, 0, ["1", "2026-01-01"])
    made.close()
    return path


def read(path: Path, sheet: str = "Data", header_row: int = 3) -> list[tuple[object, ...]]:
    with path.open("rb") as stream:
        opened = Workbook(stream, path.name)
        found = list(sheet_tables(opened, next(each for each in opened.sheets if each.name == sheet), header_row))
    return [row for table in found for row in table.rows.rows()]


def test_cells_are_what_a_person_sees(tmp_path: Path) -> None:
    path = without_results(book(tmp_path / "book.xlsx"))
    assert read(path) == [
        (4, "0007", "2026-03-01", "2026-03-01 07:30", "25:30", "TRUE", "2", "a b"),
        (6, "007", "", "", "", "", "x", f"{ERROR}#N/A"),
        (7, NO_RESULT, "", "07:30", "", "", "", ""),
    ], "empty rows are no records, a row has its own number, what stands beside the table is not read"


def without_results(path: Path) -> Path:
    """The workbook with the result of `=A1` taken out, as a program leaves it that does not calculate."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    name = "xl/worksheets/sheet1.xml"
    parts[name] = parts[name].replace(b"<f>A1</f><v></v>", b"<f>A1</f>").replace(b'r="A7" t="str"', b'r="A7"')
    parts[name] = parts[name].replace(b'<dimension ref="A1:J7"/>', b'<dimension ref="A1:XFD1048576"/>')
    assert b"<f>A1</f></c>" in parts[name]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for each, data in parts.items():
            package.writestr(each, data)
    return path


ENTRY = """version = 1
name = "x"
required = []
[[source]]
id = "sickness"
files = ["*.xlsx"]
SHEET
columns = { payroll_number = "No", from = "Day" }
"""


def test_sheets_are_named_or_the_only_one_that_can_be_seen(tmp_path: Path) -> None:
    book(tmp_path / "book.xlsx")

    def found(sheet: str) -> list[str]:
        parts = find_parts(parse_profile(ENTRY.replace("SHEET", sheet).encode()), tmp_path)
        return [part.file.name for part in parts]

    assert found("") == ["book.xlsx#Data"]
    assert found('sheet = "Old"') == ["book.xlsx#Old"], "a hidden sheet is read where it is named"
    assert found('sheet = ["D*", "Old"]') == ["book.xlsx#Data", "book.xlsx#Old"]
    with pytest.raises(Refused, match=r"`data`.*`Data`"):
        found('sheet = "data"')
    parts = find_parts(parse_profile(ENTRY.replace("SHEET", 'sheet = "Old"').encode()), tmp_path)
    assert next(tables(parts[0])).rows.rows() == [(2, "1", "2026-01-01")]


def package(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_rels", "_rels"), data)
    return out.getvalue()


def test_what_is_no_workbook_or_unpacks_to_too_much_is_refused(tmp_path: Path) -> None:
    sound = book(tmp_path / "b.xlsx").read_bytes()
    with zipfile.ZipFile(io.BytesIO(sound)) as made:
        parts = {name: made.read(name) for name in made.namelist()}

    def rebuilt(**changed: bytes) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
            for name, data in (parts | {key.replace("|", "/"): value for key, value in changed.items()}).items():
                made.writestr(name, data)
        return out.getvalue()

    sheet = parts["xl/worksheets/sheet1.xml"]
    cases = {
        "no Excel workbook": [b"No,Day\n1,2\n", b"", b"PK\x03\x04rest", sound[:200]],
        "an old or a protected": [b"\xd0\xcf\x11\xe0" + b"\0" * 600],
        "a zip archive": [package(other=b"x")],
        "damaged": [
            rebuilt(**{"xl|worksheets|sheet1.xml": sheet[:-40]}),
            rebuilt(**{"xl|worksheets|sheet1.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            rebuilt(**{"xl|worksheets|sheet1.xml": sheet.replace(b't="s"><v>0<', b't="s"><v>999999<')}),
        ],
        "too much": [rebuilt(**{"xl|bomb.xml": b"0" * (40 * 2**20)})],
    }
    for words, files in cases.items():
        for data in files:
            path = tmp_path / "case.xlsx"
            path.write_bytes(data)
            with pytest.raises(Refused, match=words):
                read(path, header_row=3)


def test_a_sheet_without_its_header_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path / "b.xlsx")
    for header_row, words in ((5, "empty"), (1_048_576, "ends before")):
        with pytest.raises(Refused, match=words):
            read(path, header_row=header_row)


def test_parquet_is_the_text_that_a_csv_file_would_hold() -> None:
    frame = pl.DataFrame(
        {"no": ["007", None], "day": [date(2026, 3, 1), None], "at": [datetime(2026, 7, 1, 6, 30, tzinfo=UTC), None],
         "n": [7, None], "h": [7.5, None], "b": [True, None], "list": [[1], None]}
    )  # fmt: skip
    out = io.BytesIO()
    frame.write_parquet(out)
    [table] = list(parquet_tables(io.BytesIO(out.getvalue()), "a.parquet"))
    assert table.header == tuple(frame.columns)
    assert table.rows.rows() == [
        (2, "007", "2026-03-01", "2026-07-01 07:30:00", "7", "7.5", "true", ""),
        (3, *[""] * 7),
    ]
    with pytest.raises(Refused, match="damaged"):
        list(parquet_tables(io.BytesIO(out.getvalue()[:-30]), "a.parquet"))
