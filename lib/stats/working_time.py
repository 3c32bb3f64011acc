"""Working time: the average week and the rests that were too short. Source: Working Time Regulations 1998, regs 4 and 10."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from lib.errors import InputError


def average_week(days: Sequence[tuple[date, float, bool]], weeks: int = 17) -> float:
    """(hours in the period + hours on as many days after it as were excluded) / weeks: regulation 4(6).

    `days`: (date, hours, excluded); the period is the first 7 x weeks calendar days from the earliest, excluded days being
    leave or sickness; they are made up from the days given immediately after the period that are not excluded. A day that is
    not given was not worked. NaN where the days end before the period's last week or do not suffice to make up. Raises InputError for negative or NaN hours, a day given twice,
    or weeks below 1.
    """
    if weeks < 1:
        raise InputError("weeks", "below 1")
    if any(not hours >= 0 for _, hours, _ in days):
        raise InputError("days", "hours that are negative or NaN")
    ordered = sorted(days)
    if len({day for day, _, _ in ordered}) < len(ordered):
        raise InputError("days", "a day given twice")
    if not ordered:
        return float("nan")
    end = ordered[0][0] + timedelta(days=7 * weeks)
    inside = [each for each in ordered if each[0] < end]
    missing = sum(excluded for _, _, excluded in inside)
    later = [hours for day, hours, excluded in ordered if day >= end and not excluded][:missing]
    if ordered[-1][0] < end - timedelta(days=7) or len(later) < missing:
        return float("nan")
    return (sum(hours for _, hours, excluded in inside if not excluded) + sum(later)) / weeks


def short_rests(duties: Iterable[tuple[datetime, datetime]], hours: float = 11) -> list[float]:
    """The rests between duties that are shorter than `hours`, in real elapsed hours, in order of time.

    Duties are aware (start, end): elapsed time is taken in UTC, so a night on which clocks change counts as it was lived.
    Duties that touch or overlap are one. Raises InputError for a naive time, an end before its start, or hours not above 0.
    """
    if not hours > 0:
        raise InputError("hours", "not above 0")
    lived = []
    for start, end in duties:
        if start.utcoffset() is None or end.utcoffset() is None:
            raise InputError("duties", "a time without its zone")
        lived.append((start.astimezone(UTC), end.astimezone(UTC)))
    if any(end < start for start, end in lived):
        raise InputError("duties", "an end before its start")
    found: list[float] = []
    last: datetime | None = None
    for start, end in sorted(lived):
        rest = (start - last).total_seconds() / 3600 if last is not None else 0.0
        if 0 < rest < hours:
            found.append(rest)
        last = end if last is None else max(last, end)
    return found
