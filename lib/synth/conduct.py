"""Complaints and conduct matters: cases and their allegations, assessed, found and closed after their delays."""

from __future__ import annotations

import numpy as np
import polars as pl

from lib.synth.load import effect
from lib.synth.people import SPECIAL
from lib.synth.world import World

COMPLAINTS_A_YEAR = 0.17
INTERNAL_A_YEAR = 0.030
ALLEGATIONS_MORE = 1.05
UNIDENTIFIED = 0.15
SPREAD = 1.0
TOP_SHARE = 0.1


def conduct(world: World) -> pl.DataFrame:
    """One row is an allegation. Columns: canonical fields; person (index, -1 nobody identified), received and closed as days."""
    rng = world.plan.stream("conduct")
    public = _cases(world, _public_rates(world, rng), "complaints", rng)
    internal = _cases(world, _internal_rates(world, rng), "", rng)
    frames = [_allegations(world, public, True, rng), _allegations(world, internal, False, rng)]
    rows = pl.concat(frames).sort("received", "case_number", "allegation_number")
    return rows.with_columns(case=pl.col("case_number").rank("dense"))


def _public_rates(world: World, rng: np.random.Generator) -> np.ndarray:
    return COMPLAINTS_A_YEAR * rng.gamma(1 / SPREAD, SPREAD, len(world.people))


def _internal_rates(world: World, rng: np.random.Generator) -> np.ndarray:
    """With an association: people in the top tenth of illness have that many times the rate of the others, the mean kept."""
    illness = world.scenario.frailty["sickness_spells"].copy()
    for each in world.scenario.planted:
        if each.metric == "sickness_spells":
            illness[each.person] *= each.multiplier
    top = illness >= np.quantile(illness, 1 - TOP_SHARE)
    ratio = np.where(top, world.plan.association, 1.0)
    return INTERNAL_A_YEAR * ratio / ratio.mean() * rng.gamma(1 / SPREAD, SPREAD, len(world.people))


def _cases(world: World, rates: np.ndarray, on: str, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Person and day of each case, while in post; `on` names the dose, and the work done then matters."""
    plan, people = world.plan, world.people
    first = np.maximum(people.joined, 0)
    last = np.minimum(people.left, plan.days - 1)
    years = np.maximum(last - first + 1, 0) / 365.25 * (people.kind != SPECIAL)
    ceiling = 8.0
    who = np.repeat(np.arange(len(people)), rng.poisson(rates * years * ceiling))
    day = first[who] + (rng.random(len(who)) * (last - first + 1)[who]).astype(int)
    unit = world.tree.team_unit[people.team[who]]
    if on:
        work = np.array([each.work.complaints for each in world.tree.units])
        chance = work[unit] * effect(plan, world.load.true, on)[unit, plan.month_of[day]]
    else:
        chance = np.ones(len(who))
    taken = rng.random(len(who)) < chance / ceiling
    return who[taken], day[taken]


def _allegations(world: World, cases: tuple[np.ndarray, np.ndarray], public: bool, rng: np.random.Generator) -> pl.DataFrame:
    who, day = cases
    many = 1 + rng.poisson(ALLEGATIONS_MORE if public else 0.4, len(who))
    case = np.repeat(np.arange(len(who)), many)
    size = len(case)
    nobody = (rng.random(len(who)) < (UNIDENTIFIED if public else 0.03))[case]
    numbers = np.arange(size) - np.repeat(np.cumsum(many) - many, many) + 1
    delay = np.repeat(rng.lognormal(3.7 if public else 5.7, 0.9 if public else 0.75, len(who)).astype(int) + 3, many)
    closed = day[case] + delay
    done = closed < world.plan.horizon
    severity, finding, outcome = _told(size, public, done, rng)
    return pl.DataFrame(
        {
            "case_number": case + (0 if public else 10_000_000), "allegation_number": numbers,
            "person": np.where(nobody, -1, who[case]), "received": day[case],
            "kind": ["complaint" if public else "conduct"] * size, "origin": ["public" if public else "internal"] * size,
            "severity": severity, "finding": finding, "outcome": outcome, "closed": np.where(done, closed, -1),
        }
    )  # fmt: skip


def _told(
    size: int, public: bool, done: np.ndarray, rng: np.random.Generator
) -> tuple[list[str | None], list[str | None], list[str | None]]:
    """Severity, finding and outcome: apart, and empty until closed."""
    draw = rng.random((3, size))
    if public:
        severity = np.where(draw[0] < 0.94, "Not serious", "Misconduct")
        finding = np.where(
            draw[1] < 0.72, "Service acceptable", np.where(draw[1] < 0.97, "Service not acceptable", "Case to answer")
        )
        outcome = np.where(finding == "Service acceptable", "Explanation given", "Learning")
    else:
        severity = np.where(draw[0] < 0.72, "Misconduct", "Gross misconduct")
        finding = np.where(draw[1] < 0.33, "Case to answer", np.where(draw[1] < 0.90, "No case to answer", "Not determined"))
        sanction = np.where((severity == "Gross misconduct") & (draw[2] < 0.4), "Dismissal", "Written warning")
        outcome = np.where(finding == "Case to answer", sanction, "No further action")
    finding, outcome = np.where(done, finding, ""), np.where(done, outcome, "")
    return severity.tolist(), [text or None for text in finding.tolist()], [text or None for text in outcome.tolist()]
