"""From lives and world to tables in canonical fields, typed: what each system would hold, before its own formats."""

from __future__ import annotations

import numpy as np
import polars as pl

from lib.synth import duties as duty
from lib.synth.careers import OPEN, POSTING_KINDS
from lib.synth.events import events
from lib.synth.living import Lives
from lib.synth.overtime import KINDS as CLAIM_KINDS
from lib.synth.overtime import Claims
from lib.synth.people import ETHNICITIES, KINDS, RANKS
from lib.synth.plan import Plan
from lib.synth.rosters import HOUR, PATTERNS
from lib.synth.world import World

LENT_SHARE = 0.004
TREE_BEGAN = "2019-04-01"


def days(plan: Plan, ahead: np.ndarray, known: np.ndarray | None = None) -> pl.Series:
    """Days from the plan's first as dates; null where not `known`."""
    dates = np.datetime64(plan.first_day, "D") + np.asarray(ahead, dtype=np.int64)
    series = pl.Series(dates)
    return series if known is None else pl.select(pl.when(pl.Series(known)).then(series)).to_series()


def people(world: World) -> pl.DataFrame:
    """One row is a person."""
    plan, who = world.plan, world.people
    officer = np.isin(who.kind, (0, 3))
    band = np.select([who.age < 26, who.age < 41, who.age < 56], ["under 26", "26-40", "41-55"], "over 55")
    place = np.arange(len(who)) + 1
    warrant = np.char.add("W", np.char.zfill((place * 7919 % 999_983).astype(str), 6))
    collar = np.char.add("S", np.char.zfill((place * 4523 % 999_979).astype(str), 6))
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


def units(world: World) -> pl.DataFrame:
    """One row is a node of the tree."""
    tree, posts = world.tree, dict(zip([unit.code for unit in world.tree.units], world.establishment.tolist(), strict=True))
    rows = [(code, name, parent or None, kind, None) for code, name, parent, kind in tree.above]
    rows += [(unit.code, unit.name, unit.command, "unit", posts[unit.code]) for unit in tree.units]
    owner = [tree.units[number].code for number in tree.team_unit]
    rows += [(code, name, unit, "team", None) for code, name, unit in zip(tree.team_codes, tree.team_names, owner, strict=True)]
    schema = {"unit": pl.String, "name": pl.String, "parent": pl.String, "kind": pl.String, "establishment": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        valid_from=pl.lit(TREE_BEGAN).str.to_date(), valid_to=pl.lit(None, pl.Date)
    )


def postings(world: World) -> pl.DataFrame:
    """One row is a posting, by person and first day."""
    held, payroll = world.held, world.people.payroll()
    supervisor = np.where(held.supervisor >= 0, payroll[held.supervisor], "")
    return pl.DataFrame(
        {
            "payroll_number": payroll[held.person],
            "unit": np.array(world.tree.team_codes)[held.team],
            "rank": np.array(RANKS)[held.rank],
            "function": world.tree.unit_function[world.tree.team_unit[held.team]],
            "shift_pattern": np.array(PATTERNS)[world.pattern],
            "fte": world.people.fte[held.person],
            "kind": np.array(POSTING_KINDS)[held.kind],
            "supervisor": supervisor,
            "from": days(world.plan, held.start),
            "to": days(world.plan, held.end, held.end < OPEN),
        }
    ).with_columns(pl.col("supervisor").replace("", None))


def duties(world: World, lives: Lives) -> pl.DataFrame:
    """One row is a duty, by person and time; `day` is its day from the plan's first. Times are local, worked ones empty where as
    planned."""
    made, plan = lives.duties, world.plan
    who, day = np.nonzero(made.state)
    state, booked = made.state[who, day], made.booked[who, day]
    begins = day.astype(np.int64) * 24 * HOUR + made.start[who, day]
    ends = begins + made.length[who, day]
    cancelled = made.cancelled[who, day]
    rng = plan.stream("duties lent", lives.low)
    lent = np.where(rng.random(len(who)) < LENT_SHARE, rng.integers(0, len(world.tree.units), len(who)), -1)
    lent = np.where(made.at_work[who, day], lent, -1)
    leader = _leaders(world, lives)[who, day]
    changed = cancelled | (state == duty.REST_DAY) | (state == duty.RETURNED)
    abstraction = made.abstraction[who, day]
    names = np.array([name for name, _ in duty.ABSTRACTIONS] + [""])
    return pl.DataFrame(
        {
            "day": day,
            "payroll_number": world.people.payroll()[lives.low : lives.high][who],
            "planned_from": stamps(plan, begins),
            "planned_to": stamps(plan, ends),
            "worked_from": stamps(plan, begins - made.early[who, day], booked),
            "worked_to": stamps(plan, ends + made.late[who, day], booked),
            "state": np.array(duty.STATES)[state],
            "rest_day_cancelled": _where(cancelled, np.ones(len(who), bool)),
            "notice_days": _where(cancelled, made.notice[who, day].astype(np.int64)),
            "ordered": _where(cancelled | (state == duty.REST_DAY), cancelled),
            "booked_by": _where(changed & (leader >= 0), world.people.payroll()[leader]),
            "abstraction": _where(abstraction >= 0, names[abstraction]),
            "unit_worked": _where(lent >= 0, np.array([unit.code for unit in world.tree.units])[lent]),
        }
    )


