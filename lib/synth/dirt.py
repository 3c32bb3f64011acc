"""Dirt, as real systems have it: each spoilt row is known, with what a careful loader makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from lib.synth.systems import PAD, System

ACCEPTED, QUARANTINED, DUPLICATE, UNLINKED = "accepted", "quarantined", "duplicate", "unlinked"


@dataclass(frozen=True)
class Spoiling:
    """One kind of dirt: share of a file's rows, what becomes of them, and how the row's text is changed."""

    kind: str
    share: float
    outcome: str
    spoil: Callable[[dict[str, str | None], System, np.random.Generator], dict[str, str | None]]


_Row = dict[str, str | None]


def _lost_padding(row: _Row, system: System, rng: np.random.Generator) -> _Row:
    return row | {"payroll_number": (row["payroll_number"] or "").lstrip("0")}


def _unknown_person(row: _Row, system: System, rng: np.random.Generator) -> _Row:
    return row | {"payroll_number": str(8_000_000 + int(rng.integers(0, 999_999))).zfill(PAD)}


def _bad_day(name: str) -> Callable[[_Row, System, np.random.Generator], _Row]:
    def spoil(row: _Row, system: System, rng: np.random.Generator) -> _Row:
        return row | {name: ("31/02/2026", "00/00/0000", "n/k", "2026-13-01")[int(rng.integers(0, 4))]}

    return spoil


def _ends_early(row: _Row, system: System, rng: np.random.Generator) -> _Row:
    first = datetime.strptime(row["from"] or "", system.day_format)
    return row | {"to": (first - timedelta(days=int(rng.integers(1, 30)))).strftime(system.day_format)}


def _unknown_word(name: str) -> Callable[[_Row, System, np.random.Generator], _Row]:
    return lambda row, system, rng: row | {name: "???"}


def _unknown_unit(name: str) -> Callable[[_Row, System, np.random.Generator], _Row]:
    return lambda row, system, rng: row | {name: "9999"}


LOST_PADDING = Spoiling("lost_padding", 0.004, ACCEPTED, _lost_padding)
UNKNOWN_PERSON = Spoiling("unknown_person", 0.010, UNLINKED, _unknown_person)
ENDS_EARLY = Spoiling("end_before_start", 0.0006, QUARANTINED, _ends_early)
DUPLICATES = {
    "people": 0.003, "postings": 0.002, "sickness": 0.003, "absence": 0.001, "overtime": 0.001, "demand": 0.001, "conduct": 0.003,
    "limited_duties": 0.002, "duties": 0.0002,
}  # fmt: skip
DIRT: dict[str, tuple[Spoiling, ...]] = {
    "people": (LOST_PADDING,),
    "postings": (
        LOST_PADDING,
        Spoiling("unknown_person", 0.003, UNLINKED, _unknown_person),
        Spoiling("unknown_unit", 0.001, QUARANTINED, _unknown_unit("unit")),
    ),
    "sickness": (
        LOST_PADDING, UNKNOWN_PERSON, ENDS_EARLY, Spoiling("bad_day", 0.001, QUARANTINED, _bad_day("from")),
        Spoiling("unknown_word", 0.001, QUARANTINED, _unknown_word("certification")),
    ),
    "absence": (LOST_PADDING, UNKNOWN_PERSON, ENDS_EARLY, Spoiling("bad_day", 0.0005, QUARANTINED, _bad_day("from"))),
    "overtime": (
        LOST_PADDING, UNKNOWN_PERSON, Spoiling("unknown_unit", 0.001, QUARANTINED, _unknown_unit("unit_charged")),
        Spoiling("bad_hours", 0.0005, QUARANTINED, _unknown_word("hours")),
        Spoiling("unknown_word", 0.0005, QUARANTINED, _unknown_word("kind")),
    ),
    "demand": (
        Spoiling("unknown_unit", 0.001, QUARANTINED, _unknown_unit("unit")),
        Spoiling("bad_count", 0.0005, QUARANTINED, _unknown_word("incidents")),
    ),
    "conduct": (LOST_PADDING, Spoiling("bad_day", 0.002, QUARANTINED, _bad_day("received"))),
    "limited_duties": (UNKNOWN_PERSON, Spoiling("unknown_word", 0.002, QUARANTINED, _unknown_word("kind"))),
    "duties": (
        Spoiling("lost_padding", 0.0005, ACCEPTED, _lost_padding),
        Spoiling("unknown_person", 0.001, UNLINKED, _unknown_person),
        Spoiling("bad_stamp", 0.00005, QUARANTINED, _bad_day("planned_from")),
        Spoiling("unknown_unit", 0.00005, QUARANTINED, _unknown_unit("unit_worked")),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Soiled:
    """A dirty table of text and its spoilt rows: (index in the table, kind, outcome)."""

    table: pl.DataFrame
    dirt: list[tuple[int, str, str]]


def soil(table: pl.DataFrame, system: System, rng: np.random.Generator) -> Soiled:
    """Spoils a clean table of text (canonical columns). Every row is spoilt once at most; a duplicate is written after its row."""
    height = table.height
    kinds = DIRT.get(system.source, ())
    counts = [rng.binomial(height, kind.share) for kind in kinds]
    copies = rng.binomial(height, DUPLICATES.get(system.source, 0.0))
    chosen = _few(rng, height, sum(counts) + copies)
    found: list[tuple[int, str, str]] = []
    changed: dict[int, dict[str, str | None]] = {}
    for kind, count in zip(kinds, counts, strict=True):
        mine, chosen = chosen[:count], chosen[count:]
        for index in mine:
            row = table.row(index, named=True)
            if kind.spoil in (_lost_padding, _unknown_person) and not row["payroll_number"]:
                continue
            changed[index] = kind.spoil(row, system, rng)
            found.append((index, kind.kind, kind.outcome))
    found += _unidentified(table, system, set(changed))
    return _copied(_with(table, changed), found, sorted(chosen))


def _few(rng: np.random.Generator, height: int, wanted: int) -> list[int]:
    """Distinct row numbers, in random order."""
    return rng.choice(height, min(wanted, height), replace=False).tolist() if height else []


def _unidentified(table: pl.DataFrame, system: System, spoilt: set[int]) -> list[tuple[int, str, str]]:
    if system.source != "conduct":
        return []
    empty = np.flatnonzero(table["payroll_number"].is_null().to_numpy()).tolist()
    return [(index, "nobody_identified", UNLINKED) for index in empty if index not in spoilt]


def _with(table: pl.DataFrame, changed: dict[int, dict[str, str | None]]) -> pl.DataFrame:
    if not changed:
        return table
    order = sorted(changed)
    rows = pl.DataFrame([changed[index] for index in order], schema=table.schema)
    kept = np.ones(table.height, bool)
    kept[order] = False
    places = np.concatenate([np.flatnonzero(kept), order])
    return pl.concat([table.filter(kept), rows])[np.argsort(places)]


def _copied(table: pl.DataFrame, found: list[tuple[int, str, str]], copies: list[int]) -> Soiled:
    """Rows in `copies` stand twice. A loader keeps the later of two rows with one key: the earlier is the duplicate."""
    order = np.sort(np.concatenate([np.arange(table.height), np.array(copies, int)]))
    moved = np.searchsorted(order, np.arange(table.height))
    dirt = [(int(moved[index]), kind, outcome) for index, kind, outcome in found]
    nobody = {index for index, kind, _ in found if kind == "nobody_identified"}
    for index in copies:
        dirt.append((int(moved[index]), "duplicate", DUPLICATE))
        if index in nobody:
            dirt.remove((int(moved[index]), "nobody_identified", UNLINKED))
            dirt.append((int(moved[index]) + 1, "nobody_identified", UNLINKED))
    return Soiled(table[order] if copies else table, sorted(dirt))
