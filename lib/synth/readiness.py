"""How ready each person is for overtime: some never, who take time off instead, most a little, specialists far more."""

from __future__ import annotations

import numpy as np

from lib.synth.people import People
from lib.synth.plan import Plan
from lib.synth.structure import Structure

NEVER = 0.16
SHAPE = 0.75
SPECIALIST_WORK = ("operations", "major crime")
SPECIALISTS = 0.025
SPECIALIST_READY = (4.0, 26.0)
"""Protection, firearms, surveillance: some in those units, this many times as ready as usual."""


def readiness(plan: Plan, tree: Structure, people: People) -> np.ndarray:
    """One value a person, mean about 1 among those who are no specialists; 0 for who claims none."""
    rng = plan.stream("overtime readiness")
    ready = np.where(rng.random(plan.people) < NEVER, 0.0, rng.gamma(SHAPE, 1 / SHAPE / (1 - NEVER), plan.people))
    there = np.isin(tree.unit_function[tree.team_unit[people.team]], SPECIALIST_WORK)
    chosen = there & (rng.random(plan.people) < SPECIALISTS)
    return np.where(chosen, rng.uniform(*SPECIALIST_READY, plan.people), ready)
