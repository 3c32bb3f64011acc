"""TOML to a checked profile, before a row is read."""

from __future__ import annotations

import codecs
import hashlib
import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from lib.checking.casting import Formats
from lib.checking.classifying import Words
from lib.errors import Refused, Where
from lib.linking import PERSON_NUMBERS
from lib.loading.profile import Entry, IdRule, Match, Profile, Skip, Snapshot
from lib.loading.taking import NAMES, Taking
from lib.sources import BY_ID, Source

UNIT_KINDS = BY_ID["units"].field("kind").choices
DEFAULT_REQUIRED = ("people", "units", "postings")
TOP_KEYS = (
    "version",
    "name",
    "synthetic",
    "extracted_on",
    "unit_level",
    "command_level",
    "required",
    "quarantine_limit",
    "source",
    "unit",
    "ranks",
    "classify",
)
ENTRY_KEYS = (
    "id",
    "files",
    "encoding",
    "delimiter",
    "header_row",
    "settles_days",
    "day_format",
    "stamp_format",
    "hours_format",
    "export_order",
    "columns",
    "constants",
    "values",
    "match",
    "ids",
    "counters",
    "skip",
    "snapshot",
    "person_by",
)


def read_profile(path: Path) -> Profile:
    """The profile in a file. Raises Refused naming the key path and the fix."""
    try:
        data = path.read_bytes()
    except OSError:
        raise Refused("there is no such profile", "Give its path with --profile, or draft one.", Where(path.name)) from None
    return parse_profile(data, path.name)


