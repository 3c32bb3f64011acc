"""The comparison as frames: the contract's person rows, the edges of the ordinary, and the cells that explain them."""

from __future__ import annotations

import numpy as np
import polars as pl

from lib.metrics import Metric
from lib.question import Window
from lib.stats import naming, pattern, statuses, textbook
from lib.stats.allowing import Allowed
from lib.stats.arrays import Floats, Truth, Whole
from lib.stats.judging import Judged
from lib.stats.reading import Words
from lib.stats.spans import Span

COLUMNS = (
    "person_id", "unit", "metric", "as_of", "months", "events", "exposure", "value", "peers", "peer_rung", "n_peers", "textbook_z",
    "raw_expected", "raw_z", "adjusted_expected", "adjusted_z", "load_factor", "load_factor_lower", "load_factor_upper",
    "explained_share", "unit_z", "self_z", "effect", "effect_lower", "effect_upper", "p_value", "q_value", "reading", "is_pattern",
    "status",
)  # fmt: skip
"""The contract's columns of `measure --level person`."""


def people(
    span: Span,
    judged: Judged,
    words: Words,
    lenses: tuple[Floats, Floats],
    named: naming.Named,
    patterns: Truth | None,
    last_unit: list[str],
    metric: Metric,
    window: Window,
    complete: bool,
) -> pl.DataFrame:
    """One row a person in post in the window, by person_id; `COLUMNS`. `lenses`: unit_z and self_z. `patterns`: but for q,
    None where the window does not decide."""
    exposure_ = span.people["exposure"].to_numpy()
    with np.errstate(divide="ignore", invalid="ignore"):
        value = np.where(exposure_ > 0, span.events / exposure_ * metric.per, np.nan)
    by_hand = np.where(judged.raw_ok, textbook.z(span.layout, named.rung, named.cell, span.enough, value, metric.per), np.nan)
    known = span.people["known"].to_numpy()
    figures = {
        "events": np.where(known, span.events, np.nan),
        "exposure": np.where(known, exposure_, np.nan),
        "value": value,
        "textbook_z": by_hand,
        "raw_expected": judged.raw,
        "raw_z": judged.raw_z,
        "adjusted_expected": judged.adjusted,
        "adjusted_z": judged.adjusted_z,
        "load_factor": judged.factor,
        "load_factor_lower": judged.factor_limits[0],
        "load_factor_upper": judged.factor_limits[1],
        "explained_share": judged.explained,
        "unit_z": lenses[0],
        "self_z": lenses[1],
        **dict(zip(("effect", "effect_lower", "effect_upper"), judged.effect, strict=True)),
        "p_value": judged.p,
        "q_value": judged.q,
    }
    reasons = _reasons(span, judged, named, lenses, by_hand, window, complete)
    return pl.DataFrame(
        {
            "person_id": span.layout.ids,
            "unit": pl.Series(last_unit, dtype=pl.String),
            "metric": [metric.id] * span.layout.size,
            "as_of": [str(window.as_of)] * span.layout.size,
            "months": pl.Series([window.months] * span.layout.size, dtype=pl.Int64),
            "peers": pl.Series(named.texts, dtype=pl.String),
            "peer_rung": _whole(named.rung),
            "n_peers": _whole(named.peers),
            **{name: pl.Series(array, dtype=pl.Float64).fill_nan(None) for name, array in figures.items()},
            "reading": pl.Series(words.tolist(), dtype=pl.String),
            "is_pattern": pl.Series([None] * span.layout.size if patterns is None else patterns.tolist(), dtype=pl.Boolean),
            "status": pl.Series(statuses.joined(span.layout.size, reasons), dtype=pl.String),
        }
    ).select(COLUMNS)


def _whole(values: Whole) -> pl.Series:
    """Whole numbers, null where -1."""
    return pl.select(pl.when(pl.Series(values) >= 0).then(pl.Series(values, dtype=pl.Int64))).to_series()


def _reasons(
    span: Span,
    judged: Judged,
    named: naming.Named,
    lenses: tuple[Floats, Floats],
    by_hand: Floats,
    window: Window,
    complete: bool,
) -> dict[str, Truth]:
    away = (span.people["uncounted_days"].fill_null(0) >= span.people["in_post_days"]).to_numpy()
    everybody = np.ones(span.layout.size, dtype=np.bool_)
    little = ~span.enough | (np.isfinite(span.raw.people) & ~span.valid)
    return {
        "incomplete": ~everybody if complete else everybody,
        "protected_only": away,
        "too_little_exposure": little & ~away,
        "too_few_peers": named.short,
        "no_workload_data": judged.raw_ok & ~judged.adjusted_ok,
        "extreme": statuses.clipped(judged.raw_z, judged.adjusted_z),
        "textbook_z:no_spread": judged.raw_ok & np.isnan(by_hand),
        "explained_share:not_raised": judged.adjusted_ok & np.isnan(judged.explained),
        "unit_z:no_unit": judged.adjusted_ok & np.isnan(lenses[0]),
        "self_z:no_past": judged.adjusted_ok & np.isnan(lenses[1]),
        "is_pattern:other_window": ~everybody if window.months == pattern.DECIDING_MONTHS else everybody,
    }


def edges(span: Span, allowed: Allowed, judged: Judged) -> pl.DataFrame:
    """One row a person: largest counts with z below 3, raw, at this load and at b's limits; spreads a + v; null: not compared."""
    counts = {
        "ordinary_to": judged.edges.raw,
        "ordinary_at_load": judged.edges.at_load,
        "ordinary_at_load_lower": judged.edges.lower,
        "ordinary_at_load_upper": judged.edges.upper,
    }
    spreads = {
        "raw_spread": np.where(judged.raw_ok, span.raw_spread, np.nan),
        "adjusted_spread": np.where(judged.adjusted_ok, allowed.adjusted_spread, np.nan),
    }
    return pl.DataFrame(
        {
            "person_id": span.layout.ids,
            **{name: pl.Series(array).fill_nan(None).cast(pl.Int64) for name, array in counts.items()},
            **{name: pl.Series(array).fill_nan(None) for name, array in spreads.items()},
        }
    )


def cells(span: Span, allowed: Allowed) -> pl.DataFrame:
    """One row a cell: what its expectation is made of; null: too few peers, or load not known."""
    figures = {
        "rate": np.where(span.standing.rung >= 0, span.raw.rate, np.nan),
        "season": span.season,
        "raw_expected": span.raw.cells,
        "w": allowed.demand,
        "factor": allowed.factor,
        "adjusted_expected": allowed.adjusted.cells,
    }
    return (
        span.frame.select(pl.col("person_id", "unit").cast(pl.String), "month", "events", "exposure")
        .select("person_id", "month", "unit", "events", "exposure")
        .with_columns(
            naming.texts(span).alias("cohort"),
            _whole(span.standing.rung).alias("rung"),
            *[pl.Series(name, array).fill_nan(None) for name, array in figures.items()],
        )
    )
