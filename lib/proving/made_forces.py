"""Forces made as the frames that a comparison reads: no exports, no dirt, and everything true of them known. Many fit into a minute.

What is drawn is not what is fitted: load is measured with error, half of it lasting; people differ by gamma or lognormal; load acts log-linearly,
additively or beyond a threshold; people work in units of different load, some part-time, in peer groups of very different size.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.question import Month, Window
from lib.synth.load import response

WINDOW = Window(Month(2026, 10), 12)
MONTHS = tuple(WINDOW.first.plus(step) for step in range(WINDOW.months))
DAYS = np.array([(month.last_day - month.first_day).days + 1 for month in MONTHS])
FUNCTIONS = ("response", "investigation", "neighbourhood", "public protection")
BANDS = {"constable": 0.75, "sergeant": 0.18, "inspector": 0.07}
SHIFTS = ("2-2-2-4", "5-2", "6-3")
PART_TIME, HOURS = 0.12, 0.6
UNIT_LEVEL, MONTH_LEVEL = 0.08, 0.06
INCIDENTS = 1000.0


@dataclass(frozen=True)
class Setting:
    """`rate`: spells a year of somebody usual at usual load; `overloaded`: share of units, at one of `times` the load; `planted`: share of
    people at one of `multipliers`; `culture`: what one unit's people are multiplied by; `noise`: of measured load, half lasting."""

    seed: int
    people: int = 4_000
    units: int = 40
    rate: float = 1.3
    spread: float = 1.0
    frailty: str = "gamma"
    dose: str = "loglinear"
    power: float = 0.9
    noise: float = 0.2
    overloaded: float = 0.0
    times: tuple[float, ...] = (1.5, 2.0, 3.0)
    planted: float = 0.0
    multipliers: tuple[float, ...] = (2.0, 3.0, 5.0)
    culture: float = 1.0


@dataclass(frozen=True)
class Made:
    """`cells`, `unit_months`: as the warehouse has them. `truth`: one row a person, `person_id, at_true_load` (expected of somebody with
    no own level), `times_load, planted, part_time, days_lost`. `doses`: `unit, month, dose`, what the true dose makes of measured load."""

    setting: Setting
    cells: pl.DataFrame
    unit_months: pl.DataFrame
    truth: pl.DataFrame
    doses: pl.DataFrame


def make(setting: Setting) -> Made:
    """The force of a setting; the same seed gives the same."""
    random = np.random.default_rng(setting.seed)
    true, measured, times = _load(setting, random)
    home = random.integers(0, setting.units, setting.people)
    own, planted = _own(setting, random, home)
    fte = np.where(random.random(setting.people) < PART_TIME, HOURS, 1.0)
    base = setting.rate / 365.25 * DAYS
    at_true = response(setting.dose, true, setting.power)[home] * base
    events = random.poisson(at_true * (own * planted)[:, None])
    lost = random.gamma(np.maximum(events.sum(axis=1), 1e-9), 4.0)
    truth = pl.DataFrame(
        {
            "person_id": _codes("P", np.arange(setting.people)), "at_true_load": at_true.sum(axis=1), "times_load": times[home],
            "planted": planted, "part_time": fte < 1, "days_lost": lost,
        }
    )  # fmt: skip
    units = _unit_months(random, measured)
    doses = units.select("unit", "month", pl.Series("dose", response(setting.dose, measured, setting.power).ravel()))
    return Made(setting, _cells(random, home, fte, events), units, truth, doses)


def _load(setting: Setting, random: np.random.Generator) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """True and measured load, units x months, and each unit's overload."""
    shape = (setting.units, len(MONTHS))
    times = np.ones(setting.units)
    chosen = random.permutation(setting.units)[: round(setting.overloaded * setting.units)]
    times[chosen] = random.choice(setting.times, chosen.size)
    level = UNIT_LEVEL * random.normal(size=(setting.units, 1)) + MONTH_LEVEL * random.normal(size=shape)
    true = np.exp(level) * times[:, None]
    error = np.sqrt(0.5) * (random.normal(size=(setting.units, 1)) + random.normal(size=shape))
    return true, true * np.exp(setting.noise * error), times


def _own(setting: Setting, random: np.random.Generator, home: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Everybody's own level, and what is planted; the people of the unit with a culture share what multiplies them."""
    if setting.frailty == "gamma":
        own = random.gamma(1 / setting.spread, setting.spread, setting.people)
    else:
        sigma2 = np.log1p(setting.spread)
        own = random.lognormal(-sigma2 / 2, np.sqrt(sigma2), setting.people)
    planted = np.ones(setting.people)
    able = np.flatnonzero(own >= 1) if setting.planted else np.zeros(0, dtype=np.int64)
    chosen = random.permutation(able)[: round(setting.planted * setting.people)]
    planted[chosen] = random.choice(setting.multipliers, chosen.size)
    return own * np.where(home == 0, setting.culture, 1.0), planted


def _cells(random: np.random.Generator, home: np.ndarray, fte: np.ndarray, events: np.ndarray) -> pl.DataFrame:
    people, months = events.shape
    person, month = np.repeat(np.arange(people), months), np.tile(np.arange(months), people)
    days, firsts, lasts = (
        DAYS[month],
        pl.Series([each.first_day for each in MONTHS]),
        pl.Series([each.last_day for each in MONTHS]),
    )
    band, shift = random.choice(list(BANDS), people, p=list(BANDS.values())), random.choice(SHIFTS, people)
    return pl.DataFrame(
        {
            "person_id": _codes("P", person), "month": firsts[month], "node": _codes("T", home[person]), "unit": _codes("U", home[person]),
            "kind": ["officer"] * person.size, "rank_band": band[person], "function": np.array(FUNCTIONS)[home[person] % len(FUNCTIONS)],
            "shift_pattern": shift[person], "fte": fte[person], "first_on": firsts[month], "last_on": lasts[month],
            "in_post_days": days, "at_risk_days": days, "uncounted_days": np.zeros(person.size, dtype=np.int64),
            "fte_days": days * fte[person], "sickness_spells_count": events.ravel(),
        }
    )  # fmt: skip


def _unit_months(random: np.random.Generator, measured: np.ndarray) -> pl.DataFrame:
    units, months = measured.shape
    unit, month = np.repeat(np.arange(units), months), np.tile(np.arange(months), units)
    return pl.DataFrame(
        {
            "unit": _codes("U", unit), "month": pl.Series([each.first_day for each in MONTHS])[month], "days_count": DAYS[month],
            "establishment_fte_days": 50.0 * DAYS[month], "demand_days_count": DAYS[month],
            "incidents_count": random.poisson(INCIDENTS * measured).ravel(),
        }
    )  # fmt: skip


def _codes(letter: str, numbers: np.ndarray) -> np.ndarray:
    return np.char.add(letter, np.char.zfill(numbers.astype(str), 6))
