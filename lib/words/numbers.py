"""Numbers as people read them."""

from __future__ import annotations

from collections.abc import Sequence

NOT_KNOWN = "not known"


def number(value: float | None, decimals: int = 0) -> str:
    """`1,204.5`; `not known` for null. A minus sign, not a hyphen."""
    if value is None or value != value:
        return NOT_KNOWN
    return f"{value:,.{decimals}f}".replace("-", "−")


def signed(value: float | None, decimals: int = 0) -> str:
    """`+3`, `−0.4`; `not known` for null."""
    return f"+{number(value, decimals)}" if value is not None and value > 0 else number(value, decimals)


def between(lower: float | None, upper: float | None, decimals: int = 0) -> str:
    """`4.2-5.0` with an en dash; `not known` where a limit is null."""
    if lower is None or upper is None:
        return NOT_KNOWN
    return f"{number(lower, decimals)}–{number(upper, decimals)}"


def count(amount: float, one: str, many: str) -> str:
    """`1 person`, `84 people`."""
    return f"{number(amount)} {one if amount == 1 else many}"


def listing(names: Sequence[str], most: int = 3) -> str:
    """`a, b and c`; beyond `most`, `a, b, c and 4 more`."""
    if len(names) > most:
        return f"{', '.join(names[:most])} and {len(names) - most} more"
    return " and ".join(part for part in (", ".join(names[:-1]), names[-1]) if part) if names else ""


def time_left(seconds: float) -> str:
    """A time to come, as one would say it: `less than a minute`, `about 4 minutes`, `about 1 h 20 min`."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 60:
        return f"about {minutes} minute{'s' if minutes > 1 else ''}"
    return f"about {minutes // 60} h {minutes % 60} min"
