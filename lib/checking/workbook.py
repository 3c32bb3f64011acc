"""An Excel workbook (.xlsx) as a package: its sheets, styles and shared texts. Everything is bounded before it is unpacked.

Read here and not by a library: the fast one gives error cells and formulas without a result as empty cells and knows no number
formats, so that #REF! and a missing value would be one; the exact one takes fifteen times as long.
"""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers import expat

from lib.checking.cells import Style, style_of
from lib.errors import Refused, Where

MOST_UNPACKED = 2 * 2**30
MOST_RATIO = 250
SMALL = 16 * 2**20
"""A package that unpacks to less is never too tightly packed."""
_PIECE = 1 << 18
_DAMAGE = (
    expat.ExpatError, zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    LookupError, ValueError, OSError, EOFError, NotImplementedError, RuntimeError,
)  # fmt: skip
"""What a package says that is not whole, or holds a word where a number belongs."""


@dataclass(frozen=True)
class Sheet:
    """One sheet: its name, its part of the package, and whether a person who opens the workbook sees it."""

    name: str
    part: str
    visible: bool


class Workbook:
    """An open package. Raises Refused for what is no workbook, is damaged, protected, or unpacks to too much."""

    def __init__(self, stream: IO[bytes], file: str) -> None:
        self.file = file
        try:
            self._zip = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error):
            start = stream.seek(0) or stream.read(4)
            old = start == b"\xd0\xcf\x11\xe0"
            what = "an old or a protected Excel workbook" if old else "no Excel workbook"
            raise Refused(f"the file is {what}", "Save it as .xlsx without a password.", Where(file)) from None
        self._check_size()
        self.from_1904 = False
        self.sheets = self._sheets()

    def _check_size(self) -> None:
        parts = self._zip.infolist()
        unpacked, packed = sum(part.file_size for part in parts), sum(part.compress_size for part in parts)
        if any(part.flag_bits & 1 for part in parts):
            raise Refused("the workbook is protected by a password", "Save it without one.", Where(self.file))
        if unpacked > MOST_UNPACKED or (unpacked > SMALL and unpacked > MOST_RATIO * max(packed, 1)):
            raise Refused("the workbook unpacks to too much", "Export it again, as CSV if it is large.", Where(self.file))

    def damaged(self) -> Refused:
        """The refusal of a package that cannot be read to its end."""
        return Refused("the workbook is damaged", "Open it in Excel, save it again, and copy that.", Where(self.file))

    def events(self, part: str, start: Callable[[str, dict[str, str]], None], end: Callable[[str], None] | None = None,
               text: Callable[[str], None] | None = None) -> Iterator[None]:  # fmt: skip
        """Parse one part of the package, piece by piece; the handlers are called in between. A DTD is refused."""
        parser = expat.ParserCreate(namespace_separator="}")
        parser.buffer_text = True
        parser.StartElementHandler = lambda name, given: start(name.rpartition("}")[2], given)
        if end:
            ended = end
            parser.EndElementHandler = lambda name: ended(name.rpartition("}")[2])
        if text:
            parser.CharacterDataHandler = text
        parser.StartDoctypeDeclHandler = self._no_dtd
        try:
            with self._zip.open(part) as handle:
                while piece := handle.read(_PIECE):
                    parser.Parse(piece, False)
                    yield
                parser.Parse(b"", True)
                yield
        except Refused:
            raise
        except _DAMAGE:
            raise self.damaged() from None

    def _no_dtd(self, *_: Any) -> None:
        raise self.damaged()

    def _read(self, part: str, start: Callable[[str, dict[str, str]], None], **more: Any) -> None:
        for _ in self.events(part, start, **more):
            pass

    def _sheets(self) -> tuple[Sheet, ...]:
        targets: dict[str, str] = {}
        found: list[tuple[str, str, str]] = []

        def relation(name: str, given: dict[str, str]) -> None:
            if name == "Relationship":
                targets[given["Id"]] = _resolved(given["Target"])

        def sheet(name: str, given: dict[str, str]) -> None:
            if name == "workbookPr":
                self.from_1904 = given.get("date1904") in ("1", "true")
            if name == "sheet":
                link = next((value for key, value in given.items() if key.endswith("}id")), "")
                found.append((given["name"], link, given.get("state", "visible")))

        if "xl/workbook.xml" not in self._zip.namelist():
            raise Refused("the file is a zip archive, not an Excel workbook", "Save it as .xlsx.", Where(self.file))
        self._read("xl/_rels/workbook.xml.rels", relation)
        self._read("xl/workbook.xml", sheet)
        return tuple(
            Sheet(name, targets[link], state == "visible")
            for name, link, state in found
            if "worksheets/" in targets.get(link, "")
        )

    def styles(self) -> list[Style]:
        """The style of each cell format, by its number."""
        codes: dict[int, str] = {}
        numbers: list[int] = []
        inside = [False]

        def start(name: str, given: dict[str, str]) -> None:
            if name == "numFmt":
                codes[int(given["numFmtId"])] = given["formatCode"]
            elif name == "cellXfs":
                inside[0] = True
            elif name == "xf" and inside[0]:
                numbers.append(int(given.get("numFmtId", 0)))

        def end(name: str) -> None:
            if name == "cellXfs":
                inside[0] = False

        if "xl/styles.xml" in self._zip.namelist():
            self._read("xl/styles.xml", start, end=end)
        return [style_of(number, codes.get(number)) for number in numbers] or [Style()]

    def shared_texts(self) -> list[str]:
        """The texts that cells share; runs of formatting are joined, phonetic guides left out."""
        texts: list[str] = []
        state = {"text": False, "phonetic": False}

        def start(name: str, _: dict[str, str]) -> None:
            if name == "si":
                texts.append("")
            state["phonetic"] = state["phonetic"] or name == "rPh"
            state["text"] = name == "t" and not state["phonetic"]

        def end(name: str) -> None:
            state["text"] = False
            if name == "rPh":
                state["phonetic"] = False

        def characters(data: str) -> None:
            if state["text"]:
                texts[-1] += data

        if "xl/sharedStrings.xml" in self._zip.namelist():
            self._read("xl/sharedStrings.xml", start, end=end, text=characters)
        return texts


def _resolved(target: str) -> str:
    return target.removeprefix("/") if target.startswith("/") else f"xl/{target.removeprefix('./')}"