def parse_profile(data: bytes, file: str = "profile.toml") -> Profile:
    """The profile in TOML bytes. Raises Refused naming the key path and the fix."""
    try:
        table = tomllib.loads(data.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refused(f"not TOML: {error}", "Mend it there.", Where(file)) from None
    return _Reader(file).profile(table, hashlib.sha256(data).hexdigest())


class _Reader(Taking):
    """Reads the tables of a profile, from the whole down to one pattern."""

    def profile(self, table: dict[str, Any], digest: str) -> Profile:
        self.known(table, "", TOP_KEYS)
        if self.take(table, "", "version", int) != 1:
            raise self.refuse("version", "an unknown version", "This program reads version 1.")
        limit = float(self.take(table, "", "quarantine_limit", float, 0.5))
        if not 0 <= limit <= 1:
            raise self.refuse("quarantine_limit", "outside 0 to 1", "Write the share of rows at which a load is refused.")
        entries = tuple(
            self.entry(each, f"source[{i}]") for i, each in enumerate(self.tables(table, "", "source", required=True), 1)
        )
        nodes = tuple(self.node(each, f"unit[{i}]") for i, each in enumerate(self.tables(table, "", "unit"), 1))
        classify = self.take(table, "", "classify", dict, {})
        self.known(classify, "classify", ("not_counted", "unauthorised"))
        return Profile(
            name=self.take(table, "", "name", str),
            synthetic=self.take(table, "", "synthetic", bool, False),
            extracted_on=self.take(table, "", "extracted_on", date, None),
            unit_level=self.kind(table, "unit_level", "unit"),
            command_level=self.kind(table, "command_level", "command"),
            required=self.required(table, entries),
            quarantine_limit=limit,
            entries=entries,
            nodes=nodes,
            ranks=self.rules(table.get("ranks", []), "ranks"),
            words=Words(
                not_counted=tuple(word.lower() for word in self.texts(classify, "classify", "not_counted", [])),
                unauthorised=tuple(word.lower() for word in self.texts(classify, "classify", "unauthorised", [])),
            ),
            digest=digest,
            file=self.file,
        )

    def entry(self, table: dict[str, Any], path: str) -> Entry:
        self.known(table, path, ENTRY_KEYS)
        source_id = self.take(table, path, "id", str)
        if source_id not in BY_ID:
            raise self.refuse(f"{path}.id", f"`{source_id}` is not a source", self.nearest(source_id, BY_ID))
        source = BY_ID[source_id]
        columns = self.columns(table, path, source)
        constants = {
            key: _plain(value)
            for key, value in self.fields(table, path, "constants", source, (str, int, float, bool, date)).items()
        }
        match = self.matches(table, path, source)
        counters = {
            key: tuple(self.texts({key: value}, f"{path}.counters", key))
            for key, value in self.fields(table, path, "counters", source, (list,)).items()
        }
        snapshot = self.snapshot(table, path)
        self.complete(path, source, {**columns, **constants, **match, **counters}, snapshot)
        return Entry(
            path=path,
            source=source,
            files=tuple(self.globs(table, path)),
            columns=columns,
            constants=constants,
            values=self.values(table, path, source),
            match=match,
            ids=self.ids(table, path, source),
            counters=counters,
            skip=tuple(self.skip(each, f"{path}.skip[{i}]") for i, each in enumerate(self.tables(table, path, "skip"), 1)),
            snapshot=snapshot,
            formats=self.formats(table, path),
            person_by=self.person_by(table, path, source),
            encoding=self.encoding(table, path),
            delimiter=self.delimiter(table, path),
            header_row=self.at_least(table, path, "header_row", 1, 1),
            settles_days=self.at_least(table, path, "settles_days", 0, None),
            export_order=self.take(table, path, "export_order", int, 0),
        )

    def columns(self, table: dict[str, Any], path: str, source: Source) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for name, value in self.fields(table, path, "columns", source, (str, list)).items():
            found[name] = (value,) if isinstance(value, str) else tuple(self.texts({name: value}, f"{path}.columns", name))
        return found

    def fields(self, table: dict[str, Any], path: str, key: str, source: Source, kinds: tuple[type, ...]) -> dict[str, Any]:
        below = self.take(table, path, key, dict, {})
        for name, value in below.items():
            if name not in source.names:
                raise self.refuse(
                    f"{path}.{key}.{name}", f"`{source.id}` has no field `{name}`", self.nearest(name, source.names)
                )
            if not isinstance(value, kinds):
                raise self.refuse(f"{path}.{key}.{name}", "of the wrong type", f"Write {NAMES.get(kinds[0], 'a text')}.")
        return below

    def values(self, table: dict[str, Any], path: str, source: Source) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for name, mapping in self.fields(table, path, "values", source, (dict,)).items():
            choices = source.field(name).choices
            for theirs, ours in mapping.items():
                where = f"{path}.values.{name}.{theirs}"
                if not isinstance(ours, (str, bool)):
                    raise self.refuse(where, "of the wrong type", "Write a text.")
                if choices and ours not in choices:
                    raise self.refuse(where, f"`{ours}` is not a value of `{name}`", f"Use one of: {', '.join(choices)}.")
            found[name] = {theirs: _plain(ours) for theirs, ours in mapping.items()}
        return found

    def matches(self, table: dict[str, Any], path: str, source: Source) -> dict[str, Match]:
        found: dict[str, Match] = {}
        for name, below in self.fields(table, path, "match", source, (dict,)).items():
            where = f"{path}.match.{name}"
            self.known(below, where, ("column", "rules", "otherwise"))
            found[name] = Match(
                self.take(below, where, "column", str),
                self.rules(self.take(below, where, "rules", list), f"{where}.rules"),
                self.take(below, where, "otherwise", str, None),
            )
        return found

    def ids(self, table: dict[str, Any], path: str, source: Source) -> dict[str, IdRule]:
        found: dict[str, IdRule] = {}
        for name, below in self.fields(table, path, "ids", source, (dict,)).items():
            where = f"{path}.ids.{name}"
            if source.field(name).type != "id":
                raise self.refuse(where, f"`{name}` is not an id", "Normalise ids only; map other values under `values`.")
            self.known(below, where, ("pad", "strip", "upper", "slug"))
            found[name] = IdRule(
                pad=self.at_least(below, where, "pad", 0, 0),
                strip=self.take(below, where, "strip", str, ""),
                upper=self.take(below, where, "upper", bool, False),
                slug=self.take(below, where, "slug", bool, False),
            )
        return found

    def skip(self, table: dict[str, Any], path: str) -> Skip:
        self.known(table, path, ("column", "pattern", "reason"))
        pattern = self.pattern(self.take(table, path, "pattern", str), f"{path}.pattern")
        return Skip(self.take(table, path, "column", str), pattern, self.take(table, path, "reason", str))

    def snapshot(self, table: dict[str, Any], path: str) -> Snapshot | None:
        below = self.take(table, path, "snapshot", dict, None)
        if below is None:
            return None
        if table.get("id") not in ("people", "postings", "units"):
            raise self.refuse(f"{path}.snapshot", "only people, postings and units come as snapshots", "Take it out.")
        where = f"{path}.snapshot"
        self.known(below, where, ("date_from", "format"))
        pattern = self.pattern(self.take(below, where, "date_from", str), f"{where}.date_from", groups=1)
        return Snapshot(pattern, self.take(below, where, "format", str, "%Y-%m-%d"))

    def formats(self, table: dict[str, Any], path: str) -> Formats:
        hours = self.take(table, path, "hours_format", str, "decimal")
        if hours not in ("decimal", "hh:mm"):
            raise self.refuse(f"{path}.hours_format", "an unknown format", "Write decimal or hh:mm.")
        day = self.take(table, path, "day_format", str, "%Y-%m-%d")
        stamp = self.take(table, path, "stamp_format", str, None)
        for key, pattern, needed in (("day_format", day, "dmy"), ("stamp_format", stamp, "dmyHM")):
            if pattern is not None and not _complete_format(pattern, needed):
                raise self.refuse(f"{path}.{key}", "the format lacks a part", "Write strftime parts, for example %d/%m/%Y %H:%M.")
        return Formats(day, stamp, hours)

    def person_by(self, table: dict[str, Any], path: str, source: Source) -> str:
        by = self.take(table, path, "person_by", str, "payroll_number")
        if by not in PERSON_NUMBERS:
            raise self.refuse(f"{path}.person_by", "not a number of a person", f"Use one of: {', '.join(PERSON_NUMBERS)}.")
        if by != "payroll_number" and (source.id == "people" or not source.person):
            raise self.refuse(f"{path}.person_by", f"`{source.id}` rows are not linked by a number", "Take it out.")
        return by

    def encoding(self, table: dict[str, Any], path: str) -> str:
        name = self.take(table, path, "encoding", str, "utf-8")
        try:
            codecs.lookup(name)
        except LookupError:
            raise self.refuse(f"{path}.encoding", "an unknown encoding", "Write utf-8, cp1252 or another known one.") from None
        return name

    def delimiter(self, table: dict[str, Any], path: str) -> str:
        delimiter = self.take(table, path, "delimiter", str, ",")
        if len(delimiter) != 1 or delimiter in '"\r\n':
            raise self.refuse(f"{path}.delimiter", "not one character", 'Write one, for example "," or "\\t".')
        return delimiter

    def globs(self, table: dict[str, Any], path: str) -> list[str]:
        files = self.texts(table, path, "files")
        for i, each in enumerate(files, 1):
            if not Path(each).parts or each.startswith(("/", "~")) or ".." in Path(each).parts or "\\" in each:
                raise self.refuse(f"{path}.files[{i}]", "leads outside the exports folder", "Write a path relative to it.")
        if not files:
            raise self.refuse(f"{path}.files", "names no file", "Write one file or pattern at least.")
        return files

    def complete(self, path: str, source: Source, given: Mapping[str, Any], snapshot: Snapshot | None) -> None:
        dated = ("from",) if snapshot and source.id == "postings" else ()
        absent = [name for name in source.required if name not in given and name not in dated]
        if absent:
            raise self.refuse(
                f"{path}.columns.{absent[0]}",
                f"`{source.id}` needs the field `{absent[0]}`",
                "Map it under `columns`, `constants` or `match`.",
            )

    def node(self, table: dict[str, Any], path: str) -> dict[str, str]:
        source = BY_ID["units"]
        self.known(table, path, source.names)
        for name in source.required:
            self.take(table, path, name, (str, int))
        if table["kind"] not in UNIT_KINDS:
            raise self.refuse(f"{path}.kind", "not a kind of unit", f"Use one of: {', '.join(UNIT_KINDS)}.")
        return {name: _plain(value) for name, value in table.items()}

    def kind(self, table: dict[str, Any], key: str, default: str) -> str:
        kind = self.take(table, "", key, str, default)
        if kind not in UNIT_KINDS:
            raise self.refuse(key, f"`{kind}` is not a kind of unit", self.nearest(kind, UNIT_KINDS))
        return kind

    def required(self, table: dict[str, Any], entries: tuple[Entry, ...]) -> tuple[str, ...]:
        names = self.texts(table, "", "required", list(DEFAULT_REQUIRED))
        present = {entry.source.id for entry in entries}
        for i, name in enumerate(names, 1):
            if name not in BY_ID:
                raise self.refuse(f"required[{i}]", f"`{name}` is not a source", self.nearest(name, BY_ID))
            if name not in present:
                raise self.refuse(f"required[{i}]", f"no [[source]] gives `{name}`", "Add it, or take it out of `required`.")
        return tuple(names)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


def _complete_format(pattern: str, needed: str) -> bool:
    parts = set(re.findall(r"%-?([a-zA-Z])", pattern))
    same = {"d": {"d", "e", "F", "D"}, "m": {"m", "b", "B", "F", "D"}, "y": {"Y", "y", "F", "D"}, "H": {"H", "I", "T", "R"}}
    same["M"] = {"M", "T", "R"}
    return all(parts & same[part] for part in needed)
