"""Figures of conduct as published ones are counted: cases, delays, proceedings, dismissals, recurrence, disparities."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.synth.model import disparities_of
from lib.synth.plan import Plan
from lib.synth.proceedings import DISMISSAL, PROCEEDINGS
from lib.synth.seen import Seen
from lib.synth.world import World, world

NINE_YEARS, FEW = 108, 2_000
TWO_YEARS = 730
_COMPLAINT, _INTERNAL = pl.col("kind") == "complaint", pl.col("kind") == "conduct"
_HEARD = pl.col("outcome").str.contains(f"^({'|'.join(PROCEEDINGS)}): ")


def _received(each: Seen) -> pl.DataFrame:
    return each.world.matters.filter(pl.col("received") >= each.first)


def _closed(each: Seen, since: int) -> pl.DataFrame:
    return each.world.matters.filter(pl.col("closed").is_between(since, each.world.plan.days - 1))


def cases(kind: str) -> Callable[[Seen], float]:
    """Cases received in the year per 1,000 people, specials apart."""

    def measure(each: Seen) -> float:
        mine = _received(each).filter(pl.col("kind") == kind)["case"].n_unique()
        return 1000 * mine / (each.in_post_days[each.regular].sum() / 365.25)

    return measure


def allegations(each: Seen) -> float:
    mine = _received(each).filter(_COMPLAINT)
    return mine.height / mine["case"].n_unique()


def nobody_named(each: Seen) -> float:
    return 100 * float((_received(each).filter(_COMPLAINT)["person"] < 0).to_numpy().mean())


def case_to_answer(each: Seen) -> float:
    """Of internal allegations closed in the whole window, as the published figure takes many years together."""
    return 100 * float((_closed(each, 0).filter(_INTERNAL)["finding"] == "Case to answer").to_numpy().mean())


def _delays(each: Seen) -> np.ndarray:
    """Of internal cases closed in the whole window, days."""
    mine = _closed(each, 0).filter(_INTERNAL).unique("case")
    return (mine["closed"] - mine["received"]).to_numpy()


def delay(each: Seen) -> float:
    return float(_delays(each).mean())


def over_two_years(each: Seen) -> float:
    return 100 * float((_delays(each) > TWO_YEARS).mean())


def _per_officer(each: Seen, which: pl.Expr) -> float:
    officers = np.flatnonzero(each.officer).tolist()
    mine = _closed(each, each.first).filter(which & pl.col("person").is_in(officers)).unique(["case", "person"])
    return 1000 * mine.height / (each.in_post_days[each.officer].sum() / 365.25)


def proceedings(each: Seen) -> float:
    return _per_officer(each, _HEARD)


def dismissals(each: Seen) -> float:
    return _per_officer(each, pl.col("outcome").str.ends_with(f": {DISMISSAL}"))


def recurrence(each: Seen) -> float:
    """Of those named in an internal case over nine years, how many are named in another; a force of 2,000 with the same seed."""
    plan = each.world.plan
    long = world(Plan(FEW, NINE_YEARS, plan.seed, plan.scenario, plan.end, plan.frailty, plan.dose))
    named = long.matters.filter(_INTERNAL & (pl.col("person") >= 0) & (pl.col("received") >= 0)).unique("case")
    counts = named["person"].value_counts()["count"]
    return 100 * float((counts > 1).to_numpy().mean())


def crude(group: str) -> Callable[[Seen], float]:
    """Ratio of the true mean rates of internal matters (no chance in it): a group beside White people, men beside women."""
    return lambda each: disparities_of(each.world)[group]["crude"]


@dataclass(frozen=True)
class Counted:
    """Cases and person-years of a group."""

    cases: float
    years: float


def counted(made: World, group: np.ndarray) -> Counted:
    """Internal cases received in the window and years in post of the people in `group`."""
    people, plan = made.people, made.plan
    days = np.clip(np.minimum(people.left, plan.days - 1) - np.maximum(people.joined, 0) + 1, 0, None)
    named = (
        made.matters.filter(_INTERNAL & (pl.col("person") >= 0) & (pl.col("received") >= 0)).unique("case")["person"].to_numpy()
    )
    return Counted(float(group[named].sum()), float(days[group].sum() / 365.25))
