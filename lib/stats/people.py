"""Everybody compared, one metric, in one pass: peers, load, lenses, readings. Each step is a module of its own; here they meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.errors import InputError
from lib.metrics import Metric
from lib.peers import PeerRule
from lib.question import Window
from lib.stats import (
    allowing,
    chance,
    cohorts,
    covariates,
    exposure,
    framing,
    judging,
    naming,
    own_past,
    pattern,
    spans,
    unit_lens,
)
from lib.stats.allowing import Allowed, Term
from lib.stats.arrays import Floats, Whole
from lib.stats.chance import Chance
from lib.stats.covariates import PRIMARY
from lib.stats.framing import COLUMNS
from lib.stats.ground import Ground
from lib.stats.judging import Judged
from lib.stats.reading import STANDS_OUT
from lib.stats.spans import Span

__all__ = ["COLUMNS", "Comparison", "Parameters", "compare"]

PAST_MONTHS = 12


@dataclass(frozen=True)
class Parameters:
    """What was fitted; NaN where it could not be. Spreads by function; `pooled`: functions that share one spread.

    `load`: what load adds, a term a covariate, from `n_units` units; none where it could not be fitted. `second`: covariates of
    the second set, where it differs. `tau2`: relative variance between units. `statuses`: people by status.
    """

    kappa: dict[str, float]
    raw_spread: dict[str, float]
    adjusted_spread: dict[str, float]
    pooled: tuple[str, ...]
    load: tuple[Term, ...]
    second: tuple[str, ...]
    n_units: int
    tau2: float
    statuses: dict[str, int]

    @property
    def demand(self) -> Term:
        """The first term: incidents per established post; NaN where nothing was fitted."""
        nan = float("nan")
        return self.load[0] if self.load else Term(PRIMARY[0].id, PRIMARY[0].words, nan, nan, nan, {})


@dataclass(frozen=True)
class Comparison:
    """One metric compared over a window.

    `people`: one row a person in post, the contract's columns, by person_id; q of this metric alone and `is_pattern` but for q,
    until `pattern.decided` puts the metrics of a date together.
    `edges`: `person_id, ordinary_to, ordinary_at_load, ordinary_at_load_lower, ordinary_at_load_upper` (largest counts with z
    below 3), `raw_spread, adjusted_spread` (a + v).
    `cells`: `person_id, month, unit, events, exposure, cohort, rung, rate, season, raw_expected, w, factor,
    adjusted_expected`, one row a cell; raw_expected = exposure x rate x season, adjusted = raw x factor; null: not known.
    `raised`: units judged first. `chance`: beside those who stand out, not simulated (`chance.simulated(ground)` is).
    """

    people: pl.DataFrame
    edges: pl.DataFrame
    cells: pl.DataFrame
    parameters: Parameters
    raised: tuple[str, ...]
    chance: Chance
    ground: Ground
    complete: bool = True


def compare(
    cells: pl.DataFrame, unit_months: pl.DataFrame, metric: Metric, window: Window, rule: PeerRule, complete: bool = True
) -> Comparison:
    """Compare everybody in post in the window. Pure, 64-bit; the order of rows does not matter.

    `cells`: rows of `person_months` for the window, and for the 12 months before it where known (the self lens);
    `unit_months` likewise. `complete` false: the metric's source has not settled, so nobody is compared (`incomplete`).
    Raises InputError for a metric that is not a count of people, or a missing column.
    """
    if metric.family != "count" or metric.level != "person":
        raise InputError("metric", f"{metric.id} is not a count of people", "Compare units instead.")
    here = exposure.prepared(_within(cells, window).filter(pl.col("in_post_days") > 0), metric, rule.keys)
    powers = exposure.fitted_powers(here, metric, rule.keys)
    span = spans.fit(here, powers, metric, window, rule)
    unit, units = cohorts.codes(span.frame, ["unit"])
    allowed = allowing.allow(span, _within(unit_months, window), unit, metric)
    judged = judging.judge(span, allowed, complete)
    last_unit = _last_units(span, unit, units.height)
    unit_sums = unit_lens.sums(
        span.layout, np.where(judged.adjusted_ok[span.layout.person], allowed.adjusted.cells, np.nan), unit, units.height
    )
    tau2 = unit_lens.between_units(unit_sums, allowed.spreads.people)
    raised = unit_lens.raised(last_unit, judged.raw_z, judged.raw, span.raw_spread, unit_sums)
    words = judging.read(judged, raised[last_unit])
    lenses = (
        unit_lens.lens(unit_sums, tau2, allowed.spreads.people, span.events, judged.adjusted),
        _self_z(cells, unit_months, metric, window, rule, powers, span, allowed, judged),
    )
    codes = units["unit"].to_list()
    named = naming.named(span)
    patterns = pattern.but_for_q(span, allowed, judged, words, named.peers, metric, window, complete)
    people = framing.people(
        span, judged, words, lenses, named, patterns, [codes[each] for each in last_unit], metric, window, complete
    )
    ground = Ground(span, allowed, judged, unit, last_unit, unit_sums, words == STANDS_OUT)
    return Comparison(
        people=people,
        edges=framing.edges(span, allowed, judged),
        cells=framing.cells(span, allowed),
        parameters=_parameters(powers, span, allowed, tau2, people),
        raised=tuple(codes[each] for each in np.flatnonzero(raised)),
        ground=ground,
        chance=chance.beside(ground),
        complete=complete,
    )


def _within(frame: pl.DataFrame, window: Window) -> pl.DataFrame:
    return frame.filter(pl.col("month").is_between(window.first_day, window.last_day))


def _last_units(span: Span, unit: Whole, n_units: int) -> Whole:
    """Each person's last unit in the window."""
    last = (
        span.frame.select("person_id", "month", "last_on", pl.Series("code", unit))
        .sort("person_id", "month", "last_on", "code", nulls_last=False)
        .group_by("person_id", maintain_order=True)
        .last()
    )
    return last["code"].to_numpy()


