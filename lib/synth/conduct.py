"""Complaints and conduct matters: who is named in one and when. Each follows the unit where the person was on that day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from lib.synth import disparities
from lib.synth.careers import Postings
from lib.synth.load import Load, effect
from lib.synth.people import People
from lib.synth.placed import posting_on
from lib.synth.plan import Plan
from lib.synth.ranks import SPECIAL
from lib.synth.scenarios import Scenario, own_factors
from lib.synth.structure import Structure

COMPLAINTS_A_YEAR = 0.17
INTERNAL_A_YEAR = 0.021
COMPLAINT_SPREAD = 1.0
INTERNAL_SPREAD = 2.8
TOP_SHARE = 0.1
LEAD_IN_DAYS = 5 * 365
"""Matters received before the first day are known where they close after it: proceedings of today began years ago."""


@dataclass(frozen=True)
class Force:
    """What conduct depends on: the force before anybody is dismissed. `overtime` is each person's readiness."""

    plan: Plan
    tree: Structure
    people: People
    held: Postings
    scenario: Scenario
    load: Load
    overtime: np.ndarray


@dataclass
class Cases:
    """One row is a case against one person: person, day received (before the first day: negative), unit there and then."""

    person: np.ndarray
    day: np.ndarray
    unit: np.ndarray


def complaints(force: Force) -> Cases:
    """Public complaints: a person's own rate, the work of the unit and the dose of its true load (1 before the first day)."""
    plan, rng = force.plan, force.plan.stream("complaints")
    work = np.array([each.work.complaints for each in force.tree.units])
    grid = work[:, None] * np.pad(effect(plan, force.load.true, "complaints"), ((0, 0), (1, 0)), constant_values=1.0)
    rates = COMPLAINTS_A_YEAR * own_factors(plan, "complaints", COMPLAINT_SPREAD)
    return _cases(force, rates, lambda who, unit, day: grid[unit, _month(plan, day) + 1], float(grid.max()), rng)


def internal(force: Force) -> Cases:
    """Internal conduct matters: by work and service, directly by sex and ethnicity, and by the association; never by load."""
    plan, people, rng = force.plan, force.people, force.plan.stream("internal matters")
    here = disparities.of_function(force.tree.unit_function)
    own = own_factors(plan, "internal matters", INTERNAL_SPREAD)
    rates = INTERNAL_A_YEAR * own * disparities.direct(people.woman, people.ethnicity) * association(force)

    def circumstances(who: np.ndarray, unit: np.ndarray, day: np.ndarray) -> np.ndarray:
        return here[unit] * disparities.of_service((day - people.joined[who]) / 365.25)

    return _cases(force, rates, circumstances, float(here.max()) * max(disparities.BY_SERVICE), rng)


def association(force: Force) -> np.ndarray:
    """The ratio of each person's rate of internal matters, mean 1: the plan's association once for each metric in whose top tenth of
    true levels (own factor x what is planted; readiness for overtime) the person lies."""
    levels = {metric: values.copy() for metric, values in force.scenario.frailty.items()}
    for each in force.scenario.planted:
        levels[each.metric][each.person] *= each.multiplier
    ratio = np.ones(force.plan.people)
    for level in (*levels.values(), force.overtime):
        ratio *= np.where(level >= np.quantile(level, 1 - TOP_SHARE), force.plan.association, 1.0)
    return ratio / ratio.mean()


def _month(plan: Plan, day: np.ndarray) -> np.ndarray:
    return np.where(day < 0, -1, plan.month_of[np.maximum(day, 0)])


_Factor = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]


def _cases(force: Force, rates: np.ndarray, factor: _Factor, highest: float, rng: np.random.Generator) -> Cases:
    """A Poisson process of `rates` a year x `factor(person, unit, day)`, thinned from its highest; specials have none."""
    plan, people = force.plan, force.people
    first = np.maximum(people.joined, -LEAD_IN_DAYS)
    last = np.minimum(people.left, plan.days - 1)
    years = np.maximum(last - first + 1, 0) / 365.25 * (people.kind != SPECIAL)
    who = np.repeat(np.arange(len(people)), rng.poisson(rates * years * highest))
    day = first[who] + (rng.random(len(who)) * (last - first + 1)[who]).astype(int)
    unit = force.tree.team_unit[force.held.team[posting_on(force.held, who, day)]]
    taken = rng.random(len(who)) * highest < factor(who, unit, day)
    return Cases(who[taken], day[taken], unit[taken])
