"""Taking values out of a TOML table: each mistake is refused by its key path, with the fix."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import PurePosixPath
from typing import Any

from lib.errors import Refused, Where
from lib.sources import Source

_MISSING: Any = object()
MOST = 10_000
"""The largest number that a profile needs: of days, or of rows above a header."""
NAMES = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "a table",
    date: "a day",
}


def plain(value: Any) -> str:
    """A TOML value as the text that an export would hold."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value.isoformat() if isinstance(value, date) else str(value)


@dataclass
class Taking:
    """Takes values out of the tables of one file. `path` is the table's own key path, empty at the top."""

    file: str

    def refuse(self, path: str, what: str, fix: str) -> Refused:
        return Refused(what, fix, Where(self.file, field=path))

    def take(self, table: dict[str, Any], path: str, key: str, kind: Any, default: Any = _MISSING) -> Any:
        where = f"{path}.{key}" if path else key
        if key not in table:
            if default is _MISSING:
                raise self.refuse(where, "missing", "Add it; see docs/profiles.md.")
            return default
        value = table[key]
        if kind is float and isinstance(value, int) and not isinstance(value, bool):
            return float(value)
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if not isinstance(value, kind) or (isinstance(value, bool) and bool not in kinds) or hasattr(value, "hour"):
            raise self.refuse(where, "of the wrong type", f"Write {NAMES.get(kinds[0], 'a value')}.")
        return value

    def texts(self, table: dict[str, Any], path: str, key: str, default: Any = _MISSING) -> list[str]:
        values = self.take(table, path, key, list, default)
        if not all(isinstance(value, str) for value in values):
            raise self.refuse(f"{path}.{key}" if path else key, "not a list of texts", 'Write ["one", "two"].')
        return values

    def tables(self, table: dict[str, Any], path: str, key: str, required: bool = False) -> list[dict[str, Any]]:
        values = self.take(table, path, key, list) if required else self.take(table, path, key, list, [])
        if not all(isinstance(value, dict) for value in values):
            raise self.refuse(f"{path}.{key}" if path else key, "not a list of tables", f"Write [[{key}]].")
        return values

    def at_least(self, table: dict[str, Any], path: str, key: str, least: int, default: Any, most: int = MOST) -> Any:
        value = self.take(table, path, key, int, default)
        if value is not None and value < least:
            raise self.refuse(f"{path}.{key}", "too small", f"Write {least} or more.")
        if value is not None and value > most:
            raise self.refuse(f"{path}.{key}", "too large", f"Write {most} or less.")
        return value

    def field(self, name: str, where: str, source: Source) -> str:
        if name not in source.names:
            raise self.refuse(where, f"`{source.id}` has no field `{name}`", self.nearest(name, source.names))
        return name

    def one_of(self, table: dict[str, Any], path: str, key: str, words: tuple[Any, ...], default: Any = _MISSING) -> Any:
        word = self.take(table, path, key, str, default)
        if word is not None and word not in words:
            raise self.refuse(f"{path}.{key}", f"`{word}` is not known here", self.nearest(word, words))
        return word

    def inside(self, name: str, path: str) -> None:
        """Refuses a path that is not below the exports folder."""
        parts = PurePosixPath(name).parts
        if not parts or name.startswith(("/", "~")) or ".." in parts or "\\" in name or "\0" in name:
            raise self.refuse(path, "leads outside the exports folder", "Write a path relative to it.")

    def known(self, table: Mapping[str, Any], path: str, keys: tuple[str, ...]) -> None:
        for key in table:
            if key not in keys:
                raise self.refuse(f"{path}.{key}" if path else key, "an unknown key", self.nearest(key, keys))

    def nearest(self, word: str, words: Iterable[str]) -> str:
        words = list(words)
        close = difflib.get_close_matches(word, words, 1, 0.5)
        return f"Did you mean `{close[0]}`?" if close else f"Use one of: {', '.join(words)}."

    def rules(self, rules: Any, path: str) -> tuple[tuple[str, str], ...]:
        if not isinstance(rules, list):
            raise self.refuse(path, "not a list", "Write a list of [pattern, value] pairs.")
        found: list[tuple[str, str]] = []
        for i, rule in enumerate(rules, 1):
            if not (isinstance(rule, list) and len(rule) == 2 and all(isinstance(part, str) for part in rule)):
                raise self.refuse(f"{path}[{i}]", "not a pair of texts", "Write [pattern, value].")
            self.pattern(rule[0], f"{path}[{i}]")
            found.append((rule[0], rule[1]))
        return tuple(found)

    def pattern(self, pattern: str, path: str, groups: int = 0) -> str:
        try:
            compiled = re.compile(pattern)
        except re.error as error:
            raise self.refuse(path, f"not a regular expression: {error}", "Mend the pattern.") from None
        if compiled.groups < groups:
            raise self.refuse(path, "the pattern has no group", "Put the date part in brackets: (\\d{4}-\\d{2}-\\d{2}).")
        return pattern
