"""What the public and the law asked of each unit on each day, and who was there to meet it."""

from __future__ import annotations

import numpy as np
import polars as pl

from lib.synth.load import effect
from lib.synth.world import World

SEASON = (0.94, 0.95, 0.97, 0.99, 1.03, 1.06, 1.08, 1.05, 1.01, 1.0, 0.97, 0.95)
WEEKDAY = (0.94, 0.93, 0.94, 0.97, 1.10, 1.14, 0.98)
CYCLES = {"2-2-2-4": 10, "4-on-4-off": 8}
MINIMUM_SHARE, MINIMUM_LOAD = 0.84, 0.11
"""Minimum strength beside those usually on duty, and how much more of it at twice the usual load."""
LOAD_DAYS_SPREAD = 0.02


def demand(world: World, on_duty: np.ndarray) -> pl.DataFrame:
    """One row is a unit with recorded demand on a day. `on_duty` units x days. Columns: canonical fields; `unit_index` too."""
    plan, days = world.plan, world.plan.days
    frames = []
    for number, unit in enumerate(world.tree.units):
        if unit.work.incidents <= 0:
            continue
        rng = plan.stream("demand", unit.code)
        month = plan.month_of[:days]
        usual = np.array(SEASON)[plan.month_number[:days]] * np.array(WEEKDAY)[plan.weekday[:days]]
        mean = unit.work.incidents * world.establishment[number] * world.load.measured[number, month] * usual
        incidents = rng.poisson(mean * rng.gamma(1 / LOAD_DAYS_SPREAD, LOAD_DAYS_SPREAD, days))
        share = min(unit.work.immediate / unit.work.incidents, 1.0)
        frames.append(
            pl.DataFrame(
                {
                    "unit_index": np.full(days, number),
                    "day": np.arange(days),
                    "incidents": incidents,
                    "immediate": rng.binomial(incidents, share),
                    "crimes_allocated": rng.binomial(incidents, 0.18),
                    "open_investigations": _open(world, number, month, rng),
                    "arrests": rng.binomial(incidents, min(unit.work.arrests / unit.work.incidents, 1.0)),
                    "on_duty": on_duty[number, :days],
                    "minimum": _minimum(world, number, on_duty[number, :days]),
                    "committed_hours": np.round(incidents * rng.uniform(0.7, 1.1, days), 1),
                    "distressing": rng.binomial(incidents, min(unit.work.distressing / unit.work.incidents, 1.0)),
                }
            )
        )
    return pl.concat(frames, how="vertical_relaxed")


def _open(world: World, number: int, month: np.ndarray, rng: np.random.Generator) -> np.ndarray | None:
    """Investigations open at the day's end, slowly moving; null where the unit holds none."""
    work = world.tree.units[number].work
    if work.open_cases <= 0:
        return None
    level = work.open_cases * world.establishment[number] * effect(world.plan, world.load.measured, "open_investigations")[number]
    smooth = np.convolve(np.pad(level[month], (30, 30), mode="edge"), np.ones(61) / 61, mode="valid")
    return rng.poisson(smooth * 0.98)


def _minimum(world: World, number: int, on_duty: np.ndarray) -> np.ndarray:
    """Minimum strength: a share of those usually on duty on that day of their cycle, higher where the load is."""
    plan = world.plan
    cycle, month = CYCLES.get(world.tree.units[number].work.patterns[0], 7), plan.month_of[: plan.days]
    place = plan.calendar[: plan.days].astype(int) % cycle
    seen = np.maximum(np.bincount(place, minlength=cycle), 1)
    usual = np.bincount(place, weights=on_duty, minlength=cycle) / seen
    share = MINIMUM_SHARE + MINIMUM_LOAD * (world.load.true[number, month] - 1)
    return np.maximum(np.round(usual[place] * np.clip(share, 0.6, 1.1)), 0).astype(int)
