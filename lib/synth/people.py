"""The people: kind, rank, dates, hours, protected characteristics, and a team to begin with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from lib.synth.disparities import ETHNICITIES, protected
from lib.synth.plan import Plan
from lib.synth.structure import Structure

__all__ = ["ETHNICITIES", "People", "people"]
KINDS = ("officer", "staff", "pcso", "special")
OFFICER, STAFF, PCSO, SPECIAL = range(4)
RANKS = (
    "Constable", "Sergeant", "Inspector", "Chief Inspector", "Superintendent", "Chief Superintendent",
    "Grade B", "Grade C", "Grade D", "PCSO", "Special Constable",
)  # fmt: skip
CONSTABLE, SERGEANT, INSPECTOR = 0, 1, 2
OFFICER_SHARES = (0.769, 0.155, 0.052, 0.013, 0.007, 0.004)
STAFF_SHARES = (0.60, 0.28, 0.12)
PART_TIME = (0.08, 0.28, 0.15, 0.0)
HOURS = (40.0, 37.0, 37.0, 40.0)
SPECIAL_FTE = 0.1  # volunteers: some hours a week, without a roster
LEAVERS_A_YEAR = 0.06
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
    """Everybody who is employed at any time in the window."""
    rng = plan.stream("people")
    team, kind = _places(tree, rng)
    order = rng.permutation(plan.people)
    team, kind = team[order], kind[order]
    rank = _ranks(kind, rng)
    joined, left = _dates(plan, rng)
    part_time = rng.random(plan.people) < np.array(PART_TIME)[kind]
    fte = np.where(part_time, rng.choice([0.5, 0.6, 0.7, 0.8, 0.9], plan.people, p=[0.15, 0.3, 0.2, 0.25, 0.1]), 1.0)
    fte = np.where(kind == SPECIAL, SPECIAL_FTE, fte)
    service = np.maximum(-joined, 0) / 365.25
    woman, ethnicity = protected(plan, kind, tree.unit_function[tree.team_unit[team]], service)
    names = np.array([f"{_LAST[b]}, {_FIRST[a]}" for a, b in zip(
        rng.integers(0, len(_FIRST), plan.people), rng.integers(0, len(_LAST), plan.people), strict=True)])  # fmt: skip
    gaps = rng.integers(1, 1 + plan.payroll_room // plan.people, plan.people)
    return People(
        number=plan.payroll_room * 10 + np.cumsum(gaps),
        kind=kind, rank=rank, joined=joined, left=left, fte=fte, hours=np.round(np.array(HOURS)[kind] * fte, 2), woman=woman,
        ethnicity=ethnicity,
        disabled=rng.random(plan.people) < 0.06,
        age=np.clip(21 + service + rng.gamma(2.0, 3.5, plan.people), 19, 64),
        name=names, team=team,
    )  # fmt: skip


def _places(tree: Structure, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Team and kind of each place, unit by unit."""
    teams: list[np.ndarray] = []
    kinds: list[np.ndarray] = []
    for unit, mine in zip(tree.units, tree.teams_by_unit(), strict=True):
        teams.append(mine[np.arange(unit.people) % len(mine)])
        kinds.append(rng.choice(4, unit.people, p=np.array(unit.work.kinds) / sum(unit.work.kinds)))
    return np.concatenate(teams), np.concatenate(kinds)


def _ranks(kind: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    size = len(kind)
    officers = rng.choice(6, size, p=OFFICER_SHARES)
    staff = 6 + rng.choice(3, size, p=STAFF_SHARES)
    return np.select([kind == OFFICER, kind == STAFF, kind == PCSO], [officers, staff, np.full(size, 9)], 10)


def _dates(plan: Plan, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Joining day (two humps of service before the window; some join in it) and the last day."""
    size, years = plan.people, plan.days / 365.25
    joiner = rng.random(size) < LEAVERS_A_YEAR * years / (1 + LEAVERS_A_YEAR * years)
    young = rng.random(size) < 0.45
    service = np.where(young, rng.gamma(1.8, 1.6, size), np.clip(rng.normal(16, 5.5, size), 4, 34))
    joined = np.where(joiner, rng.integers(1, plan.days, size), -(service * 365.25).astype(int) - 30)
    leaves = np.maximum(joined, 0) + 60 + rng.exponential(365.25 / LEAVERS_A_YEAR, size).astype(int)
    return joined, np.minimum(leaves, 99_999)
