"""The files a profile names: found inside the exports folder, read whole, hashed."""

from __future__ import annotations

import gzip
import hashlib
import tomllib
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from lib.checking.reading import TextTable, read_text
from lib.errors import Refused, Where
from lib.loading.profile import Entry, Profile

SYNTHETIC_LIST = "synthetic.toml"
LARGEST = 4 * 2**30


@dataclass(frozen=True)
class Found:
    """A file of the exports: `name` is its POSIX path relative to the folder, `digest` the SHA-256 of its bytes as stored."""

    name: str
    path: Path
    digest: str


@dataclass(frozen=True)
class Part:
    """One file as one entry reads it. `order` is its place among the source's files: a later one corrects an earlier one."""

    entry: Entry
    file: Found
    order: int


def find_parts(profile: Profile, folder: Path) -> list[Part]:
    """Every (entry, file) to read. Raises Refused naming the key of a pattern that no file matches."""
    if not folder.is_dir():
        raise Refused("there is no such folder of exports", "Give the folder that holds profile.toml.")
    known: dict[str, Found] = {}
    parts: list[Part] = []
    for entry in profile.entries:
        for i, pattern in enumerate(entry.files, 1):
            paths = sorted(path for path in folder.glob(pattern) if path.is_file())
            if not paths:
                where = Where(profile.file, field=f"{entry.path}.files[{i}]")
                raise Refused(f"no file matches `{pattern}`", "Put the file into the exports folder, or mend the name.", where)
            for path in paths:
                name = path.relative_to(folder).as_posix()
                if name not in known:
                    known[name] = Found(name, _inside(path, folder), _digest(path))
                parts.append(Part(entry, known[name], 0))
    return _ordered(parts)


def _ordered(parts: Sequence[Part]) -> list[Part]:
    """Parts with their order: by `export_order`, then by file name."""
    ranks = {key: rank for rank, key in enumerate(sorted({(part.entry.export_order, part.file.name) for part in parts}))}
    unique = {(part.entry.path, part.file.name): part for part in parts}
    return [Part(part.entry, part.file, ranks[part.entry.export_order, part.file.name]) for part in unique.values()]


def _inside(path: Path, folder: Path) -> Path:
    resolved = path.resolve()
    if not resolved.is_relative_to(folder.resolve()):
        raise Refused("the file is a link that leads out of the exports folder", "Copy the file itself there.", Where(path.name))
    return resolved


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


class Tables:
    """Text tables of files; one that several entries read is read once and kept until the last has had it."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._waiting = Counter(_reading(part) for part in parts)
        self._kept: dict[tuple[str, str, str, int], TextTable] = {}

    def read(self, part: Part) -> TextTable:
        """The part's text table. Raises Refused naming the file, and columns the profile names but it lacks."""
        key = _reading(part)
        table = self._kept.pop(key, None) or read_text(bytes_of(part.file), *key)
        self._waiting[key] -= 1
        if self._waiting[key] > 0:
            self._kept[key] = table
        _check_columns(table, part)
        return table


def _reading(part: Part) -> tuple[str, str, str, int]:
    return part.file.name, part.entry.encoding, part.entry.delimiter, part.entry.header_row


def _check_columns(table: TextTable, part: Part) -> None:
    entry, name = part.entry, part.file.name
    absent = [column for column in entry.theirs if column not in table.header]
    if absent:
        where = Where(name, entry.header_row, absent[0])
        columns = ", ".join(f"`{column}`" for column in absent)
        raise Refused(f"the header has no column {columns}", f"Mend `{entry.path}` in the profile, or the export.", where)
    twice = [column for column in entry.theirs if table.header.count(column) > 1]
    if twice:
        raise Refused(f"the header has the column `{twice[0]}` twice", "Rename one in the export.", Where(name, entry.header_row))


def bytes_of(file: Found) -> bytes:
    """A file's bytes, unpacked if it is gzip. Raises Refused when it is damaged."""
    if not file.name.endswith(".gz"):
        return file.path.read_bytes()
    try:
        with gzip.open(file.path) as handle:
            data = handle.read(LARGEST + 1)
    except (OSError, EOFError, zlib.error):
        raise Refused("the gzip file is damaged", "Copy or export it again.", Where(file.name)) from None
    if len(data) > LARGEST:
        raise Refused("the file is too large", "Split it into several files.", Where(file.name))
    return data


def written_by_synth(parts: Sequence[Part], folder: Path) -> bool:
    """Whether each file's SHA-256 is in the list that `synth` wrote beside the exports."""
    try:
        listed = tomllib.loads((folder / SYNTHETIC_LIST).read_text("utf-8")).get("files", {})
    except (OSError, ValueError):
        return False
    return all(listed.get(part.file.name) == part.file.digest for part in parts)
