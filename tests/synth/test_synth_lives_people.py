"""Three hundred random people of a force of two thousand: every property holds for each of them."""

from __future__ import annotations

import random
from datetime import date, timedelta

import numpy as np
import pytest

from lib.stats.working_time import average_week
from lib.synth import Plan, tree_rows
from lib.synth.records import records
from lib.synth.world import world
from tests.synth import properties_of_careers, properties_of_time
from tests.synth.properties import PROPERTIES, Force, Life

PEOPLE = 300
LEGAL_WEEK, MAY_BREACH = 48, 0.05
assert properties_of_careers and properties_of_time


@pytest.fixture(scope="module")
def lives() -> list[Life]:
    plan = Plan(2000, 18, 17)
    made = world(plan)
    units: dict[str, list[tuple[date, date]]] = {}
    for row in tree_rows.units(made).iter_rows(named=True):
        units.setdefault(row["unit"], []).append((row["valid_from"], row["valid_to"] or date.max))
    payroll, everybody = made.people.payroll().tolist(), made.people
    ends = [plan.day(left) if left < plan.horizon else date.max for left in everybody.left.tolist()]
    service = {n: (plan.day(j), end) for n, j, end in zip(payroll, everybody.joined.tolist(), ends, strict=True)}
    force = Force(plan.first_day, plan.last_day, plan.extracted_on, units, service)
    chosen = random.Random(5).sample(range(plan.people), PEOPLE)
    return [Life(person, force) for person in records(made, chosen)]


@pytest.mark.parametrize("name", PROPERTIES)
def test_it_holds_for_three_hundred_people(lives: list[Life], name: str) -> None:
    for life in lives:
        broken = next(iter(PROPERTIES[name](life)), None)
        assert broken is None, (life.about["payroll_number"], broken)


def test_what_the_properties_speak_of_is_there(lives: list[Life]) -> None:
    """Nothing holds for want of rows."""
    rows = {name: sum(len(life.rows(name)) for life in lives) for name in lives[0].person.rows}
    assert min(rows.values()) > 30, rows
    duties = [row for life in lives for row in life.rows("duties")]
    assert {row["state"] for row in duties} == {
        "worked", "rest_day", "leave", "sick", "abstracted", "absent", "rest_day_returned",
    }  # fmt: skip
    assert {row["abstraction"] for row in duties} == {None, "Training", "Court", "Mutual aid", "Event"}
    assert sum(bool(row["rest_day_cancelled"]) for row in duties) > 300
    assert sum(row["refused"] for life in lives for row in life.rows("absence")) > 50
    assert {row["kind"] for life in lives for row in life.rows("postings")} >= {"substantive", "acting", "attachment"}
    assert {life.about["kind"] for life in lives} == {"officer", "staff", "pcso", "special"}
    assert sum(row["from"] < life.force.first for life in lives for row in life.rows("sickness")) > 2


def weeks(life: Life) -> list[float]:
    """Average weeks of up to seventeen, overtime claims beside duties among the hours."""
    hours: dict[date, float] = {}
    for starts, ends, row in life.work:
        hours[row["planned_from"].date()] = (ends - starts).total_seconds() / 3600
    for row in life.rows("overtime"):
        if row["kind"] not in ("casual", "rest_day"):
            hours[row["from"]] = hours.get(row["from"], 0.0) + row["hours"]
    away = life.sick.union(*(life.days(row) for row in life.taken))
    first, last = max(life.joined, life.force.first), min(life.left, life.force.last)
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    days = [(day, hours.get(day, 0.0), day in away) for day in span]
    return [float(average_week(days[at : at + 400])) for at in range(0, max(len(days) - 150, 0), 56)]


def test_few_work_more_than_the_law_allows(lives: list[Life]) -> None:
    found = np.concatenate([weeks(life) for life in lives if not life.special])
    known = found[~np.isnan(found)]
    assert len(known) > 1000
    assert 0 < (known > LEGAL_WEEK).mean() < MAY_BREACH
