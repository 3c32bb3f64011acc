"""True load, what it does, and what is measured of it.

True load of a unit in a month is its demand per post as a ratio to what is usual for its work: 1 is usual.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.synth.plan import Plan
from lib.synth.scenarios import Scenario

BETWEEN_UNITS = {"calm": 0.06, "individual": 0.03, "overload": 0.08, "mixed": 0.08, "culture": 0.06}
BETWEEN_MONTHS = 0.06
PERSISTENCE = 0.6
THRESHOLD = 1.3
DOSES: dict[str, float] = {
    "sickness_spells": 0.9,
    "long_sickness": 0.3,
    "unauthorised_absences": 0.25,
    "rest_days_cancelled": 1.0,
    "short_rests": 0.8,
    "kept_on": 0.8,
    "overtime": 0.7,
    "complaints": 0.6,
    "open_investigations": 0.9,
    "leave_refused": 1.0,
}


@dataclass
class Load:
    """`true` and `measured`: units x months, 1 = usual for the work."""

    true: np.ndarray
    measured: np.ndarray


def load(plan: Plan, units: int, scenario: Scenario) -> Load:
    """True load from the scenario, a unit's own level and slow change; measured load with noise, half lasting, half monthly."""
    rng = plan.stream("load")
    level = rng.normal(0, BETWEEN_UNITS[plan.scenario], (units, 1))
    shocks = rng.normal(0, 1, (units, plan.months))
    change = np.empty_like(shocks)
    change[:, 0] = shocks[:, 0]
    for month in range(1, plan.months):
        change[:, month] = PERSISTENCE * change[:, month - 1] + np.sqrt(1 - PERSISTENCE**2) * shocks[:, month]
    true = np.exp(level + BETWEEN_MONTHS * change) * scenario.load_multiplier
    noise = plan.stream("load noise")
    error = np.sqrt(0.5) * (noise.normal(size=(units, 1)) + noise.normal(size=(units, plan.months)))
    return Load(true, true * np.exp(plan.noise * error))


def effect(plan: Plan, true: np.ndarray, on: str) -> np.ndarray:
    """What a true load does to the rate of something, as a ratio to its rate at the usual load, by the plan's dose."""
    return response(plan.dose, true, DOSES[on])


def response(form: str, true: np.ndarray, dose: float) -> np.ndarray:
    """loglinear: load^d. additive: 1 + d (load - 1), at least 0.1. threshold: 1 up to 1.3 x the usual, then 1 + 1.5 d (load - 1.3)."""
    if form == "loglinear":
        return true**dose
    if form == "additive":
        return np.maximum(1 + dose * (true - 1), 0.1)
    return np.where(true <= THRESHOLD, 1.0, 1 + 1.5 * dose * (true - THRESHOLD))
