"""TOML to a checked profile, before a row is read: the whole of it. One `[[source]]` table is read in `entries`."""

from __future__ import annotations

import hashlib
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from lib.checking import rules
from lib.checking.classifying import Words
from lib.errors import Refused, Where
from lib.loading.entries import EntryReader
from lib.loading.forbidding import refuse_forbidden
from lib.loading.keys import KEYS
from lib.loading.profile import DeclaredBreak, Entry, Profile
from lib.loading.taking import Taking, plain
from lib.sources import BY_ID

UNIT_KINDS = BY_ID["units"].field("kind").choices
DEFAULT_REQUIRED = ("people", "units", "postings")


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
        table = tomllib.loads(data.decode("utf-8-sig"))
    except ValueError as error:  # also of a number with thousands of digits
        raise Refused(f"not TOML: {error}", "Mend it there.", Where(file)) from None
    except RecursionError:
        raise Refused("lists or tables within each other without end", "Mend the brackets.", Where(file)) from None
    return _ProfileReader(file).profile(table, hashlib.sha256(data).hexdigest())


class _ProfileReader(Taking):
    """Reads the top of a profile."""

    def profile(self, table: dict[str, Any], digest: str) -> Profile:
        self.known(table, "", KEYS["profile"])
        if self.take(table, "", "version", int) != 1:
            raise self.refuse("version", "an unknown version", "This program reads version 1.")
        limit = float(self.take(table, "", "quarantine_limit", float, 0.5))
        if not 0 <= limit <= 1:
            raise self.refuse("quarantine_limit", "outside 0 to 1", "Write the share of rows at which a load is refused.")
        entries = EntryReader(self.file)
        read = tuple(
            entries.entry(each, f"source[{i}]") for i, each in enumerate(self.tables(table, "", "source", required=True), 1)
        )
        for each in read:
            refuse_forbidden(each, self.file)
        return Profile(
            name=self.take(table, "", "name", str),
            synthetic=self.take(table, "", "synthetic", bool, False),
            extracted_on=self.take(table, "", "extracted_on", date, None),
            unit_level=self.kind(table, "unit_level", "unit"),
            command_level=self.kind(table, "command_level", "command"),
            required=self.required(table, read),
            quarantine_limit=limit,
            entries=read,
            nodes=tuple(self.node(each, f"unit[{i}]") for i, each in enumerate(self.tables(table, "", "unit"), 1)),
            absent=self.absent(table, read),
            ranks=self.rules(table.get("ranks", []), "ranks"),
            words=self.words(table),
            rules=self.across_rows(table),
            accepted_links=self.links(table),
            breaks=tuple(self.declared_break(each, f"break[{i}]") for i, each in enumerate(self.tables(table, "", "break"), 1)),
            digest=digest,
            file=self.file,
        )

    def words(self, table: dict[str, Any]) -> Words:
        below = self.take(table, "", "classify", dict, {})
        self.known(below, "classify", KEYS["classify"])
        not_counted, unauthorised = (
            tuple(word.lower() for word in self.texts(below, "classify", key, [])) for key in KEYS["classify"]
        )
        return Words(not_counted=not_counted, unauthorised=unauthorised)

    def node(self, table: dict[str, Any], path: str) -> dict[str, str]:
        source = BY_ID["units"]
        self.known(table, path, source.names)
        for name in source.required:
            self.take(table, path, name, (str, int))
        if table["kind"] not in UNIT_KINDS:
            raise self.refuse(f"{path}.kind", "not a kind of unit", f"Use one of: {', '.join(UNIT_KINDS)}.")
        return {name: plain(value) for name, value in table.items()}

    def kind(self, table: dict[str, Any], key: str, default: str) -> str:
        kind = self.take(table, "", key, str, default)
        if kind not in UNIT_KINDS:
            raise self.refuse(key, f"`{kind}` is not a kind of unit", self.nearest(kind, UNIT_KINDS))
        return kind

    def required(self, table: dict[str, Any], entries: tuple[Entry, ...]) -> tuple[str, ...]:
        names = self.texts(table, "", "required", list(DEFAULT_REQUIRED))
        present = {entry.source.id for entry in entries} | ({"units"} if table.get("unit") else set())
        for i, name in enumerate(names, 1):
            if name not in BY_ID:
                raise self.refuse(f"required[{i}]", f"`{name}` is not a source", self.nearest(name, BY_ID))
            if name not in present:
                raise self.refuse(f"required[{i}]", f"no [[source]] gives `{name}`", "Add it, or take it out of `required`.")
        return tuple(names)

    def absent(self, table: dict[str, Any], entries: tuple[Entry, ...]) -> dict[str, str]:
        below = self.take(table, "", "absent", dict, {})
        self.known(below, "absent", tuple(BY_ID))
        for name in below:
            self.take(below, "absent", name, str)
            if name in {entry.source.id for entry in entries}:
                raise self.refuse(f"absent.{name}", f"a [[source]] gives `{name}`", "Take one of the two out.")
        return dict(below)

    def across_rows(self, table: dict[str, Any]) -> dict[str, str]:
        below = self.take(table, "", "rules", dict, {})
        self.known(below, "rules", tuple(rules.BY_ID))
        for name in below:
            if self.take(below, "rules", name, str) not in rules.BY_ID[name].may:
                may = ", ".join(rules.BY_ID[name].may)
                raise self.refuse(f"rules.{name}", f"`{below[name]}` is not open to this rule", f"Use one of: {may}.")
        return dict(below)

    def declared_break(self, table: dict[str, Any], path: str) -> DeclaredBreak:
        self.known(table, path, KEYS["break"])
        source, field = self.take(table, path, "source", str), self.take(table, path, "field", str, None)
        if source not in BY_ID:
            raise self.refuse(f"{path}.source", f"`{source}` is not a source", self.nearest(source, BY_ID))
        if field is not None and field not in BY_ID[source].names:
            names = BY_ID[source].names
            raise self.refuse(f"{path}.field", f"`{source}` has no field `{field}`", self.nearest(field, names))
        return DeclaredBreak(source, field, self.take(table, path, "on", date), self.take(table, path, "sentence", str))

    def links(self, table: dict[str, Any]) -> str | None:
        below = self.take(table, "", "links", dict, {})
        self.known(below, "links", KEYS["links"])
        file = self.take(below, "links", "accepted", str, None)
        if file is not None:
            self.inside(file, "links.accepted")
        return file
