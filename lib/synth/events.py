"""Dated events that take people away: carnival, new year, remembrance, football, a protest each spring."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from lib.synth.plan import Plan

_YEARLY = (
    ("Summer Carnival", 8, 29, 2),
    ("New Year celebrations", 12, 31, 2),
    ("Remembrance parades", 11, 9, 2),
    ("Fireworks weekend", 11, 5, 3),
    ("Spring protest march", 4, 18, 1),
    ("Cup final", 5, 23, 1),
)
CALLED_IN = 4.0


@dataclass(frozen=True)
class Event:
    """A dated event of the whole force, first and last day included."""

    name: str
    first: date
    last: date


def events(plan: Plan) -> list[Event]:
    """Every event that begins in the window, by date."""
    found = []
    for year in range(plan.first_day.year, plan.last_day.year + 1):
        for name, month, day, length in _YEARLY:
            first = date(year, month, day)
            if plan.first_day <= first <= plan.last_day:
                found.append(Event(f"{name} {year}", first, first + timedelta(days=length - 1)))
    return sorted(found, key=lambda event: (event.first, event.name))


def called_in(plan: Plan) -> np.ndarray:
    """For each day of the horizon: by how much events multiply the chance that a rest day is cancelled."""
    factor = np.ones(plan.horizon)
    for event in events(plan):
        begins = (event.first - plan.first_day).days
        factor[begins : begins + (event.last - event.first).days + 1] = CALLED_IN
    return factor
