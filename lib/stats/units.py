"""Units, commands or the force compared: funnel plots, raw and allowing for load."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.errors import InputError
from lib.metrics import Metric
from lib.peers import PEER_RULES
from lib.question import Window
from lib.stats import allowing, cohorts, exposure, funnel, spans, statuses
from lib.stats.arrays import Floats, Truth
from lib.stats.people import Comparison

LEVELS = ("unit", "command", "force")
CONFIDENCE_95, CONFIDENCE_998 = 1.95996, 3.09023
KNOWN_SHARE = 0.5
COLUMNS = (
    "unit", "metric", "events", "exposure", "people", "value", "expected", "z", "z_additive", "lower95", "upper95", "lower998",
    "upper998", "adjusted_expected", "adjusted_z", "load_index", "unit_first", "status",
)  # fmt: skip
"""The contract's columns of `measure --level unit`, but for name and parent, which the tree knows."""


def compare(
    cells: pl.DataFrame,
    unit_months: pl.DataFrame,
    metric: Metric,
    window: Window,
    comparison: Comparison | None,
    places: pl.DataFrame,
    level: str = "unit",
    unit_events: pl.DataFrame | None = None,
    complete: bool = True,
    cut: Collection[str] = (),
) -> pl.DataFrame:
    """One row for each place of a level with anybody in post in the window, by code; `COLUMNS`.

    `places`: `node, parent, unit, command`. `comparison`: the metric's own where it is measured for people. Events, expectations
    and limits in the metric's unit (a limit is the count, or the hours, at which the funnel's line stands); null where not
    known. z = 2 (sqrt O - sqrt E) over the cells that have peers; `hours` are divided by d = sum (y - E)^2 / sum E over
    people first. `unit_events`: `unit, events` of the window for a metric that is recorded by unit (None: not known). `cut`: units
    with a fact whose period the window does not cover; figures of their places are null, status `incomplete`.
    Context metrics have no z (`not_applicable`). Raises InputError for an unknown level.
    """
    if level not in LEVELS:
        raise InputError("level", f"unknown: {level!r}", f"Known: {', '.join(LEVELS)}.")
    shown = cells.filter(pl.col("month").is_between(window.first_day, window.last_day) & (pl.col("in_post_days") > 0))
    owner = _owners(places, level)
    base = _sums(shown, metric, window, owner, unit_events)
    if comparison is not None:
        measured = _Measured(comparison.cells, 1.0, comparison.complete, comparison.raised if level == "unit" else None)
    elif metric.family == "hours":
        measured = _hours(shown, unit_months, metric, window, complete)
    else:
        return _uncut(_context(base, metric), owner, cut)
    return _uncut(_with_z(base, measured, owner, metric), owner, cut)


def _uncut(rows: pl.DataFrame, owner: pl.DataFrame, cut: Collection[str]) -> pl.DataFrame:
    """The rows, without figures where a unit of the place has a fact that the window covers in part alone."""
    if not cut:
        return rows
    places = owner.filter(pl.col("unit").is_in(list(cut)))["place"].unique().implode()
    hit = pl.col("unit").is_in(places)
    figures = [name for name in COLUMNS if name not in ("unit", "metric", "people", "status")]
    return rows.with_columns(
        *[pl.when(~hit).then(pl.col(name)).alias(name) for name in figures],
        pl.when(hit).then(pl.lit("incomplete")).otherwise(pl.col("status")).alias("status"),
    )


@dataclass(frozen=True)
class _Measured:
    """Expectations by cell; `divisor`: what O and E are divided by before they are treated as counts."""

    cells: pl.DataFrame
    divisor: float
    complete: bool
    raised: tuple[str, ...] | None


def _owners(places: pl.DataFrame, level: str) -> pl.DataFrame:
    """`unit, place`: the place of that level that each unit belongs to."""
    units = places.filter(pl.col("unit") == pl.col("node"))
    if level == "force":
        root = places.filter(pl.col("parent").is_null()).sort("node")["node"][0]
        return units.select("unit", pl.lit(root).alias("place"))
    return units.select("unit", pl.col(level).alias("place")).drop_nulls()


