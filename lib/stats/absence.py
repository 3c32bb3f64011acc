"""The Bradford factor: a force's own rule, shown only beside spells and hours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from lib.errors import InputError


def bradford(spells: Iterable[tuple[date, date]], as_of: date, weeks: int = 52) -> float:
    """Spells squared x days in the `weeks` ending with and including `as_of`.

    Spells are (first, last) day, both included; overlapping or adjacent ones are merged; a spell counts if any of its days is
    inside, its days inside alone. Raises InputError for a last day before the first, or weeks below 1.
    """
    if weeks < 1:
        raise InputError("weeks", "below 1")
    start = as_of - timedelta(days=7 * weeks - 1)
    inside = [(max(first, start), min(last, as_of)) for first, last in _merged(spells) if last >= start and first <= as_of]
    return float(len(inside) ** 2 * sum((last - first).days + 1 for first, last in inside))


def _merged(spells: Iterable[tuple[date, date]]) -> list[tuple[date, date]]:
    merged: list[tuple[date, date]] = []
    for first, last in sorted(spells):
        if last < first:
            raise InputError("spells", "a last day before its first")
        if merged and first <= merged[-1][1] + timedelta(days=1):
            merged[-1] = (merged[-1][0], max(merged[-1][1], last))
        else:
            merged.append((first, last))
    return merged
