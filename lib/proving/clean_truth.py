"""What truly happened and what it could have happened to, generated in memory: no export, no dirt, true load, true exposure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.synth import Plan, absence, conduct, duties, sickness
from lib.synth.living import GROUP, Lives, live
from lib.synth.ranks import SPECIAL
from lib.synth.world import World, world


@dataclass(frozen=True)
class Cells:
    """One row is a person in a unit in a month: `expected` events of somebody usual at the usual load, the unit's true `load`, `events`."""

    person: np.ndarray
    unit: np.ndarray
    expected: np.ndarray
    load: np.ndarray
    events: np.ndarray


@dataclass(frozen=True)
class Trials:
    """One row is a unit, a month and a kind of person: `days` off, the `chance` that one is cancelled at the usual load, `cancelled`."""

    days: np.ndarray
    chance: np.ndarray
    load: np.ndarray
    cancelled: np.ndarray


@dataclass(frozen=True)
class Truth:
    """One force: short counted spells, absences without authority and named complaints by person, unit and month; cancelled rest days
    by unit, month and kind."""

    world: World
    spells: Cells
    absences: Cells
    complaints: Cells
    rest_days: Trials


def truth(plan: Plan) -> Truth:
    """The force of that plan, lived through in groups as the generator does."""
    made = world(plan)
    spells, absences, complaints, rest = [], [], [], []
    for low in range(0, len(made.people), GROUP):
        lives = live(made, low, min(low + GROUP, len(made.people)))
        spells.append(_spells(made, lives))
        absences.append(_absences(made, lives))
        complaints.append(_complaints(made, lives))
        rest.append(_rest_days(made, lives))
    return Truth(made, _joined(spells), _joined(absences), _joined(complaints), _trials(made, np.sum(rest, axis=0)))


def _joined(parts: list[Cells]) -> Cells:
    return Cells(*(np.concatenate([getattr(part, name) for part in parts]) for name in Cells.__dataclass_fields__))


def _spells(made: World, lives: Lives) -> Cells:
    """A short spell may begin on each day at risk that does not lie within another spell or on the day after it."""
    plan, rows = made.plan, lives.spells
    risk = lives.at_risk[:, : plan.days].copy()
    for person, first, last in zip(rows.person - lives.low, np.maximum(rows.start, -1), rows.end, strict=True):
        risk[person, max(first + 1, 0) : last + 2] = False
    usual = (
        sickness.short_hazard(plan)[: plan.days]
        * risk
        * np.array(sickness.KIND)[made.people.kind[lives.low : lives.high]][:, None]
    )
    mine = rows.short & (rows.start >= 0) & (rows.start < plan.days)
    return _cells(made, lives, usual, rows.person[mine], rows.start[mine])


def _absences(made: World, lives: Lives) -> Cells:
    """Nobody comes to a duty that would have been worked, or given back as a rest day."""
    days, state, rows = made.plan.days, lives.duties.state[:, : made.plan.days], lives.absences[2]
    due = ((state == duties.WORKED) & ~lives.duties.cancelled[:, :days]) | (state == duties.RETURNED)
    due[rows.person - lives.low, rows.start] = True
    due[made.people.kind[lives.low : lives.high] == SPECIAL] = False
    return _cells(made, lives, absence.UNAUTHORISED_BASE * due, rows.person, rows.start)


def _complaints(made: World, lives: Lives) -> Cells:
    """Cases that name somebody, received on days in post; work counts as the unit's does."""
    plan = made.plan
    work = np.array([unit.work.complaints for unit in made.tree.units])
    unit = lives.unit[:, : plan.days]
    regular = made.people.kind[lives.low : lives.high] != SPECIAL
    usual = np.where(unit >= 0, work[unit], 0.0) * conduct.COMPLAINTS_A_YEAR / 365.25 * regular[:, None]
    cases = made.matters.filter(
        (pl.col("kind") == "complaint")
        & pl.col("person").is_between(lives.low, lives.high - 1)
        & pl.col("received").is_between(0, plan.days - 1)
    ).unique("case")
    return _cells(made, lives, usual, cases["person"].to_numpy(), cases["received"].to_numpy())


def _cells(made: World, lives: Lives, usual: np.ndarray, person: np.ndarray, day: np.ndarray) -> Cells:
    """Expected and seen events, added up by person, unit and month; cells in which nothing could happen are left out."""
    plan, units = made.plan, len(made.tree.units)
    size = lives.high - lives.low
    unit, month = lives.unit[:, : plan.days], plan.month_of[: plan.days]
    place = ((np.arange(size)[:, None] * units) + unit) * plan.months + month
    there = (unit >= 0) & (usual > 0)
    slots = size * units * plan.months
    expected = np.bincount(place[there], weights=usual[there], minlength=slots)
    events = np.bincount(place[person - lives.low, day], minlength=slots)
    kept = np.flatnonzero(expected)
    of_unit, of_month = kept // plan.months % units, kept % plan.months
    return Cells(
        kept // (units * plan.months) + lives.low, of_unit, expected[kept], made.load.true[of_unit, of_month], events[kept]
    )


def _rest_days(made: World, lives: Lives) -> np.ndarray:
    """Days off and cancelled ones, by officer or not, unit and month; days of events, when more are called in, are left out."""
    plan, units = made.plan, len(made.tree.units)
    kind = made.people.kind[lives.low : lives.high]
    place = (np.where(kind == 0, 0, 1)[:, None] * units + lives.unit) * plan.months + plan.month_of
    usual = (made.event_days.called == 1) & (np.arange(plan.horizon) < plan.days)
    plain = usual[lives.unit, np.arange(plan.horizon)]
    off = lives.free & plain & (kind != SPECIAL)[:, None] & (lives.unit >= 0)
    slots = 2 * units * plan.months
    return np.array([np.bincount(place[grid], minlength=slots) for grid in (off, off & lives.duties.cancelled)])


def _trials(made: World, counts: np.ndarray) -> Trials:
    plan, units = made.plan, len(made.tree.units)
    kept = np.flatnonzero(counts[0])
    imposed = np.array([unit.work.imposed for unit in made.tree.units])
    staff, unit, month = kept // (units * plan.months), kept // plan.months % units, kept % plan.months
    chance = duties.CANCELLED * imposed[unit] * np.where(staff == 0, 1.0, 0.4)
    return Trials(counts[0][kept], chance, made.load.true[unit, month], counts[1][kept])
