"""Careers that end in dismissal: the one thing in which conduct changes the force."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import polars as pl

from lib.synth import conduct
from lib.synth.careers import Postings
from lib.synth.conduct import Force
from lib.synth.people import People
from lib.synth.proceedings import DISMISSAL, FORMER, matters


def recorded(force: Force) -> pl.DataFrame:
    """The allegations of that force (see `proceedings.matters`), after those dismissed have left it."""
    rows = matters(force.plan, conduct.complaints(force), conduct.internal(force), conduct.association(force))
    return end_careers(force.people, force.held, rows)


def end_careers(people: People, held: Postings, rows: pl.DataFrame) -> pl.DataFrame:
    """Ends career and postings of those dismissed on the day their case closed (both in place); returns the rows that remain.

    What would have been received later is not; who has left before the end of their case would have been dismissed.
    """
    named = pl.col("person") >= 0
    ended = rows.filter(named & (pl.col("closed") >= 0) & pl.col("outcome").str.ends_with(f": {DISMISSAL}"))
    who, day = ended["person"].to_numpy(), ended["closed"].to_numpy()
    serving = day < people.left[who]
    np.minimum.at(people.left, who[serving], day[serving])
    _cut(people, held, np.unique(who[serving]))
    known = rows.with_columns(left=pl.Series(people.left[np.maximum(rows["person"].to_numpy(), 0)]))
    late = named & (pl.col("closed") > pl.col("left"))
    former = pl.col("outcome").str.replace(f": {DISMISSAL}$", f": {FORMER}")
    outcome = pl.when(late).then(former).otherwise("outcome").alias("outcome")
    return known.filter(~named | (pl.col("received") <= pl.col("left"))).with_columns(outcome).drop("left")


def _cut(people: People, held: Postings, who: np.ndarray) -> None:
    mine = np.isin(held.person, who)
    last = people.left[held.person]
    held.end = np.where(mine, np.minimum(held.end, last), held.end)
    kept = ~mine | (held.start <= last)
    for each in fields(held):
        setattr(held, each.name, getattr(held, each.name)[kept])
