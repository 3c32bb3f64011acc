"""From lives to tables in canonical fields, typed: what the systems that write day by day would hold, before their own formats."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from lib.synth import duties as duty
from lib.synth.abstraction import ABSTRACTIONS
from lib.synth.breaks import recoded
from lib.synth.living import Lives
from lib.synth.overtime import KINDS as CLAIM_KINDS
from lib.synth.overtime import Claims
from lib.synth.plan import Plan
from lib.synth.ranks import GRADE_D, RANKED, SERGEANT
from lib.synth.rosters import HOUR
from lib.synth.tables import days, known
from lib.synth.world import World

LENT_SHARE = 0.004


def named(names: Sequence[str] | np.ndarray, codes: np.ndarray) -> pl.Series:
    """The name of each code; null where it is below 0. Names are made into text once, not once a row."""
    words = pl.Series("", [*names, None], dtype=pl.String)
    return words.gather(np.where(codes < 0, len(names), codes).astype(np.uint32))


def numbered(world: World, people: np.ndarray) -> pl.Series:
    """Payroll numbers of people by index; null where it is below 0."""
    different, codes = np.unique(people, return_inverse=True)
    wanted = np.where(different < 0, 0, different)
    words = pl.Series("", world.people.payroll()[wanted], dtype=pl.String)
    return words.zip_with(pl.Series(different >= 0), pl.Series("", [None], dtype=pl.String)).gather(codes.astype(np.uint32))


def duties(world: World, lives: Lives) -> pl.DataFrame:
    """One row is a duty, by person and time; `day` is its day from the plan's first. Times are local, worked ones empty where as
    planned."""
    made, plan = lives.duties, world.plan
    who, day = np.nonzero(made.state)
    state, booked, cancelled = made.state[who, day], made.booked[who, day], made.cancelled[who, day]
    begins = day.astype(np.int64) * 24 * HOUR + made.start[who, day]
    ends = begins + made.length[who, day]
    changed = cancelled | (state == duty.REST_DAY) | (state == duty.RETURNED)
    return pl.DataFrame(
        {
            "day": day.astype(np.int32),
            "payroll_number": named(world.people.payroll()[lives.low : lives.high], who),
            "planned_from": stamps(plan, begins),
            "planned_to": stamps(plan, ends),
            "worked_from": stamps(plan, begins - made.early[who, day], booked),
            "worked_to": stamps(plan, ends + made.late[who, day], booked),
            "state": named(duty.STATES, state),
            "rest_day_cancelled": known(cancelled, np.ones(len(who), bool)),
            "notice_days": known(cancelled, made.notice[who, day].astype(np.int16)),
            "ordered": known(cancelled | (state == duty.REST_DAY), cancelled),
            "booked_by": _booked_by(world, lives, who, day, changed),
            "abstraction": named(ABSTRACTIONS, made.abstraction[who, day]),
            "unit_worked": named([unit.code for unit in world.tree.units], _lent(world, lives, made.at_work[who, day], day)),
        }
    )


def _lent(world: World, lives: Lives, at_work: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Unit that a duty was lent to, -1 for none."""
    rng, units = world.plan.stream("duties lent", lives.low), len(world.tree.units)
    lent = np.where(rng.random(len(at_work)) < LENT_SHARE, rng.integers(0, units, len(at_work)), -1)
    return world.tree.standing(np.where(at_work, lent, -1), day)


def _booked_by(world: World, lives: Lives, who: np.ndarray, day: np.ndarray, changed: np.ndarray) -> pl.Series:
    leader = np.full(len(who), -1)
    leader[changed] = _leaders(world, lives, who[changed], day[changed])
    return numbered(world, leader)


def _leaders(world: World, lives: Lives, who: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Who led each person on each day; -1 for nobody."""
    posting = lives.posting[who, day]
    held = np.maximum(posting, 0)
    rank, team = world.held.rank[held], world.held.team[held]
    junior = (rank < SERGEANT) | ((rank >= RANKED) & (rank != GRADE_D))
    return np.where(posting >= 0, world.line.leader(who + lives.low, team, day, junior), -1)


def stamps(plan: Plan, minutes: np.ndarray, where: np.ndarray | None = None) -> pl.Series:
    """Minutes from the plan's first midnight, as local clocks show them; the hour that spring skips is moved on by one."""
    day, minute = np.divmod(minutes, 24 * HOUR)
    dates = np.datetime64(plan.first_day, "D") + np.arange(-2, plan.horizon + 3)
    last_week = (dates + 7).astype("datetime64[M]") > dates.astype("datetime64[M]")
    march = dates.astype("datetime64[M]").astype(int) % 12 == 2
    changes = march & last_week & ((dates.astype(int) + 3) % 7 == 6)
    skipped = changes[day + 2] & (minute // HOUR == 1)
    moments = (np.datetime64(plan.first_day, "m") + (minutes + skipped * HOUR)).astype("datetime64[ms]")
    return pl.Series(moments) if where is None else known(where, moments)


def sickness(world: World, lives: Lives) -> pl.DataFrame:
    """One row is a spell."""
    spells, plan = lives.spells, world.plan
    return pl.DataFrame(
        {
            "day": np.maximum(spells.start, 0),
            "payroll_number": world.people.payroll()[spells.person],
            "from": days(plan, spells.start),
            "to": days(plan, spells.end, spells.end < plan.horizon),
            "certification": np.where(spells.fit_note, "fit_note", "self"),
            "reason": spells.reason,
            "hours_lost": lives.spell_minutes / 60,
            "phased_return": spells.phased,
        }
    )


def absence(world: World, lives: Lives) -> pl.DataFrame:
    """One row is another absence."""
    plan, frames = world.plan, []
    for rows in lives.absences:
        end = np.minimum(rows.end, world.people.left[rows.person]) if len(rows.person) else rows.end
        frames.append(
            pl.DataFrame(
                {
                    "payroll_number": world.people.payroll()[rows.person.astype(int)].tolist(),
                    "from": days(plan, rows.start).cast(pl.Date),
                    "to": days(plan, end, end < plan.horizon).cast(pl.Date),
                    "kind": rows.kind.tolist(),
                    "authorised": rows.authorised.astype(bool),
                    "requested": rows.requested.astype(bool),
                    "refused": rows.refused.astype(bool),
                },
                schema_overrides={"payroll_number": pl.String, "kind": pl.String},
            )
        )
    return recoded(plan, pl.concat(frames).sort("payroll_number", "from", "kind"))


def overtime(world: World, rows: Claims, first_claim: int) -> pl.DataFrame:
    """One row is a claim line."""
    plan, payroll = world.plan, world.people.payroll()
    claim = pl.select(pl.int_range(first_claim, first_claim + len(rows.day)).cast(pl.String).str.zfill(8)).to_series()
    return pl.DataFrame(
        {
            "day": rows.day,
            "payroll_number": payroll[rows.person],
            "claim": "C" + claim,
            "from": days(plan, rows.day),
            "hours": rows.hours,
            "pay": rows.pay,
            "kind": named(CLAIM_KINDS, rows.kind),
            "ordered": rows.ordered,
            "unit_charged": named([unit.code for unit in world.tree.units], world.tree.standing(rows.unit, rows.day)),
            "authorised_by": numbered(world, world.line.head(rows.person, rows.unit, rows.day)),
            "edited_on": days(plan, rows.edited),
        }
    )
