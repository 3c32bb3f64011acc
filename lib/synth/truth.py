"""The sealed side folder: who was planted, which units were overloaded, the true load, the model. No loader reads it."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import polars as pl

from lib.synth import absence, conduct, duties, load, scenarios, sickness
from lib.synth.people import KINDS
from lib.synth.world import World


def write(world: World, dirt: pl.DataFrame, folder: Path) -> None:
    """Writes people, units, unit_months and dirt (CSV) and model.json into `folder`."""
    people(world).write_csv(folder / "people.csv")
    units(world).write_csv(folder / "units.csv")
    unit_months(world).write_csv(folder / "unit_months.csv")
    dirt.write_csv(folder / "dirt.csv")
    (folder / "model.json").write_text(json.dumps(model(world), indent=1) + "\n", encoding="utf-8")


def people(world: World) -> pl.DataFrame:
    """One row is a person and a planted metric; an unplanted person has one row with an empty metric. `frailty` is the person's
    own factor on the metric (sickness spells where none is planted), without what was planted."""
    plan, payroll = world.plan, world.people.payroll()
    unit = _unit_at_end(world)
    ill = world.scenario.frailty["sickness_spells"]
    planted = {each.person: each for each in world.scenario.planted}
    rows = []
    for person in range(len(world.people)):
        each = planted.get(person)
        if each is None:
            rows.append((payroll[person], unit[person], 0, None, 1.0, None, None, float(ill[person])))
            continue
        frailty = float(world.scenario.frailty[each.metric][person])
        first, last = plan.month_name(each.first_month), plan.month_name(each.last_month)
        rows.append((payroll[person], unit[person], 1, each.metric, each.multiplier, first, last, frailty))
    schema = {
        "payroll_number": pl.String, "unit_at_end": pl.String, "planted": pl.Int64, "metric": pl.String, "multiplier": pl.Float64,
        "from_month": pl.String, "to_month": pl.String, "frailty": pl.Float64,
    }  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def _unit_at_end(world: World) -> list[str]:
    """Unit-level code of the last posting that a person held by the last day."""
    held, plan = world.held, world.plan
    last = np.full(len(world.people), -1)
    order = np.lexsort((held.kind, held.start))
    for number in order[held.start[order] < plan.days]:
        stays = held.end[number] >= min(plan.days - 1, world.people.left[held.person[number]])
        if stays or last[held.person[number]] < 0:
            last[held.person[number]] = number
    return [world.tree.units[unit].code for unit in world.unit_of(last)]


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


def model(world: World) -> dict[str, object]:
    """Base rates, doses and spreads: with frailty, true load and what is planted, everybody's true rate can be computed."""
    plan = world.plan
    return {
        "people": plan.people, "months": plan.months, "seed": plan.seed, "scenario": plan.scenario, "end": str(plan.end),
        "dose": plan.dose, "doses": load.DOSES, "threshold": load.THRESHOLD,
        "frailty": plan.frailty, "spreads": scenarios.SPREADS, "association": plan.association, "noise": plan.noise,
        "noise_lasting_share": 0.5, "culture_multiplier": scenarios.CULTURE_MULTIPLIER,
        "sickness_spells": {
            "per_person_year_at_risk": sickness.SHORT_A_YEAR, "by_kind": dict(zip(KINDS, sickness.KIND, strict=True)),
            "season_by_calendar_month": sickness.SEASON, "by_weekday": sickness.WEEKDAY, "contracted_hours_exponent": 0.0,
            "uncounted_share_besides": sickness.UNCOUNTED_SHARE, "longest_days": sickness.SHORT_DAYS,
        },
        "long_sickness": {"per_person_year_at_risk": sickness.LONG_A_YEAR, "by_kind": dict(zip(KINDS, sickness.LONG_KIND, strict=True))},
        "unauthorised_absences": {"per_duty_otherwise_worked": absence.UNAUTHORISED_BASE},
        "duties": {
            "rest_day_cancelled_per_day_off": duties.CANCELLED, "kept_on_per_duty": duties.KEPT_ON,
            "called_early_per_duty_after_a_duty": duties.CALLED_EARLY, "abstracted_share": duties.ABSTRACTED_SHARE,
            "by_function": {unit.work.function: unit.work.imposed for unit in world.tree.units},
        },
        "conduct": {"complaints_per_person_year": conduct.COMPLAINTS_A_YEAR, "internal_per_person_year": conduct.INTERNAL_A_YEAR},
    }  # fmt: skip
