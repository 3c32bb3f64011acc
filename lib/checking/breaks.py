"""Lasting steps in a monthly series: a source that from one month on counts or calls something otherwise.

A step is found where one month differs from the month before by far more than months usually do, and the months after stay there.
Nothing is smoothed or fitted, so a slow drift is no step, and one odd month is none either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

SIDE = 6
"""Months looked at on either side; `FEWEST` at least."""
FEWEST = 3
SMALLEST = np.log(1.15)
"""A smaller step is no break that changes a reading: 15 % more, or 13 % less."""
TIMES = 5.0
"""A step is this many times the usual difference between neighbouring months."""
QUIET = 0.02
"""The usual difference is taken to be 2 % at least: a series that hardly moves would call any step large."""
LEAST = 50.0
"""Fewer events a month on either side say nothing."""
STAYS = 0.6
"""Share of the step that must still be there on average over the months that follow."""


@dataclass(frozen=True)
class Step:
    """The first day of the new rule, and the mean level of the months looked at before and after, in the series' own unit."""

    from_on: date
    before: float
    after: float

    @property
    def ratio(self) -> float:
        return self.after / self.before


def steps(months: list[date], values: list[float], counts: list[float] | None = None) -> list[Step]:
    """Lasting steps of one series: `values` a month (comparable with each other: a rate a day, say), above 0 where they are known.

    `counts` are the events behind each value, for the noise that small numbers have; values themselves where they are counts.
    Months are consecutive. A month without a value breaks nothing: it is left out on either side.
    """
    level = np.array(values, float)
    events = np.array(counts if counts is not None else values, float)
    known = np.isfinite(level) & (level > 0)
    logs = np.where(known, np.log(np.where(known, level, 1.0)), np.nan)
    found: list[tuple[float, int]] = []
    for at in range(1, len(logs)):
        size = _step(logs, events, at)
        if size is not None and not _every_year(logs, at, size):
            found.append((abs(size), at))
    kept: list[int] = []
    for _, at in sorted(found, reverse=True):
        if all(abs(at - other) >= FEWEST for other in kept):
            kept.append(at)
    return [_said(months, level, at) for at in sorted(kept)]


def _step(logs: np.ndarray, events: np.ndarray, at: int) -> float | None:
    """The step (log ratio) that begins with month `at`, None where there is none."""
    before, after = logs[max(0, at - SIDE) : at], logs[at : at + SIDE]
    before, after = before[np.isfinite(before)], after[np.isfinite(after)]
    few = min(float(np.median(events[max(0, at - SIDE) : at])), float(np.median(events[at : at + SIDE])))
    size = logs[at] - logs[at - 1]
    if len(before) < FEWEST or len(after) < FEWEST or few < LEAST or not abs(size) > SMALLEST:
        return None
    differences = np.diff(logs)
    differences = np.delete(differences, at - 1)
    differences = differences[np.isfinite(differences)]
    usual = 1.4826 * float(np.median(np.abs(differences))) if len(differences) else 0.0
    usual = max(usual, QUIET, float(np.sqrt(2 / few)))
    lasting = float(np.median(after) - np.median(before))
    halfway = (logs[at - 1] + logs[at]) / 2
    apart = np.all((after - halfway) * np.sign(size) > 0) and np.all((before - halfway) * np.sign(size) < 0)
    stays = lasting * np.sign(size) >= max(STAYS * abs(size), SMALLEST)
    return float(size) if abs(size) > TIMES * usual and stays and apart else None


def _every_year(logs: np.ndarray, at: int, size: float) -> bool:
    """Whether the same months step alike a year before or after: a season, no break."""
    for other in (at - 12, at + 12):
        if 1 <= other < len(logs):
            same = logs[other] - logs[other - 1]
            if np.isfinite(same) and same * np.sign(size) > abs(size) / 2:
                return True
    return False


def _said(months: list[date], level: np.ndarray, at: int) -> Step:
    return Step(months[at], float(np.nanmean(level[max(0, at - SIDE) : at])), float(np.nanmean(level[at : at + SIDE])))


@dataclass(frozen=True)
class Renaming:
    """A word of a field that ends with one month while another begins with the next, about as often."""

    from_on: date
    old: str
    new: str
    before: float  # rows a month
    after: float


def renamings(rows: pl.DataFrame, day: str, field: str, first: date, last: date) -> list[Renaming]:
    """Words of `field` that seem to have been renamed within the months `first`..`last` (first days): the old one has been there
    in each of the three months before and never after, the new one the other way round, and neither is more than twice the other."""
    month = pl.col(day).cast(pl.Date).dt.month_start()
    counted = (
        rows.select(month.alias("month"), pl.col(field).alias("word"))
        .drop_nulls()
        .filter(pl.col("month").is_between(first, last))
        .group_by("word", "month")
        .len()
    )
    spans = counted.group_by("word").agg(
        pl.col("month").min().alias("begins"),
        pl.col("month").max().alias("ends"),
        pl.col("len").sum().alias("all"),
        pl.len().alias("n"),
    )
    spans = spans.filter(pl.col("n") >= FEWEST).with_columns((pl.col("all") / pl.col("n")).alias("rate"))
    old = spans.filter(pl.col("ends") < last).with_columns(next=pl.col("ends").dt.offset_by("1mo"))
    new = spans.filter(pl.col("begins") > first)
    pairs = old.join(new, left_on="next", right_on="begins", suffix="_new")
    ratio = pl.col("rate_new") / pl.col("rate")
    close = pairs.filter(ratio.is_between(0.5, 2.0) & (pl.min_horizontal("rate", "rate_new") >= 1))
    alone = close.filter((pl.len().over("word") == 1) & (pl.len().over("word_new") == 1)).sort("next", "word")
    return [
        Renaming(each["next"], each["word"], each["word_new"], each["rate"], each["rate_new"])
        for each in alone.iter_rows(named=True)
    ]
