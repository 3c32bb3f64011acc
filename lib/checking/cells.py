"""One number of a workbook to text: as a person sees it, and days and times in ISO whatever their format."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Literal

NO_VALUE = "\0"
"""Begins the text of a cell that holds an error, or a formula without a result. No text of a file can: a row with a NUL is broken."""
Shown = Literal["number", "day", "time", "stamp", "elapsed"]
_BUILT_IN: dict[int, Shown] = {
    **dict.fromkeys((14, 15, 16, 17, *range(27, 32), 34, 35, 36, *range(50, 59)), "day"),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 45, 47), "time"),
    22: "stamp",
    46: "elapsed",
}
LAST_SERIAL = 2_958_465  # 31 December 9999


@dataclass(frozen=True)
class Style:
    """What a number format makes of a number; `before`, `zeros`, `after` for one that pads a whole number (`"P"0000`)."""

    shown: Shown = "number"
    zeros: int = 0
    before: str = ""
    after: str = ""


def style_of(number: int, code: str | None) -> Style:
    """The style of a format number and its code (None: a built-in one)."""
    if code is None:
        return Style(_BUILT_IN.get(number, "number"))
    first = code.split(";")[0]
    padded = re.fullmatch(r'(?:"([^"]*)"|\\(.))?(0{2,})(?:"([^"]*)"|\\(.))?', first)
    if padded:
        return Style("number", len(padded[3]), padded[1] or padded[2] or "", padded[4] or padded[5] or "")
    if re.search(r"\[(h+|m+|s+)\]", first, re.I):
        return Style("elapsed")
    bare = re.sub(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|general', "", first, flags=re.I).lower()
    has_time = bool(re.search(r"[hs]|a/p|am/pm", bare))
    if re.search(r"[yd]", bare) or ("m" in bare and not has_time):
        return Style("stamp" if has_time else "day")
    return Style("time") if has_time else Style()


def number_text(written: str, style: Style, from_1904: bool) -> str | None:
    """The text of a stored number; None where a person sees only `####` (a day before 1900 or after 9999).

    A number is shown with the 15 digits that are stored, whatever its format rounds to; a percentage is its fraction.
    """
    if style.shown == "number":
        text = written if written.isdigit() and len(written) <= 15 else _plain(written)
        if style.zeros and text.isdigit():
            return f"{style.before}{text.zfill(style.zeros)}{style.after}"
        return text
    serial = float(written)
    if style.shown == "elapsed":
        return _clock(round(serial * 86_400), "") if serial >= 0 else None
    if not 0 <= serial <= LAST_SERIAL:
        return None
    if style.shown == "time":
        return _clock(round(serial % 1 * 86_400) % 86_400, "0")
    seconds = round(serial % 1 * 86_400) if style.shown == "stamp" else 0
    days, seconds = int(serial) + seconds // 86_400, seconds % 86_400
    day = _day(days, from_1904)
    return day if style.shown == "day" else f"{day} {_clock(seconds, '0')}"


def _plain(written: str) -> str:
    """15 significant digits without an exponent, which is what a workbook stores."""
    return format(Decimal(f"{float(written):.15g}"), "f")


def _day(serial: int, from_1904: bool) -> str:
    """Serial 60 is 29 February 1900, a day that never was: it stays as it is shown, and is no day to anybody after."""
    if from_1904:
        return (date(1904, 1, 1) + timedelta(serial)).isoformat()
    if serial == 60:
        return "1900-02-29"
    return (date(1899, 12, 31 if serial < 60 else 30) + timedelta(serial)).isoformat()


def _clock(seconds: int, pad: str) -> str:
    hours, rest = divmod(seconds, 3600)
    text = f"{hours:{pad}{2 if pad else 1}d}:{rest // 60:02d}"
    return f"{text}:{rest % 60:02d}" if rest % 60 else text
