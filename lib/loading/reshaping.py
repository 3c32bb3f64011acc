"""What a source's records become before they are rows: patterns, skipped records, columns to rows, periods, running totals, snapshots.
The part of a `[[source]]` table that says so."""

from __future__ import annotations

from typing import Any, get_args

from lib.loading.keys import KEYS
from lib.loading.profile import Length, Match, Names, Period, Restarts, RunningTotal, Skip, Snapshot, Unpivot
from lib.loading.taking import Taking
from lib.sources import Source

_FORMATS = {"month": "%Y-%m", "year": "%Y", "financial_year": "%Y"}


class ShapeReader(Taking):
    """Reads what is made of records."""

    def column(self, given: Any, where: str) -> Names:
        """A column's name, or `{ any = [...] }`: the names it goes by."""
        if isinstance(given, dict):
            self.known(given, where, KEYS["columns"])
            given = self.texts(given, where, "any")
            where = f"{where}.any"
        names = [given] if isinstance(given, str) else given
        if not isinstance(names, list) or not names or not all(isinstance(name, str) and name.strip() for name in names):
            raise self.refuse(where, "not a column's name", 'Write "Name", or { any = ["Name", "Full name"] }.')
        return tuple(names)

    def matches(self, table: dict[str, Any], path: str, source: Source) -> dict[str, Match]:
        found: dict[str, Match] = {}
        for name, below in self.take(table, path, "match", dict, {}).items():
            where = f"{path}.match.{name}"
            self.field(name, where, source)
            if not isinstance(below, dict):
                raise self.refuse(where, "of the wrong type", "Write a table with `column` and `rules`.")
            self.known(below, where, KEYS["match"])
            found[name] = Match(
                self.column(self.take(below, where, "column", (str, dict)), f"{where}.column"),
                self.rules(self.take(below, where, "rules", list), f"{where}.rules"),
                self.take(below, where, "otherwise", str, None),
            )
        return found

    def from_name(self, table: dict[str, Any], path: str, source: Source) -> dict[str, str]:
        below = self.take(table, path, "from_name", dict, {})
        for name in below:
            where = f"{path}.from_name.{name}"
            self.field(name, where, source)
            self.pattern(self.take(below, f"{path}.from_name", name, str), where, groups=1)
        return dict(below)

    def skip(self, table: dict[str, Any], path: str) -> Skip:
        self.known(table, path, KEYS["skip"])
        pattern = self.pattern(self.take(table, path, "pattern", str), f"{path}.pattern")
        given = self.take(table, path, "column", (str, dict), None)
        column = None if given is None else self.column(given, f"{path}.column")
        return Skip(column, pattern, self.take(table, path, "reason", str))

    def unpivot(self, table: dict[str, Any], path: str, source: Source) -> Unpivot | None:
        below = self.take(table, path, "unpivot", dict, None)
        if below is None:
            return None
        where = f"{path}.unpivot"
        self.known(below, where, KEYS["unpivot"])
        given = self.take(below, where, "columns", (str, list))
        names = [] if isinstance(given, str) else self.texts(below, where, "columns")
        if not given:
            raise self.refuse(f"{where}.columns", "names no column", "Write names, or one pattern.")
        name = self.take(below, where, "name", str, None)
        value = self.field(self.take(below, where, "value", str), f"{where}.value", source)
        return Unpivot(
            columns=tuple(names),
            pattern=self.pattern(given, f"{where}.columns") if isinstance(given, str) else None,
            name=None if name is None else self.field(name, f"{where}.name", source),
            value=value,
            drop=self.pattern(self.take(below, where, "drop", str, r"^\s*$"), f"{where}.drop"),
        )

    def period(self, table: dict[str, Any], path: str, source: Source, unpivot: Unpivot | None) -> Period | None:
        below = self.take(table, path, "period", dict, None)
        if below is None:
            return None
        where = f"{path}.period"
        self.known(below, where, KEYS["period"])
        if not {"from", "to"} <= set(source.names):
            raise self.refuse(where, f"`{source.id}` rows have no `from` and `to`", "Take it out.")
        length = self.one_of(below, where, "length", get_args(Length))
        column = self.column(below["column"], f"{where}.column") if "column" in below else None
        from_name = self.take(below, where, "from_name", str, None)
        by_column = self.take(below, where, "unpivot", bool, False)
        if sum([column is not None, from_name is not None, by_column]) != 1:
            raise self.refuse(
                where, "says not just once where it stands", "Write one of `column`, `from_name`, `unpivot = true`."
            )
        if by_column and unpivot is None:
            raise self.refuse(f"{where}.unpivot", "nothing is unpivoted", "Add `unpivot`, or say where the period stands.")
        if from_name is not None:
            self.pattern(from_name, f"{where}.from_name", groups=1)
        pattern = self.take(below, where, "format", str, _FORMATS[length])
        if "%Y" not in pattern and "%y" not in pattern:
            raise self.refuse(f"{where}.format", "the format has no year", "Write strftime parts, for example %b %Y.")
        if length == "month" and not any(part in pattern for part in ("%m", "%b", "%B")):
            raise self.refuse(f"{where}.format", "the format has no month", "Write strftime parts, for example %b %Y.")
        return Period(length, column, from_name, by_column, pattern)

    def running_total(self, table: dict[str, Any], path: str, source: Source) -> RunningTotal | None:
        below = self.take(table, path, "running_total", dict, None)
        if below is None:
            return None
        where = f"{path}.running_total"
        self.known(below, where, KEYS["running_total"])
        fields, within = self.texts(below, where, "fields"), self.texts(below, where, "within")
        for key, names in (("fields", fields), ("within", within)):
            for i, name in enumerate(names, 1):
                self.field(name, f"{where}.{key}[{i}]", source)
            if not names:
                raise self.refuse(f"{where}.{key}", "names no field", f"Use fields of: {', '.join(source.names)}.")
        for i, name in enumerate(fields, 1):
            if source.field(name).type not in ("n", "h", "money"):
                raise self.refuse(f"{where}.fields[{i}]", f"`{name}` is no number", "Name counts, hours or money.")
        if not {"from", "day"} & set(source.names):
            raise self.refuse(where, f"`{source.id}` rows are not dated", "Take it out.")
        return RunningTotal(tuple(fields), tuple(within), self.one_of(below, where, "restarts", get_args(Restarts), "never"))

    def snapshot(self, table: dict[str, Any], path: str) -> Snapshot | None:
        below = self.take(table, path, "snapshot", dict, None)
        if below is None:
            return None
        if table.get("id") not in ("people", "postings", "units"):
            raise self.refuse(f"{path}.snapshot", "only people, postings and units come as snapshots", "Take it out.")
        where = f"{path}.snapshot"
        self.known(below, where, KEYS["snapshot"])
        pattern = self.pattern(self.take(below, where, "date_from", str), f"{where}.date_from", groups=1)
        return Snapshot(pattern, self.take(below, where, "format", str, "%Y-%m-%d"))
