"""A span with load allowed for: the fitted b, the adjusted expectation, and the same at b's two limits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.stats import expecting, load_model, spreading
from lib.stats.arrays import Floats, Truth, Whole
from lib.stats.spans import Span, measured

NOWHERE = -1


@dataclass(frozen=True)
class Allowed:
    """`w`, `factor`: of each cell, NaN where the load is not known. `at_limits`: the expectation at b's lower and upper limit."""

    fit: load_model.LoadFit
    centres: dict[str, float]
    w: Floats
    factor: Floats
    adjusted: expecting.Expected
    at_limits: tuple[expecting.Expected, expecting.Expected]
    spreads: spreading.Spreads
    valid: Truth

    @property
    def adjusted_spread(self) -> Floats:
        """a + v of each person."""
        return self.adjusted.spread(self.spreads.people)


def allow(span: Span, unit_months: pl.DataFrame, unit: Whole) -> Allowed:
    """Fit b on the span and expect again. `unit`: the unit's number of each cell."""
    w, centres = loads(span, unit_months)
    fit = _fit(span, w, unit)
    (adjusted, factor), (lower, _), (upper, _) = (tilted(span, b, w) for b in (fit.b, fit.lower, fit.upper))
    valid = span.valid & measured(span.enough, adjusted)
    spreads = spreading.fitted(span.events, adjusted.people, span.work, valid) if span.counted else spreading.nothing(span.work)
    return Allowed(fit, centres, w, factor, adjusted, (lower, upper), spreads, valid)


def loads(span: Span, unit_months: pl.DataFrame) -> tuple[Floats, dict[str, float]]:
    """w of each cell (NaN where the unit's load in that month is not known), and the centres."""
    known, centres = load_model.workload(unit_months, span.frame)
    joined = span.frame.select("unit", "month").join(known, on=["unit", "month"], how="left", maintain_order="left")
    return joined["w"].cast(pl.Float64).fill_null(float("nan")).to_numpy(), centres


def tilted(span: Span, b: float, w: Floats) -> tuple[expecting.Expected, Floats]:
    """The expectation at a given b, and each cell's factor."""
    return expecting.allow(span.layout, span.season, span.standing, span.peers, span.raw, np.exp(b * w))


def _fit(span: Span, w: Floats, unit: Whole) -> load_model.LoadFit:
    use = np.isfinite(w) & (span.layout.exposure > 0) & (span.standing.rung != NOWHERE)
    weight = span.layout.exposure * span.season
    return load_model.fit(span.layout.events[use], weight[use], w[use], _groups(span)[use], unit[use])


def _groups(span: Span) -> Whole:
    """One number for each peer group in use, whatever its rung."""
    group = np.full(span.layout.person.size, NOWHERE, dtype=np.int64)
    first = 0
    for step, rung in enumerate(span.layout.rungs):
        here = span.standing.rung == step
        group[here] = rung.group[here] + first
        first += len(rung.texts)
    return group
