"""What load does, recovered: the model that the generator draws from, fitted on clean truth, returns dose and spread.

Three forms of dose, two forms of spread. Each force is generated in memory with overloaded units and nobody planted; the likelihood is
the generator's own, so that of intervals of 95 % nineteen of twenty should hold what is true. Of 100 by chance alone 90 or more do in
98.9 % of such hundreds, of 40 34 or more in 99.7 %.
"""

from __future__ import annotations

import sys
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
PEOPLE, MONTHS = 2_000, 24
FORMS = (("loglinear", "gamma", 1.0, 0.9), ("additive", "lognormal", 0.4, 0.85), ("threshold", "gamma", 0.4, 0.85))
"""Form of dose, form of spread, share of the seeds tried, share of those that must hold what is true."""
TRUE = {
    "short sickness, dose": DOSES["sickness_spells"],
    "short sickness, spread": SPREADS["sickness_spells"],
    "complaints, dose": DOSES["complaints"],
    "complaints, spread": COMPLAINT_SPREAD,
    "cancelled rest days, dose": DOSES["rest_days_cancelled"],
}


def prove(seeds: Sequence[int] = SEEDS, people: int = PEOPLE) -> tuple[bool, dict[str, Any]]:
    """Passed where the 95 % limits of each figure hold what is true in enough seeds, in each form."""
    figures: dict[str, Any] = {"forces": f"{people:,} people and {MONTHS} months each, scenario overload"}
    passed = True
    for form, frailty, share, enough in FORMS:
        mine = seeds[: max(1, round(share * len(seeds)))]
        print(f"doses: {form}, {frailty}: {len(mine)} forces", file=sys.stderr, flush=True)
        found = [fitted(Plan(people, MONTHS, seed, "overload", frailty=frailty, dose=form)) for seed in mine]
        for name, true in TRUE.items():
            figures[f"{form}, {frailty}: {name}"], held = told([each[name] for each in found], true)
            passed &= held >= enough * len(mine)
    return passed, figures


def told(found: Sequence[Estimate], true: float) -> tuple[str, int]:
    """In words, and in how many seeds the limits hold what is true."""
    held = sum(each.holds(true) for each in found)
    values = np.array([each.value for each in found])
    span = f"mean {values.mean():.3f}, lowest {values.min():.3f}, highest {values.max():.3f}"
    return f"held in {held} of {len(found)}; true {true:.2f}, {span}", held


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
