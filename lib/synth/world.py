"""Everything that does not depend on single days: built once, then lived through by groups of people."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import polars as pl

from lib.synth.careers import Postings, postings
from lib.synth.conduct import Force
from lib.synth.dismissals import recorded
from lib.synth.events import EventDays, event_days
from lib.synth.load import Load, load
from lib.synth.people import People, people
from lib.synth.plan import Plan
from lib.synth.ranks import OFFICER, SERGEANT, SPECIAL
from lib.synth.readiness import readiness
from lib.synth.rosters import pattern_of
from lib.synth.scenarios import Scenario, scenario
from lib.synth.structure import Structure, structure
from lib.synth.supervision import Line, line, supervisors

VACANCY, LOCAL_VACANCY = (0.0, 0.09), (0.04, 0.24)
"""Posts decided on beyond the people there, as a share of them; published: most local commands a quarter short of what they need."""
LOCAL_WORK = ("response", "neighbourhood", "investigation", "public protection")


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
    line: Line

    def unit_of(self, posting: np.ndarray) -> np.ndarray:
        """Unit index by posting index; -1 stays -1."""
        return np.where(posting >= 0, self.tree.team_unit[self.held.team[posting]], -1)

    @cached_property
    def event_days(self) -> EventDays:
        """What events do to each unit on each day."""
        return event_days(self.plan, self.tree)

    @cached_property
    def may_be_paid(self) -> np.ndarray:
        """By posting: whether overtime is paid in it. Inspectors and above, also while acting, and volunteers are not paid."""
        kind, rank = self.people.kind[self.held.person], self.held.rank
        return (kind != SPECIAL) & ((kind != OFFICER) | (rank <= SERGEANT))


def world(plan: Plan) -> World:
    """The force of that plan. Conduct comes before patterns and establishment: dismissals end careers."""
    tree = structure(plan)
    everybody = people(plan, tree)
    held = postings(plan, tree, everybody)
    planted = scenario(plan, tree, everybody)
    loads, ready = load(plan, len(tree.units), planted), readiness(plan, tree, everybody)
    matters = recorded(Force(plan, tree, everybody, held, planted, loads, ready))
    leaders = line(tree, everybody, held)
    held.supervisor = supervisors(leaders, held)
    return World(
        plan, tree, everybody, held, pattern_of(tree, everybody, held), planted, loads,
        _establishment(plan, tree, everybody, held), ready, matters, leaders,
    )  # fmt: skip


def _establishment(plan: Plan, tree: Structure, everybody: People, held: Postings) -> np.ndarray:
    """Posts decided on: the FTE posted there on average and the posts that stand vacant, in whole posts."""
    first = np.maximum(np.maximum(held.start, everybody.joined[held.person]), 0)
    last = np.minimum(np.minimum(held.end, everybody.left[held.person]), plan.days - 1)
    days = np.where(held.kind == 0, np.maximum(last - first + 1, 0), 0) * everybody.fte[held.person]
    paid = np.where(everybody.kind[held.person] == SPECIAL, 0.0, days)
    mean = np.bincount(tree.team_unit[held.team], weights=paid, minlength=len(tree.units)) / plan.days
    local = np.isin(tree.unit_function, LOCAL_WORK)
    draw = plan.stream("establishment").random(len(tree.units))
    low, high = (np.where(local, there, elsewhere) for there, elsewhere in zip(LOCAL_VACANCY, VACANCY, strict=True))
    vacancy = low + draw * (high - low)
    return np.maximum(np.round(mean * (1 + vacancy)), 1.0)
