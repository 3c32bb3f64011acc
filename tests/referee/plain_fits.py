"""What is fitted, by other means than the product's: kappa on its grid, spreads and the power of load where the score is 0."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from typing import Any

import numpy as np
from scipy import optimize, special, stats

Row = dict[str, Any]


def parts_of(y: float, mean: float, spread: float) -> tuple[float, float, float]:
    """P(Y = y), P(Y > y), P(Y < y), summed up from 0: for the counts of people this is short, and nobody's code but ours."""
    a = 0.0 if spread < 1e-6 else spread
    at = math.exp(-mean) if a == 0 else math.exp(-math.log1p(a * mean) / a)
    below = 0.0
    for count in range(int(y)):
        below += at
        at *= (mean + a * mean * count) / ((count + 1) * (1 + a * mean))
    above = 1 - below - at
    if above < 1e-3:  # what is left of 1 has lost its digits: go on summing
        above, further, count = 0.0, at, int(y)
        while further > 1e-18 * above or count <= mean:
            further *= (mean + a * mean * count) / ((count + 1) * (1 + a * mean))
            above += further
            count += 1
            if further < 1e-300:
                break
    return at, above, below


def z_of(y: float, mean: float, spread: float) -> float:
    """The normal quantile of the mid-P tail, from the nearer side."""
    at, above, below = parts_of(y, mean, spread)
    upper, lower = above + at / 2, below + at / 2
    z = -special.ndtri(upper) if upper <= 0.5 else special.ndtri(lower)
    return max(-30.0, min(30.0, float(z)))


def tail_of(y: float, mean: float, spread: float) -> float:
    """P(Y >= y)."""
    at, above, _ = parts_of(y, mean, spread)
    return at + above


def kappa(rows: list[Row], base: str, events: str, keys: Sequence[str], kind: str) -> float:
    """The grid point with the greatest Poisson likelihood, the effect of each peer group profiled out; the smaller of equals."""
    groups: dict[Hashable, dict[float, list[float]]] = defaultdict(lambda: defaultdict(lambda: [0.0, 0.0]))
    for row in rows:
        if row["kind"] == kind and row[base]:
            pair = groups[tuple(row[key] for key in keys)][row["fte"]]
            pair[0] += row[events]
            pair[1] += row[base]
    best, found = -math.inf, 0.0
    for step in range(101):
        power, total = step / 100, 0.0
        for group in groups.values():
            below = math.fsum(days * fte**power for fte, (_, days) in group.items())
            total += math.fsum(y * math.log(fte**power / below) for fte, (y, _) in group.items() if y)
        if total > best + 1e-9:
            best, found = total, power
    return found


def spread_of(events: Sequence[float], expected: Sequence[float]) -> float:
    """a where the censored negative binomial likelihood is greatest, in 0..7.4 (methods, section 4): its slope is 0 there."""
    y, e = np.array(events, float), np.array(expected, float)
    if y.size < 2:
        return 0.0
    root = np.sqrt(e + 0.5 * e * e)
    away = (y - e) / root
    edge = np.quantile(away, 0.99, method="lower")
    gross = away > edge
    caps = np.floor(e + edge * root)[gross]

    def log_mass(y: Any, e: Any, a: float) -> Any:
        return stats.nbinom.logpmf(y, 1 / a, 1 / (1 + a * e))

    def slope_of_log_mass(y: Any, e: Any, a: float) -> Any:
        size = 1 / a
        by_size = special.digamma(y + size) - special.digamma(size) + np.log(size / (size + e)) + (e - y) / (size + e)
        return -by_size * size**2

    def likelihood(a: float) -> float:
        return float(log_mass(y, e, a)[~gross].sum() + sum(
            math.log(max(1 - math.fsum(np.exp(log_mass(np.arange(cap + 1), mean, a))), 1e-300)) for cap, mean in zip(caps, e[gross], strict=True)
        ))  # fmt: skip

    def slope(a: float) -> float:
        total = float(slope_of_log_mass(y, e, a)[~gross].sum())
        for cap, mean in zip(caps, e[gross], strict=True):
            counts = np.arange(cap + 1)
            mass = np.exp(log_mass(counts, mean, a))
            total -= float((mass * slope_of_log_mass(counts, mean, a)).sum() / max(1 - mass.sum(), 1e-300))
        return total

    grid = [1e-5, *np.geomspace(0.02, 7.4, 40)]
    top = max(range(len(grid)), key=lambda place: likelihood(grid[place]))
    if top == 0:
        return 0.0
    return grid[top] if top == len(grid) - 1 else root_of(slope, grid[top - 1], grid[top + 1])


def spreads(people: dict[str, tuple[float, float]], work: dict[str, str]) -> dict[str, float]:
    """a by function; `people` measured: (events, expectation). A function has its own from 200 people and a mean E of 0.3."""
    by: dict[str, list[tuple[float, float]]] = {each: [] for each in sorted(set(work.values()))}
    for person, pair in people.items():
        by[work[person]].append(pair)
    own = {each for each, pairs in by.items() if len(pairs) >= 200 and math.fsum(e for _, e in pairs) / len(pairs) >= 0.3}
    shared = [pair for each, pairs in by.items() if each not in own for pair in pairs]
    common = shared if len(shared) >= 200 else list(people.values())
    found = spread_of(*zip(*common, strict=True)) if own != set(by) and common else 0.0
    return {each: spread_of(*zip(*pairs, strict=True)) if each in own else found for each, pairs in by.items()}


def root_of(function: Callable[[float], float], low: float, high: float) -> float:
    return float(optimize.root_scalar(function, bracket=(low, high), method="brentq", xtol=1e-14).root)
