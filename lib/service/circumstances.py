"""What surrounds one person's figures: the load in the window, moves, part-time, events; and whether the load came first."""

from __future__ import annotations

import math

import numpy as np
import polars as pl

from lib import queries, store
from lib.grant import Grant
from lib.pictures import LoadFirst, Timeline
from lib.question import Question, Window
from lib.service import asked
from lib.service.holding import Held
from lib.stats import first
from lib.words import sequence
from lib.words.what_else import Circumstances

LOAD_EVENTS = ("rest_days_cancelled_count", "short_rests_count", "kept_on_count")


def circumstances(held: Held, cells: pl.DataFrame, window: Window, question: Question, timeline: Timeline) -> Circumstances:
    """One person's window in numbers, from their own cells and the comparison of the metric asked about."""
    metric = asked.person_metric(question)
    comparison = held.comparison(metric, window, asked.rule(question))
    person_id = cells["person_id"][0]
    row = comparison.people.filter(pl.col("person_id") == person_id).row(0, named=True)
    own = comparison.cells.filter(pl.col("person_id") == person_id)
    days = int(cells["in_post_days"].sum())
    return Circumstances(
        months=window.months,
        load_times_usual=_load(own),
        moves=[f"to {name} on {start:%-d %b %Y}" for start, name in timeline.postings.select("from_on", "name").iter_rows()][1:],
        patterns=cells["shift_pattern"].drop_nulls().unique(maintain_order=True).to_list(),
        fte=float(cells["fte_days"].sum() / days) if days else None,
        uncounted_days=int(cells["uncounted_days"].sum()) if cells["uncounted_days"].is_not_null().any() else None,
        in_post_days=days,
        window_days=window.days,
        peers=row["n_peers"],
        expected=row["raw_expected"],
        events=timeline.events["name"].to_list(),
        vacancy=_vacancy(held, own),
        longest_counted_days=_longest(timeline),
        gaps=_gaps(held, metric.source, own["unit"].unique().to_list(), window),
        season_times_usual=_mean(own, "season"),
    )


def _mean(own: pl.DataFrame, column: str) -> float | None:
    """Mean over a person's cells, weighted by exposure; None where nothing is known."""
    known = own.filter(pl.col(column).is_not_null() & (pl.col("exposure") > 0))
    return float(np.average(known[column].to_numpy(), weights=known["exposure"].to_numpy())) if known.height else None


def _load(own: pl.DataFrame) -> float | None:
    """exp of the mean of w: times the usual load of the same work."""
    mean = _mean(own, "w")
    return None if mean is None else math.exp(mean)


def _vacancy(held: Held, own: pl.DataFrame) -> float | None:
    """The share of established posts that stood empty in the units worked in, in those months."""
    posts = held.unit_months.select("unit", "month", "establishment_fte_days", "in_post_fte_days")
    joined = own.select("unit", "month", "exposure").join(
        posts.filter(pl.col("establishment_fte_days") > 0), on=["unit", "month"]
    )
    empty = 1.0 - pl.col("in_post_fte_days") / pl.col("establishment_fte_days")
    return _mean(joined.with_columns(empty.alias("empty")), "empty")


def _longest(timeline: Timeline) -> int | None:
    """The days within the window of the longest absence that counts; one that does not is never told apart."""
    counted = timeline.absence.filter(pl.col("counted"))
    days = counted.select(
        (
            pl.col("to_on").fill_null(timeline.last).clip(upper_bound=timeline.last) - pl.col("from_on").clip(timeline.first)
        ).dt.total_days()
        + 1
    )
    return int(days.to_series().max()) if counted.height else None  # type: ignore[arg-type]


def _gaps(held: Held, source: str, units: list[str], window: Window) -> list[str]:
    """Gaps of coverage of the metric's source that touch the window, in the force as a whole or in a unit worked in."""
    events = held.data_events.filter(
        (pl.col("kind") == "coverage_gap")
        & (pl.col("source") == source)
        & (pl.col("unit").is_null() | pl.col("unit").is_in(units))
        & (pl.col("from_on") <= window.last_day)
        & (pl.col("to_on").fill_null(pl.col("from_on")) >= window.first_day)
    )
    return [detail.rstrip(".") for detail in events["detail"]]


def load_first(held: Held, grant: Grant, question: Question, person_id: str) -> LoadFirst | None:
    """Did the load come first? None where the roster or the sickness record is absent, or there was no spell."""
    if not (held.present("duties") and held.present("sickness")):
        return None
    days = store.read(queries.person_days(grant, question, person_id), held.lease)
    starts = days.filter(pl.col("sickness_spells_count") > 0)["day"].to_list()
    loaded = days.filter(pl.sum_horizontal([pl.col(name).fill_null(0) for name in LOAD_EVENTS]) > 0)["day"].to_list()
    at_risk = days.filter(pl.col("at_risk_days") > 0)["day"].to_list()
    if not starts:
        return None
    found = first.load_first(starts, loaded, at_risk)
    return LoadFirst(
        observed=found.observed,
        spells=len(starts),
        by_chance=found.by_chance,
        lower=int(found.lower),
        upper=int(found.upper),
        words=sequence.load_first(found.observed, len(starts), found.by_chance, int(found.lower), int(found.upper)),
    )
