"""Hostile files: what a whole file, its name or its place can be. A table of kind, what is there, and how it must end."""

from __future__ import annotations

import gzip
import io
import os
import socket
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from lib.proving.hostile.declaring import HEADERS, SOUND, Accepted, Case, Ending, Quarantined, Refused, header, sound

FILE = "sickness.csv"
_TEXT = sound(FILE)
_ROWS = "".join(f"{row}\n" for row in SOUND[FILE]).encode()
_SAME = Accepted(0)


def _zip(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return made.getvalue()


def _sheet(rows: list[str], size: str = "A1:F3") -> bytes:
    cells = [
        "".join(
            f'<c r="{"ABCDEF"[column]}{row}" t="inlineStr"><is><t>{text}</t></is></c>'
            for column, text in enumerate(line.split(","))
        )
        for row, line in enumerate(rows, 1)
    ]
    body = "".join(f'<row r="{row}">{line}</row>' for row, line in enumerate(cells, 1))
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><dimension ref="{size}"/><sheetData>{body}</sheetData></worksheet>'.encode()


def workbook(sheet: bytes | None = None, more: dict[str, bytes] | None = None) -> bytes:
    """A small workbook of one sheet, the sound rows where none is given."""
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    packed = "http://schemas.openxmlformats.org/package/2006/relationships"
    parts = {
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{link}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{packed}"><Relationship Id="r1" Target="worksheets/sheet1.xml" '
        f'Type="{link}/worksheet"/></Relationships>',
    }
    whole = {name: text.encode() for name, text in parts.items()} | {
        "xl/worksheets/sheet1.xml": sheet or _sheet([HEADERS[FILE], *SOUND[FILE]])
    }
    return _zip(whole | (more or {}))


def _wide(columns: int) -> bytes:
    """The sound file with so many columns more that nobody reads."""
    names = b"".join(b",x%d" % number for number in range(columns))
    return header(FILE)[:-1] + names + b"\n" + b"".join(row.encode() + b"," * columns + b"\n" for row in SOUND[FILE])


_BIG = b"<worksheet>" + b" " * (40 * 2**20) + b"</worksheet>"
DATA: tuple[tuple[str, bytes, Ending], ...] = (
    ("empty file", b"", Refused("empty")),
    ("blank lines alone", b"\n\r\n\n", Refused("empty")),
    ("blanks alone", b"    ", Refused("empty")),
    ("byte-order mark alone", b"\xef\xbb\xbf", Refused("empty")),
    ("header alone", header(FILE), Accepted(-2)),
    ("header without a line end", header(FILE).rstrip(b"\n"), Accepted(-2)),
    ("workbook named .csv", workbook(), Refused("workbook")),
    ("zip bomb named .csv", _zip({"a": b"0" * 20_000_000}), Refused("zip archive")),
    ("old workbook named .csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", Refused("old Excel")),
    ("PDF named .csv", b"%PDF-1.7\n%rest\n", Refused("PDF")),
    ("gzip named .csv", gzip.compress(_TEXT), Refused("gzip")),
    ("Parquet named .csv", b"PAR1rest\nPAR1", Refused("Parquet")),
    ("web page named .csv", b"  <!DOCTYPE html><table><tr><td>1</td></tr></table>\n", Refused("web page")),
    ("table of a web page named .csv", b"<table><tr><td>No</td></tr></table>\n", Refused("web page")),
    ("XML named .csv", b"<?xml version='1.0'?><a/>\n", Refused("markup")),
    ("rich text named .csv", b"{\\rtf1 No,First}\n", Refused("markup")),
    ("picture named .csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", Refused("")),
    ("UTF-16, little end first, with its mark", _TEXT.decode().encode("utf-16"), Refused("UTF-16")),
    ("UTF-16, big end first, with its mark", b"\xfe\xff" + _TEXT.decode().encode("utf-16-be"), Refused("UTF-16")),
    ("UTF-16 without its mark", _TEXT.decode().encode("utf-16-le"), Refused("header")),
    ("UTF-16, big end first, without its mark", _TEXT.decode().encode("utf-16-be"), Refused("header")),
    ("UTF-32", _TEXT.decode().encode("utf-32"), Refused("UTF-16")),
    ("CR alone", _TEXT.replace(b"\n", b"\r"), Refused("CR alone")),
    ("CRLF", _TEXT.replace(b"\n", b"\r\n"), _SAME),
    ("mixed line ends", _TEXT.replace(b"\n", b"\r\n", 1), _SAME),
    ("no line end at the end", _TEXT.rstrip(b"\n"), _SAME),
    ("hundred line ends at the end", _TEXT + b"\n" * 100, _SAME),
    ("byte-order mark", b"\xef\xbb\xbf" + _TEXT, _SAME),
    ("byte-order mark before a quoted header", b'\xef\xbb\xbf"No"' + _TEXT[2:], _SAME),
    ("no header", _ROWS, Refused("no column")),
    ("header in capitals", _TEXT[: len(header(FILE))].upper() + _ROWS, _SAME),
    ("blanks around names of columns", header(FILE).replace(b",", b" , ") + _ROWS, _SAME),
    ("another delimiter throughout", _TEXT.replace(b",", b";"), Refused("no column")),
    ("tabs", _TEXT.replace(b",", b"\t"), Refused("no column")),
    ("column missing", _TEXT.replace(b"Last", b"Until"), Refused("`Last`")),
    ("column twice", header(FILE).replace(b"Why", b"First") + _ROWS, Refused("column")),
    ("column twice that nobody reads", b"x,x," + header(FILE) + b"".join(b"1,2," + row.encode() + b"\n" for row in SOUND[FILE]), _SAME),
    ("column without a name", b"," + header(FILE) + b"".join(b"1," + row.encode() + b"\n" for row in SOUND[FILE]), _SAME),
    ("names of columns alone are blanks", b" , , , , , \n" + _ROWS, Refused("no column")),
    ("empty line before the header", b"\n" + _TEXT, Refused("no column")),
    ("open quote in the header", b'"' + _TEXT, Refused("header")),
    ("NUL in the header", _TEXT.replace(b"Why", b"W\0y"), Refused("header")),
    ("five thousand columns more", _wide(5_000), _SAME),
    ("open quote in the last row", _TEXT + b'1,2026-02-01,2026-02-02,"Flu,8,no', Quarantined("broken_quotes")),
    ("thousand open quotes", _TEXT + b'1,2026-02-01,2026-02-02,"Flu,8,no\n' * 1000, Quarantined("broken_quotes", 1000)),
    ("line that never ends", header(FILE) + b"x" * 70_000_000, Refused("never ends")),
    ("forbidden column that nobody reads", b"Religion," + header(FILE) + b"".join(b"x," + row.encode() + b"\n" for row in SOUND[FILE]), _SAME),
)  # fmt: skip


def _zipped(name: str, data: bytes) -> tuple[Callable[[Path], None], tuple[tuple[str, str], ...]]:
    """The sickness file under another name."""

    def make(folder: Path) -> None:
        (folder / FILE).unlink()
        (folder / name).write_bytes(data)

    return make, ((f'"{FILE}"', f'"{name}"'),)


_CRC = bytearray(gzip.compress(_TEXT))
_CRC[-6] ^= 0xFF
NAMED: tuple[tuple[str, str, bytes, Ending], ...] = (
    ("gzip", "sickness.csv.gz", gzip.compress(_TEXT), _SAME),
    ("gzip in two members", "sickness.csv.gz", gzip.compress(header(FILE)) + gzip.compress(_ROWS), _SAME),
    ("truncated gzip", "sickness.csv.gz", gzip.compress(_TEXT)[:-9], Refused("gzip file is damaged")),
    ("gzip with a wrong sum", "sickness.csv.gz", bytes(_CRC), Refused("gzip file is damaged")),
    ("gzip with rubbish behind it", "sickness.csv.gz", gzip.compress(_TEXT) + b"rubbish", Refused("gzip file is damaged")),
    ("text named .gz", "sickness.csv.gz", _TEXT, Refused("gzip file is damaged")),
    ("empty file named .gz", "sickness.csv.gz", b"", Refused("")),
    ("gzip of nothing", "sickness.csv.gz", gzip.compress(b""), Refused("empty")),
    ("gzip in gzip", "sickness.csv.gz", gzip.compress(gzip.compress(_TEXT)), Refused("gzip archive")),
    ("bare deflate named .gz", "sickness.csv.gz", zlib.compress(_TEXT), Refused("gzip file is damaged")),
    ("name with blanks and accents", "sïck ness (1).csv", _TEXT, _SAME),
    ("name that begins with two points", "..sickness.csv", _TEXT, _SAME),
    ("name with a line end", "sick\\nness.csv", _TEXT, Refused("")),
    ("workbook", "sickness.xlsx", workbook(), _SAME),
    ("workbook that claims a million rows", "sickness.xlsx", workbook(_sheet([HEADERS[FILE], *SOUND[FILE]], "A1:XFD1048576")), _SAME),
    ("workbook that is a zip bomb", "sickness.xlsx", workbook(_BIG), Refused("unpacks to too much")),
    ("workbook with an external entity", "sickness.xlsx",
     workbook(b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>'), Refused("workbook")),
    ("truncated workbook", "sickness.xlsx", workbook()[:-40], Refused("Excel workbook")),
    ("zip archive named .xlsx", "sickness.xlsx", _zip({"a.txt": b"x"}), Refused("zip archive")),
    ("text named .xlsx", "sickness.xlsx", _TEXT, Refused("no Excel workbook")),
    ("web page named .xlsx", "sickness.xlsx", b"<html><table></table></html>", Refused("no Excel workbook")),
    ("workbook whose sheet is empty", "sickness.xlsx", workbook(b"<worksheet><sheetData/></worksheet>"), Refused("")),
    ("workbook with a path that leads out", "sickness.xlsx", workbook(more={"../../evil": b"x"}), _SAME),
    ("text named .parquet", "sickness.parquet", _TEXT, Refused("Parquet")),
)  # fmt: skip


def _link(target: str, outside: bool = False) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / FILE).unlink()
        if outside:
            (folder.parent / target).write_bytes(_TEXT)
        elif target == "inside.txt":
            (folder / target).write_bytes(_TEXT)
        (folder / FILE).symlink_to(f"../{target}" if outside else target)

    return make


def _instead(how: Callable[[Path], object]) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        (folder / FILE).unlink()
        how(folder / FILE)

    return make


def _socket(path: Path) -> None:
    place = Path.cwd()
    with socket.socket(socket.AF_UNIX) as made:
        os.chdir(path.parent)  # the name of a socket may not be long
        try:
            made.bind(path.name)
        finally:
            os.chdir(place)


PLACES: tuple[tuple[str, Callable[[Path], None] | None, str, Ending], ...] = (
    ("link inside the folder", _link("inside.txt"), FILE, _SAME),
    ("link that leads out", _link("outside.csv", outside=True), FILE, Refused("leads out")),
    ("link to nothing", _link("nowhere"), FILE, Refused("no file matches")),
    ("link to itself", _link(FILE), FILE, Refused("no file matches")),
    ("link to a device", _link("/dev/zero"), FILE, Refused("no file matches")),
    ("directory named .csv", _instead(Path.mkdir), FILE, Refused("no file matches")),
    ("pipe named .csv", _instead(os.mkfifo), FILE, Refused("no file matches")),
    ("socket named .csv", _instead(_socket), FILE, Refused("no file matches")),
    ("file that is not there", _instead(lambda path: None), FILE, Refused("no file matches")),
    ("name that leads out", None, "../sickness.csv", Refused("leads outside")),
    ("name from the root", None, "/etc/passwd", Refused("leads outside")),
    ("name from a home", None, "~/sickness.csv", Refused("leads outside")),
    ("name that leads out on the way", None, "a/../../sickness.csv", Refused("leads outside")),
    ("name in the other system's way", None, "..\\\\\\\\sickness.csv", Refused("")),
    ("folder itself", None, ".", Refused("leads outside")),
    ("pattern over everything", None, "**/sick*.csv", _SAME),
)
CASES: tuple[Case, ...] = (
    *(Case(kind, FILE, ending, data) for kind, data, ending in DATA),
    *(Case(kind, name, ending, None, *_zipped(name, data)) for kind, name, data, ending in NAMED),
    *(Case(kind, FILE, ending, None, make, ((f'"{FILE}"', f'"{name}"'),)) for kind, make, name, ending in PLACES),
)
