"""What load does, recovered: the model that the generator draws from, fitted on clean truth, returns dose and spread.

Three forms of dose, two forms of spread. Each force is generated in memory with overloaded units and nobody planted; the likelihood is
the generator's own, so that 95 of 100 intervals of 95 % should hold what is true, and by chance alone 90 or more do in 98.9 % of such
hundreds.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from lib.proving import Proof
from lib.proving.clean_truth import truth
from lib.proving.known_model import Estimate, fit_counts, fit_trials
from lib.synth import Plan
from lib.synth.conduct import COMPLAINT_SPREAD
from lib.synth.load import DOSES
from lib.synth.scenarios import SPREADS

SEEDS = range(1, 101)
PEOPLE, MONTHS = 3_000, 24
FORMS = (("loglinear", "gamma"), ("additive", "lognormal"), ("threshold", "gamma"))
ENOUGH = 0.9
TRUE = {
    "short sickness, dose": DOSES["sickness_spells"],
    "short sickness, spread": SPREADS["sickness_spells"],
    "complaints, dose": DOSES["complaints"],
    "complaints, spread": COMPLAINT_SPREAD,
    "cancelled rest days, dose": DOSES["rest_days_cancelled"],
}


def prove(seeds: Sequence[int] = SEEDS, people: int = PEOPLE) -> tuple[bool, dict[str, Any]]:
    """Passed where each figure lies within its 95 % limits in at least nine seeds of ten, in each form."""
    figures: dict[str, Any] = {
        "forces": f"{len(seeds)} seeds of {people:,} people and {MONTHS} months, scenario overload, for each form"
    }
    passed = True
    for form, frailty in FORMS:
        found = [fitted(Plan(people, MONTHS, seed, "overload", frailty=frailty, dose=form)) for seed in seeds]
        for name, true in TRUE.items():
            mine = [each[name] for each in found]
            held = sum(each.holds(true) for each in mine)
            values = np.array([each.value for each in mine])
            figures[f"{form}, {frailty}: {name}"] = (
                f"held in {held} of {len(mine)}; true {true:.2f}, mean {values.mean():.3f}, lowest {values.min():.3f}, highest {values.max():.3f}"
            )
            passed &= held >= ENOUGH * len(mine)
    return passed, figures


def fitted(plan: Plan) -> dict[str, Estimate]:
    """The estimates of one force, by the names in `TRUE`."""
    made = truth(plan)
    spells, complaints = (fit_counts(cells, plan.dose, plan.frailty) for cells in (made.spells, made.complaints))
    return {
        "short sickness, dose": spells["dose"],
        "short sickness, spread": spells["spread"],
        "complaints, dose": complaints["dose"],
        "complaints, spread": complaints["spread"],
        "cancelled rest days, dose": fit_trials(made.rest_days, plan.dose),
    }


PROOFS = (
    Proof(
        "doses",
        "the known model on clean truth returns dose and spread in nine seeds of ten",
        prove,
        "nine minutes of processor time",
    ),
)
