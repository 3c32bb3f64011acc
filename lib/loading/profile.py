"""The mapping profile: what a force calls things. Checked whole before a row is read; each error names the key path and the fix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from lib.checking.casting import Formats
from lib.checking.classifying import Words
from lib.sources import Source


@dataclass(frozen=True)
class IdRule:
    """How an id is normalised, in this order: strip outer blanks and `strip` characters on the left, `slug`, `upper`, `pad` to width."""

    pad: int = 0
    strip: str = ""
    upper: bool = False
    slug: bool = False


@dataclass(frozen=True)
class Match:
    """A field made from one of their columns by the first regular expression that is found in it, else `otherwise`."""

    column: str
    rules: tuple[tuple[str, str], ...]
    otherwise: str | None = None


@dataclass(frozen=True)
class Skip:
    """Records that are no rows of the source (totals, say): those whose `column` matches `pattern`."""

    column: str
    pattern: str
    reason: str


@dataclass(frozen=True)
class Snapshot:
    """The file is the state on a day: the day is read from the file name by the pattern's first group."""

    date_from: str
    format: str = "%Y-%m-%d"


@dataclass(frozen=True)
class Entry:
    """One `[[source]]` table: a source, a set of files and how they say what."""

    path: str  # of the table in the profile, for messages
    source: Source
    files: tuple[str, ...]
    columns: Mapping[str, tuple[str, ...]]
    constants: Mapping[str, str]
    values: Mapping[str, Mapping[str, str]]
    match: Mapping[str, Match]
    ids: Mapping[str, IdRule]
    counters: Mapping[str, tuple[str, ...]]
    skip: tuple[Skip, ...]
    snapshot: Snapshot | None
    formats: Formats
    person_by: str
    encoding: str
    delimiter: str
    header_row: int
    settles_days: int | None
    export_order: int

    @property
    def theirs(self) -> tuple[str, ...]:
        """Every column of theirs that the entry reads."""
        names = [name for group in self.columns.values() for name in group]
        names += [match.column for match in self.match.values()] + [skip.column for skip in self.skip]
        return tuple(dict.fromkeys(names))


@dataclass(frozen=True)
class Profile:
    """A checked profile. `digest` is the SHA-256 of its text."""

    name: str
    synthetic: bool
    extracted_on: date | None
    unit_level: str
    command_level: str
    required: tuple[str, ...]
    quarantine_limit: float
    entries: tuple[Entry, ...]
    nodes: tuple[Mapping[str, str], ...]
    ranks: tuple[tuple[str, str], ...]
    words: Words
    digest: str
    file: str = "profile.toml"

    def of(self, source: str) -> tuple[Entry, ...]:
        """The entries of one source."""
        return tuple(entry for entry in self.entries if entry.source.id == source)
