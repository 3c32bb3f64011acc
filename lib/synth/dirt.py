"""Dirt, as real systems have it: each spoilt row is known, with what a careful loader makes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.synth import spoiling
from lib.synth.plan import Plan
from lib.synth.spoiling import Spoilt
from lib.synth.systems import System

ACCEPTED, QUARANTINED, DUPLICATE, UNLINKED = "accepted", "quarantined", "duplicate", "unlinked"
NOTED = {"index": pl.Int64, "kind": pl.String, "outcome": pl.String}
_Spoil = Callable[[Spoilt], pl.DataFrame]


@dataclass(frozen=True)
class Kind:
    """One kind of dirt: its share of the rows that `fits` (null: of all), what becomes of them, and how their text is changed.

    One that `adds` leaves the row as it is and writes the changed text as a row after it.
    """

    name: str
    share: float
    outcome: str
    spoil: _Spoil
    fits: pl.Expr | None = None
    adds: bool = False


_NAMED = pl.col("payroll_number").is_not_null()
_CLOSED = pl.col("from").is_not_null() & pl.col("to").is_not_null()


def _padding(share: float = 0.004) -> Kind:
    return Kind("lost_padding", share, ACCEPTED, spoiling.without_padding, _NAMED)


def _lost_link(share: float) -> Kind:
    return Kind("unknown_person", share, UNLINKED, spoiling.older_number, _NAMED)


def _bad_day(share: float, name: str, kind: str = "bad_day") -> Kind:
    return Kind(kind, share, QUARANTINED, spoiling.no_day(name))


def _future(share: float, name: str) -> Kind:
    return Kind("future_day", share, QUARANTINED, spoiling.typed_ahead(name), pl.col(name).is_not_null())


def _word(share: float, name: str, word: str = "???", kind: str = "unknown_word") -> Kind:
    return Kind(kind, share, QUARANTINED, spoiling.reads(name, word))


def _unit(share: float, name: str) -> Kind:
    return _word(share, name, "9999", "unknown_unit")


def _ends_early(share: float) -> Kind:
    return Kind("end_before_start", share, QUARANTINED, spoiling.ends_early, pl.col("from").is_not_null())


def _twice(share: float) -> Kind:
    return Kind("duplicate", share, DUPLICATE, spoiling.as_it_is, adds=True)


DIRT: dict[str, tuple[Kind, ...]] = {
    "people": (_padding(), _twice(0.003), Kind("second_number", 0.001, ACCEPTED, spoiling.second_number, adds=True)),
    "postings": (
        _padding(), _lost_link(0.003), _unit(0.001, "unit"), _twice(0.002),
        Kind("posting_overlap", 0.004, ACCEPTED, spoiling.ends_later(20), _CLOSED),
        Kind("posting_gap", 0.004, ACCEPTED, spoiling.ends_sooner(10), _CLOSED & spoiling.longer_than(20)),
    ),
    "sickness": (
        _padding(), _lost_link(0.015), _ends_early(0.0006), _bad_day(0.001, "from"), _future(0.0005, "from"),
        _word(0.001, "certification"), _twice(0.003),
        Kind("overlap", 0.005, ACCEPTED, spoiling.begins_later, _CLOSED & spoiling.longer_than(1), adds=True),
    ),
    "absence": (
        _padding(), _lost_link(0.015), _ends_early(0.0006), _bad_day(0.0005, "from"), _future(0.0003, "from"), _twice(0.001),
    ),
    "overtime": (
        _padding(), _lost_link(0.02), _unit(0.001, "unit_charged"), _word(0.0005, "hours", kind="bad_hours"),
        _word(0.0005, "kind"), _twice(0.001),
        Kind("late_claim", 0.01, ACCEPTED, spoiling.keyed_late, spoiling.long_known("edited_on")),
    ),
    "demand": (_unit(0.001, "unit"), _word(0.0005, "incidents", kind="bad_count"), _twice(0.001)),
    "conduct": (
        _padding(), _lost_link(0.02), _bad_day(0.002, "received"), _twice(0.003),
        Kind("swapped_day", 0.002, ACCEPTED, spoiling.day_for_month("received"), spoiling.swappable("received")),
    ),
    "limited_duties": (_lost_link(0.02), _word(0.002, "kind"), _twice(0.002)),
    "duties": (
        _padding(0.0005), _lost_link(0.01), _bad_day(0.00005, "planned_from", "bad_stamp"), _unit(0.00005, "unit_worked"),
        _twice(0.0002), Kind("duty_overlap", 0.0002, ACCEPTED, spoiling.booked_again, adds=True),
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Soiled:
    """A dirty table of text and its spoilt rows: `index` in the table, `kind`, `outcome`. `origin` is, for each row, the clean row
    that stands there as it was, -1 where its text was changed or added."""

    table: pl.DataFrame
    dirt: pl.DataFrame
    origin: np.ndarray

    def first_sound(self, rows: pl.Series) -> int | None:
        """Index of the first row that is one of the clean `rows` (true for each) and is not spoilt."""
        sound = self.origin >= 0
        sound[self.dirt["index"].to_numpy()] = False
        found = np.flatnonzero(sound & rows.to_numpy()[np.maximum(self.origin, 0)]) if rows.any() else []
        return int(found[0]) if len(found) else None


def soil(table: pl.DataFrame, system: System, plan: Plan, rng: np.random.Generator) -> Soiled:
    """Spoils a clean table of text (canonical columns). Every row is spoilt once at most."""
    height = table.height
    kinds = DIRT.get(system.source, ())
    counts = [int(rng.binomial(height, kind.share)) for kind in kinds]
    chosen = rng.choice(height, min(sum(counts), height), replace=False) if height else np.zeros(0, np.int64)
    changes: list[_Change] = []
    for kind, count in zip(kinds, counts, strict=True):
        mine, chosen = np.sort(chosen[:count]), chosen[count:]
        spoilt = Spoilt(table[mine], system, plan, rng)
        fits = spoilt.which(kind.fits)
        changes.append(_Change(kind, mine[fits], kind.spoil(spoilt.only(fits))))
    return _changed(table, system, changes)


@dataclass(frozen=True)
class _Change:
    """What one kind of dirt does to a table: the rows it befalls, ascending, and their new text."""

    kind: Kind
    rows: np.ndarray
    text: pl.DataFrame


def _changed(table: pl.DataFrame, system: System, changes: list[_Change]) -> Soiled:
    """The table with every change made, added rows each after their own, and where each spoilt row stands in it."""
    order = np.arange(table.height)
    beyond, added, below = table.height, [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for change in changes:
        written = beyond + np.arange(len(change.rows))
        beyond += len(change.rows)
        if change.kind.adds:
            added.append(change.rows)
            below.append(written)
        else:
            order[change.rows] = written
    places, rows = np.concatenate(added), np.concatenate(below)
    sorting = np.argsort(places, kind="stable")
    places, rows = places[sorting], rows[sorting]
    origin = np.insert(order, places + 1, rows)
    made = pl.concat([table, *(change.text for change in changes)])[origin]
    noted = pl.concat([pl.DataFrame(schema=NOTED), *(_noted(change, places) for change in changes)])
    return Soiled(made, _with_nobody(made, system, noted), np.where(origin < table.height, origin, -1))


def _noted(change: _Change, places: np.ndarray) -> pl.DataFrame:
    """Of two rows with one key a loader keeps the later, so that the earlier is the duplicate; of an overlap the added row is noted."""
    index = change.rows + np.searchsorted(places, change.rows)
    index = index + 1 if change.kind.adds and change.kind.outcome != DUPLICATE else index
    frame = pl.DataFrame({"index": index.astype(np.int64)})
    return frame.with_columns(kind=pl.lit(change.kind.name), outcome=pl.lit(change.kind.outcome))


def _with_nobody(made: pl.DataFrame, system: System, noted: pl.DataFrame) -> pl.DataFrame:
    """Besides what was spoilt: matters in which nobody was identified."""
    if system.source == "conduct":
        empty = made["payroll_number"].is_null().arg_true().cast(pl.Int64)
        nobody = pl.DataFrame({"index": empty}).join(noted, on="index", how="anti")
        noted = pl.concat([noted, nobody.with_columns(kind=pl.lit("nobody_identified"), outcome=pl.lit(UNLINKED))])
    return noted.sort("index")
