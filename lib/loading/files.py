"""The files a profile names: found inside the exports folder, hashed, opened as streams."""

from __future__ import annotations

import fnmatch
import gzip
import hashlib
import os
import tomllib
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

from lib.checking.workbook import Sheet, Workbook
from lib.errors import Refused, Where
from lib.loading.profile import Entry, Profile

SYNTHETIC_LIST = "synthetic.toml"
LARGEST = 64 * 2**30
MOST_RATIO = 400
SMALL = 256 * 2**20
"""A gzip file that unpacks to less is never too tightly packed."""
WORKBOOKS = (".xlsx", ".xlsm")
PARQUET = ".parquet"


@dataclass(frozen=True)
class Found:
    """A file of the exports. `name`: its POSIX path relative to the folder, with `#` and the sheet for one of a workbook; `stored`:
    the path alone; `digest`: the SHA-256 of its bytes as stored."""

    name: str
    path: Path
    digest: str
    sheet: str | None = None

    @property
    def stored(self) -> str:
        return self.name if self.sheet is None else self.name.removesuffix(f"#{self.sheet}")

    @property
    def kind(self) -> str:
        """`workbook`, `parquet` or `text`, by the name."""
        lower = self.stored.lower()
        return "workbook" if lower.endswith(WORKBOOKS) else "parquet" if lower.endswith(PARQUET) else "text"


@dataclass(frozen=True)
class Part:
    """One file, or one sheet of one, as one entry reads it. `order` is its place among the source's files: a later one corrects an
    earlier one."""

    entry: Entry
    file: Found
    order: int


def find_parts(profile: Profile, folder: Path) -> list[Part]:
    """Every (entry, file) to read. Raises Refused naming the key of a pattern that no file or sheet matches."""
    if not folder.is_dir():
        raise Refused("there is no such folder of exports", "Give the folder that holds profile.toml.")
    known: dict[str, Found] = {}
    parts: list[Part] = []
    for entry in profile.entries:
        for i, pattern in enumerate(entry.files, 1):
            where = Where(profile.file, field=f"{entry.path}.files[{i}]")
            paths = _matching(folder, pattern, where)
            if not paths:
                raise Refused(f"no file matches `{pattern}`", "Put the file into the exports folder, or mend the name.", where)
            for path in paths:
                name = path.relative_to(folder).as_posix()
                if name not in known:
                    known[name] = Found(name, inside(path, folder), _digest(path))
                parts += [Part(entry, file, 0) for file in _sheets_of(known[name], entry)]
    return _ordered(parts)


def _matching(folder: Path, pattern: str, where: Where) -> list[Path]:
    """The files of a pattern, by name. Raises Refused for what is no pattern, and for a name that no text can hold."""
    try:
        paths = sorted(path for path in folder.glob(pattern) if path.is_file())
    except (ValueError, NotImplementedError):
        raise Refused(f"`{pattern}` is no pattern of files", "Write `**` as a whole folder's name: **/*.csv.", where) from None
    for path in paths:
        shown = os.fsencode(path.relative_to(folder)).decode("utf-8", "replace")
        if os.fsencode(shown) != os.fsencode(path.relative_to(folder)):
            raise Refused("the file's name is not in UTF-8", "Rename it with letters and digits.", Where(shown))
    return paths


def _sheets_of(file: Found, entry: Entry) -> list[Found]:
    """The file itself; of a workbook the sheets that the entry names, or the only one that can be seen."""
    if file.kind != "workbook":
        return [file]
    with file.path.open("rb") as stream:
        sheets = Workbook(stream, file.name).sheets
    if entry.sheets:
        chosen = [sheet for sheet in sheets if any(fnmatch.fnmatchcase(sheet.name, name) for name in entry.sheets)]
        if not chosen:
            raise Refused(f"the workbook has no sheet {_listed(entry.sheets)}", _have(sheets, entry), Where(file.name))
    else:
        chosen = [sheet for sheet in sheets if sheet.visible]
        if len(chosen) != 1:
            what = "more than one sheet" if chosen else "no sheet that can be seen"
            raise Refused(f"the workbook has {what}", _have(sheets, entry), Where(file.name))
    return [replace(file, name=f"{file.name}#{sheet.name}", sheet=sheet.name) for sheet in chosen]


def _listed(names: Sequence[str]) -> str:
    return " or ".join(f"`{name}`" for name in names)


def _have(sheets: Sequence[Sheet], entry: Entry) -> str:
    names = ", ".join(f"`{sheet.name}`" for sheet in sheets[:10])
    return f"Name it as `{entry.path}.sheet`; it has {names or 'none'}."


def _ordered(parts: Sequence[Part]) -> list[Part]:
    """Parts with their order: by `export_order`, then by file name."""
    ranks = {key: rank for rank, key in enumerate(sorted({(part.entry.export_order, part.file.name) for part in parts}))}
    unique = {(part.entry.path, part.file.name): part for part in parts}
    return [Part(part.entry, part.file, ranks[part.entry.export_order, part.file.name]) for part in unique.values()]


def inside(path: Path, folder: Path) -> Path:
    """Where a file really lies. Raises Refused when that is outside the folder."""
    resolved = path.resolve()
    if not resolved.is_relative_to(folder.resolve()):
        raise Refused("the file is a link that leads out of the exports folder", "Copy the file itself there.", Where(path.name))
    return resolved


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


@contextmanager
def opened(file: Found) -> Iterator[IO[bytes]]:
    """A file's bytes as a stream, unpacked if it is gzip. Reading raises Refused when it is damaged or unpacks to too much."""
    if not file.stored.lower().endswith(".gz"):
        with file.path.open("rb") as plain:
            yield plain
        return
    with file.path.open("rb") as packed:
        yield _Unpacked(packed, file)  # type: ignore[misc]


class _Unpacked:
    """The bytes in a gzip file, counted, so that a small file cannot fill the memory or the disk."""

    def __init__(self, packed: IO[bytes], file: Found) -> None:
        self._file = file
        self._size = file.path.stat().st_size
        self._stream = gzip.GzipFile(fileobj=packed, mode="rb")
        self._given = 0

    def read(self, size: int) -> bytes:
        try:
            data = self._stream.read(size)
        except (OSError, EOFError, zlib.error):
            raise Refused("the gzip file is damaged", "Copy or export it again.", Where(self._file.name)) from None
        self._given += len(data)
        if self._given > LARGEST or (self._given > SMALL and self._given > MOST_RATIO * self._size):
            raise Refused("the file unpacks to too much", "Export it again, as several files.", Where(self._file.name))
        return data


def written_by_synth(parts: Sequence[Part], folder: Path) -> bool:
    """Whether each file's SHA-256 is in the list that `synth` wrote beside the exports."""
    try:
        listed = tomllib.loads((folder / SYNTHETIC_LIST).read_text("utf-8")).get("files", {})
    except (OSError, ValueError):
        return False
    return all(listed.get(part.file.stored) == part.file.digest for part in parts)
