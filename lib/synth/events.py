"""Dated events that take people away: carnival, new year, November, football, waves of marches, a summer tournament."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from lib.synth.plan import Plan
from lib.synth.structure import Structure

HOME_MATCHES = 6
LATEST_MATCH_WEEK = 38
WAVE_MARCHES = (4, 8)
SATURDAY = 5
FOOTBALL_COMMAND = "01"


@dataclass(frozen=True)
class Event:
    """A dated event, first and last day included. `scope`: code of the command it concerns, empty for the whole force.

    `called` multiplies the chance that a rest day is cancelled; `taken` is the share of duties of a unit of usual readiness that it
    takes away; `frozen`: leave is hard to get.
    """

    name: str
    first: date
    last: date
    called: float
    taken: float
    frozen: bool = False
    scope: str = ""


@dataclass(frozen=True)
class EventDays:
    """What the events of a day do: units x days of the horizon; `frozen` by day."""

    called: np.ndarray
    taken: np.ndarray
    frozen: np.ndarray


def events(plan: Plan) -> list[Event]:
    """Every event that begins in the window, by date."""
    found: list[Event] = []
    for year in range(plan.first_day.year - 1, plan.last_day.year + 1):
        found += [*_yearly(year), *_football(plan, year), *_marches(plan, year)]
    kept = [each for each in found if plan.first_day <= each.first <= plan.last_day]
    return sorted(kept, key=lambda event: (event.first, event.name))


def _yearly(year: int) -> list[Event]:
    bank_holiday = _back_to(date(year, 8, 31), 0)
    fireworks = _back_to(date(year, 11, 8), 4)
    remembrance, final = _back_to(date(year, 11, 14), 6), _back_to(date(year, 5, 25), SATURDAY)
    found = [
        Event(f"Summer Carnival {year}", bank_holiday - timedelta(days=1), bank_holiday, 6.0, 0.30, True),
        Event(f"New Year celebrations {year}", date(year, 12, 31), date(year + 1, 1, 1), 4.0, 0.22, True),
        Event(f"Fireworks weekend {year}", fireworks, fireworks + timedelta(days=2), 2.5, 0.10),
        Event(f"Remembrance Sunday {year}", remembrance, remembrance, 2.5, 0.14),
        Event(f"Cup final {year}", final, final, 2.0, 0.10),
    ]
    if year % 2 == 0:
        found.append(Event(f"Summer football tournament {year}", date(year, 6, 12), date(year, 7, 12), 1.4, 0.03))
    return found


def _back_to(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)


def _football(plan: Plan, year: int) -> list[Event]:
    """Home matches that need many, on Saturdays from August to May."""
    weeks = plan.stream("events football", year).choice(LATEST_MATCH_WEEK, HOME_MATCHES, replace=False)
    first = _back_to(date(year, 8, 14), SATURDAY)
    days = [first + timedelta(weeks=int(week)) for week in sorted(weeks.tolist())]
    return [Event("Football, home match", day, day, 2.0, 0.20, scope=FOOTBALL_COMMAND) for day in days]


def _marches(plan: Plan, year: int) -> list[Event]:
    """One wave a year: a march on so many Saturdays one after another."""
    rng = plan.stream("events marches", year)
    begins = date(year, 1, 1) + timedelta(days=int(rng.integers(20, 300)))
    first = begins + timedelta(days=(SATURDAY - begins.weekday()) % 7)
    many = int(rng.integers(WAVE_MARCHES[0], WAVE_MARCHES[1] + 1))
    days = [first + timedelta(weeks=week) for week in range(many)]
    return [Event("Protest march, city centre", day, day, 3.0, 0.14) for day in days]


def event_days(plan: Plan, tree: Structure) -> EventDays:
    """What the plan's events do to each unit on each day."""
    called = np.ones((len(tree.units), plan.horizon), np.float32)
    taken = np.zeros((len(tree.units), plan.horizon), np.float32)
    frozen = np.zeros(plan.horizon, bool)
    commands = np.array([unit.command for unit in tree.units])
    for event in events(plan):
        begins = (event.first - plan.first_day).days
        days = slice(begins, begins + (event.last - event.first).days + 1)
        here = (commands == event.scope) | (not event.scope)
        called[here, days] *= event.called
        taken[here, days] += event.taken
        frozen[days] |= event.frozen
    return EventDays(called, taken, frozen)
