"""Large forces: room for payroll numbers, warrant numbers all different, moves drawn as before however many teams there are."""

from __future__ import annotations

import numpy as np
import pytest

from lib.synth import Plan
from lib.synth.moving import Moves
from lib.synth.people import people
from lib.synth.plan import MOST_PEOPLE, PAYROLL_ROOM
from lib.synth.structure import structure
from lib.synth.tables import COLLAR_STEPS, MORE_COLLAR_STEPS, MORE_WARRANT_STEPS, WARRANT_STEPS


@pytest.mark.parametrize(
    ("many", "digits"),
    [
        pytest.param(500, 8, id="the smallest force"),
        pytest.param(PAYROLL_ROOM, 8, id="every number of eight digits is taken"),
        pytest.param(PAYROLL_ROOM + 1, 9, id="one more needs nine digits"),
        pytest.param(MOST_PEOPLE, 9, id="the largest force"),
    ],
)
def test_payroll_numbers_have_room_in_the_synthetic_range(many: int, digits: int) -> None:
    plan = Plan(many, 1, 1)
    gaps = plan.payroll_room // plan.people
    first, last = plan.payroll_room * 10 + 1, plan.payroll_room * 10 + gaps * many
    assert plan.payroll_digits == digits == len(f"0{first}") == len(f"0{last}")
    assert f"0{first}".startswith("09") and f"0{last}".startswith("09") and gaps >= 1


def test_payroll_numbers_are_in_order_and_all_different() -> None:
    plan = Plan(2000, 1, 1)
    numbers = people(plan, structure(plan)).payroll()
    assert (np.sort(numbers) == numbers).all() and len(np.unique(numbers)) == 2000


@pytest.mark.parametrize(
    ("steps", "many"),
    [
        pytest.param(WARRANT_STEPS, 999_982, id="warrant numbers"),
        pytest.param(COLLAR_STEPS, 999_978, id="collar numbers"),
        pytest.param(MORE_WARRANT_STEPS, MOST_PEOPLE, id="warrant numbers of the largest force"),
        pytest.param(MORE_COLLAR_STEPS, MOST_PEOPLE, id="collar numbers of the largest force"),
    ],
)
def test_numbers_by_steps_are_all_different(steps: tuple[int, int], many: int) -> None:
    assert len(np.unique((np.arange(many) + 1) * steps[0] % steps[1])) == many


def test_moves_leave_the_unit_and_follow_the_weights() -> None:
    tree = structure(Plan(1500, 1, 1))
    weights = np.arange(1, len(tree.team_unit) + 1).astype(float)
    to, many = Moves(tree, weights), 40_000
    goes = to.next_teams(np.full(many, 3), np.zeros(many, int), np.random.default_rng(1))
    found = np.bincount(goes, minlength=len(weights))
    assert not found[tree.team_unit == tree.team_unit[3]].any()
    officers = np.array([unit.work.kinds[0] for unit in tree.units])[tree.team_unit]
    other = tree.unit_function[tree.team_unit] != tree.unit_function[tree.team_unit[3]]
    share = found[other & (officers > 0.5)] / (weights * officers)[other & (officers > 0.5)]
    assert share.max() / share.min() < 1.8


@pytest.mark.parametrize(
    ("kind", "functions"),
    [
        pytest.param(2, {"neighbourhood"}, id="PCSOs stay in neighbourhoods"),
        pytest.param(1, {"contact", "support", "investigation", "public protection", "major crime", "operations", "neighbourhood"},
                     id="staff never go to response"),
    ],
)  # fmt: skip
def test_people_move_to_units_that_employ_their_kind(kind: int, functions: set[str]) -> None:
    tree = structure(Plan(1500, 1, 1))
    begin = int(np.flatnonzero(tree.unit_function[tree.team_unit] == "neighbourhood")[0])
    to = Moves(tree, np.ones(len(tree.team_unit)))
    goes = to.next_teams(np.full(2000, begin), np.full(2000, kind), np.random.default_rng(1))
    assert set(tree.unit_function[tree.team_unit[goes]]) <= functions
