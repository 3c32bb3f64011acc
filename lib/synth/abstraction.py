"""What takes people away from their normal duty for some days: training, court, aid to others, events."""

from __future__ import annotations

import numpy as np

from lib.synth.ranks import OFFICER
from lib.synth.rosters import HOUR
from lib.synth.world import World

ABSTRACTIONS = ("Training", "Court", "Mutual aid", "Event")
TRAINING, COURT, AID, EVENT = range(4)
SHARES: dict[str, tuple[float, float, float]] = {
    "response": (0.038, 0.014, 0.032), "neighbourhood": (0.034, 0.008, 0.030), "investigation": (0.032, 0.018, 0.006),
    "public protection": (0.034, 0.014, 0.004), "operations": (0.045, 0.008, 0.040), "major crime": (0.030, 0.014, 0.006),
    "contact": (0.030, 0.0, 0.0), "support": (0.020, 0.0, 0.004),
}  # fmt: skip
"""Of duties, by work: training, court and mutual aid, for officers. Others have training alone."""
AT_EVENTS: dict[str, float] = {
    "response": 0.7, "neighbourhood": 1.3, "investigation": 0.5, "public protection": 0.3, "operations": 1.6, "major crime": 0.3,
    "contact": 0.1, "support": 0.5,
}  # fmt: skip
"""How much more than a unit of usual readiness gives to an event, by work; of others than officers a quarter."""
TRAINING_SEASON = (1.2, 1.2, 1.2, 1.1, 1.1, 1.0, 0.8, 0.3, 1.1, 1.2, 1.1, 0.5)
WEEKDAYS_SHARE = 5 / 7
DAYTIME_SHARE = {"response": 1 / 3, "operations": 0.5, "contact": 0.5, "neighbourhood": 0.5}
"""Of duties, how many begin in the morning, where not all do."""
SHIFTS = ("response", "operations", "contact")
AWAKE_SHARE = {"response": 2 / 3, "operations": 0.5, "contact": 0.5}
"""Of duties, how many are no nights: nobody is trained on those."""
LATEST = {COURT: 14, TRAINING: 19}
"""Hour before which a duty must begin to be lost to it."""
LASTS = (2, 1, 4, 1)
"""Longest in days, by kind: training goes over one or two days, aid over up to four."""


def chances(world: World, unit: np.ndarray, officer: np.ndarray) -> list[np.ndarray]:
    """For each kind, the chance on each person-day that an abstraction begins on a duty of that day, before the hour matters."""
    plan = world.plan
    weekday = plan.weekday < 5
    shares = np.array([SHARES[name] for name in world.tree.unit_function.tolist()], np.float32)
    ready = np.array([AT_EVENTS[name] for name in world.tree.unit_function.tolist()], np.float32)
    season = np.array(TRAINING_SEASON)[plan.month_number] / np.mean(TRAINING_SEASON)
    rostered = np.where(np.isin(world.tree.unit_function, SHIFTS), WEEKDAYS_SHARE, 1.0)[:, None]
    daytime = np.array([DAYTIME_SHARE.get(name, 1.0) for name in world.tree.unit_function.tolist()])[:, None]
    awake = np.array([AWAKE_SHARE.get(name, 1.0) for name in world.tree.unit_function.tolist()])[:, None]
    by_unit = (
        shares[:, :1] * (season * weekday / 1.5)[None, :] / (rostered * awake),
        shares[:, 1:2] * weekday[None, :] / (rostered * daytime),
        np.repeat(shares[:, 2:] / 2.5, plan.horizon, axis=1),
        world.event_days.taken * ready[:, None],
    )
    factor = (1.0, 0.0, 0.0, 0.25)
    everybody = [np.where(officer, 1.0, part).astype(np.float32)[:, None] for part in factor]
    day = np.arange(plan.horizon)[None, :]
    return [grid.astype(np.float32)[np.maximum(unit, 0), day] * part for grid, part in zip(by_unit, everybody, strict=True)]


def abstracted(world: World, unit: np.ndarray, low: int, start: np.ndarray, able: np.ndarray, chunk: int) -> np.ndarray:
    """Kind of abstraction of each person-day (index in ABSTRACTIONS), -1 for none. `able`: duties that may be lost; nights never go to court."""
    rng = world.plan.stream("abstraction", chunk)
    officer = world.people.kind[low : low + len(able)] == OFFICER
    found = np.full(able.shape, -1, np.int8)
    for kind, chance in zip((EVENT, AID, COURT, TRAINING), reversed(chances(world, unit, officer)), strict=True):
        here = able & (start < LATEST.get(kind, 24) * HOUR)
        begins = here & (found < 0) & (rng.random(able.shape, np.float32) < chance)
        _last(found, begins, here, kind, rng)
    return found


def _last(found: np.ndarray, begins: np.ndarray, able: np.ndarray, kind: int, rng: np.random.Generator) -> None:
    who, day = np.nonzero(begins)
    length = rng.integers(1, LASTS[kind] + 1, len(who))
    for more in range(LASTS[kind]):
        rows = (length > more) & (day + more < found.shape[1])
        mine, then = who[rows], day[rows] + more
        free = able[mine, then] & (found[mine, then] < 0)
        found[mine[free], then[free]] = kind
