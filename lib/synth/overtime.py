"""Overtime claims: those that duties gave rise to, and planned ones; written down weeks later, so that the last are missing."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.synth.duties import REST_DAY, WORKED
from lib.synth.living import Lives
from lib.synth.load import effect
from lib.synth.ranks import OFFICER
from lib.synth.rosters import HOUR
from lib.synth.world import World

KINDS = ("casual", "planned", "recall", "rest_day", "event", "mutual_aid")
EXTRA_A_YEAR = 14.0
DUTIES_A_YEAR = 190
BUSIEST = 0.90
"""Of worked duties at most so many are followed by planned overtime; who is readier than that works longer hours."""
LAWFUL, OPTED_OUT = 0.26, 3.5
"""Who is not so many times as ready as usual keeps to 48 hours a week: planned overtime follows this share of duties at most. The
others have signed that they work longer."""
LONGER = 1.6
LONGEST_DAY, LEAST_LEFT = 18, 7  # hours
EXTRA_KINDS = ((1, 0.6), (4, 0.2), (2, 0.1), (5, 0.1))
RATES = (21.0, 27.0)
NOTICE_PAID = 15
LAG = (14, 56)
WITH_THE_MONTH = 0.7
"""Share of claims that are handed in with the month's; the others one by one."""


@dataclass
class Claims:
    """Rows: person, day, hours, pay, kind (index in KINDS), ordered, unit charged, day written down."""

    person: np.ndarray
    day: np.ndarray
    hours: np.ndarray
    pay: np.ndarray
    kind: np.ndarray
    ordered: np.ndarray
    unit: np.ndarray
    edited: np.ndarray


def claims(world: World, lives: Lives) -> Claims:
    """The claims of a group of people that were written down by the extraction. Nobody above sergeant is paid."""
    rng = world.plan.stream("overtime", lives.low)
    people, (low, high) = world.people, (lives.low, lives.high)
    kind = people.kind[low:high]
    claims_pay = world.overtime[low:high] > 0  # the others take time off instead
    may = claims_pay[:, None] & lives.paid
    parts = [*_from_duties(lives, may, rng), _extra(world, lives, may, rng)]
    who, day, hours, what, ordered = (np.concatenate(column) for column in zip(*parts, strict=True))
    order = np.lexsort((what, day, who))
    who, day, hours, what, ordered = who[order], day[order], hours[order], what[order], ordered[order]
    edited = _written_down(world, day, rng)
    known = edited < world.plan.horizon
    who, day, hours, what, ordered, edited = (each[known] for each in (who, day, hours, what, ordered, edited))
    rate = np.array(RATES)[np.minimum(world.held.rank[lives.posting[who, day]], 1)] * np.where(kind[who] == OFFICER, 1.0, 0.7)
    pay = np.round(hours * rate * np.where(what == 3, 1.5, 4 / 3), 2)
    return Claims(who + low, day, hours, pay, what, ordered, lives.unit[who, day], edited)


def _written_down(world: World, day: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Two to eight weeks later: with the month's claims, in the fourth week of the next month at the latest, or one by one."""
    until = (world.plan.calendar.astype("datetime64[M]") + 1).astype("datetime64[D]") - world.plan.calendar
    together = np.clip(until.astype(int)[day] + rng.integers(7, 28, len(day)), *LAG)
    alone = rng.integers(LAG[0], LAG[1] + 1, len(day))
    return day + np.where(rng.random(len(day)) < WITH_THE_MONTH, together, alone)


_Part = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def _from_duties(lives: Lives, may: np.ndarray, rng: np.random.Generator) -> list[_Part]:
    duty = lives.duties
    kept = (duty.state == WORKED) & (duty.late >= 30) & may
    who, day = np.nonzero(kept & (rng.random(kept.shape, np.float32) < 0.85))
    casual = (who, day, np.floor(duty.late[who, day] / 15) / 4, np.zeros(len(who), int), np.ones(len(who), bool))
    who, day = np.nonzero(duty.cancelled & (duty.notice < NOTICE_PAID) & may)
    called = (who, day, duty.length[who, day] / 60, np.full(len(who), 3), np.ones(len(who), bool))
    who, day = np.nonzero((duty.state == REST_DAY) & may)
    chosen = (who, day, duty.length[who, day] / 60, np.full(len(who), 3), np.zeros(len(who), bool))
    return [casual, called, chosen]


def _room(lives: Lives, who: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Hours in which somebody can still work after a duty: not beyond a day of 18, and so that 7 hours are left before the next."""
    made = lives.duties
    ends = made.start[who, day].astype(int) + made.length[who, day]
    following = np.minimum(day + 1, made.start.shape[1] - 1)
    starts = np.where(made.start[who, following] >= 0, made.start[who, following].astype(int), 24 * HOUR) + 24 * HOUR
    return np.floor(np.minimum(LONGEST_DAY * HOUR - made.length[who, day], starts - ends - LEAST_LEFT * HOUR) / 15) / 4


def _extra(world: World, lives: Lives, may: np.ndarray, rng: np.random.Generator) -> _Part:
    """Planned overtime, events, recalls and aid, beside worked duties."""
    plan, size = world.plan, lives.high - lives.low
    of_work = np.array([unit.work.overtime for unit in world.tree.units])
    grid = effect(plan, world.load.true, "overtime") * of_work[:, None]
    here = np.where(lives.unit >= 0, grid[lives.unit, plan.month_of[None, :]], 0.0).astype(np.float32)
    officer = world.people.kind[lives.low : lives.high] == OFFICER
    ready = world.overtime[lives.low : lives.high] * np.where(officer, 1.0, 0.3)
    worked = may & (lives.duties.state == WORKED) & ~lives.duties.cancelled & (lives.duties.late == 0)
    chance = EXTRA_A_YEAR / DUTIES_A_YEAR * here * ready[:, None].astype(np.float32) * worked
    most = np.where(world.overtime[lives.low : lives.high] < OPTED_OUT, LAWFUL, BUSIEST).astype(np.float32)
    who, day = np.nonzero(rng.random((size, plan.horizon), np.float32) < np.minimum(chance, most[:, None]))
    codes, shares = zip(*EXTRA_KINDS, strict=True)
    longer = np.clip(chance[who, day] / BUSIEST, 1.0, LONGER)
    hours = np.clip(np.round(rng.gamma(3.0, 1.5, len(who)) * longer * 4) / 4, 1, 12)
    hours = np.maximum(np.minimum(hours, _room(lives, who, day)), 1)
    what = rng.choice(codes, len(who), p=shares)
    return who, day, hours, what, (what != 1) & (rng.random(len(who)) < 0.7)
