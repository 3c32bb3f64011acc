"""The people: kind, rank, dates, hours, protected characteristics, and a team to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lib.synth.disparities import ETHNICITIES, protected
from lib.synth.plan import Plan
from lib.synth.ranks import CONSTABLE, KINDS, OFFICER, RANKS, SPECIAL, ranks
from lib.synth.structure import Structure
from lib.synth.tenure import YEAR, joining, leaving

__all__ = ["ETHNICITIES", "KINDS", "RANKS", "People", "people"]
PART_TIME = (0.08, 0.28, 0.15, 0.0)
PART_TIME_WOMEN, PART_TIME_MEN = 1.9, 0.45
PART_HOURS, PART_HOURS_SHARES = (0.5, 0.6, 0.7, 0.8, 0.9), (0.15, 0.30, 0.20, 0.25, 0.10)
HOURS = (40.0, 37.0, 37.0, 40.0)
SPECIAL_FTE = 0.1  # volunteers: some hours a week, without a roster
PROBATION_DAYS = 730
_FIRST = ("Alex", "Ashley", "Bailey", "Cameron", "Casey", "Charlie", "Dana", "Drew", "Eden", "Ellis", "Frankie", "Harley", "Jamie",
          "Jordan", "Jules", "Kai", "Kit", "Lane", "Lee", "Logan", "Morgan", "Noel", "Parker", "Quinn", "Reese", "Robin", "Rowan",
          "Sam", "Sasha", "Taylor")  # fmt: skip
_LAST = ("Alderbrook", "Birchmoor", "Cloverfell", "Dunsworth", "Elmhollow", "Fernleigh", "Glenmarsh", "Hazelton", "Ivystone",
         "Juniperley", "Kestrelby", "Larchmere", "Mossdale", "Nettlecombe", "Oakenshaw", "Pinefold", "Quarryhill", "Rushmere",
         "Sedgewick", "Thornbury", "Underholt", "Vinebrook", "Willowby", "Yewdale")  # fmt: skip


@dataclass
class People:
    """Arrays, one value a person, in the order of payroll numbers. Days are counted from the plan's first day; `left` is the
    last day in the force, `plan.horizon` or more while still in it."""

    number: np.ndarray
    kind: np.ndarray
    rank: np.ndarray
    joined: np.ndarray
    left: np.ndarray
    fte: np.ndarray
    hours: np.ndarray
    woman: np.ndarray
    ethnicity: np.ndarray
    disabled: np.ndarray
    age: np.ndarray
    name: np.ndarray
    team: np.ndarray

    def __len__(self) -> int:
        return len(self.number)

    def payroll(self) -> np.ndarray:
        """Payroll numbers as the personnel system writes them: a nought before the number, so that all begin with 09."""
        return self._written

    @cached_property
    def _written(self) -> np.ndarray:
        return np.char.add("0", self.number.astype(str))


def people(plan: Plan, tree: Structure) -> People:
    """Everybody who is employed at any time in the window. Rank follows place, service rank and work, hours sex and service."""
    rng = plan.stream("people")
    team, kind = _places(tree, rng)
    order = rng.permutation(plan.people)
    team, kind = team[order], kind[order]
    function = tree.unit_function[tree.team_unit[team]]
    rank = ranks(kind, team, function == "support", plan.stream("people ranks"))
    joined = joining(plan, kind, rank, function, plan.stream("people joining"))
    rank = np.where((kind == OFFICER) & (joined > 0), CONSTABLE, rank)
    left = leaving(kind, joined, plan.stream("people leaving"))
    woman, ethnicity = protected(plan, kind, function, np.maximum(-joined, 0) / YEAR)
    fte = _fte(plan, kind, joined, woman)
    age = _age(plan, (plan.days - joined) / YEAR)
    gaps = rng.integers(1, 1 + plan.payroll_room // plan.people, plan.people)
    disabled = plan.stream("people disability").random(plan.people) < 0.02 + 0.001 * age
    return People(
        number=plan.payroll_room * 10 + np.cumsum(gaps), kind=kind, rank=rank, joined=joined, left=left, fte=fte,
        hours=np.round(np.array(HOURS)[kind] * fte, 2), woman=woman, ethnicity=ethnicity, disabled=disabled, age=age,
        name=_names(plan), team=team,
    )  # fmt: skip


def _places(tree: Structure, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Team and kind of each place, unit by unit."""
    teams: list[np.ndarray] = []
    kinds: list[np.ndarray] = []
    for unit, mine in zip(tree.units, tree.teams_by_unit(), strict=True):
        teams.append(mine[np.arange(unit.people) % len(mine)])
        kinds.append(rng.choice(4, unit.people, p=np.array(unit.work.kinds) / sum(unit.work.kinds)))
    return np.concatenate(teams), np.concatenate(kinds)


def _fte(plan: Plan, kind: np.ndarray, joined: np.ndarray, woman: np.ndarray) -> np.ndarray:
    """Share of full hours: part-time are more women than men, and nobody in probation."""
    rng = plan.stream("people hours")
    chance = np.array(PART_TIME)[kind] * np.where(woman, PART_TIME_WOMEN, PART_TIME_MEN)
    chance = np.where((kind == OFFICER) & (joined > -PROBATION_DAYS), 0.0, chance)
    part_time = rng.random(plan.people) < chance
    fte = np.where(part_time, rng.choice(PART_HOURS, plan.people, p=PART_HOURS_SHARES), 1.0)
    return np.where(kind == SPECIAL, SPECIAL_FTE, fte)


def _age(plan: Plan, service: np.ndarray) -> np.ndarray:
    """Years of age on the last day: most join in their twenties."""
    return np.clip(19 + service + plan.stream("people age").gamma(1.8, 3.4, plan.people), 19, 66)


def _names(plan: Plan) -> np.ndarray:
    rng = plan.stream("people names")
    first, last = rng.integers(0, len(_FIRST), plan.people), rng.integers(0, len(_LAST), plan.people)
    return np.char.add(np.char.add(np.array(_LAST)[last], ", "), np.array(_FIRST)[first])
