"""Small made forces in the shape of `person_months` and `unit_months`."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from lib.metrics import BY_ID
from lib.peers import BY_ID as RULES
from lib.question import Month, Window

SPELLS = BY_ID["sickness_spells"]
ABSENCES = BY_ID["unauthorised_absences"]
SAME_JOB = RULES["same_job"]
SAME_RANK = RULES["same_rank"]
YEAR = Window(Month(2026, 10), 12)


def cell(person: str, month: Month, unit: str = "A", events: int | None = 0, **others: object) -> dict[str, object]:
    """One row of `person_months`: a constable on response, full-time, all of the month unless said otherwise."""
    days = (month.last_day - month.first_day).days + 1
    fte = others.get("fte", 1.0)
    row: dict[str, object] = {
        "person_id": person, "month": month.first_day, "node": f"{unit}-team", "unit": unit, "kind": "officer",
        "rank_band": "constable", "function": "response", "shift_pattern": "6-4", "fte": fte, "first_on": month.first_day,
        "last_on": month.last_day, "in_post_days": days, "at_risk_days": days, "uncounted_days": 0,
        "fte_days": days * float(fte), "contracted_hours": days * 40 / 7 * float(fte), "rostered_duties_count": 18,  # type: ignore[arg-type]
        "sickness_spells_count": events, "sickness_lost_hours": 0.0, "unauthorised_absences_count": events,
    }  # fmt: skip
    return row | others


def unit_month(unit: str, month: Month, incidents: int | None = 1000, posts: float = 50.0, **others: object) -> dict[str, object]:
    """One row of `unit_months` with the columns that the load model reads."""
    days = (month.last_day - month.first_day).days + 1
    return {
        "unit": unit, "month": month.first_day, "days_count": days, "establishment_fte_days": posts * days,
        "demand_days_count": days if incidents is not None else 0, "incidents_count": incidents,
    } | others  # fmt: skip


def months(window: Window) -> list[Month]:
    return [window.first.plus(step) for step in range(window.months)]


def force(
    seed: int,
    people: int = 240,
    units: int = 12,
    rate: float = 1.5,
    spread: float = 0.5,
    overloaded: dict[int, float] | None = None,
    dose: float = 1.0,
    noise: float = 0.1,
    part_time: float = 0.0,
    kappa: float = 0.0,
    window: Window = YEAR,
    past: bool = False,
    functions: tuple[str, ...] = ("response",),
    shifts: tuple[str, ...] = ("6-4",),
    movers: float = 0.0,
) -> tuple[pl.DataFrame, pl.DataFrame, pl.DataFrame]:
    """`(cells, unit_months, truth)`; truth is one row a person and month: `person_id, month, mean` (frailty left out), `unit`."""
    random = np.random.default_rng(seed)
    span = months(Window(window.as_of, window.months + 12) if past else window)
    load = np.ones(units)
    for each, times in (overloaded or {}).items():
        load[each] = times
    unit_rows = [
        unit_month(f"U{each:02d}", month, round(float(1000 * load[each] * np.exp(random.normal(0, noise)))), 50.0)
        for each in range(units)
        for month in span
    ]
    frailty = random.gamma(1 / spread, spread, people) if spread else np.ones(people)
    home = random.integers(0, units, people)
    fte = np.where(random.random(people) < part_time, 0.6, 1.0)
    next_home = np.where(random.random(people) < movers, random.integers(0, units, people), home)
    rows, truths = [], []
    for person in range(people):
        name = f"P{person:05d}"
        for step, month in enumerate(span):
            unit = home[person] if step < len(span) // 2 else next_home[person]
            days = (month.last_day - month.first_day).days + 1
            mean = rate / 365.25 * days * load[unit] ** dose * fte[person] ** kappa
            events = int(random.poisson(mean * frailty[person]))
            rows.append(
                cell(
                    name,
                    month,
                    f"U{unit:02d}",
                    events,
                    fte=float(fte[person]),
                    function=functions[unit % len(functions)],
                    shift_pattern=shifts[person % len(shifts)],
                )
            )
            truths.append((name, month.first_day, f"U{unit:02d}", mean))
    truth = pl.DataFrame(truths, schema=["person_id", "month", "unit", "mean"], orient="row")
    return pl.DataFrame(rows), pl.DataFrame(unit_rows), truth


def day(text: str) -> date:
    return date.fromisoformat(text)


def after(start: date, days: int) -> date:
    return start + timedelta(days=days)
