"""What an attacker, or a system with a fault, puts into exports and profiles: refused with its place, and no row lost."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import loading_exports as exports
import polars as pl
import pytest
import xlsxwriter

from lib.checking.reading import read_text
from lib.checking.sheets import sheet_tables
from lib.checking.workbook import Workbook
from lib.errors import Refused
from lib.loading import load, parse_profile
from lib.loading.files import find_parts
from lib.loading.gathering import gather
from lib.loading.stating import file_counts

WIDE = """
[[source]]
id = "demand"
files = ["wide.csv"]
columns = { day = "Day" }
unpivot = { columns = ["U", "C"], name = "unit", value = "incidents" }
running_total = { fields = ["incidents"], within = ["unit"], restarts = "year" }
"""


def test_a_cell_of_a_running_total_that_is_no_number_takes_its_record_along(tmp_path: Path) -> None:
    folder = exports.write(
        tmp_path, {"wide.csv": "Day,U,C\n2026-01-31,10,20\n2026-02-28,15,x\n2026-03-10,30,40\n"}, exports.PROFILE + WIDE
    )
    profile = parse_profile((folder / "profile.toml").read_bytes())
    gathered = gather(profile, find_parts(profile, folder), lambda *_: None)
    counts = file_counts(gathered)["wide.csv"]
    assert (counts["read"], counts["accepted"], counts["quarantined"]) == (3, 2, 1)
    failed = pl.concat(gathered.quarantine).filter(source="demand")
    assert failed.select("row", "field", "code").rows() == [(3, "incidents", "not_whole")]


PROFILES = [
    ('files = ["sickness*.csv"]', 'files = ["sickness**.csv"]', "source[4].files[1]"),
    ("settles_days = 14", "settles_days = 999999999999", "source[4].settles_days"),
    ("settles_days = 14", "header_row = 99999999999999999999", "source[4].header_row"),
    ("pad = 4", "pad = 3000000000", "source[1].ids.payroll_number.pad"),
    ("settles_days = 14", "settles_days = " + "9" * 5000, "not TOML"),
    ("settles_days = 14", f"x = {'[' * 3000}{']' * 3000}", "within each other"),
    *[("settles_days = 14", f'encoding = "{name}"', "source[4].encoding") for name in ("undefined", "idna", "punycode", "unicode_escape")],
]  # fmt: skip


@pytest.mark.parametrize(("sound", "hostile", "said"), PROFILES)
def test_a_hostile_profile_is_refused_by_its_key_path(tmp_path: Path, sound: str, hostile: str, said: str) -> None:
    folder = exports.write(tmp_path, profile=exports.PROFILE.replace(sound, hostile))
    with pytest.raises(Refused) as refusal:
        find_parts(parse_profile((folder / "profile.toml").read_bytes()), folder)
    assert said in refusal.value.text
    assert refusal.value.fix


def test_a_file_name_that_no_text_can_hold_is_refused(tmp_path: Path) -> None:
    folder = exports.write(tmp_path)
    (folder / os.fsdecode(b"sickness_\xff.csv")).write_text("No\n", "utf-8")
    with pytest.raises(Refused, match="UTF-8"):
        find_parts(parse_profile(exports.PROFILE.encode()), folder)


@pytest.mark.parametrize("name", ["utf16", "U16", "utf_16"])
def test_wide_text_is_known_by_every_name_of_its_encoding(name: str) -> None:
    table = read_text("No,Day\n1,2026-01-01\n".encode("utf-16"), "x.csv", name)
    assert table.rows.rows() == [(2, "1", "2026-01-01")]


def test_wide_text_without_its_mark_is_refused() -> None:
    with pytest.raises(Refused, match="declared encoding"):
        read_text("No,Day\n1,2026-01-01\n".encode("utf-16-le"), "x.csv", "utf-16")


SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
HOSTILE = [
    (SHEET, b'<row r="2"', b'<row r="abc"'),
    (SHEET, b'<row r="2"', b'<row r="99999999999999999999999"'),
    (SHEET, b'<c r="A2"', b'<c s="q" r="A2"'),
    (SHEET, b'<c r="A2"', b'<c s="-1" r="A2"'),
    (SHEET, b'<c r="A2" t="s"><v>1</v>', b'<c r="A2" t="s"><v>-1</v>'),
    (SHEET, b'<c r="A2" t="s"><v>1</v>', b'<c r="A2" t="s"><v>99</v>'),
    (SHEET, b'encoding="UTF-8"', b'encoding="bogus"'),
    (STYLES, b"<cellXfs", b'<numFmt numFmtId="zz" formatCode="0"/><cellXfs'),
]


@pytest.mark.parametrize("case", range(len(HOSTILE)))
def test_a_workbook_with_words_for_numbers_is_damaged(case: int) -> None:
    part, sound, hostile = HOSTILE[case]
    parts = _parts()
    assert sound in parts[part]
    _refused(_packed(parts | {part: parts[part].replace(sound, hostile)}))


def test_a_workbook_whose_packing_is_broken_is_damaged() -> None:
    packed = bytearray(_packed(_parts(), zipfile.ZIP_LZMA))
    place = packed.index(b"xl/workbook.xml") + len("xl/workbook.xml")
    packed[place + 9 : place + 60] = bytes(51)
    _refused(bytes(packed))


def _parts() -> dict[str, bytes]:
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    book.add_worksheet("S").write_column(0, 0, ["No", "a"])
    book.close()
    with zipfile.ZipFile(made) as package:
        return {name: package.read(name) for name in package.namelist()}


def _packed(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return made.getvalue()


def _refused(data: bytes) -> None:
    with pytest.raises(Refused, match="damaged"):
        book = Workbook(io.BytesIO(data), "book.xlsx")
        for _ in sheet_tables(book, book.sheets[0]):
            pass


def test_a_row_that_is_lost_between_reading_and_ending_does_not_add_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = exports.write(tmp_path / "exports")
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("lib.loading.gathering.differences", lambda rows, entry: rows[entry.source.id == "sickness" :])
    with pytest.raises(Refused, match="does not add up"):
        load(folder)
