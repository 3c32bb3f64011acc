"""Typed canonical columns to a system's text: its days, stamps, hours, money and words."""

from __future__ import annotations

import numpy as np
import polars as pl

from lib.sources import BY_ID
from lib.synth.systems import System


def as_text(table: pl.DataFrame, system: System) -> pl.DataFrame:
    """The system's columns as text, null where empty."""
    return table.select([_text(name, system).alias(name) for name in system.columns])


def _text(name: str, system: System) -> pl.Expr:
    kind, value = BY_ID[system.source].field(name).type, pl.col(name)
    if kind == "day":
        return value.dt.strftime(system.day_format)
    if kind == "stamp":
        return value.dt.strftime(system.stamp_format)
    if kind == "b":
        return pl.when(value).then(pl.lit(system.yes_no[0])).when(~value).then(pl.lit(system.yes_no[1]))
    if kind == "h" and system.hours_format == "hh:mm":
        minutes = (value * 60).round().cast(pl.Int64)
        return pl.format("{}:{}", minutes // 60, (minutes % 60).cast(pl.String).str.zfill(2))
    if kind == "money":
        pence = (value * 100).round().cast(pl.Int64)
        return pl.format("{}.{}", pence // 100, (pence % 100).cast(pl.String).str.zfill(2))
    if name in system.values:
        return value.cast(pl.String).replace(system.values[name])
    return value.cast(pl.String).str.strip_suffix(".0") if kind in ("h", "fraction") else value.cast(pl.String)


def with_extra(table: pl.DataFrame, system: System, rng: np.random.Generator) -> pl.DataFrame:
    """Besides, columns that nobody declared: a loader reports and drops them."""
    drawn = {name: rng.integers(0, len(words), table.height) for name, words in system.extra.items()}
    return table.with_columns(pl.Series(name, system.extra[name]).gather(codes) for name, codes in drawn.items())
