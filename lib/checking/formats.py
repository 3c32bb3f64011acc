"""How a source writes days, times, hours and money, as its profile declares."""

from __future__ import annotations

from dataclasses import dataclass

ISO_DAY = "%Y-%m-%d"
HOURS = ("decimal", "hh:mm", "hh.mm", "7h30", "hhmm", "minutes")
"""7.5; 7:30; 7.30 for half past; 7h30; 730 or 0730; 450."""
TIMES = ("hh:mm", "hhmm", "hh.mm")
"""07:30; 0730 or 730; 07.30. An hour of 24 or more belongs to the next day."""


@dataclass(frozen=True)
class Formats:
    """`day`: strftime patterns, tried in order. A stamp is one pattern (`stamp`), or a day and a time of the form `time`, joined by
    blanks or ` | `; neither: ISO. `overnight`: an end before its start is of the next day. `pivot`: the first two-digit year of the
    1900s. Stamps are local time, Europe/London."""

    day: tuple[str, ...] = (ISO_DAY,)
    stamp: str | None = None
    time: str | None = None
    overnight: bool = False
    pivot: int | None = None
    hours: str = "decimal"
    decimal_mark: str = "."
