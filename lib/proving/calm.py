"""In a calm force nobody is planted and nothing is overloaded: as many should lie beyond z 2 and 3 as the normal curve says.

And part-time people, whose exposure is fitted, should be found there as often as full-time ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from lib import metrics, peers
from lib.proving import Proof, homes
from lib.question import DEFAULT_PEERS, Window
from lib.service.holding import Held, between
from lib.stats.intervals import poisson_exact, wilson
from lib.stats.multiplicity import chance_count
from lib.stats.reading import STANDS_OUT
from lib.synth import Plan

SEEDS = (11, 12, 13)
PEOPLE, MONTHS = 3_000, 24
LAMP = (0.8, 1.25)
"""Between these a list calls itself calibrated (observed against expected beyond z 2)."""
JUDGED = "sickness_spells"
LENSES = ("raw_z", "adjusted_z")


def prove(seeds: Sequence[int] = SEEDS, people: int = PEOPLE) -> tuple[bool, dict[str, Any]]:
    """Passed where the lamp's band, widened by chance, holds for both lenses, and part-time people are not found more often."""
    frames = []
    for seed in seeds:
        with homes.force(Plan(people=people, months=MONTHS, seed=seed, scenario="calm")) as made:
            frames += [rows(made.held, metric) for metric in metrics.PERSON_METRICS]
    found = pl.concat(frames)
    figures: dict[str, Any] = {"forces": f"{len(seeds)} of {people:,} people and {MONTHS} months"}
    passed = True
    for metric in metrics.PERSON_METRICS:
        mine = found.filter(pl.col("metric") == metric.id)
        told, calibrated = beyond(mine)
        hours, alike = by_hours(mine)
        figures |= {f"{metric.title}: {name}": value for name, value in (told | hours).items()}
        passed &= metric.id != JUDGED or (calibrated and alike)
    return passed, figures


def rows(held: Held, metric: metrics.Metric) -> pl.DataFrame:
    """`metric, raw_z, adjusted_z, reading, part_time`, one row a person with both z."""
    window = Window(held.newest, 12)
    people = held.comparison(metric, window, peers.BY_ID[DEFAULT_PEERS]).people
    fte = between(held.cells, window).group_by("person_id").agg((pl.col("fte").mean() < 0.99).alias("part_time"))
    joined = people.drop_nulls(LENSES).join(fte, on="person_id")
    return joined.select("metric", *LENSES, "reading", "part_time")


def beyond(people: pl.DataFrame) -> tuple[dict[str, Any], bool]:
    """Observed against expected beyond z 2 and 3, with the 95 % limits of a count; true where z 2 is within the lamp's band."""
    told: dict[str, Any] = {"people": people.height}
    calibrated = True
    for lens in LENSES:
        for limit in (2, 3):
            seen, usual = float((people[lens] > limit).sum()), float(chance_count(people.height, float(limit)))
            lower, upper = (float(each[0]) for each in poisson_exact(np.array([seen])))
            told[f"{lens.replace('_z', '')} z above {limit}"] = (
                f"{seen:.0f} for {usual:.1f}: {seen / usual:.2f} ({lower / usual:.2f} to {upper / usual:.2f})"
            )
            calibrated &= limit != 2 or (lower / usual <= LAMP[1] and upper / usual >= LAMP[0])
    told["stand out"] = people.filter(pl.col("reading") == STANDS_OUT).height
    return told, calibrated


def by_hours(people: pl.DataFrame) -> tuple[dict[str, Any], bool]:
    """Part-time against full-time beyond z 2, adjusted; true where their 95 % intervals meet or part-time is the lower."""
    shares, told = {}, {}
    for part_time, name in ((True, "part-time"), (False, "full-time")):
        there = people.filter(pl.col("part_time") == part_time)
        k, n = float((there["adjusted_z"] > 2).sum()), float(there.height)
        lower, upper = wilson(np.array([k]), np.array([n]))
        shares[part_time] = (float(lower[0]), float(upper[0]))
        told[f"{name} above 2"] = (
            f"{k:.0f} of {n:.0f}: {100 * k / max(n, 1):.1f} % ({100 * lower[0]:.1f} to {100 * upper[0]:.1f})"
        )
    return told, shares[True][0] <= shares[False][1]


PROOFS = (Proof("calm", "where nothing is planted, as many lie beyond z 2 and 3 as chance says", prove, "six minutes"),)
