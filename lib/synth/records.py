"""All rows of a few people, as the systems would hold them before any dirt: what diaries are told from and properties are held to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from lib.synth import limited, lines, overtime, tables
from lib.synth.living import GROUP, live
from lib.synth.world import World

SOURCES = ("people", "postings", "duties", "sickness", "absence", "overtime", "limited_duties")
Row = dict[str, Any]
Rows = dict[str, list[Row]]


@dataclass(frozen=True)
class Person:
    """One person's rows by source (canonical fields, dates and stamps as such), each source in the order of time."""

    index: int
    rows: Rows

    @property
    def about(self) -> Row:
        """The row of `people`."""
        return self.rows["people"][0]


def records(world: World, chosen: Sequence[int]) -> list[Person]:
    """The people of these indices, in that order."""
    numbers = [str(number) for number in world.people.payroll()[np.asarray(chosen, int)]]
    parts: dict[str, list[pl.DataFrame]] = {name: [] for name in SOURCES}
    for source, table in (
        ("people", tables.people(world)),
        ("postings", tables.postings(world)),
        ("limited_duties", tables.limited(world, limited.limited(world))),
    ):
        parts[source].append(table)
    for low in sorted({index // GROUP * GROUP for index in chosen}):
        lives = live(world, low, min(low + GROUP, len(world.people)))
        parts["duties"].append(lines.duties(world, lives))
        parts["sickness"].append(lines.sickness(world, lives))
        parts["absence"].append(lines.absence(world, lives))
        parts["overtime"].append(lines.overtime(world, overtime.claims(world, lives), 1))
    mine = {source: _by_number(pl.concat(frames), numbers) for source, frames in parts.items()}
    return [
        Person(int(index), {source: mine[source].get(number, []) for source in SOURCES})
        for index, number in zip(chosen, numbers, strict=True)
    ]


def _by_number(table: pl.DataFrame, numbers: Sequence[str]) -> Rows:
    kept = table.filter(pl.col("payroll_number").is_in(list(numbers)))
    time = next((name for name in ("planned_from", "from") if name in kept.columns), "payroll_number")
    parts = kept.sort("payroll_number", time, maintain_order=True).partition_by("payroll_number", as_dict=True)
    return {str(key[0]): part.to_dicts() for key, part in parts.items()}
