"""Which formats a sample of values could be in. Where more than one fits, that is said: nothing is chosen in silence."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache

import polars as pl

from lib.checking import amounts
from lib.checking.formats import HOURS, Formats

DAYS = (
    "%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%m-%Y", "%m-%d-%Y", "%d.%m.%Y", "%d %b %Y", "%d-%b-%Y", "%d %B %Y", "%Y/%m/%d", "%Y%m%d",
    "%d/%m/%y", "%m/%d/%y", "%d-%m-%y", "%d.%m.%y", "%d %b %y", "%d-%b-%y", "%d%m%y",
)  # fmt: skip
_TIMES = ("%H:%M", "%H:%M:%S", "%H%M")
SHARE = 0.95
"""Of a sample's values that a format must fit."""


def most(values: Sequence[str], pattern: str) -> bool:
    """Whether nearly all values are wholly of a pattern."""
    whole = re.compile(pattern)
    return _share(values, lambda text: whole.fullmatch(text) is not None)


def _share(values: Sequence[str], test: Callable[[str], bool]) -> bool:
    """Nearly all; of a few, all but one."""
    allowed = max((1 - SHARE) * len(values), 1 if len(values) >= 4 else 0)
    missed = 0
    for text in values:
        missed += not test(text)
        if missed > allowed:
            return False
    return bool(values)


def _parses(pattern: str) -> Callable[[str], bool]:
    def test(text: str) -> bool:
        try:
            return 1900 <= datetime.strptime(text, pattern).year <= 2100
        except ValueError:
            return False

    return test


@lru_cache(maxsize=1024)
def day_formats(values: tuple[str, ...]) -> list[str]:
    """The formats that nearly all values are days in; a two-digit year only where no four-digit one is."""
    found = [pattern for pattern in DAYS if _share(values, _parses(pattern))]
    if "%d%m%y" in found and not all(len(text) == 6 for text in values):
        found.remove("%d%m%y")
    if "%Y%m%d" in found and not all(len(text) == 8 for text in values):
        found.remove("%Y%m%d")
    return found


@lru_cache(maxsize=1024)
def stamp_styles(values: tuple[str, ...]) -> list[tuple[str, str]]:
    """(key, value) pairs of a profile that nearly all values are stamps by: `stamp_format`, or `time_format` where hours pass 23."""
    iso = (
        [("", "")] if _share(values, lambda text: re.fullmatch(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d)?", text) is not None) else []
    )
    joined = [f"{day} {time}" for day in DAYS for time in _TIMES]
    found = [("stamp_format", pattern) for pattern in joined if _share(values, _parses(pattern))]
    late = []
    if not found and most(values, r".+ \d{1,2}:\d\d"):
        late = [("time_format", "hh:mm")]
    elif not found and most(values, r".+ \d{3,4}"):
        late = [("time_format", "hhmm")]
    return iso or found or late


@lru_cache(maxsize=1024)
def hours_formats(values: tuple[str, ...]) -> list[str]:
    """The `hours_format`s, with `,` for the decimal comma, in which nearly all values are hours."""
    text = pl.Series("text", list(values), pl.String).to_frame()
    found = []
    for style in HOURS:
        for mark in (".", ",") if style == "decimal" else (".",):
            read = text.select(amounts.hours(pl.col("text"), Formats(hours=style, decimal_mark=mark))).to_series()
            if _known(read):
                found.append("," if mark == "," else style)
    return found


def _known(read: pl.Series) -> bool:
    return _share(read.is_not_null().cast(pl.String).to_list(), lambda text: text == "true")


@lru_cache(maxsize=1024)
def decimal_marks(values: tuple[str, ...]) -> list[str]:
    """The decimal marks with which nearly all values are amounts of money."""
    text = pl.Series("text", list(values), pl.String).to_frame()
    reads = {mark: text.select(amounts.money(pl.col("text"), Formats(decimal_mark=mark))).to_series() for mark in (".", ",")}
    return [mark for mark, read in reads.items() if _known(read)]
