"""One group of people lives through the window, day by day: roster, leave, illness, absence, duties. All arrays, no clock."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.synth import absence, duties, leave, rosters, sickness
from lib.synth.absence import Absences
from lib.synth.abstraction import abstracted
from lib.synth.duties import Asked, Duties
from lib.synth.load import effect
from lib.synth.ranks import SPECIAL
from lib.synth.sickness import Spells
from lib.synth.world import World

GROUP = 2048
MONTH_DAYS = 28


@dataclass
class Lives:
    """What became of persons low..high-1: grids of people x days of the horizon, and rows of spells and absences.

    `at_risk`: days on which a spell might begin (the days of spells themselves among them); `free`: days off on which somebody
    could be called in. They are the true exposures of what load does. `paid`: days in a post in which overtime is paid.
    """

    low: int
    high: int
    posting: np.ndarray
    unit: np.ndarray
    duties: Duties
    spells: Spells
    spell_minutes: np.ndarray
    absences: list[Absences]
    at_risk: np.ndarray
    free: np.ndarray
    paid: np.ndarray


def live(world: World, low: int, high: int) -> Lives:
    """The lives of persons low..high-1. Each part draws from its own stream."""
    plan, chunk = world.plan, low // GROUP
    posting = world.held.daily(world.people, plan.horizon, low, high)
    unit, in_post = world.unit_of(posting), posting >= 0
    volunteer = world.people.kind[low:high] == SPECIAL
    fte = np.where(volunteer, 1.0, world.people.fte[low:high])  # volunteers' turns are drawn as few as they are
    phase = world.tree.team_phase[world.held.team]
    roster = rosters.roster(plan, posting, world.pattern, phase, fte, chunk)
    off, off_rows = absence.other(plan, world.people, in_post, low, chunk)
    on_leave, refused = leave.leave(plan, roster.on & ~volunteer[:, None], in_post & ~off, _refusal(world, unit), low, chunk)
    at_risk = in_post & ~off & ~on_leave & ~volunteer[:, None]
    sick, spells = _sickness(world, unit, at_risk, low, high, chunk)
    away, away_rows = _settled(off_rows, off, sick, spells, low)
    sick &= in_post & ~away
    on_leave &= ~sick
    state = duties.planned_states(roster, away, _long(away), on_leave, sick)
    taken = abstracted(world, unit, low, roster.start, state == duties.WORKED, chunk)
    unauthorised, missing = _unauthorised(world, unit, np.where(taken < 0, state, duties.ABSTRACTED), low, high, chunk)
    state[unauthorised] = duties.ABSENT
    rest = (
        in_post
        & rosters.callable_days(roster, world.held.team[posting])
        & ~away
        & ~sick
        & ~_beside(on_leave)
        & ~volunteer[:, None]
    )
    paid = in_post & world.may_be_paid[posting]
    made = duties.duties(plan, roster, state, taken, rest, _asked(world, unit, paid, low, high), chunk)
    made.state[:, plan.days :], made.cancelled[:, plan.days :] = duties.NONE, False
    return Lives(
        low, high, posting, unit, made, spells, _spell_minutes(roster.length, spells, low),
        [leave.rows(plan, on_leave, low), away_rows, missing, refused.only(_still_at_work(refused, sick, low))], at_risk, rest, paid,
    )  # fmt: skip


def _refusal(world: World, unit: np.ndarray) -> np.ndarray:
    imposed = np.array([each.work.imposed for each in world.tree.units], np.float32)
    here = np.where(unit >= 0, imposed[unit], np.float32(0))
    return leave.refusal(world.plan, here * _by_day(world, unit, "leave_refused"), world.event_days.frozen)


def _still_at_work(refused: Absences, sick: np.ndarray, low: int) -> np.ndarray:
    return ~sick[refused.person - low, refused.start]


def _sickness(world: World, unit: np.ndarray, at_risk: np.ndarray, low: int, high: int, chunk: int) -> tuple[np.ndarray, Spells]:
    short, long = _illness(world, unit, low, high)
    sick, spells = sickness.spells(
        world.plan, at_risk, short, long, world.people.joined[low:high], world.people.woman[low:high], low, chunk
    )
    spells.end = np.minimum(spells.end, world.people.left[spells.person])
    return sick, spells


def _settled(rows: Absences, off: np.ndarray, sick: np.ndarray, spells: Spells, low: int) -> tuple[np.ndarray, Absences]:
    """Absences and spells made to agree: a long absence ends the illness before it, a short one does not happen during it.

    Returns the days away and the absences that remain; the spells are changed in place.
    """
    first = np.maximum(rows.start, 0)
    last = np.minimum(rows.end, off.shape[1] - 1)
    ill = np.pad(np.cumsum(sick, axis=1, dtype=np.int32), ((0, 0), (1, 0)))
    met = ill[rows.person - low, last + 1] > ill[rows.person - low, first]
    long = rows.end - rows.start >= absence.LONG_DAYS
    kept = rows.only(~met | long)
    away = np.zeros_like(off)
    for person, begins, ends in zip(
        (kept.person - low).tolist(), first[~met | long].tolist(), last[~met | long].tolist(), strict=True
    ):
        away[person, begins : ends + 1] = True
    following = np.minimum.accumulate(np.where(away, np.arange(off.shape[1]), 10**6)[:, ::-1], axis=1)[:, ::-1]
    spells.end = np.minimum(spells.end, following[spells.person - low, np.maximum(spells.start, 0)] - 1)
    return away, kept


def _by_day(world: World, unit: np.ndarray, on: str) -> np.ndarray:
    """Effect of true load on each person-day; 1 where not in post."""
    grid = effect(world.plan, world.load.true, on).astype(np.float32)
    return np.where(unit >= 0, grid[unit, world.plan.month_of[None, :]], np.float32(1))


def _personal(world: World, metric: str, unit: np.ndarray, low: int, high: int) -> np.ndarray:
    """Frailty x what is planted on the person x the culture of the unit, on each person-day."""
    planted = world.scenario.multiplier(world.plan, metric, low, high)[:, world.plan.month_of]
    culture = np.where(unit >= 0, world.scenario.culture[unit], 1.0)
    return (world.scenario.frailty[metric][low:high, None] * planted * culture).astype(np.float32)


def _illness(world: World, unit: np.ndarray, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
    kind = world.people.kind[low:high]
    short = sickness.short_hazard(world.plan)[None, :] * np.array(sickness.KIND)[kind][:, None]
    short = short * _personal(world, "sickness_spells", unit, low, high) * _by_day(world, unit, "sickness_spells")
    long = sickness.long_hazard(world.plan)[None, :] * np.array(sickness.LONG_KIND)[kind][:, None]
    long = long * _by_day(world, unit, "long_sickness")
    return short, long


def _unauthorised(
    world: World, unit: np.ndarray, state: np.ndarray, low: int, high: int, chunk: int
) -> tuple[np.ndarray, Absences]:
    chance = absence.UNAUTHORISED_BASE * _personal(world, "unauthorised_absences", unit, low, high)
    chance = chance * _by_day(world, unit, "unauthorised_absences")
    chance[(state != duties.WORKED) | (world.people.kind[low:high] == SPECIAL)[:, None]] = 0
    chance[:, world.plan.days :] = 0
    return absence.unauthorised(chance, world.plan, low, chunk)


def _asked(world: World, unit: np.ndarray, paid: np.ndarray, low: int, high: int) -> Asked:
    imposed = np.array([each.work.imposed for each in world.tree.units])
    here = np.where(unit >= 0, imposed[unit], 0.0).astype(np.float32)
    kind = world.people.kind[low:high]
    officer = np.where(kind == 0, 1.0, np.where(kind == SPECIAL, 0.0, 0.4))[:, None].astype(np.float32)
    ready = world.overtime[low:high, None].astype(np.float32) * np.where(kind == 0, 1.0, 0.3)[:, None]
    return Asked(
        cancelled=duties.CANCELLED * here * officer * _by_day(world, unit, "rest_days_cancelled") * _called(world, unit),
        kept_on=duties.KEPT_ON * here * officer * _by_day(world, unit, "kept_on"),
        early=duties.CALLED_EARLY * here * officer * _by_day(world, unit, "short_rests"),
        volunteered=duties.VOLUNTEERED * ready * paid * _by_day(world, unit, "overtime"),
    )


def _called(world: World, unit: np.ndarray) -> np.ndarray:
    """By how much events of the day multiply the chance that a rest day is cancelled."""
    return world.event_days.called[np.maximum(unit, 0), np.arange(unit.shape[1])[None, :]]


def _long(away: np.ndarray) -> np.ndarray:
    """Days within absences so long that nobody is rostered."""
    grid = np.zeros(away.shape, bool)
    for person, first, last in zip(*absence.runs(away), strict=True):
        if last - first >= absence.LONG_DAYS:
            grid[person, first : last + 1] = True
    return grid


def _beside(leave: np.ndarray) -> np.ndarray:
    """Leave, and the three days on either side: rest days that belong to it."""
    near = leave.copy()
    for shift in (1, 2, 3):
        near[:, shift:] |= leave[:, :-shift]
        near[:, :-shift] |= leave[:, shift:]
    return near


def _spell_minutes(length: np.ndarray, spells: Spells, low: int) -> np.ndarray:
    """Rostered minutes within each spell, to its last day or the extraction. Before the window the person's first month goes on."""
    running = np.pad(np.cumsum(length, axis=1, dtype=np.int64), ((0, 0), (1, 0)))
    who, last = spells.person - low, np.minimum(spells.end + 1, length.shape[1])
    month = min(MONTH_DAYS, length.shape[1])
    before = np.maximum(-spells.start, 0) * running[who, month] // month // 30 * 30
    return running[who, last] - running[who, np.maximum(spells.start, 0)] + before
