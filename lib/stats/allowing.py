"""A span with load allowed for: the fitted b, the adjusted expectation, its limits, and the same by a second set of covariates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.metrics import Metric
from lib.stats import cohorts, covariates, expecting, load_model, spreading
from lib.stats.arrays import Floats, Truth, Whole
from lib.stats.covariates import Covariate, Measured
from lib.stats.load_model import Matrix
from lib.stats.spans import Span, measured

NOWHERE = -1


@dataclass(frozen=True)
class Term:
    """One covariate as it was fitted: its coefficient with 95 % limits, and the usual figure of each function."""

    id: str
    words: str
    b: float
    lower: float
    upper: float
    centres: dict[str, float]


@dataclass(frozen=True)
class Allowed:
    """`demand`: w of demand in each cell, `factor`: what the cell's expectation is multiplied by; NaN where load is not known.

    `at_limits`: people's expectation at the lower and upper 95 % limit of what load adds. `second`: their expectation by the
    second set, NaN where there is none; `second_ids` names it.
    """

    fit: load_model.LoadFit
    terms: tuple[Term, ...]
    demand: Floats
    factor: Floats
    adjusted: expecting.Expected
    at_limits: tuple[Floats, Floats]
    second: Floats
    second_ids: tuple[str, ...]
    spreads: spreading.Spreads
    valid: Truth

    @property
    def adjusted_spread(self) -> Floats:
        """a + v of each person."""
        return self.adjusted.spread(self.spreads.people)


def allow(span: Span, unit_months: pl.DataFrame, unit: Whole, metric: Metric) -> Allowed:
    """Fit b on the span and expect again. `unit`: the unit's number of each cell."""
    found = covariates.measured(unit_months, span.frame, covariates.PRIMARY)
    every = loads(span, found)
    fit = load_model.fit(_rows(span, every, unit))
    entered = [found.covariates[place] for place in fit.chosen]
    w = every[:, list(fit.chosen)]
    adjusted, factor = tilted(span, fit.b, w)
    valid = span.valid & measured(span.enough, adjusted)
    spreads = spreading.fitted(span.events, adjusted.people, span.work, valid) if span.counted else spreading.nothing(span.work)
    second, second_ids = _second(span, unit_months, unit, metric, tuple(each.id for each in entered))
    terms = tuple(_term(each, found, fit, place) for place, each in enumerate(entered))
    limits = _limits(span, fit, w, adjusted.people)
    return Allowed(fit, terms, every[:, 0], factor, adjusted, limits, second, second_ids, spreads, valid)


def _term(each: Covariate, found: Measured, fit: load_model.LoadFit, place: int) -> Term:
    limits = float(fit.b[place]), float(fit.lower[place]), float(fit.upper[place])
    return Term(each.id, each.words, *limits, found.centres[each.id])


def loads(span: Span, found: Measured) -> Matrix:
    """w of each cell, a column a covariate; NaN where the unit's load in that month is not known."""
    joined = span.frame.select("unit", "month").join(found.rows, on=["unit", "month"], how="left", maintain_order="left")
    columns = [joined[each.id].cast(pl.Float64).fill_null(float("nan")).to_numpy() for each in found.covariates]
    return np.column_stack(columns)


def tilted(span: Span, b: Floats, w: Matrix) -> tuple[expecting.Expected, Floats]:
    """The expectation at a given b, and each cell's factor. All NaN where nothing was fitted."""
    tilt = np.exp(np.einsum("ck,k->c", w, b)) if b.size else np.full(w.shape[0], np.nan)
    return expecting.allow(span.layout, span.season, span.standing, span.peers, span.raw, tilt)


def _rows(span: Span, w: Matrix, unit: Whole) -> load_model.Rows:
    month, _ = cohorts.codes(span.frame, ["month"])
    place, first, cell = np.unique(unit * (int(month.max(initial=0)) + 1) + month, return_index=True, return_inverse=True)
    known = np.isfinite(w[first]).all(axis=1)
    z = np.full((place.size, w.shape[1]), np.nan)
    z[known] = load_model.other_months(w[first][known], unit[first][known])
    use = (span.layout.exposure > 0) & (span.standing.rung != NOWHERE)
    weight = np.where(use, span.layout.exposure * span.season, 0.0)
    return load_model.rows(span.layout.events, weight, w, z[cell], groups(span), unit, month)


def _limits(span: Span, fit: load_model.LoadFit, w: Matrix, people: Floats) -> tuple[Floats, Floats]:
    """Expectations at both limits: along each axis to either end, the distances combined as independent."""
    down, up = np.zeros(people.size), np.zeros(people.size)
    for axis in fit.axes.T:
        with np.errstate(divide="ignore", invalid="ignore"):
            ends = [np.log(tilted(span, fit.b + sign * axis, w)[0].people / people) for sign in (-1.0, 1.0)]
        down += np.minimum(np.fmin(*ends), 0.0) ** 2
        up += np.maximum(np.fmax(*ends), 0.0) ** 2
    return people * np.exp(-np.sqrt(down)), people * np.exp(np.sqrt(up))


def _second(
    span: Span, unit_months: pl.DataFrame, unit: Whole, metric: Metric, primary: tuple[str, ...]
) -> tuple[Floats, tuple[str, ...]]:
    """Expectations by demand and what the metric does not itself make; none where that is the primary set, or cannot be fitted."""
    wanted = [each for each in covariates.SENSITIVITY if each.id not in metric.workload_without]
    found = covariates.measured(unit_months, span.frame, (covariates.PRIMARY[0], *wanted))
    w = loads(span, found)
    rows = _rows(span, w, unit)
    chosen, b = load_model.point(rows if load_model.lasts(rows) else rows.uncorrected())
    ids = tuple(found.covariates[place].id for place in chosen)
    if not ids or ids == primary:
        return np.full(span.layout.size, np.nan), ()
    return tilted(span, b, w[:, list(chosen)])[0].people, ids


def groups(span: Span) -> Whole:
    """One number for each peer group in use, whatever its rung."""
    group = np.full(span.layout.person.size, NOWHERE, dtype=np.int64)
    first = 0
    for step, rung in enumerate(span.layout.rungs):
        here = span.standing.rung == step
        group[here] = rung.group[here] + first
        first += len(rung.texts)
    return group
