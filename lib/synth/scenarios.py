"""What is planted: overloaded units, a unit with a culture of its own, people who truly differ, and everybody's usual spread."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lib.synth.people import People
from lib.synth.plan import Plan
from lib.synth.ranks import SPECIAL
from lib.synth.structure import SMALL_PEOPLE, Structure

SPREADS = {"sickness_spells": 1.0, "unauthorised_absences": 2.5}
PLANTED_METRICS = ("sickness_spells", "unauthorised_absences")
PLANTED_SHARE = 0.012
MULTIPLIERS, LASTING = (2.0, 5.0), (13, 25)
"""How much planted people differ, and for how many of the last months at least and below."""
OVERLOADED_SHARE = 0.3
CULTURE_MULTIPLIER = 2.5


@dataclass(frozen=True)
class Planted:
    """A person who truly differs: the rate of `metric` is multiplied within the months, first and last included."""

    person: int
    metric: str
    multiplier: float
    first_month: int
    last_month: int


@dataclass
class Scenario:
    """`load_multiplier` units x months; `overload` and `culture` one value a unit; people planted; frailty by metric (mean 1)."""

    load_multiplier: np.ndarray
    overload: np.ndarray
    culture: np.ndarray
    planted: list[Planted]
    frailty: dict[str, np.ndarray] = field(default_factory=dict)

    def multiplier(self, plan: Plan, metric: str, low: int, high: int) -> np.ndarray:
        """Persons low..high-1 x months: what is planted on a metric."""
        grid = np.ones((high - low, plan.months))
        for each in self.planted:
            if each.metric == metric and low <= each.person < high:
                grid[each.person - low, each.first_month : each.last_month + 1] *= each.multiplier
        return grid


def scenario(plan: Plan, tree: Structure, people: People) -> Scenario:
    """The plan's scenario on this tree and these people."""
    units = len(tree.units)
    made = Scenario(np.ones((units, plan.months)), np.ones(units), np.ones(units), [])
    made.frailty = {metric: own_factors(plan, metric, spread) for metric, spread in SPREADS.items()}
    if plan.scenario in ("overload", "mixed"):
        _overload(plan, tree, made)
    if plan.scenario in ("individual", "mixed"):
        made.planted = _planted(plan, people, made.frailty)
    if plan.scenario == "culture":
        _culture(plan, tree, made)
    return made


def _able(tree: Structure) -> list[int]:
    """Units whose demand is recorded and that are no handful."""
    return [n for n, unit in enumerate(tree.units) if unit.work.incidents > 0 and unit.people > SMALL_PEOPLE]


def _overload(plan: Plan, tree: Structure, made: Scenario) -> None:
    """The last local command is overloaded as a whole, and single units elsewhere; some only after the first quarter."""
    rng = plan.stream("scenario overload")
    able = _able(tree)
    command = sorted({tree.units[n].command for n in able if tree.units[n].work.function == "response"})[-1]
    whole = [n for n in able if tree.units[n].command == command]
    others = rng.permutation([n for n in able if n not in whole])
    wanted = max(len(whole), round(OVERLOADED_SHARE * len(able)))
    for number in [*whole, *others[: wanted - len(whole)].tolist()]:
        made.overload[number] = np.round(rng.uniform(1.5, 3.0), 2)
        begins = 0 if rng.random() < 0.6 else plan.months // 4
        made.load_multiplier[number, begins:] = made.overload[number]


def _planted(plan: Plan, people: People, frailty: dict[str, np.ndarray]) -> list[Planted]:
    """People who stay throughout and whose own level is at least usual: who truly differs is not found among the healthiest."""
    rng = plan.stream("scenario planted")
    stays = (people.joined < 0) & (people.left >= plan.horizon) & (people.kind != SPECIAL)
    wanted = max(2, round(PLANTED_SHARE * plan.people / len(PLANTED_METRICS)))
    found: list[Planted] = []
    for metric in PLANTED_METRICS:
        able = np.setdiff1d(np.flatnonzero(stays & (frailty[metric] >= 1)), [each.person for each in found])
        for who in rng.choice(able, min(wanted, len(able)), replace=False):
            multiplier = float(np.round(rng.uniform(*MULTIPLIERS), 2))
            first = max(0, plan.months - int(rng.integers(*LASTING)))
            found.append(Planted(int(who), metric, multiplier, first, plan.months - 1))
    return found


def _culture(plan: Plan, tree: Structure, made: Scenario) -> None:
    rng = plan.stream("scenario culture")
    made.culture[rng.choice(_able(tree))] = CULTURE_MULTIPLIER


def own_factors(plan: Plan, on: str, spread: float) -> np.ndarray:
    """One value a person, mean 1 and that relative variance, gamma or lognormal as the plan says."""
    rng = plan.stream("frailty", on)
    if plan.frailty == "gamma":
        return rng.gamma(1 / spread, spread, plan.people)
    sigma = np.sqrt(np.log1p(spread))
    return rng.lognormal(-(sigma**2) / 2, sigma, plan.people)
