"""One `[[source]]` table of a profile: which files, what they are called, and how each field is made."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from datetime import date
from typing import Any

from lib.linking import PERSON_NUMBERS
from lib.loading.keys import KEYS
from lib.loading.profile import Entry, Names
from lib.loading.reshaping import ShapeReader
from lib.loading.styles import StyleReader
from lib.loading.taking import NAMES, plain
from lib.sources import BY_ID, Source

_NO_EXPORTS = ("undefined", "idna", "punycode", "unicode-escape", "raw-unicode-escape")
"""Encodings of names and of program text, which Python knows too."""
BY_NAME = "name"
"""`person_by`: the id is made of a name and a department, so that two people may have the same one."""


class EntryReader(ShapeReader, StyleReader):
    """Reads a `[[source]]` table. Each method takes the table and its key path; each mistake is refused by its own."""

    def entry(self, table: dict[str, Any], path: str) -> Entry:
        self.known(table, path, KEYS["source"])
        source = self.source(table, path)
        columns = self.columns(table, path, source)
        constants = {
            key: plain(value)
            for key, value in self.fields(table, path, "constants", source, (str, int, float, bool, date)).items()
        }
        match, from_name = self.matches(table, path, source), self.from_name(table, path, source)
        counters = self.counters(table, path, source)
        unpivot = self.unpivot(table, path, source)
        period = self.period(table, path, source, unpivot)
        snapshot = self.snapshot(table, path)
        given = {*columns, *constants, *match, *from_name, *counters}
        given |= {name for name in (unpivot.name, unpivot.value) if name} if unpivot else set()
        given |= set(source.interval or ("from", "to")) if period else set()
        given |= {"from"} if snapshot and source.id == "postings" else set()
        self.complete(path, source, given)
        return Entry(
            path=path,
            source=source,
            files=tuple(self.globs(table, path)),
            sheets=tuple(self.sheets(table, path)),
            encoding=self.encoding(table, path),
            delimiter=self.delimiter(table, path),
            header_row=self.at_least(table, path, "header_row", 1, 1),
            columns=columns,
            constants=constants,
            values=self.values(table, path, source),
            match=match,
            from_name=from_name,
            ids=self.ids(table, path, source),
            counters=counters,
            skip=tuple(self.skip(each, f"{path}.skip[{i}]") for i, each in enumerate(self.tables(table, path, "skip"), 1)),
            unpivot=unpivot,
            period=period,
            running_total=self.running_total(table, path, source),
            snapshot=snapshot,
            formats=self.formats(table, path, iso=period is not None or snapshot is not None),
            person_by=self.person_by(table, path, source),
            settles_days=self.at_least(table, path, "settles_days", 0, None),
            export_order=self.take(table, path, "export_order", int, 0),
        )

    def source(self, table: dict[str, Any], path: str) -> Source:
        source_id = self.take(table, path, "id", str)
        if source_id not in BY_ID:
            raise self.refuse(f"{path}.id", f"`{source_id}` is not a source", self.nearest(source_id, BY_ID))
        return BY_ID[source_id]

    def globs(self, table: dict[str, Any], path: str) -> list[str]:
        files = self.texts(table, path, "files")
        for i, each in enumerate(files, 1):
            self.inside(each, f"{path}.files[{i}]")
        if not files:
            raise self.refuse(f"{path}.files", "names no file", "Write one file or pattern at least.")
        return files

    def sheets(self, table: dict[str, Any], path: str) -> list[str]:
        given = self.take(table, path, "sheet", (str, list), [])
        return [given] if isinstance(given, str) else self.texts(table, path, "sheet", [])

    def encoding(self, table: dict[str, Any], path: str) -> str:
        name = self.take(table, path, "encoding", str, "utf-8")
        try:
            known = codecs.lookup(name)
            text = known._is_text_encoding and known.name.replace("_", "-") not in _NO_EXPORTS
        except (LookupError, ValueError):
            text = False
        if not text:
            raise self.refuse(f"{path}.encoding", "an unknown encoding", "Write utf-8, cp1252 or another known one.")
        return name

    def delimiter(self, table: dict[str, Any], path: str) -> str:
        delimiter = self.take(table, path, "delimiter", str, ",")
        if len(delimiter) != 1 or delimiter in '"\r\n\0' or not delimiter.isascii():
            raise self.refuse(f"{path}.delimiter", "not one character", 'Write one, for example "," or "\\t".')
        return delimiter

    def columns(self, table: dict[str, Any], path: str, source: Source) -> dict[str, tuple[Names, ...]]:
        found: dict[str, tuple[Names, ...]] = {}
        for name, value in self.fields(table, path, "columns", source, (str, list, dict)).items():
            where = f"{path}.columns.{name}"
            parts = value if isinstance(value, list) else [value]
            if not parts:
                raise self.refuse(where, "names no column", "Write a column's name.")
            found[name] = tuple(self.column(part, where) for part in parts)
        return found

    def fields(self, table: dict[str, Any], path: str, key: str, source: Source, kinds: tuple[type, ...]) -> dict[str, Any]:
        """A table by canonical field."""
        below = self.take(table, path, key, dict, {})
        for name, value in below.items():
            self.field(name, f"{path}.{key}.{name}", source)
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
            found[name] = {theirs: plain(ours) for theirs, ours in mapping.items()}
        return found

    def counters(self, table: dict[str, Any], path: str, source: Source) -> dict[str, tuple[str, ...]]:
        found: dict[str, tuple[str, ...]] = {}
        for key, value in self.fields(table, path, "counters", source, (list,)).items():
            found[key] = tuple(self.texts({key: value}, f"{path}.counters", key))
            for i, name in enumerate(found[key], 1):
                self.field(name, f"{path}.counters.{key}[{i}]", source)
        return found

    def person_by(self, table: dict[str, Any], path: str, source: Source) -> str:
        by = self.take(table, path, "person_by", str, "payroll_number")
        if by not in (*PERSON_NUMBERS, BY_NAME):
            known = ", ".join((*PERSON_NUMBERS, BY_NAME))
            raise self.refuse(f"{path}.person_by", "not a number of a person", f"Use one of: {known}.")
        own = ("payroll_number", BY_NAME) if source.id == "people" else (*PERSON_NUMBERS, BY_NAME)
        if by != "payroll_number" and (not source.person or by not in own):
            raise self.refuse(f"{path}.person_by", f"`{source.id}` rows are not linked by a number", "Take it out.")
        return by

    def complete(self, path: str, source: Source, given: Iterable[str]) -> None:
        absent = [name for name in source.required if name not in given]
        if absent:
            raise self.refuse(
                f"{path}.columns.{absent[0]}",
                f"`{source.id}` needs the field `{absent[0]}`",
                "Map it under `columns`, `constants` or `match`.",
            )