def _leaders(world: World, lives: Lives) -> np.ndarray:
    return np.where(lives.posting >= 0, world.held.supervisor[lives.posting], -1)


def _where(known: np.ndarray, values: np.ndarray) -> pl.Series:
    return pl.select(pl.when(pl.Series(known)).then(pl.Series(values))).to_series()


def stamps(plan: Plan, minutes: np.ndarray, known: np.ndarray | None = None) -> pl.Series:
    """Minutes from the plan's first midnight, as local clocks show them; the hour that spring skips is moved on by one."""
    moments = np.datetime64(plan.first_day, "m") + minutes.astype(np.int64)
    day = moments.astype("datetime64[D]")
    month = day.astype("datetime64[M]").astype(int) % 12
    last_week = (day + 7).astype("datetime64[M]") > day.astype("datetime64[M]")
    skipped = (month == 2) & last_week & ((day.astype(int) + 3) % 7 == 6) & ((moments - day).astype(int) // HOUR == 1)
    series = pl.Series((moments + skipped * HOUR).astype("datetime64[us]"))
    return series if known is None else pl.select(pl.when(pl.Series(known)).then(series)).to_series()


def sickness(world: World, lives: Lives) -> pl.DataFrame:
    """One row is a spell."""
    spells, plan = lives.spells, world.plan
    return pl.DataFrame(
        {
            "day": spells.start,
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
                    "refused": np.zeros(len(rows.person), bool),
                },
                schema_overrides={"payroll_number": pl.String, "kind": pl.String},
            )
        )
    return pl.concat(frames).sort("payroll_number", "from", "kind")


def overtime(world: World, rows: Claims, first_claim: int) -> pl.DataFrame:
    """One row is a claim line."""
    plan, payroll = world.plan, world.people.payroll()
    leader = world.people.team[rows.person]
    heads = _heads(world)
    return pl.DataFrame(
        {
            "day": rows.day,
            "payroll_number": payroll[rows.person],
            "claim": np.char.add("C", np.char.zfill((first_claim + np.arange(len(rows.day))).astype(str), 8)),
            "from": days(plan, rows.day),
            "hours": rows.hours,
            "pay": rows.pay,
            "kind": np.array(CLAIM_KINDS)[rows.kind],
            "ordered": rows.ordered,
            "unit_charged": np.array([unit.code for unit in world.tree.units])[rows.unit],
            "authorised_by": payroll[heads[leader]],
            "edited_on": days(plan, rows.edited),
        }
    )


def _heads(world: World) -> np.ndarray:
    """For each team, the person of highest rank (not grade) who began there."""
    heads = np.zeros(len(world.tree.team_unit), int)
    best = np.full(len(heads), -1)
    for person, (team, rank) in enumerate(zip(world.people.team.tolist(), world.people.rank.tolist(), strict=True)):
        level = rank if rank < 6 else -1
        if level > best[team] or heads[team] == 0:
            heads[team], best[team] = person, level
    return heads


def demand(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """One row is a unit on a day."""
    codes = np.array([unit.code for unit in world.tree.units])[rows["unit_index"].to_numpy()]
    ahead = rows["day"].to_numpy()
    return rows.with_columns(unit=pl.Series(codes), ahead=pl.col("day"), day=days(world.plan, ahead)).sort("ahead", "unit")


def conduct(world: World, rows: pl.DataFrame) -> pl.DataFrame:
    """One row is an allegation."""
    plan, payroll = world.plan, world.people.payroll()
    person, closed = rows["person"].to_numpy(), rows["closed"].to_numpy()
    received = days(plan, rows["received"].to_numpy())
    return rows.with_columns(
        case=pl.format("PS-{}", pl.col("case").cast(pl.String).str.zfill(6)),
        allegation=pl.format("A{}", "allegation_number"),
        payroll_number=_where(person >= 0, payroll[person]),
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
    return pl.DataFrame([(each.name, each.first, each.last, None) for each in events(plan)], schema=schema, orient="row")
