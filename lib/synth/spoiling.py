"""How a row's text is spoilt, many rows at once: each way takes rows and returns them changed, same columns, same order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from lib.sources import BY_ID
from lib.synth.plan import Plan
from lib.synth.systems import System

NO_DAYS = ("31/02/2026", "00/00/0000", "n/k", "2026-13-01")
LATE = (60, 151)  # days beyond the usual
TYPED_AHEAD_YEARS = 40


@dataclass(frozen=True)
class Spoilt:
    """Rows to be spoilt, as text in canonical columns, and the system that writes them."""

    rows: pl.DataFrame
    system: System
    plan: Plan
    rng: np.random.Generator

    def which(self, fits: pl.Expr | None) -> np.ndarray:
        """Rows that a kind of dirt can befall; days are dates while they are judged."""
        if fits is None or self.rows.is_empty():
            return np.ones(self.rows.height, bool)
        found = self.rows.with_columns(self._parsed(name) for name in _days(self.system, self.rows))
        extracted = pl.lit(self.plan.extracted_on).alias("extracted_on")
        return found.with_columns(extracted).select(fits.fill_null(False)).to_series().to_numpy()

    def only(self, which: np.ndarray) -> Spoilt:
        return replace(self, rows=self.rows.filter(pl.Series(which, dtype=pl.Boolean)))

    def drawn(self, low: int, high: int) -> pl.Series:
        """A whole number from low to high-1 for each row."""
        return pl.Series(self.rng.integers(low, high, self.rows.height), dtype=pl.Int64)

    def day(self, name: str) -> pl.Series:
        return self.rows.select(self._parsed(name)).to_series()

    def _parsed(self, name: str) -> pl.Expr:
        return pl.col(name).str.to_date(self.system.day_format, strict=False)

    def with_day(self, name: str, days: pl.Series) -> pl.DataFrame:
        """The rows with that column's days written in the system's format."""
        return self.rows.with_columns(days.dt.strftime(self.system.day_format).alias(name))


def _days(system: System, rows: pl.DataFrame) -> list[str]:
    return [field.name for field in BY_ID[system.source].fields if field.type == "day" and field.name in rows.columns]


_Spoil = Callable[[Spoilt], pl.DataFrame]


def longer_than(days: int) -> pl.Expr:
    """Intervals of more than so many days, both ends included."""
    return pl.col("to") - pl.col("from") >= pl.duration(days=days)


def long_known(name: str) -> pl.Expr:
    """Rows whose day would, however late it becomes, still lie before the extraction."""
    return pl.col(name) + pl.duration(days=LATE[1]) <= pl.col("extracted_on")


def swappable(name: str) -> pl.Expr:
    """Days that name another, earlier day when month and day are swapped."""
    day = pl.col(name)
    return day.dt.day() < day.dt.month()


def as_it_is(spoilt: Spoilt) -> pl.DataFrame:
    """The same text again."""
    return spoilt.rows


def without_padding(spoilt: Spoilt) -> pl.DataFrame:
    """The person's number as a spreadsheet leaves it: without its nought."""
    return spoilt.rows.with_columns(pl.col("payroll_number").str.strip_chars_start("0"))


def older_number(spoilt: Spoilt) -> pl.DataFrame:
    """A number that the personnel system does not know: 08 in the place of 09."""
    return spoilt.rows.with_columns(pl.concat_str(pl.lit("08"), pl.col("payroll_number").str.slice(2)).alias("payroll_number"))


def reads(name: str, word: str) -> _Spoil:
    """A word in the place of a value."""
    return lambda spoilt: spoilt.rows.with_columns(pl.lit(word).alias(name))


def no_day(name: str) -> _Spoil:
    """A text that is no day."""
    return lambda spoilt: spoilt.rows.with_columns(pl.Series(name, NO_DAYS).gather(spoilt.drawn(0, len(NO_DAYS))))


def typed_ahead(name: str) -> _Spoil:
    """A year mistyped, decades ahead."""
    return lambda spoilt: spoilt.with_day(name, spoilt.day(name).dt.offset_by(f"{TYPED_AHEAD_YEARS}y"))


def ends_early(spoilt: Spoilt) -> pl.DataFrame:
    """The end 1 to 29 days before the start."""
    return spoilt.with_day("to", _moved(spoilt.day("from"), -spoilt.drawn(1, 30)))


def ends_later(most: int) -> _Spoil:
    """The end up to so many days later than it was: over what follows."""
    return lambda spoilt: spoilt.with_day("to", _moved(spoilt.day("to"), spoilt.drawn(1, most + 1)))


def ends_sooner(most: int) -> _Spoil:
    """The end up to so many days earlier than it was."""
    return lambda spoilt: spoilt.with_day("to", _moved(spoilt.day("to"), -spoilt.drawn(1, most + 1)))


def begins_later(spoilt: Spoilt) -> pl.DataFrame:
    """An interval within the other: it begins a day or more later and ends with it."""
    first, last = spoilt.day("from"), spoilt.day("to")
    room = (last - first).dt.total_days()
    later = (spoilt.rng.random(spoilt.rows.height) * room.to_numpy()).astype(np.int64) + 1
    return spoilt.with_day("from", _moved(first, pl.Series(later)))


def booked_again(spoilt: Spoilt) -> pl.DataFrame:
    """The same duty planned again, 15 to 45 minutes later."""
    form = spoilt.system.stamp_format
    later = pl.col("planned_from").str.to_datetime(form) + pl.duration(minutes=15 * pl.lit(spoilt.drawn(1, 4)))
    return spoilt.rows.with_columns(later.dt.strftime(form).alias("planned_from"))


def second_number(spoilt: Spoilt) -> pl.DataFrame:
    """The same person under another payroll number, of those at the end of the range that nobody has."""
    free = pl.int_range(0, spoilt.rows.height, eager=True) + spoilt.plan.payroll_room * 11 + 1
    return spoilt.rows.with_columns(pl.concat_str(pl.lit("0"), free.cast(pl.String)).alias("payroll_number"))


def keyed_late(spoilt: Spoilt) -> pl.DataFrame:
    """A claim written down months later than usual."""
    return spoilt.with_day("edited_on", _moved(spoilt.day("edited_on"), spoilt.drawn(*LATE)))


def day_for_month(name: str) -> _Spoil:
    """Day and month swapped."""
    return lambda spoilt: spoilt.with_day(name, _swapped(spoilt.day(name)))


def _swapped(days: pl.Series) -> pl.Series:
    day = pl.lit(days)
    return pl.select(pl.date(day.dt.year(), day.dt.day(), day.dt.month())).to_series()


def _moved(days: pl.Series, by: pl.Series) -> pl.Series:
    return pl.select(pl.lit(days) + pl.duration(days=pl.lit(by))).to_series()
