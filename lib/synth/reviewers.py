"""Reviewers whose errors are known: what they decide at the first, neutral reading of a case, for simulated pilots.

A reviewer "would look further" where a latent impression lies above a threshold. The impression has variance 1 around a level that is
set so that somebody who truly differs is looked at further with the stated sensitivity, and somebody who does not with the stated
false-alarm rate, both at the usual load. Part of its variance is the case's and common to all who read it (the shared error), part is
the reviewer's and common to all they read (strict or lenient), the rest is that reading's own. Load pulls the impression of who does
not differ upwards: the false alarm that a first reading without the load must make.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from lib.errors import InputError

_NORMAL = NormalDist()
_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(61)


@dataclass(frozen=True)
class Reviewers:
    """How a panel errs at the first reading. `shared` and `strictness` are shares of the variance of the impression, together below 1;
    `load_pull` is added to the impression for each unit of log load. Raises InputError."""

    sensitivity: float = 0.75
    false_alarm: float = 0.15
    shared: float = 0.35
    strictness: float = 0.10
    load_pull: float = 0.5

    def __post_init__(self) -> None:
        for name in ("sensitivity", "false_alarm"):
            if not 0 < getattr(self, name) < 1:
                raise InputError(name, "not between 0 and 1")
        if min(self.shared, self.strictness) < 0 or self.shared + self.strictness >= 1:
            raise InputError("shared", "shares of variance that are negative or leave nothing to the reading itself")


def level(panel: Reviewers, differs: np.ndarray, load: np.ndarray) -> np.ndarray:
    """Mean impression of each case; above 0 more reviewers than not would look further. `load` 1 = usual."""
    at = np.where(differs, _NORMAL.inv_cdf(panel.sensitivity), _NORMAL.inv_cdf(panel.false_alarm))
    return at + np.where(differs, 0.0, panel.load_pull * np.log(load))


def chance(panel: Reviewers, differs: np.ndarray, load: np.ndarray) -> np.ndarray:
    """Chance that a reviewer drawn at random would look further into each case."""
    return _below(level(panel, differs, load))


def first_readings(
    panel: Reviewers, differs: np.ndarray, load: np.ndarray, reviewers: int, rng: np.random.Generator
) -> np.ndarray:
    """Whether each of so many reviewers would look further into each case: cases x reviewers, true = would look further."""
    cases = len(differs)
    own = np.sqrt(1 - panel.shared - panel.strictness) * rng.normal(size=(cases, reviewers))
    shared = np.sqrt(panel.shared) * rng.normal(size=(cases, 1))
    strict = np.sqrt(panel.strictness) * rng.normal(size=(1, reviewers))
    return level(panel, differs, load)[:, None] + own + shared + strict > 0


def agreement(panel: Reviewers, differs: np.ndarray, load: np.ndarray) -> tuple[float, float]:
    """Expected share of readings by two different reviewers of one case that agree, and Cohen's kappa of it, over these cases."""
    at = level(panel, differs, load)
    given = _below((at[:, None] + np.sqrt(panel.shared) * _NODES) / np.sqrt(1 - panel.shared))
    both = (given**2 @ _WEIGHTS) / _WEIGHTS.sum()
    yes = _below(at)
    agree = float(np.mean(1 - 2 * yes + 2 * both))
    by_chance = float(yes.mean() ** 2 + (1 - yes.mean()) ** 2)
    return agree, (agree - by_chance) / (1 - by_chance)


def _below(values: np.ndarray) -> np.ndarray:
    """The normal distribution function."""
    flat = [_NORMAL.cdf(value) for value in np.ravel(values).tolist()]
    return np.array(flat).reshape(np.shape(values))