def _self_z(
    cells: pl.DataFrame,
    unit_months: pl.DataFrame,
    metric: Metric,
    window: Window,
    rule: PeerRule,
    powers: dict[str, float],
    span: Span,
    allowed: Allowed,
    judged: Judged,
) -> Floats:
    """The self lens, load allowed for in both windows by the same b; NaN where the past is too short or its load unknown."""
    before = Window(window.first.plus(-1), PAST_MONTHS)
    frame = _within(cells, before).filter(pl.col("in_post_days") > 0)
    if not frame.height or not allowed.fit.fitted:
        return np.full(span.layout.size, np.nan)
    past = spans.fit(exposure.prepared(frame, metric, rule.keys), powers, metric, before, rule)
    wanted = [each for each in PRIMARY if each.id in {term.id for term in allowed.terms}]
    found = covariates.measured(_within(unit_months, before), past.frame, wanted)
    if len(found.covariates) < len(wanted):
        return np.full(span.layout.size, np.nan)
    adjusted, _ = allowing.tilted(past, allowed.fit.b, allowing.loads(past, found))
    known = spans.measured(past.enough, adjusted)
    ids = np.array(past.layout.ids)
    place = np.minimum(np.searchsorted(ids, np.array(span.layout.ids)), max(len(ids) - 1, 0))
    there = (ids[place] == np.array(span.layout.ids)) & known[place]
    events = np.where(there, past.events[place], np.nan)
    expected = np.where(there, adjusted.people[place], np.nan)
    return own_past.lens(span.events, judged.adjusted, allowed.spreads.people, events, expected)


def _parameters(powers: dict[str, float], span: Span, allowed: Allowed, tau2: float, people: pl.DataFrame) -> Parameters:
    counts = people["status"].value_counts(sort=False).sort("status")
    return Parameters(
        kappa=powers,
        raw_spread=span.spreads.by_function,
        adjusted_spread=allowed.spreads.by_function,
        pooled=span.spreads.pooled,
        load=allowed.terms,
        second=allowed.second_ids,
        n_units=allowed.fit.n_units,
        tau2=tau2,
        statuses=dict(counts.iter_rows()),
    )
