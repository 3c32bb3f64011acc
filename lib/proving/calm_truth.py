"""Where nobody is planted, people differ as calibrated and in nothing more, and illness does not depend on contracted hours.

All on clean truth, generated in memory, at the true load and the true time at risk.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.stats import chi2

from lib.proving import Proof
from lib.proving.clean_truth import Cells, Truth, truth
from lib.proving.known_model import Estimate, Z, fit_counts
from lib.synth import Plan
from lib.synth.load import DOSES, response
from lib.synth.scenarios import SPREADS

SEEDS = range(1, 11)
PEOPLE, MONTHS = 8_000, 24
METRIC, SECOND = "sickness_spells", "unauthorised_absences"
SURE = 0.01
"""Below this the units differ by more than load says; not 0.05, because one proof looks once and may not fail one time in twenty."""


@dataclass(frozen=True)
class Seen:
    """One force: estimated spreads, ratio of part-time to full-time, what remains beside each one's own factor, p of the units."""

    spread: Estimate
    second: Estimate
    hours: Estimate
    remains: tuple[float, float]  # of (seen - expected)^2: over what chance gives, with its variance
    units_p: float
    by_hours_contracted: float


def prove(seeds: Sequence[int] = SEEDS, people: int = PEOPLE) -> tuple[bool, dict[str, Any]]:
    """Passed where, all forces together, the spread and 1 lie within their limits, for hours and for what remains, and units agree."""
    found = [look(truth(Plan(people, MONTHS, seed, "calm"))) for seed in seeds]
    spread, second, hours = (pooled([getattr(each, name) for each in found]) for name in ("spread", "second", "hours"))
    value = float(np.mean([each.remains[0] for each in found]))
    error = math.sqrt(sum(each.remains[1] for each in found)) / len(found)
    remains = Estimate(value, value - Z * error, value + Z * error)
    apart = sum(each.units_p < SURE for each in found)
    true = SPREADS[METRIC]
    figures = {
        "forces": f"{len(found)} of {people:,} people and {MONTHS} months, scenario calm",
        "short sickness, spread between people": f"{spread}, calibrated {true:.2f}; within its limits in {sum(e.spread.holds(true) for e in found)} of {len(found)}",
        "absence without authority, spread between people": f"{second}, calibrated {SPREADS[SECOND]:.2f}; within its limits in {sum(e.second.holds(SPREADS[SECOND]) for e in found)} of {len(found)}",
        "squared differences beside own factor and load, to what chance gives": str(remains),
        "units that differ beyond load": f"{apart} of {len(found)} forces below p = {SURE}; lowest p {min(e.units_p for e in found):.3f}",
        "spells per time at risk, part-time to full-time": f"{hours}; 1 within in {sum(e.hours.holds(1) for e in found)} of {len(found)}",
        "the same per contracted hour, which is biased": f"{np.mean([each.by_hours_contracted for each in found]):.2f}",
    }
    alike = spread.holds(true) and second.holds(SPREADS[SECOND]) and remains.holds(1) and apart == 0
    return alike and hours.holds(1), figures


def look(made: Truth) -> Seen:
    """What one force shows."""
    cells, people = made.spells, made.world.people
    part = (people.fte < 1)[cells.person].astype(float)
    fitted = fit_counts(cells, made.world.plan.dose, made.world.plan.frailty, part)
    second = fit_counts(made.absences, made.world.plan.dose, made.world.plan.frailty)["spread"]
    expected = cells.expected * response(made.world.plan.dose, cells.load, DOSES[METRIC])
    expected = expected * made.world.scenario.frailty[METRIC][cells.person]
    return Seen(
        fitted["spread"],
        second,
        fitted["ratio"],
        _remaining(cells, expected),
        _units(cells, expected),
        _per_hour(cells, part, people.fte),
    )


def pooled(estimates: list[Estimate]) -> Estimate:
    """The mean on the log scale, weighted by precision."""
    logs = np.log([each.value for each in estimates])
    errors = np.array([math.log(each.upper / each.lower) / (2 * Z) for each in estimates])
    weights = errors**-2
    mean, error = float(np.average(logs, weights=weights)), float(weights.sum() ** -0.5)
    return Estimate(math.exp(mean), math.exp(mean - Z * error), math.exp(mean + Z * error))


def _remaining(cells: Cells, expected: np.ndarray) -> tuple[float, float]:
    """People's squared differences from their true expectation over its sum, 1 where counts are Poisson; and its variance."""
    seen, usual = (np.bincount(cells.person, weights=each) for each in (cells.events, expected))
    return float(((seen - usual) ** 2).sum() / usual.sum()), float((usual + 2 * usual**2).sum() / usual.sum() ** 2)


def _units(cells: Cells, expected: np.ndarray) -> float:
    """Upper tail of the chi-square of units' counts beside their true expectation, units with 5 and more expected."""
    seen, usual = (np.bincount(cells.unit, weights=each) for each in (cells.events, expected))
    large = usual >= 5
    return float(chi2.sf((((seen - usual) ** 2)[large] / usual[large]).sum(), large.sum()))


def _per_hour(cells: Cells, part: np.ndarray, fte: np.ndarray) -> float:
    """Crude ratio of part-time to full-time where exposure is counted in contracted hours instead of time at risk."""
    exposure = cells.expected * fte[cells.person]
    rates = [cells.events[part == group].sum() / exposure[part == group].sum() for group in (1, 0)]
    return float(rates[0] / rates[1])


PROOFS = (
    Proof(
        "calm_truth",
        "nobody planted: people differ as calibrated and illness not by hours",
        prove,
        "two minutes of processor time",
    ),
)
