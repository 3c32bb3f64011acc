"""What load adds, by other means than the product's: roots of the scores found by SciPy, every unit left out in turn."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable
from typing import Any, NamedTuple

import numpy as np
from scipy import optimize, stats

Row = dict[str, Any]
PRIMARY = {
    "demand_per_establishment": ("incidents_count", "establishment_fte_days"),
    "open_investigations": ("open_investigations_count", "investigator_fte_days"),
    "immediate_share": ("immediate_count", "incidents_count"),
    "establishment": ("establishment_fte_days", "days_count"),
}
SECOND = {
    "demand_per_establishment": PRIMARY["demand_per_establishment"],
    "vacancy": ("establishment_fte_days", "in_post_fte_days"),
    "under_strength": ("under_strength_count", "minimum_count"),
}


class Part(NamedTuple):
    """What one peer group had in one unit and month; w and z a value a covariate."""

    y: float
    x: float
    w: tuple[float, ...]
    z: tuple[float, ...]
    group: Hashable
    unit: Hashable


class Load(NamedTuple):
    """The covariates by name, b of each, its jackknife covariance, and how many units."""

    names: tuple[str, ...]
    b: np.ndarray
    variance: np.ndarray
    units: int

    @property
    def reach(self) -> float:
        return float(stats.t.ppf(0.975, self.units - 1))

    @property
    def limits(self) -> tuple[np.ndarray, np.ndarray]:
        half = self.reach * np.sqrt(np.diag(self.variance))
        return self.b - half, self.b + half

    def axes(self) -> list[np.ndarray]:
        """The directions in which b may lie off, each as far as the 95 % limit."""
        values, vectors = np.linalg.eigh(self.variance)
        return [self.reach * math.sqrt(max(value, 0.0)) * vector for value, vector in zip(values, vectors.T, strict=True)]


def covariates(unit_months: list[Row], work: dict[str, str], wanted: dict[str, tuple[str, str]]) -> tuple[list[str], Row]:
    """The names that are known throughout, and (unit, month) -> their w: log of a ratio over the same of the unit's function."""
    known = [row for row in unit_months if row["demand_days_count"] and row["unit"] in work]
    found: dict[str, dict[tuple, float]] = {}
    for name, (above, below) in wanted.items():
        rows = [row for row in known if row.get(above) is not None and row.get(below)]
        top: dict[str, float] = defaultdict(float)
        bottom: dict[str, float] = defaultdict(float)
        for row in rows:
            top[work[row["unit"]]] += row[above]
            bottom[work[row["unit"]]] += row[below]
        w = {
            (row["unit"], row["month"]): math.log(
                max(row[above], 0.5) / row[below] / (top[work[row["unit"]]] / bottom[work[row["unit"]]])
            )
            for row in rows
            if top[work[row["unit"]]]
        }
        if not found:
            found[name] = w
            continue
        asked = next(iter(found.values()))
        missing = [key for key in asked if key not in w]
        if any(top[each] for each in top) and not any(top.get(work[unit]) for unit, _ in missing):
            found[name] = {key: w.get(key, 0.0) for key in asked}
    first = next(iter(found.values()))
    return list(found), {key: tuple(w[key] for w in found.values()) for key in first}


def parts_of(rows: list[Row], w: Row) -> list[Part]:
    """Cells with exposure and peers, summed by peer group, unit and month. z: the mean of w over the unit's other months."""
    months: dict[Any, set] = defaultdict(set)
    for row in rows:
        if (row["unit"], row["month"]) in w:
            months[row["unit"]].add(row["month"])
    sums: dict[tuple, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for row in rows:
        if row["x"] and row["place"] is not None and row["sx"] > 0:
            for part, value in enumerate((row["y"], row["sx"])):
                sums[row["place"], row["unit"], row["month"]][part] += value
    found = []
    for (place, unit, month), (y, x) in sums.items():
        others = [w[unit, other] for other in months[unit] if other != month]
        if (unit, month) in w and others:
            z = tuple(math.fsum(each) / len(others) for each in zip(*others, strict=True))
            found.append(Part(y, x, w[unit, month], z, place, unit))
    return found


class Scores:
    """The scores of chosen covariates over parts, as arrays; `own`: each month its own instrument."""

    def __init__(self, parts: list[Part], chosen: list[int], own: bool) -> None:
        self.y, self.x = np.array([part.y for part in parts]), np.array([part.x for part in parts])
        self.w = np.array([[part.w[each] for each in chosen] for part in parts])
        self.z = self.w if own else np.array([[part.z[each] for each in chosen] for part in parts])
        places = {group: place for place, group in enumerate({part.group for part in parts})}
        inside = np.array([places[part.group] for part in parts])
        self.members = [np.flatnonzero(inside == place) for place in range(len(places))]

    def at(self, b: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Scores, their fall with b, and the sums of squares of w within peer groups."""
        size = self.w.shape[1]
        score, across, own = np.zeros(size), np.zeros((size, size)), np.zeros(size)
        for here in self.members:
            tilted = self.x[here] * np.exp(self.w[here] @ b)
            fitted = tilted * self.y[here].sum() / tilted.sum()
            if not fitted.sum():
                continue
            z, w = (each[here] - np.average(each[here], axis=0, weights=fitted) for each in (self.z, self.w))
            score += ((self.y[here] - fitted)[:, None] * z).sum(axis=0)
            across += (fitted[:, None] * z).T @ w
            own += (fitted[:, None] * w**2).sum(axis=0)
        return score, across, own

    def root(self) -> np.ndarray:
        scale = max(float(self.y.sum()), 1.0)
        start = np.zeros(self.w.shape[1])
        found = optimize.root(
            lambda b: self.at(b)[0] / scale, start, jac=lambda b: -self.at(b)[1] / scale, tol=1e-15, options={"xtol": 1e-15}
        )
        return found.x


def load_of(parts: list[Part], names: list[str], limits: bool = True) -> Load | None:
    """One covariate for 10 units, in order, each strong enough; None below 10 units."""
    units = sorted({part.unit for part in parts})
    if len(units) < 10:
        return None
    own = least(parts, [0], own=False) < 0.1
    chosen: list[int] = []
    for place in range(len(names)):
        room = len(chosen) < len(units) // 10 and (chosen or place == 0)
        if room and least(parts, [*chosen, place], own) >= 0.1:
            chosen.append(place)
    if not chosen:
        return None
    b = Scores(parts, chosen, own).root()
    variance = np.zeros((len(chosen), len(chosen)))
    if limits:
        without = np.array([Scores([part for part in parts if part.unit != unit], chosen, own).root() for unit in units])
        away = without - without.mean(axis=0)
        variance = (len(units) - 1) / len(units) * away.T @ away
    return Load(tuple(names[each] for each in chosen), b, variance, len(units))


def least(parts: list[Part], chosen: list[int], own: bool) -> float:
    """The least singular value of the covariances of w and z over the deviations of w, 0 where the last varies in too few units."""
    if len({part.unit for part in parts if part.w[chosen[-1]] != 0}) < 10:
        return 0.0
    scores = Scores(parts, chosen, own)
    _, across, squares = scores.at(np.zeros(len(chosen)))
    if (squares <= 1e-9).any():
        return 0.0
    return float(np.linalg.svd(across / np.sqrt(np.outer(squares, squares)), compute_uv=False).min())