def _sums(
    shown: pl.DataFrame, metric: Metric, window: Window, owner: pl.DataFrame, unit_events: pl.DataFrame | None
) -> pl.DataFrame:
    """`place, people, events, exposure, value`."""
    placed = shown.join(owner, on="unit", how="inner")
    people = placed.group_by("place").agg(pl.col("person_id").n_unique().cast(pl.Int64).alias("people"))
    found = _figures(placed, metric, window)
    if unit_events is not None:
        sums = unit_events.join(owner, on="unit").group_by("place").agg(pl.col("events").sum())
        found = found.drop("events").join(sums, on="place", how="left").with_columns(pl.col("events").fill_null(0.0))
    value = pl.when(pl.col("exposure") > 0).then(pl.col("events") / pl.col("exposure") * metric.per)
    return people.join(found, on="place", how="left").with_columns(value.alias("value")).sort("place")


def _known_sum(column: pl.Expr) -> pl.Expr:
    return pl.when(column.is_not_null().any()).then(column.sum())


def _figures(placed: pl.DataFrame, metric: Metric, window: Window) -> pl.DataFrame:
    """`place, events, exposure`; FTE-years for `in_post`; people in post as the mean over the window's days."""
    if metric.family == "people":
        mean = _known_sum(pl.col("fte_days")) / window.days
        return placed.group_by("place").agg(mean.alias("events"), pl.lit(1.0).alias("exposure"))
    column = {"time_at_risk": "at_risk_days", "in_post": "fte_days"}.get(metric.exposure, metric.exposure)
    amount = pl.col(column).cast(pl.Float64) / (365.25 if metric.exposure == "in_post" else 1.0)
    events = _known_sum(pl.col(metric.events).cast(pl.Float64)) if metric.events in placed.columns else pl.lit(None, pl.Float64)
    return placed.group_by("place").agg(events.alias("events"), _known_sum(amount).alias("exposure"))


def _hours(shown: pl.DataFrame, unit_months: pl.DataFrame, metric: Metric, window: Window, complete: bool) -> _Measured:
    """Expectations of hours by the same peers and the same load model; d over people with enough exposure."""
    rule = PEER_RULES[0]
    span = spans.fit(exposure.prepared(shown, metric, rule.keys), {}, metric, window, rule)
    unit, _ = cohorts.codes(span.frame, ["unit"])
    months = unit_months.filter(pl.col("month").is_between(window.first_day, window.last_day))
    allowed = allowing.allow(span, months, unit, metric)
    y, e = span.events[span.valid], span.raw.people[span.valid]
    divisor = float(((y - e) ** 2).sum() / e.sum()) if e.sum() > 0 else float("nan")
    cells = span.frame.select(pl.col("unit").cast(pl.String), "events", "exposure").with_columns(
        pl.Series("raw_expected", span.raw.cells).fill_nan(None),
        pl.Series("adjusted_expected", allowed.adjusted.cells).fill_nan(None),
    )
    return _Measured(cells, divisor, complete, None)


def _context(base: pl.DataFrame, metric: Metric) -> pl.DataFrame:
    nothing = [pl.lit(None, pl.Float64).alias(name) for name in COLUMNS[6:16]]
    return base.rename({"place": "unit"}).select(
        "unit", pl.lit(metric.id).alias("metric"), "events", "exposure", "people", "value", *nothing,
        pl.lit(None, pl.Boolean).alias("unit_first"), pl.lit("not_applicable").alias("status"),
    )  # fmt: skip


def _with_z(base: pl.DataFrame, measured: _Measured, owner: pl.DataFrame, metric: Metric) -> pl.DataFrame:
    placed = measured.cells.join(owner, on="unit", how="inner")
    peers, load = pl.col("raw_expected").is_not_null(), pl.col("adjusted_expected").is_not_null()
    sums = placed.group_by("place").agg(
        pl.col("events").filter(peers).sum().alias("observed"),
        pl.col("raw_expected").sum().alias("expected"),
        pl.coalesce("adjusted_expected", "raw_expected").sum().alias("allowed"),
        (pl.col("raw_expected").filter(load).sum() / pl.col("raw_expected").sum()).alias("known_share"),
        (pl.col("exposure").filter(~peers).sum() > 0).alias("partly"),
        pl.col("exposure").sum().alias("compared_exposure"),
    )
    rows = base.join(sums, on="place", how="left").sort("place")
    if metric.exposure == "time_at_risk":  # the exposure that was compared carries the fitted power of FTE
        rows = rows.with_columns(pl.col("compared_exposure").alias("exposure")).with_columns(
            pl.when(pl.col("exposure") > 0).then(pl.col("events") / pl.col("exposure") * metric.per).alias("value")
        )
    return _judged(rows, measured, metric)


