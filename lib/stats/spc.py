"""Charts over time: XmR and Laney. Source: Wheeler 1993 (XmR); Western Electric rules as NHS England uses them; Laney 2002."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from lib.errors import InputError
from lib.pictures import HIGHER, LOWER, TOO_EARLY, USUAL
from lib.stats.arrays import Floats, Truth, at_least, floats, same_shape

FEWEST_POINTS = 12
SCREEN = 3.267
REACH = 2.66
RUN = 7


@dataclass(frozen=True)
class Xmr:
    """One chart. Below 12 points numbers are NaN, signals empty and status `too_few_points`. `signals`: one set for each point."""

    mean: float
    moving_range: float
    lower: float
    upper: float
    signals: tuple[frozenset[str], ...]
    status: str = "ok"


def xmr(values: Floats, screen: bool = True) -> Xmr:
    """Limits and signals: `outside`, `side` (7 or more on one side), `trend` (7 or more steadily), `outer_third` (2 of 3).

    Centre: the mean of all points; limits +- 2.66 x the mean moving range, which `screen` takes after dropping, once, ranges
    of 3.267 x the first mean or more. Raises InputError for NaN.
    """
    x = floats("values", values)
    if x.size < FEWEST_POINTS:
        nan = float("nan")
        return Xmr(nan, nan, nan, nan, tuple(frozenset() for _ in x), "too_few_points")
    ranges = np.abs(np.diff(x))
    first = float(ranges.mean())
    moving = float(ranges[ranges < SCREEN * first].mean()) if screen and first > 0 else first
    mean = float(x.mean())
    lower, upper = mean - REACH * moving, mean + REACH * moving
    return Xmr(mean, moving, lower, upper, signals(x, mean, lower, upper))


def signals(x: Floats, mean: float, lower: float, upper: float) -> tuple[frozenset[str], ...]:
    """The rules that each point is part of; every point of a run is named."""
    named = {
        "outside": (x < lower) | (x > upper),
        "side": _runs(np.sign(x - mean)),
        "trend": _trends(x),
        "outer_third": _outer_thirds(x, mean, lower, upper),
    }
    return tuple(frozenset(rule for rule, hit in named.items() if hit[index]) for index in range(x.size))


def _runs(sides: Floats) -> Truth:
    """Points in 7 or more in a row on one side; a point on the mean (0) breaks it."""
    hit = np.zeros(sides.size, dtype=np.bool_)
    start = 0
    for index in range(1, sides.size + 1):
        if index == sides.size or sides[index] != sides[start]:
            if sides[start] != 0 and index - start >= RUN:
                hit[start:index] = True
            start = index
    return hit


def _trends(x: Floats) -> Truth:
    """Points in 7 or more steadily up or down; a tie breaks it. n points are n - 1 steps."""
    steps = np.sign(np.diff(x))
    hit = np.zeros(x.size, dtype=np.bool_)
    start = 0
    for index in range(1, steps.size + 1):
        if index == steps.size or steps[index] != steps[start]:
            if steps[start] != 0 and index - start >= RUN - 1:
                hit[start : index + 1] = True
            start = index
    return hit


def _outer_thirds(x: Floats, mean: float, lower: float, upper: float) -> Truth:
    """2 of 3 consecutive in the outer third, all three on one side; a point outside the limits does not count as outer third."""
    hit = np.zeros(x.size, dtype=np.bool_)
    for side, far in ((1.0, upper), (-1.0, lower)):
        same = side * (x - mean) > 0
        outer = same & (side * (x - mean) > 2.0 / 3.0 * abs(far - mean)) & (side * (x - far) <= 0)
        for start in range(x.size - 2):
            three = slice(start, start + 3)
            if same[three].all() and outer[three].sum() >= 2:
                hit[three] = True
    return hit


@dataclass(frozen=True)
class Laney:
    """Centre line, limits of each point and sigma_z; NaN with status `too_few_points` below 12 points."""

    centre: float
    lower: Floats
    upper: Floats
    sigma_z: float
    status: str = "ok"


def laney(events: Floats, exposure: Floats, kind: Literal["u", "p"] = "u") -> Laney:
    """u' or p' chart: limits centre +- 3 sigma_i sigma_z, sigma_z = mean |difference of z| / 1.128, not floored.

    A point without exposure has NaN limits and is left out. Raises InputError for a negative, NaN, lengths that differ,
    events above exposure (p), or another kind.
    """
    y = at_least("events", events)
    e = same_shape("exposure", at_least("exposure", exposure), y)
    if kind not in ("u", "p"):
        raise InputError("kind", f"unknown: {kind!r}", "Known: u, p.")
    if kind == "p" and (y > e).any():
        raise InputError("events", "more events than exposure")
    known = e > 0
    nothing = np.full(y.shape, np.nan)
    if known.sum() < FEWEST_POINTS:
        return Laney(float("nan"), nothing, nothing, float("nan"), "too_few_points")
    centre = float(y[known].sum() / e[known].sum())
    with np.errstate(divide="ignore", invalid="ignore"):
        sigma = np.sqrt(centre * ((1.0 - centre) if kind == "p" else 1.0) / e)
        z = (y / e - centre) / sigma
    if not centre > 0 or not np.isfinite(z[known]).all():
        return Laney(centre, nothing, nothing, float("nan"), "no_spread")
    sigma_z = float(np.abs(np.diff(z[known])).mean() / 1.128)
    reach = np.where(known, 3.0 * sigma * sigma_z, np.nan)
    return Laney(centre, np.maximum(centre - reach, 0.0), centre + reach, sigma_z)


def since(values: Sequence[float | None], complete: Sequence[bool]) -> int | None:
    """Index of the first point of the signal that the newest complete point stands in; None where `verdict` sees none.

    Back from the newest: the points on its side of the mean, for as long as each is outside or in a run on that side.
    """
    known = [index for index, ready in enumerate(complete) if ready and values[index] is not None]
    chart = xmr(np.array([float(values[index]) for index in known]))  # type: ignore[arg-type]
    signalled = [bool(rules & {"outside", "side"}) for rules in chart.signals]
    above = [float(values[index]) > chart.mean for index in known]  # type: ignore[arg-type]
    if chart.status != "ok" or not signalled[-1]:
        return None
    first = len(known) - 1
    while first > 0 and signalled[first - 1] and above[first - 1] == above[-1]:
        first -= 1
    return known[first]


def verdict(values: Sequence[float | None], complete: Sequence[bool]) -> tuple[str, float | None, float | None]:
    """`(verdict, lower, upper)` of the newest complete point beside the usual band; season is not removed.

    Unknown and incomplete points stay outside limits and rules. `too early to say` (no band) below 12 points, or where the
    newest complete point is not known. Outside the band, or in a run on one side: higher or lower than usual.
    """
    whole = [index for index, ready in enumerate(complete) if ready]
    known = [float(values[index]) for index in whole if values[index] is not None]  # type: ignore[arg-type]
    chart = xmr(np.array(known))
    if chart.status != "ok":
        return TOO_EARLY, None, None
    if values[whole[-1]] is None:
        return TOO_EARLY, chart.lower, chart.upper
    newest, rules = known[-1], chart.signals[-1]
    if not rules & {"outside", "side"}:
        return USUAL, chart.lower, chart.upper
    return (HIGHER if newest > chart.mean else LOWER), chart.lower, chart.upper
