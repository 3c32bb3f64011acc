"""The model that the generator draws from, fitted by its own likelihood: dose of load, spread between people, further effects.

Counts of one person are Poisson around `expected x response(load) x own factor`, and the own factor (gamma or lognormal, mean 1, relative
variance a) lasts. The factor is integrated out, in closed form or by Gauss-Hermite quadrature, so intervals need no correction for
the person: the likelihood is the right one. Limits are Wald limits from the observed information, for the spread on the log scale.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import gammaln, logsumexp

from lib.proving.clean_truth import Cells, Trials
from lib.synth.load import response

Z = 1.959964
LEAST = 1e-9
_BOUNDS = ((-3.0, 3.0), (-2.0, 4.0), (-6.0, 3.0), (-3.0, 3.0))
"""Of the log of the level, the dose, the log of the spread and the log of the ratio beside."""
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(25)


@dataclass(frozen=True)
class Estimate:
    """A value with its 95 % limits."""

    value: float
    lower: float
    upper: float

    def holds(self, true: float) -> bool:
        return self.lower <= true <= self.upper

    def __str__(self) -> str:
        return f"{self.value:.3f} ({self.lower:.3f} to {self.upper:.3f})"


def fit_counts(cells: Cells, form: str, frailty: str, beside: np.ndarray | None = None) -> dict[str, Estimate]:
    """`dose`, `spread` and, where `beside` gives a further covariate by row, `ratio` (of rates for each unit of it)."""
    people, person = np.unique(cells.person, return_inverse=True)
    seen = np.bincount(person, weights=cells.events, minlength=len(people))
    extra = np.zeros(len(cells.person)) if beside is None else beside

    def loss(theta: np.ndarray) -> float:
        raised = np.maximum(response(form, cells.load, theta[1]), LEAST)
        mean = cells.expected * raised * np.exp(theta[0] + theta[3] * extra)
        total = np.bincount(person, weights=mean, minlength=len(people))
        happened = cells.events > 0
        value = float(np.sum(cells.events[happened] * np.log(mean[happened])))
        return -value - float(_MARGINAL[frailty](seen, total, float(np.exp(theta[2]))).sum())

    free = np.array([True, True, True, beside is not None])
    found, error = _fitted(loss, np.array([0.0, 0.5, -0.3, 0.0]), free)
    told = {"dose": _limits(found[1], error[1]), "spread": _exp(_limits(found[2], error[2]))}
    return told if beside is None else told | {"ratio": _exp(_limits(found[3], error[3]))}


def fit_trials(trials: Trials, form: str) -> Estimate:
    """The dose of load on a chance, from binomial counts."""

    def loss(theta: np.ndarray) -> float:
        chance = np.clip(trials.chance * response(form, trials.load, theta[1]) * np.exp(theta[0]), LEAST, 1 - LEAST)
        return -float(np.sum(trials.cancelled * np.log(chance) + (trials.days - trials.cancelled) * np.log1p(-chance)))

    found, error = _fitted(loss, np.array([0.0, 0.8]), np.ones(2, bool))
    return _limits(found[1], error[1])


def _gamma(seen: np.ndarray, total: np.ndarray, spread: float) -> np.ndarray:
    shape = 1 / spread
    return shape * np.log(shape) + gammaln(shape + seen) - gammaln(shape) - (shape + seen) * np.log(total + shape)


def _lognormal(seen: np.ndarray, total: np.ndarray, spread: float) -> np.ndarray:
    variance = np.log1p(spread)
    log_factor = np.sqrt(variance) * _NODES - variance / 2
    inner = seen[:, None] * log_factor - total[:, None] * np.exp(log_factor)
    return np.asarray(logsumexp(inner, b=_WEIGHTS / _WEIGHTS.sum(), axis=1))


_MARGINAL: dict[str, Callable[[np.ndarray, np.ndarray, float], np.ndarray]] = {"gamma": _gamma, "lognormal": _lognormal}


def _fitted(loss: Callable[[np.ndarray], float], start: np.ndarray, free: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Values and standard errors; parameters that are not free stay as they start, with no error."""
    places = np.flatnonzero(free)

    def inner(values: np.ndarray) -> float:
        theta = start.copy()
        theta[places] = values
        return loss(theta)

    bounds = [_BOUNDS[place] for place in places]
    found = minimize(inner, start[places], method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-11}).x
    value, error = start.copy(), np.zeros(len(start))
    value[places] = found
    error[places] = np.sqrt(np.diag(np.linalg.inv(_curvature(inner, found))))
    return value, error


def _curvature(loss: Callable[[np.ndarray], float], at: np.ndarray, step: float = 2e-3) -> np.ndarray:
    """Second derivatives by central differences."""
    size = len(at)
    moves = step * np.eye(size)
    found = np.empty((size, size))
    for i in range(size):
        for j in range(i + 1):
            corners = [loss(at + a * moves[i] + b * moves[j]) * a * b for a in (1, -1) for b in (1, -1)]
            found[i, j] = found[j, i] = sum(corners) / (4 * step**2)
    return found


def _limits(value: float, error: float) -> Estimate:
    return Estimate(float(value), float(value - Z * error), float(value + Z * error))


def _exp(of: Estimate) -> Estimate:
    return Estimate(float(np.exp(of.value)), float(np.exp(of.lower)), float(np.exp(of.upper)))
