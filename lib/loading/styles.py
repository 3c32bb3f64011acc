"""How a source writes its values: days, times, hours, money and ids. The part of a `[[source]]` table that says so."""

from __future__ import annotations

import re
from typing import Any

from lib.checking.formats import HOURS, ISO_DAY, TIMES, Formats
from lib.loading.keys import KEYS
from lib.loading.profile import IdRule
from lib.loading.taking import Taking
from lib.sources import Source

LONGEST_ID = 100


class StyleReader(Taking):
    """Reads formats and id rules."""

    def formats(self, table: dict[str, Any], path: str, iso: bool = False) -> Formats:
        """`iso`: some days are made here, in ISO, beside those that the source writes."""
        days = self.days(table, path)
        stamp = self.take(table, path, "stamp_format", str, None)
        time = self.one_of(table, path, "time_format", TIMES, None)
        if stamp is not None and time is not None:
            raise self.refuse(f"{path}.time_format", "`stamp_format` says it already", "Take one of the two out.")
        if stamp is not None and not _complete(stamp, "dmyHM"):
            raise self.refuse(
                f"{path}.stamp_format", "the format lacks a part", "Write strftime parts, for example %d/%m/%Y %H:%M."
            )
        mark = self.one_of(table, path, "decimal_mark", (".", ","), ".")
        return Formats(
            day=(*days, ISO_DAY) if iso and ISO_DAY not in days else days,
            stamp=stamp,
            time=time,
            overnight=self.take(table, path, "overnight", bool, False),
            pivot=self.pivot(table, path, (*days, stamp or "")),
            hours=self.one_of(table, path, "hours_format", HOURS, "decimal"),
            decimal_mark=mark,
        )

    def days(self, table: dict[str, Any], path: str) -> tuple[str, ...]:
        given = self.take(table, path, "day_format", (str, list), ISO_DAY)
        days = [given] if isinstance(given, str) else self.texts(table, path, "day_format")
        for i, pattern in enumerate(days, 1):
            if not _complete(pattern, "dmy"):
                where = f"{path}.day_format" if isinstance(given, str) else f"{path}.day_format[{i}]"
                raise self.refuse(where, "the format lacks a part", "Write strftime parts, for example %d/%m/%Y.")
        if not days:
            raise self.refuse(f"{path}.day_format", "names no format", "Write strftime parts, for example %d/%m/%Y.")
        return tuple(days)

    def pivot(self, table: dict[str, Any], path: str, patterns: tuple[str, ...]) -> int | None:
        pivot = self.at_least(table, path, "year_pivot", 1, None)
        if pivot is not None and pivot > 99:
            raise self.refuse(f"{path}.year_pivot", "too large", "Write 1 to 99.")
        short = any("%y" in pattern or "%D" in pattern for pattern in patterns)
        if short and pivot is None:
            fix = "Write the first two-digit year that is in the 1900s: with 50, 49 is 2049 and 50 is 1950."
            raise self.refuse(f"{path}.year_pivot", "two-digit years need a pivot", fix)
        if pivot is not None and not short:
            raise self.refuse(f"{path}.year_pivot", "no format has a two-digit year (%y)", "Take it out.")
        return pivot

    def ids(self, table: dict[str, Any], path: str, source: Source) -> dict[str, IdRule]:
        found: dict[str, IdRule] = {}
        for name, below in self.take(table, path, "ids", dict, {}).items():
            where = f"{path}.ids.{name}"
            self.field(name, where, source)
            if source.field(name).type != "id":
                raise self.refuse(where, f"`{name}` is not an id", "Normalise ids only; map other values under `values`.")
            if not isinstance(below, dict):
                raise self.refuse(where, "of the wrong type", "Write a table, for example { pad = 6 }.")
            self.known(below, where, KEYS["ids"])
            found[name] = IdRule(
                pad=self.at_least(below, where, "pad", 0, 0, LONGEST_ID),
                prefix=self.take(below, where, "prefix", str, ""),
                strip=self.take(below, where, "strip", str, ""),
                upper=self.take(below, where, "upper", bool, False),
                slug=self.take(below, where, "slug", bool, False),
            )
        return found


def _complete(pattern: str, needed: str) -> bool:
    parts = set(re.findall(r"%-?([a-zA-Z])", pattern))
    same = {"d": {"d", "e", "F", "D"}, "m": {"m", "b", "B", "F", "D"}, "y": {"Y", "y", "F", "D"}, "H": {"H", "I", "T", "R"}}
    same["M"] = {"M", "T", "R"}
    return all(parts & same[part] for part in needed)
