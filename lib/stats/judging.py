"""From expectations to z, effect, p and reading: arrays, one value a person, NaN where not known."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.stats import multiplicity, ordinary, shrinkage, tails
from lib.stats.allowing import Allowed
from lib.stats.arrays import Floats, Truth
from lib.stats.reading import LIMIT, Words, readings
from lib.stats.spans import Span


@dataclass(frozen=True)
class Edges:
    """Largest counts with z below 3: in this job, at this load, and at the limits of b (the smaller and the greater)."""

    raw: Floats
    at_load: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class Judged:
    """Figures of the person rows. `raw`, `adjusted`: expectations; `*_ok`: who has them."""

    raw_ok: Truth
    adjusted_ok: Truth
    raw: Floats
    raw_z: Floats
    adjusted: Floats
    adjusted_z: Floats
    factor: Floats
    factor_limits: tuple[Floats, Floats]
    explained: Floats
    effect: tuple[Floats, Floats, Floats]
    p: Floats
    q: Floats
    z_at_limits: tuple[Floats, Floats]
    second_z: Floats
    edges: Edges


def judge(span: Span, allowed: Allowed, complete: bool) -> Judged:
    """Every figure but the unit and self lens. `complete` false: nobody has any."""
    raw_ok, adjusted_ok = span.valid & complete, allowed.valid & complete
    raw = np.where(raw_ok, span.raw.people, np.nan)
    adjusted = np.where(adjusted_ok, allowed.adjusted.people, np.nan)
    raw_z = tails.count_z(span.events, raw, span.raw_spread)
    limits = [np.where(adjusted_ok, each, np.nan) for each in (*allowed.at_limits, allowed.second)]
    lower, upper, second_z = (_z_where_high(span, allowed, mean, raw_z) for mean in limits)
    p = tails.at_or_above(span.events, adjusted, allowed.adjusted_spread)
    return Judged(
        raw_ok=raw_ok,
        adjusted_ok=adjusted_ok,
        raw=raw,
        raw_z=raw_z,
        adjusted=adjusted,
        adjusted_z=tails.count_z(span.events, adjusted, allowed.adjusted_spread),
        factor=adjusted / raw,
        factor_limits=(limits[0] / raw, limits[1] / raw),
        explained=explained_share(span.events, raw, adjusted, span.spreads.people, allowed.spreads.people),
        effect=_effect(span.events, adjusted, allowed.spreads.people),
        p=p,
        q=multiplicity.known_q_values(p),
        z_at_limits=(lower, upper),
        second_z=second_z,
        edges=_edges(span, allowed, raw, adjusted, limits),
    )


def explained_share(events: Floats, raw: Floats, adjusted: Floats, raw_a: Floats, adjusted_a: Floats) -> Floats:
    """1 - (theta_adj - 1) / (theta_raw - 1), theta = (1/a + y) / (1/a + E), where theta_raw's lower 95 % limit exceeds 1.

    The simpler (E_adj - E_raw) / (y - E_raw) is biased by looking only at high y.
    """
    raw_size, size = 1.0 / np.maximum(raw_a, tails.POISSON_BELOW), 1.0 / np.maximum(adjusted_a, tails.POISSON_BELOW)
    theta_raw, theta = (raw_size + events) / (raw_size + raw), (size + events) / (size + adjusted)
    raised = shrinkage.quantile(raw_size + events, raw_size + raw, 0.025) > 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(raised, 1.0 - (theta - 1.0) / (theta_raw - 1.0), np.nan)


def read(judged: Judged, in_raised: Truth) -> Words:
    """The reading of each person."""
    return readings(judged.raw_z, judged.adjusted_z, judged.z_at_limits, judged.second_z, judged.factor_limits[0], in_raised)


def _effect(events: Floats, adjusted: Floats, a: Floats) -> tuple[Floats, Floats, Floats]:
    size = 1.0 / np.maximum(a, tails.POISSON_BELOW)
    shape, rate = size + events, size + adjusted
    known = np.where(np.isfinite(adjusted), 1.0, np.nan)
    return shape / rate, shrinkage.quantile(shape, rate, 0.025) * known, shrinkage.quantile(shape, rate, 0.975) * known


def _z_where_high(span: Span, allowed: Allowed, mean: Floats, raw_z: Floats) -> Floats:
    """z beside another expectation, the adjusted spread kept; only where raw z is high, since nothing else asks."""
    high = np.nan_to_num(raw_z) >= LIMIT
    return tails.count_z(span.events, np.where(high, mean, np.nan), allowed.adjusted_spread)


def _edges(span: Span, allowed: Allowed, raw: Floats, adjusted: Floats, limits: list[Floats]) -> Edges:
    at_load, lower, upper = (ordinary.known_largest(mean, allowed.adjusted_spread) for mean in (adjusted, *limits[:2]))
    return Edges(ordinary.known_largest(raw, span.raw_spread), at_load, lower, upper)
