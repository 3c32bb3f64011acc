"""One span of months fitted raw: who is measured, beside whom, and what is expected before load is looked at."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.metrics import Metric
from lib.peers import PeerRule
from lib.question import Window
from lib.stats import cohorts, expecting, exposure, season, spreading, tails
from lib.stats.arrays import Floats, Truth
from lib.stats.statuses import SMALLEST_EXPECTED

MASKED_ABOVE = 5.0


@dataclass(frozen=True)
class Span:
    """`frame`: exposed cells; `people`: one row a person, in the order of the arrays. `peers` false: masked (z above 5).

    `work`: each person's function with most exposure. `valid`: enough exposure, peers, and an expectation of 1e-6 or more.
    `counted` false: hours, which have no spread and no masking.
    """

    frame: pl.DataFrame
    people: pl.DataFrame
    layout: cohorts.Layout
    season: Floats
    enough: Truth
    work: tuple[str, ...]
    standing: cohorts.Standing
    peers: Truth
    raw: expecting.Expected
    spreads: spreading.Spreads
    counted: bool

    @property
    def events(self) -> Floats:
        return self.people["events"].to_numpy()

    @property
    def valid(self) -> Truth:
        return measured(self.enough, self.raw)

    @property
    def raw_spread(self) -> Floats:
        """a + v of each person."""
        return self.raw.spread(self.spreads.people)


def measured(enough: Truth, expected: expecting.Expected) -> Truth:
    """Enough exposure and an expectation that is known and not next to nothing."""
    return enough & np.isfinite(expected.people) & (np.nan_to_num(expected.people) >= SMALLEST_EXPECTED)


def fit(prepared_cells: pl.DataFrame, powers: Mapping[str, float], metric: Metric, window: Window, rule: PeerRule) -> Span:
    """Peers are fitted once, then once more without those at z above 5 (masking). `prepared_cells`: the span's cells alone."""
    frame = exposure.exposed(prepared_cells, powers)
    people = exposure.enough(frame, metric, window)
    layout = cohorts.layout(frame, rule)
    counted = metric.family == "count"
    months, plenty = season.index(frame), people["enough"].to_numpy()
    work = _work(frame)
    everybody = np.ones(layout.size, dtype=np.bool_)
    span = _fitted(frame, people, layout, months, plenty, work, everybody, counted)
    if not counted:
        return span
    z = tails.count_z(span.events, np.where(span.valid, span.raw.people, np.nan), span.raw_spread)
    masked = np.nan_to_num(z) > MASKED_ABOVE
    return _fitted(frame, people, layout, months, plenty, work, ~masked, counted) if masked.any() else span


def _fitted(
    frame: pl.DataFrame,
    people: pl.DataFrame,
    layout: cohorts.Layout,
    months: Floats,
    plenty: Truth,
    work: tuple[str, ...],
    peers: Truth,
    counted: bool,
) -> Span:
    standing = cohorts.standing(layout, plenty & peers)
    raw = expecting.expect(layout, months, standing, peers)
    events, on = people["events"].to_numpy(), measured(plenty, raw)
    spreads = spreading.fitted(events, raw.people, work, on) if counted else spreading.nothing(work)
    return Span(frame, people, layout, months, plenty, work, standing, peers, raw, spreads, counted)


def _work(frame: pl.DataFrame) -> tuple[str, ...]:
    main = (
        frame.group_by("person_id", "function")
        .agg(pl.col("exposure").sum(), pl.col("in_post_days").sum())
        .sort("exposure", "in_post_days", "function", descending=[True, True, False], nulls_last=True)
        .group_by("person_id", maintain_order=True)
        .first()
        .sort("person_id")
    )
    return tuple(main["function"].cast(pl.String).fill_null("").to_list())
