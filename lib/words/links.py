"""What rows that do not link do to figures, in words: a unit whose rows do not link looks innocent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from lib.sources import BY_ID

FEWEST_ROWS = 20
"""Rows of a source and unit below which a rate says nothing of the unit."""
_NOTABLE = 0.02  # share of rows without a person below which nothing need be said


@dataclass(frozen=True)
class Bias:
    """How one source's figures of one unit (null: rows that name no unit) may be too low. `rate` is the share of rows that link,
    `too_low` the most, as a share of the true figure, by which what is shown may fall short: all rows without a person were the unit's."""

    source: str
    unit: str | None
    rows: int
    linked: int
    rate: float
    too_low: float
    sentence: str


def biases(rates: pl.DataFrame, names: Mapping[str, str] | None = None) -> list[Bias]:
    """The bias that linking brings, by source and unit, the largest first: units above 98 % and of fewer than 20 rows are left out.

    Input: `link_rates` (`source, unit, month, rows_count, linked_count`), any months. A figure of people counts linked rows alone:
    of n rows with k linked, it may show k/n of what happened, so it may be up to 1 - k/n too low.
    `names` are the units' own, for the sentences.
    """
    by_source = rates.group_by("source").agg(pl.col("rows_count", "linked_count").sum())
    whole = {source: linked / rows for source, rows, linked in by_source.iter_rows() if rows}
    sums = rates.group_by("source", "unit").agg(pl.col("rows_count", "linked_count").sum())
    found = [
        _bias(source, unit, (names or {}).get(unit or "", unit), rows, linked, whole[source])
        for source, unit, rows, linked in sums.iter_rows()
        if rows >= FEWEST_ROWS and 1 - linked / rows > _NOTABLE
    ]
    return sorted(found, key=lambda each: (-each.too_low, each.source, each.unit or ""))


def _bias(source: str, unit: str | None, name: str | None, rows: int, linked: int, whole: float) -> Bias:
    rate = linked / rows
    title = BY_ID[source].title
    if unit is None:
        sentence = (
            f"{title}: {rows - linked:,} of {rows:,} rows that name no unit name nobody known either ({100 * rate:.1f} % link). Which "
            f"unit they belong to cannot be told: any unit's figures may be too low, and a unit whose rows do not link looks innocent."
        )
        return Bias(source, None, rows, linked, rate, 1 - rate, sentence)
    beside = "" if rate >= whole else f", beside {100 * whole:.1f} % of the force"
    sentence = (
        f"{title}: of {rows:,} rows of {name} {100 * rate:.1f} % link to a person{beside}: its figures may be up to "
        f"{100 * (1 - rate):.1f} % too low. A unit whose rows do not link looks innocent."
    )
    return Bias(source, unit, rows, linked, rate, 1 - rate, sentence)
