"""Everything that does not depend on single days: built once, then lived through by groups of people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from lib.synth.careers import Postings, postings
from lib.synth.conduct import Force
from lib.synth.dismissals import recorded
from lib.synth.load import Load, load
from lib.synth.people import People, people
from lib.synth.plan import Plan
from lib.synth.readiness import readiness
from lib.synth.rosters import pattern_of
from lib.synth.scenarios import Scenario, scenario
from lib.synth.structure import Structure, structure

RANKED = 6  # ranks come before grades
VACANCY = 0.10


@dataclass
class World:
    """The force. `pattern` is by posting; `establishment` FTE by unit; `overtime` each person's readiness for it (mean about 1);
    `matters` the allegations (see `proceedings`)."""

    plan: Plan
    tree: Structure
    people: People
    held: Postings
    pattern: np.ndarray
    scenario: Scenario
    load: Load
    establishment: np.ndarray
    overtime: np.ndarray
    matters: pl.DataFrame

    def unit_of(self, posting: np.ndarray) -> np.ndarray:
        """Unit index by posting index; -1 stays -1."""
        return np.where(posting >= 0, self.tree.team_unit[self.held.team[posting]], -1)

    @cached_property
    def heads(self) -> np.ndarray:
        """For each team, the person of highest rank (not grade) who began there, the first of several; 0 where nobody did."""
        level = np.where(self.people.rank < RANKED, self.people.rank, -1)
        order = np.lexsort((np.arange(len(self.people)), -level, self.people.team))
        teams, first = np.unique(self.people.team[order], return_index=True)
        heads = np.zeros(len(self.tree.team_unit), int)
        heads[teams] = order[first]
        return heads


def world(plan: Plan) -> World:
    """The force of that plan. Conduct comes before patterns and establishment: dismissals end careers."""
    tree = structure(plan)
    everybody = people(plan, tree)
    held = postings(plan, tree, everybody)
    planted = scenario(plan, tree, everybody)
    loads, ready = load(plan, len(tree.units), planted), readiness(plan, tree, everybody)
    matters = recorded(Force(plan, tree, everybody, held, planted, loads, ready))
    return World(
        plan, tree, everybody, held, pattern_of(tree, everybody, held), planted, loads,
        _establishment(plan, tree, everybody, held), ready, matters,
    )  # fmt: skip


def _establishment(plan: Plan, tree: Structure, everybody: People, held: Postings) -> np.ndarray:
    """Posts decided on: the FTE posted there on average and up to a tenth more, in whole posts."""
    first = np.maximum(np.maximum(held.start, everybody.joined[held.person]), 0)
    last = np.minimum(np.minimum(held.end, everybody.left[held.person]), plan.days - 1)
    days = np.where(held.kind == 0, np.maximum(last - first + 1, 0), 0) * everybody.fte[held.person]
    paid = np.where(everybody.kind[held.person] == 3, 0.0, days)
    mean = np.bincount(tree.team_unit[held.team], weights=paid, minlength=len(tree.units)) / plan.days
    vacancy = plan.stream("establishment").uniform(0, VACANCY, len(tree.units))
    return np.maximum(np.round(mean * (1 + vacancy)), 1.0)
