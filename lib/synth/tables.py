"""From lives and world to tables in canonical fields, typed: what each system would hold, before its own formats."""

from __future__ import annotations

import numpy as np
import polars as pl

from lib.synth.breaks import recounted
from lib.synth.careers import OPEN, POSTING_KINDS
from lib.synth.disparities import ETHNICITIES
from lib.synth.events import events
from lib.synth.plan import Plan
from lib.synth.ranks import KINDS, titles
from lib.synth.rosters import PATTERNS
from lib.synth.world import World

WARRANT_STEPS, COLLAR_STEPS = (7919, 999_983), (4523, 999_979)
MORE_WARRANT_STEPS, MORE_COLLAR_STEPS = (7919, 9_999_991), (4523, 9_999_973)
"""Steps and primes: multiples of the one, modulo the other, are all different, and tell nothing of the order."""


def days(plan: Plan, ahead: np.ndarray, where: np.ndarray | None = None) -> pl.Series:
    """Days from the plan's first as dates; null outside `where`."""
    dates = np.datetime64(plan.first_day, "D") + np.asarray(ahead, dtype=np.int64)
    return pl.Series(dates) if where is None else known(where, dates)


def known(where: np.ndarray, values: np.ndarray) -> pl.Series:
    """The values, null elsewhere."""
    return pl.select(pl.when(pl.Series(where)).then(pl.Series(values))).to_series()


def people(world: World) -> pl.DataFrame:
    """One row is a person."""
    plan, who = world.plan, world.people
    officer = np.isin(who.kind, (0, 3))
    band = np.select([who.age < 26, who.age < 41, who.age < 56], ["under 26", "26-40", "41-55"], "over 55")
    few = len(who) < COLLAR_STEPS[1]
    warrant = _numbers("W", len(who), WARRANT_STEPS if few else MORE_WARRANT_STEPS)
    collar = _numbers("S", len(who), COLLAR_STEPS if few else MORE_COLLAR_STEPS)
    return pl.DataFrame(
        {
            "payroll_number": who.payroll(),
            "warrant_number": np.where(officer, warrant, ""),
            "collar_number": np.where(officer, collar, ""),
            "name": who.name,
            "kind": np.array(KINDS)[who.kind],
            "joined": days(plan, who.joined),
            "left": days(plan, who.left, who.left < plan.horizon),
            "contracted_hours": who.hours,
            "sex": np.where(who.woman, "Female", "Male"),
            "ethnicity": np.array(ETHNICITIES)[who.ethnicity],
            "disability": who.disabled,
            "age_band": band,
        }
    ).with_columns(pl.col("warrant_number", "collar_number").replace("", None))


def _numbers(letter: str, many: int, steps: tuple[int, int]) -> np.ndarray:
    step, prime = steps
    numbers = ((np.arange(many) + 1) * step % prime).astype(str)
    return np.char.add(letter, np.char.zfill(numbers, len(str(prime))))


def postings(world: World) -> pl.DataFrame:
    """One row is a posting, by person and first day."""
    held, payroll = world.held, world.people.payroll()
    function = world.tree.unit_function[world.tree.team_unit[held.team]]
    supervisor = np.where(held.supervisor >= 0, payroll[held.supervisor], "")
    return pl.DataFrame(
        {
            "payroll_number": payroll[held.person],
            "unit": np.array(world.tree.team_codes)[held.team],
            "rank": titles(held.rank, world.people.kind[held.person], function, held.probation),
            "function": function,
            "shift_pattern": np.array(PATTERNS)[world.pattern],
            "fte": world.people.fte[held.person],
            "kind": np.array(POSTING_KINDS)[held.kind],
            "supervisor": supervisor,
            "from": days(world.plan, held.start),
            "to": days(world.plan, held.end, held.end < OPEN),
        }
    ).with_columns(pl.col("supervisor").replace("", None))


def demand(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """One row is a unit on a day."""
    codes = np.array([unit.code for unit in world.tree.units])[rows["unit_index"].to_numpy()]
    ahead = rows["day"].to_numpy()
    rows = rows.with_columns(unit=pl.Series(codes), ahead=pl.col("day"), day=days(world.plan, ahead)).sort("ahead", "unit")
    return recounted(world.plan, rows)


def conduct(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """One row is an allegation."""
    plan, payroll = world.plan, world.people.payroll()
    person, closed = rows["person"].to_numpy(), rows["closed"].to_numpy()
    received = days(plan, rows["received"].to_numpy())
    return rows.with_columns(
        case=pl.format("PS-{}", pl.col("case").cast(pl.String).str.zfill(6)),
        allegation=pl.format("A{}", "allegation_number"),
        payroll_number=known(person >= 0, payroll[person]),
        received=received,
        closed=days(plan, closed, closed >= 0),
    )


def limited(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """One row is a dated status."""
    end = rows["end"].to_numpy()
    return pl.DataFrame(
        {
            "payroll_number": world.people.payroll()[rows["person"].to_numpy()],
            "kind": rows["kind"],
            "from": days(world.plan, rows["start"].to_numpy()),
            "to": days(world.plan, end, end >= 0),
        }
    )


def dated_events(plan: Plan) -> pl.DataFrame:
    """One row is an event."""
    schema = {"name": pl.String, "from": pl.Date, "to": pl.Date, "scope": pl.String}
    return pl.DataFrame(
        [(each.name, each.first, each.last, each.scope or None) for each in events(plan)], schema=schema, orient="row"
    )
