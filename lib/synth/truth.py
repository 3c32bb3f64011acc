"""The sealed side folder: who was planted, which units were overloaded, the true load, the model. No loader reads it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl

from lib.synth.model import PANEL, model
from lib.synth.ranks import SPECIAL
from lib.synth.reviewers import first_readings
from lib.synth.world import World

READ, FEWEST_READ, REVIEWERS = 100, 25, 6


def write(world: World, dirt: pl.DataFrame, folder: Path) -> None:
    """Writes people, units, unit_months, reviewers and dirt (CSV) and model.json into `folder`."""
    people(world).write_csv(folder / "people.csv")
    units(world).write_csv(folder / "units.csv")
    unit_months(world).write_csv(folder / "unit_months.csv")
    dirt.write_csv(folder / "dirt.csv")
    readings(world).write_csv(folder / "reviewers.csv")
    (folder / "model.json").write_text(json.dumps(model(world), indent=1) + "\n", encoding="utf-8")


def people(world: World) -> pl.DataFrame:
    """One row is a person and a planted metric; an unplanted person has one row with an empty metric. `frailty` is the person's
    own factor on the metric (sickness spells where none is planted), without what was planted."""
    plan, payroll = world.plan, world.people.payroll()
    unit = [world.tree.units[each].code for each in _units_at_end(world)]
    ill = world.scenario.frailty["sickness_spells"]
    planted = {each.person: each for each in world.scenario.planted}
    rows = []
    for person in range(len(world.people)):
        each = planted.get(person)
        if each is None:
            rows.append((payroll[person], unit[person], 0, None, 1.0, None, None, float(ill[person])))
            continue
        frailty = float(world.scenario.frailty[each.metric][person])
        gone = plan.month_of[min(world.people.left[person], plan.days - 1)]  # dismissed, maybe
        first, last = plan.month_name(each.first_month), plan.month_name(min(each.last_month, int(gone)))
        rows.append((payroll[person], unit[person], 1, each.metric, each.multiplier, first, last, frailty))
    schema = {
        "payroll_number": pl.String, "unit_at_end": pl.String, "planted": pl.Int64, "metric": pl.String, "multiplier": pl.Float64,
        "from_month": pl.String, "to_month": pl.String, "frailty": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _units_at_end(world: World) -> np.ndarray:
    """Unit-level index of the last posting that a person held by the last day."""
    held, plan = world.held, world.plan
    last = np.full(len(world.people), -1)
    order = np.lexsort((held.kind, held.start))
    for number in order[held.start[order] < plan.days]:
        stays = held.end[number] >= min(plan.days - 1, world.people.left[held.person[number]])
        if stays or last[held.person[number]] < 0:
            last[held.person[number]] = number
    return world.unit_of(last)


def units(world: World) -> pl.DataFrame:
    """One row is a unit."""
    made = world.scenario
    return pl.DataFrame(
        {
            "unit": [unit.code for unit in world.tree.units],
            "overloaded": (made.overload > 1).astype(int),
            "load_multiplier": made.overload,
            "culture": (made.culture > 1).astype(int),
        }
    )


def unit_months(world: World) -> pl.DataFrame:
    """One row is a unit and a month."""
    plan, codes = world.plan, [unit.code for unit in world.tree.units]
    months = [plan.month_name(month) for month in range(plan.months)]
    return pl.DataFrame(
        {
            "unit": np.repeat(codes, plan.months),
            "month": months * len(codes),
            "true_load": world.load.true.round(6).ravel(),
        }
    )


def readings(world: World) -> pl.DataFrame:
    """One row is a reviewer's first reading of a person: `differs` (planted, or in a unit with a culture of its own at the end), `load`
    (mean true load of the unit at the end over the last twelve months) and whether this reviewer would look further.

    Everybody planted (at most a hundred) and three times as many others who are in post at the end, drawn at random.
    """
    plan, rng = world.plan, world.plan.stream("reviewers")
    unit = np.array(_units_at_end(world))
    planted = np.zeros(len(world.people), bool)
    planted[[each.person for each in world.scenario.planted]] = True
    stays = (world.people.left >= plan.days - 1) & (world.people.joined < plan.days) & (world.people.kind != SPECIAL)
    some = rng.permutation(np.flatnonzero(stays & planted))[:READ]
    others = rng.permutation(np.flatnonzero(stays & ~planted))[: 3 * max(len(some), FEWEST_READ)]
    who = np.sort(np.concatenate([some, others]))
    differs = planted[who] | (world.scenario.culture[unit[who]] > 1)
    load = world.load.true[:, -12:].mean(axis=1)[unit[who]]
    given = first_readings(PANEL, differs, load, REVIEWERS, rng)
    return pl.DataFrame(
        {
            "payroll_number": np.repeat(world.people.payroll()[who], REVIEWERS),
            "differs": np.repeat(differs.astype(int), REVIEWERS),
            "load": np.repeat(load.round(4), REVIEWERS),
            "reviewer": [f"R{number + 1}" for number in range(REVIEWERS)] * len(who),
            "would_look_further": given.ravel().astype(int),
        }
    )
