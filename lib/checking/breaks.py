"""Lasting steps in a monthly series: a source that from one month on counts or calls something otherwise.

A step is found where one month differs from the month before by far more than months usually do, and the months after stay there.
Nothing is smoothed or fitted, so a slow drift is no step, and one odd month is none either.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import comb

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
    """The first day of the new rule, the mean level of the months looked at before and after, and the ratio of the two."""

    from_on: date
    before: float
    after: float
    ratio: float


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
    before, after = float(np.nanmean(level[max(0, at - SIDE) : at])), float(np.nanmean(level[at : at + SIDE]))
    return Step(months[at], before, after, after / before)


@dataclass(frozen=True)
class Renaming:
    """A word of a field that ends where another begins, about as often: `before` and `after` are rows a month."""

    from_on: date
    old: str
    new: str
    before: float
    after: float


BY_CHANCE = 1e-4
"""How often, over all pairs of words, chance alone may put every row of one before every row of the other."""


def renamings(rows: pl.DataFrame, day: str, field: str, first: date, last: date) -> list[Renaming]:
    """Words of `field` that seem to have been renamed between `first` and `last`.

    Every row of the old word lies before every row of the new one, neither is more than twice as frequent as the other in its own
    time, and of all orders of so many rows (one in n over k) such a one is too rare to be chance. The day is the first of the month
    of the new word's first row, or that row's own where the old word was still used in that month.
    """
    dated = rows.select(pl.col(day).cast(pl.Date).alias("day"), pl.col(field).alias("word")).drop_nulls()
    words = (
        dated.filter(pl.col("day").is_between(first, last))
        .group_by("word")
        .agg(pl.col("day").min().alias("begins"), pl.col("day").max().alias("ends"), pl.len().alias("n"))
    )
    pairs = words.join(words, how="cross", suffix="_new").filter(pl.col("ends") < pl.col("begins_new"))
    found: list[Renaming] = []
    for each in pairs.sort("begins_new", "word").iter_rows(named=True):
        begun = max(each["begins_new"].replace(day=1), each["ends"])
        begun = each["begins_new"].replace(day=1) if begun > each["ends"] else each["begins_new"]
        before, after = each["n"] / _length(first, begun), each["n_new"] / _length(begun, last)
        rare = comb(each["n"] + each["n_new"], each["n"]) * BY_CHANCE > max(words.height, 2) ** 2
        if rare and 0.5 <= after / before <= 2:
            found.append(Renaming(begun, each["word"], each["word_new"], before, after))
    olds, news = [each.old for each in found], [each.new for each in found]
    return [each for each in found if olds.count(each.old) == 1 and news.count(each.new) == 1]


def _length(first: date, last: date) -> float:
    """Months between two days, one at least."""
    return max((last - first).days / 30.44, 1.0)
