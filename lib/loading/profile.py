"""The mapping profile: what a force calls things. Checked whole before a row is read; each error names the key path and the fix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from lib.checking.classifying import Words
from lib.checking.formats import Formats
from lib.sources import Source

Names = tuple[str, ...]
"""The names that one column goes by, from one export to the next; a file has one of them."""
Length = Literal["month", "year", "financial_year"]
Restarts = Literal["never", "year", "financial_year"]


@dataclass(frozen=True)
class IdRule:
    """How an id is normalised, in this order: outer blanks off, `prefix` off once, `strip` characters off the left, `slug`,
    `upper`, `pad` to width."""

    pad: int = 0
    prefix: str = ""
    strip: str = ""
    upper: bool = False
    slug: bool = False


@dataclass(frozen=True)
class Match:
    """A field made from one of their columns by the first regular expression that is found in it, else `otherwise`."""

    column: Names
    rules: tuple[tuple[str, str], ...]
    otherwise: str | None = None


@dataclass(frozen=True)
class Skip:
    """Records that are no rows of the source: those whose `column` matches `pattern`; without a column, records of another width
    than the header's whose text does (a footer, say)."""

    column: Names | None
    pattern: str
    reason: str


@dataclass(frozen=True)
class Snapshot:
    """The file is the state on a day: the day is read from the file's name (with its sheet) by the pattern's first group."""

    date_from: str
    format: str = "%Y-%m-%d"


@dataclass(frozen=True)
class Unpivot:
    """Columns to rows: for each of `columns` (names, or one pattern) a record gives one row, in which the field `name` is the
    column's name (the pattern's first group, where it has one) and `value` the cell. Cells that match `drop` give none."""

    columns: tuple[str, ...]
    pattern: str | None
    name: str | None
    value: str
    drop: str = r"^\s*$"


@dataclass(frozen=True)
class Period:
    """Rows that speak of a whole month or year: `from` and `to` are its first and last day. Its text stands in a column, in the
    file's name (the pattern's first group) or in the name of the unpivoted column."""

    length: Length
    column: Names | None
    from_name: str | None
    unpivot: bool
    format: str


@dataclass(frozen=True)
class RunningTotal:
    """Fields that the system counts up: each becomes the difference from the row before it with the same `within`."""

    fields: tuple[str, ...]
    within: tuple[str, ...]
    restarts: Restarts


@dataclass(frozen=True)
class Entry:
    """One `[[source]]` table: a source, a set of files and how they say what."""

    path: str  # of the table in the profile, for messages
    source: Source
    files: tuple[str, ...]
    sheets: tuple[str, ...]
    encoding: str
    delimiter: str
    header_row: int
    columns: Mapping[str, tuple[Names, ...]]
    constants: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    match: Mapping[str, Match]
    from_name: Mapping[str, str]
    ids: Mapping[str, IdRule]
    counters: Mapping[str, tuple[str, ...]]
    skip: tuple[Skip, ...]
    unpivot: Unpivot | None
    period: Period | None
    running_total: RunningTotal | None
    snapshot: Snapshot | None
    formats: Formats
    person_by: str
    settles_days: int | None
    export_order: int

    @property
    def named(self) -> tuple[Names, ...]:
        """Every column of theirs that the entry reads by name."""
        found = [names for group in self.columns.values() for names in group]
        found += [match.column for match in self.match.values()] + [skip.column for skip in self.skip if skip.column]
        found += [self.period.column] if self.period and self.period.column else []
        found += [(name,) for name in self.unpivot.columns] if self.unpivot else []
        return tuple(dict.fromkeys(found))

    @property
    def several(self) -> bool:
        """Whether one record may give several rows."""
        return self.unpivot is not None

    @property
    def whole(self) -> bool:
        """Whether a row depends on other rows of its file, so that the file's parts cannot be cast one by one."""
        return bool(self.counters)


@dataclass(frozen=True)
class DeclaredBreak:
    """A day from which a source (or one field of it) counts or calls something otherwise, as the force says itself."""

    source: str
    field: str | None
    on: date
    sentence: str


@dataclass(frozen=True)
class Profile:
    """A checked profile. `digest` is the SHA-256 of its text; `absent` says why a source is not there, `rules` what becomes of rows
    that a rule across rows finds, `accepted_links` is the file of links that a person accepted."""

    name: str
    synthetic: bool
    extracted_on: date | None
    unit_level: str
    command_level: str
    required: tuple[str, ...]
    quarantine_limit: float
    entries: tuple[Entry, ...]
    nodes: tuple[Mapping[str, str], ...]
    absent: Mapping[str, str]
    ranks: tuple[tuple[str, str], ...]
    words: Words
    rules: Mapping[str, str]
    accepted_links: str | None
    breaks: tuple[DeclaredBreak, ...]
    digest: str
    file: str = "profile.toml"

    def of(self, source: str) -> tuple[Entry, ...]:
        """The entries of one source."""
        return tuple(entry for entry in self.entries if entry.source.id == source)
