"""`model.json`: base rates, doses, spreads, disparities, reviewers: everything that an oracle needs beside the other truth."""

from __future__ import annotations

from dataclasses import asdict

import numpy as np

from lib.synth import (
    absence,
    abstraction,
    conduct,
    disparities,
    duties,
    load,
    overtime,
    proceedings,
    readiness,
    scenarios,
    sickness,
)
from lib.synth.ranks import KINDS, SPECIAL
from lib.synth.reviewers import Reviewers, agreement
from lib.synth.world import World

PANEL = Reviewers()
FORMS = {
    "loglinear": "load ^ d",
    "additive": "max(1 + d (load - 1), 0.1)",
    "threshold": "1 up to the threshold, then 1 + 1.5 d (load - threshold)",
}


def model(world: World) -> dict[str, object]:
    """With own factor, true load and what is planted, everybody's true rate can be computed from it."""
    plan = world.plan
    return {
        "people": plan.people, "months": plan.months, "seed": plan.seed, "scenario": plan.scenario, "end": str(plan.end),
        "dose": plan.dose, "dose_form": FORMS[plan.dose], "doses": load.DOSES, "threshold": load.THRESHOLD,
        "frailty": plan.frailty, "spreads": scenarios.SPREADS, "association": plan.association, "noise": plan.noise,
        "noise_lasting_share": 0.5, "culture_multiplier": scenarios.CULTURE_MULTIPLIER,
        "load": {
            "between_units_sd_log": load.BETWEEN_UNITS[plan.scenario], "between_months_sd_log": load.BETWEEN_MONTHS,
            "month_to_month_correlation": load.PERSISTENCE,
        },
        "sickness_spells": {
            "per_person_year_at_risk": sickness.SHORT_A_YEAR, "by_kind": dict(zip(KINDS, sickness.KIND, strict=True)),
            "season_by_calendar_month": sickness.SEASON, "by_weekday": sickness.WEEKDAY, "contracted_hours_exponent": 0.0,
            "uncounted_share_besides": sickness.UNCOUNTED_SHARE, "longest_days": sickness.SHORT_DAYS,
        },
        "long_sickness": {
            "per_person_year_at_risk": sickness.LONG_A_YEAR, "by_kind": dict(zip(KINDS, sickness.LONG_KIND, strict=True)),
            "season_by_calendar_month": sickness.LONG_SEASON, "contracted_hours_exponent": 0.0,
        },
        "unauthorised_absences": {"per_duty_otherwise_worked": absence.UNAUTHORISED_BASE},
        "duties": {
            "rest_day_cancelled_per_day_off": duties.CANCELLED, "kept_on_per_duty": duties.KEPT_ON,
            "called_early_per_duty_after_a_duty": duties.CALLED_EARLY, "abstracted_share_training_court_aid": abstraction.SHARES,
            "by_function": {unit.work.function: unit.work.imposed for unit in world.tree.units},
        },
        "overtime": {
            "planned_per_worked_duty": overtime.EXTRA_A_YEAR / overtime.DUTIES_A_YEAR, "at_most": overtime.BUSIEST, "at_most_below_readiness": [overtime.LAWFUL, overtime.OPTED_OUT],
            "by_function": {unit.work.function: unit.work.overtime for unit in world.tree.units},
            "claims_none_share": readiness.NEVER, "readiness_gamma_shape": readiness.SHAPE,
            "specialists_share": readiness.SPECIALISTS, "specialists_work": readiness.SPECIALIST_WORK,
            "specialists_readiness": readiness.SPECIALIST_READY, "days_until_written_down": overtime.LAG,
        },
        "conduct": _conduct(world),
        "disparities": {
            "of": "internal conduct matters, cases received per person-year",
            "right_answer_after_allowing_for_work_and_service": "direct",
            "groups": disparities_of(world),
        },
        "reviewers": asdict(PANEL) | {"expected": _expected()},
    }  # fmt: skip


def _conduct(world: World) -> dict[str, object]:
    return {
        "complaints_per_person_year": conduct.COMPLAINTS_A_YEAR,
        "complaints_by_function": {unit.work.function: unit.work.complaints for unit in world.tree.units},
        "complaints_spread": conduct.COMPLAINT_SPREAD,
        "complaints_name_nobody_share": proceedings.UNIDENTIFIED[0],
        "internal_per_person_year": conduct.INTERNAL_A_YEAR,
        "internal_spread": conduct.INTERNAL_SPREAD,
        "internal_by_function": disparities.BY_FUNCTION,
        "internal_by_service": {
            "years": disparities.YOUNG_YEARS, "below": disparities.BY_SERVICE[0], "from_there": disparities.BY_SERVICE[1],
        },
        "internal_load_dose": 0.0,
        "internal_case_to_answer_share": proceedings.CASE_TO_ANSWER[1],
        "association_is_with": [*scenarios.SPREADS, "overtime_accepted"],
        "association_top_share": conduct.TOP_SHARE,
    }  # fmt: skip


def disparities_of(world: World) -> dict[str, dict[str, float]]:
    """The ratio of true rates of internal matters by group and its two parts (see `disparities.split`), specials apart."""
    people, plan = world.people, world.plan
    first, last = np.maximum(people.joined, 0), np.minimum(people.left, plan.days - 1)
    days = np.clip(last - first + 1, 0, None) * (people.kind != SPECIAL)
    here = disparities.of_function(world.tree.unit_function[world.tree.team_unit[people.team]])
    circumstances = here * disparities.of_service(((first + last) / 2 - people.joined) / 365.25)
    return disparities.split(people.woman, people.ethnicity, circumstances, days)


def _expected() -> dict[str, float]:
    """What two reviewers of one case do where a quarter of the cases differ and load is usual."""
    agree, kappa = agreement(PANEL, np.array([True, False, False, False]), np.ones(4))
    return {"agreement_where_a_quarter_differ": round(agree, 4), "kappa_where_a_quarter_differ": round(kappa, 4)}
