"""Text to days, and to stamps in UTC: the declared patterns and no other. What the calendar or the clocks do not have is null."""

from __future__ import annotations

from datetime import date

import polars as pl

from lib.checking.formats import ISO_DAY, Formats
from lib.checking.reasons import Reason

LONDON = "Europe/London"
ISO_STAMPS = ("%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S")
SHIFTS = (("planned_from", "planned_to"), ("worked_from", "worked_to"))
"""Start and end of what may reach past midnight."""
Tests = tuple[tuple[pl.Expr, Reason], ...]
_CLOCKS = {
    "hh:mm": r"^(.*?)[ |T]+(\d{1,2}):([0-5]\d)(?::([0-5]\d))?$",
    "hh.mm": r"^(.*?)[ |T]+(\d{1,2})\.([0-5]\d)(?:\.([0-5]\d))?$",
    "hhmm": r"^(.*?)[ |T]+(\d{0,2})([0-5]\d)()$",
}
LATEST_HOUR = 47


def day(text: pl.Expr, formats: Formats) -> tuple[pl.Expr, Tests]:
    """Days by the first pattern that the whole text has, within 1900 to 2100."""
    found = _day(text, formats)
    return found, ((text.is_not_null() & found.is_null(), Reason.NOT_A_DAY),)


def _day(text: pl.Expr, formats: Formats) -> pl.Expr:
    tried = [_pivoted(text.str.strptime(pl.Date, pattern, strict=False, exact=True), pattern, formats) for pattern in formats.day]
    if ISO_DAY in formats.day:  # how a workbook shows a day whose cell has a time of midnight
        tried.append(text.str.strptime(pl.Date, "%Y-%m-%d 00:00", strict=False, exact=True))
    found = pl.coalesce(*tried)
    return pl.when(found.is_between(date(1900, 1, 1), date(2100, 12, 31))).then(found)


def _pivoted(found: pl.Expr, pattern: str, formats: Formats) -> pl.Expr:
    """A two-digit year in the century that the profile states. 00 is always 2000, so no 29 February is lost."""
    if formats.pivot is None or not ("%y" in pattern or "%D" in pattern):
        return found
    short = found.dt.year() % 100
    century = pl.when(short < formats.pivot).then(2000).otherwise(1900)
    return found.dt.replace(year=century + short)


def stamp(text: pl.Expr, formats: Formats) -> tuple[pl.Expr, Tests]:
    """Local time to naive UTC. Of the hour that autumn repeats, the earlier is taken; one that spring skips is not a time."""
    return _in_utc(text, _local(text, formats))


def overnight(start: str, end: str, formats: Formats) -> tuple[pl.Expr, Tests]:
    """The stamp of `end`, a day later where it does not lie after `start` as written."""
    text = pl.col(end)
    began, ended = _local(pl.col(start), formats), _local(text, formats)
    return _in_utc(text, pl.when(ended <= began).then(ended.dt.offset_by("1d")).otherwise(ended))


def _in_utc(text: pl.Expr, local: pl.Expr) -> tuple[pl.Expr, Tests]:
    utc = (
        local.dt.replace_time_zone(LONDON, ambiguous="earliest", non_existent="null")
        .dt.convert_time_zone("UTC")
        .dt.replace_time_zone(None)
    )
    tests = (
        (text.is_not_null() & local.is_null(), Reason.NOT_A_TIME),
        (local.is_not_null() & utc.is_null(), Reason.NO_SUCH_LOCAL_TIME),
    )
    return utc, tests


def _local(text: pl.Expr, formats: Formats) -> pl.Expr:
    if formats.time is not None:
        return _day_and_time(text, formats)
    patterns = (formats.stamp,) if formats.stamp else ISO_STAMPS
    tried = [
        _pivoted(text.str.strptime(pl.Datetime("us"), pattern, strict=False, exact=True), pattern, formats)
        for pattern in patterns
    ]
    local = pl.coalesce(*tried)
    return pl.when(local.dt.year().is_between(1900, 2100)).then(local)


def _day_and_time(text: pl.Expr, formats: Formats) -> pl.Expr:
    """A day, then a time: 25:30 is half past one of the next day, up to 47:59."""
    if formats.time == "hhmm":  # 5 is five minutes past midnight
        text = text.str.replace(r"([ |T])(\d)$", "${1}0$2")
    parts = text.str.extract_groups(_CLOCKS[formats.time or "hh:mm"])
    on = _day(parts.struct[0].str.strip_chars(" |"), formats)
    hour, minute, second = (
        parts.struct[place].replace("", "0").fill_null("0").cast(pl.Int64, strict=False) for place in (1, 2, 3)
    )
    known = parts.struct[2].is_not_null() & (hour <= LATEST_HOUR)
    return pl.when(known).then(on.cast(pl.Datetime("us")) + pl.duration(hours=hour, minutes=minute, seconds=second))