def _array(rows: pl.DataFrame, name: str) -> Floats:
    return rows[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()


def _judged(rows: pl.DataFrame, measured: _Measured, metric: Metric) -> pl.DataFrame:
    d = measured.divisor
    observed, expected, allowed = (_array(rows, name) for name in ("observed", "expected", "allowed"))
    ok = np.nan_to_num(expected) > 0
    ok &= measured.complete and d > 0
    loaded = ok & (np.nan_to_num(_array(rows, "known_share")) >= KNOWN_SHARE)
    raw, tau2 = _funnel(observed, expected, ok, d)
    load_z, _ = _funnel(observed, allowed, loaded, d)
    lower95, upper95 = _limits(expected, ok, tau2, CONFIDENCE_95, d)
    lower998, upper998 = _limits(expected, ok, tau2, CONFIDENCE_998, d)
    adjusted = np.where(loaded, allowed, np.nan)
    figures = {
        "expected": np.where(ok, expected, np.nan), "z": raw[0], "z_additive": raw[1], "lower95": lower95, "upper95": upper95,
        "lower998": lower998, "upper998": upper998, "adjusted_expected": adjusted, "adjusted_z": load_z[1],
        "load_index": adjusted / np.where(ok, expected, np.nan),
    }  # fmt: skip
    first = pl.lit(None, pl.Boolean) if measured.raised is None else pl.col("unit").is_in(list(measured.raised))
    reasons = _reasons(rows, measured, ok, loaded, raw[1], load_z[1])
    return rows.rename({"place": "unit"}).drop("expected").with_columns(
        pl.lit(metric.id).alias("metric"),
        *[pl.Series(name, array, pl.Float64).fill_nan(None) for name, array in figures.items()],
        pl.Series("status", statuses.joined(rows.height, reasons), pl.String),
    ).with_columns(first.alias("unit_first")).select(COLUMNS)  # fmt: skip


def _reasons(
    rows: pl.DataFrame, measured: _Measured, ok: Truth, loaded: Truth, additive: Floats, adjusted: Floats
) -> dict[str, Truth]:
    everybody = np.ones(ok.size, dtype=np.bool_)
    partly = rows["partly"].fill_null(False).to_numpy()
    known = np.nan_to_num(_array(rows, "known_share"))
    return {
        "incomplete": everybody if not measured.complete else ~everybody,
        "too_few_peers": ~ok if measured.complete else ~everybody,
        "no_workload_data": ok & ~loaded,
        "expected:partly_without_peers": ok & partly,
        "adjusted_expected:load_partly_known": loaded & (known < 1 - 1e-12),
        "z_additive:too_few_units": ok & np.isnan(additive),
        "adjusted_z:too_few_units": loaded & np.isnan(adjusted),
        "unit_first:not_applicable": everybody if measured.raised is None else ~everybody,
    }


def _funnel(observed: Floats, expected: Floats, ok: Truth, d: float) -> tuple[tuple[Floats, Floats], float]:
    """(z, additive z) of every place, NaN where it is not `ok`, and tau2."""
    z, additive = np.full(ok.size, np.nan), np.full(ok.size, np.nan)
    if not ok.any():
        return (z, additive), float("nan")
    found = funnel.overdispersion(observed[ok] / d, expected[ok] / d, rescale=True)
    z[ok], additive[ok] = found.z, found.z_additive
    return (z, additive), found.tau2


def _limits(expected: Floats, ok: Truth, tau2: float, c: float, d: float) -> tuple[Floats, Floats]:
    lower, upper = np.full(ok.size, np.nan), np.full(ok.size, np.nan)
    if ok.any() and np.isfinite(tau2):
        low, high = funnel.limits(expected[ok] / d, tau2, c)
        lower[ok], upper[ok] = low * d, high * d
    return lower, upper
