"""Drafting a profile from file names and headers, and trying one against the headers, without reading a row of data into anything."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

from lib.errors import Refused, Where
from lib.loading.files import Found, Tables, bytes_of, find_parts
from lib.loading.validating import read_profile
from lib.sources import SOURCES, Source

_OTHER_NAMES = {
    "payroll_number": ("employee no", "employee number", "payroll", "staff number", "emp no", "person id", "personnel number"),
    "from": ("start", "start date", "first day", "date from", "begin"),
    "to": ("end", "end date", "last day", "date to", "finish"),
    "joined": ("start date", "date joined", "appointed"),
    "left": ("leaving date", "date left", "leaver"),
    "unit": ("unit code", "org unit", "code", "department"),
    "received": ("date received",),
}


def check(profile_path: Path, exports: Path) -> dict[str, Any]:
    """What a profile would read: sources by file, columns it would drop. Raises Refused where it does not fit the headers."""
    profile = read_profile(profile_path)
    parts = find_parts(profile, exports)
    tables = Tables(parts)
    files: dict[str, list[str]] = {}
    used: dict[str, set[str]] = {}
    headers: dict[str, tuple[str, ...]] = {}
    for part in parts:
        headers[part.file.name] = tables.read(part).header
        files.setdefault(part.file.name, []).append(part.entry.source.id)
        used.setdefault(part.file.name, set()).update(part.entry.theirs)
    undeclared = {file: [name for name in header if name not in used[file]] for file, header in headers.items()}
    return {"profile": profile.name, "files": files, "undeclared": {file: names for file, names in undeclared.items() if names}}


def draft_to(exports: Path, out: Path) -> dict[str, Any]:
    """Write a drafted profile; what could not be recognised is left as `?` in a comment. Returns the source drafted for each file."""
    if not exports.is_dir():
        raise Refused("there is no such folder of exports", "Give the folder that holds the files.")
    if out.exists():
        raise Refused("the file exists already", "Choose another name: a draft never replaces a profile.", Where(out.name))
    paths = sorted(path for path in exports.rglob("*") if path.is_file() and re.search(r"\.(csv|txt|tsv)(\.gz)?$", path.name))
    drafted: dict[str, str | None] = {}
    tables: list[str] = []
    for path in paths:
        name = path.relative_to(exports).as_posix()
        encoding, delimiter, header = _header(Found(name, path, ""))
        source = _recognised(name, header)
        drafted[name] = source.id if source else None
        if source:
            tables.append(_table(name, source, encoding, delimiter, header))
    required = sorted({source for source in drafted.values() if source in ("people", "units", "postings")})
    head = f'version = 1\nname = "Name of the force"\nrequired = {json.dumps(required)}\n'
    out.write_text("\n".join([head, *tables]), "utf-8")
    return {"drafted": drafted}


def _header(file: Found) -> tuple[str, str, list[str]]:
    """Encoding, delimiter and header of a file's first line: the delimiter that splits it most."""
    line = bytes_of(file).split(b"\n", 1)[0]
    try:
        encoding, text = "utf-8", line.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding, text = "cp1252", line.decode("cp1252", errors="replace")
    delimiter = max(",;\t|", key=text.count)
    return encoding, delimiter, [name.strip().strip('"') for name in text.rstrip("\r").split(delimiter)]


def _recognised(name: str, header: list[str]) -> Source | None:
    """The source whose id is in the file's name, else the one whose required fields the header names best."""
    plain = _plain(name)
    named = next((source for source in SOURCES if _plain(source.id) in plain or _plain(source.title) in plain), None)
    if named:
        return named
    scores = {source.id: len(_mapped(source, header)) / len(source.names) for source in SOURCES}
    best = max(SOURCES, key=lambda source: scores[source.id])
    return best if scores[best.id] >= 0.5 else None


def _mapped(source: Source, header: list[str]) -> dict[str, str]:
    theirs = {_plain(name): name for name in header}
    found: dict[str, str] = {}
    for field in source.names:
        for candidate in (field, *_OTHER_NAMES.get(field, ())):
            if (name := theirs.get(_plain(candidate))) and name not in found.values():
                found[field] = name
                break
    return found


def _table(name: str, source: Source, encoding: str, delimiter: str, header: list[str]) -> str:
    mapped = _mapped(source, header)
    lines = ["[[source]]", f'id = "{source.id}"', f"files = [{json.dumps(name)}]"]
    lines += [f'encoding = "{encoding}"'] if encoding != "utf-8" else []
    lines += [f"delimiter = {json.dumps(delimiter)}"] if delimiter != "," else []
    lines.append("[source.columns]")
    lines += [f"{field} = {json.dumps(theirs)}" for field, theirs in mapped.items()]
    lines += [f'# {field} = "?"  # required: {source.field(field).meaning}' for field in source.required if field not in mapped]
    left = [column for column in header if column not in mapped.values()]
    lines += [f"# not mapped: {', '.join(left)}"] if left else []
    return "\n".join(lines) + "\n"


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())
