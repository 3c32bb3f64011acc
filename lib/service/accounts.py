"""The accounted-for bar's numbers: usual for this job, what the load adds, what is left over, and the load beside it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl

from lib import metrics, peers
from lib.grant import Grant
from lib.load_measures import LOAD_MEASURES
from lib.metrics import PERSON_METRICS, Metric
from lib.pictures import AccountedFor, Dot
from lib.question import Question, Window
from lib.service import asked, lanes
from lib.service.holding import Held, between
from lib.stats import ordinary
from lib.stats.people import Comparison
from lib.words import readings
from lib.words.brief import outside

ALLOWED_FOR = "demand_per_establishment"
DOTS = 4

__all__ = ["AccountedFor", "of_person", "of_place"]


def of_place(held: Held, grant: Grant, code: str, level: str, window: Window, question: Question) -> tuple[AccountedFor, ...]:
    """One bar a person metric for a command or unit; none for the force, which has no peers here."""
    if level not in ("command", "unit"):
        return ()
    rule = asked.rule(question)
    dots = place_dots(held, grant, code, window)
    shown = []
    for metric in PERSON_METRICS:
        if held.present(metric.source):
            frame = held.unit_comparison(metric, window, rule, level).filter(pl.col("unit") == code)
            if frame.height and frame["expected"][0] is not None:
                shown.append(_place_account(metric, frame.row(0, named=True), dots, level))
    return tuple(shown)


def _place_account(metric: Metric, row: Mapping[str, Any], dots: tuple[Dot, ...], level: str) -> AccountedFor:
    expected, adjusted = row["expected"], row["adjusted_expected"]
    ordinary_to = row["upper998"]
    at_load = None if adjusted is None or ordinary_to is None else ordinary_to * adjusted / expected
    reading = readings.of_place(row["events"], ordinary_to, at_load)
    return AccountedFor(
        metric=metric.id,
        title=metric.title,
        subject=f"this {level}",
        value=row["events"],
        usual=expected,
        load=None if adjusted is None else adjusted - expected,
        ordinary_to=ordinary_to,
        ordinary_at_load=at_load,
        reading=reading,
        sentence=readings.place_sentence(metric.events_text, row["events"], ordinary_to, at_load, reading),
        dots=dots,
        unit=metric.events_text,
        why="" if adjusted is not None else "load not known here",
    )


def place_dots(held: Held, grant: Grant, code: str, window: Window) -> tuple[Dot, ...]:
    """The place's load measures: the newest month beside its usual range."""
    rows = [row for row in lanes.load_rows(held, grant, code, window.as_of) if row.lane.usual_upper is not None]
    rows.sort(key=lambda row: (row.id != ALLOWED_FOR, not outside([row.lane])))  # the one allowed for, then what is outside
    return tuple(
        Dot(row.title, _last(row.lane.values), row.lane.usual_lower, row.lane.usual_upper, row.unit) for row in rows[:DOTS]
    )


def _last(values: tuple[float | None, ...]) -> float | None:
    known = [value for value in values if value is not None]
    return known[-1] if known else None


def of_person(held: Held, person_id: str, window: Window, question: Question) -> tuple[AccountedFor, ...]:
    """One bar a person metric, each with the person's own load beside it."""
    rule = asked.rule(question)
    own = person_dots(held, person_id, window)
    shown = []
    for metric in metrics.PERSON_METRICS:
        if held.present(metric.source):
            comparison = held.comparison(metric, window, rule)
            frame = comparison.people.filter(pl.col("person_id") == person_id)
            dots = (*team_load(comparison, person_id), *own)
            if frame.height:
                shown.append(_person_account(held, metric, window, rule, frame.row(0, named=True), dots))
    return tuple(shown)


def _person_account(
    held: Held, metric: Metric, window: Window, rule: peers.PeerRule, row: Mapping[str, Any], dots: tuple[Dot, ...]
) -> AccountedFor:
    edges = held.comparison(metric, window, rule).edges.filter(pl.col("person_id") == row["person_id"]).row(0, named=True)
    at_load, lower, upper = edges["ordinary_at_load"], edges["ordinary_at_load_lower"], edges["ordinary_at_load_upper"]
    raw, adjusted = row["raw_expected"], row["adjusted_expected"]
    reading = row["reading"]
    return AccountedFor(
        metric=metric.id,
        title=metric.title,
        subject="this person",
        value=row["events"],
        usual=raw,
        load=None if adjusted is None or raw is None else adjusted - raw,
        ordinary_to=edges["ordinary_to"],
        ordinary_at_load=at_load if lower is None else lower,
        ordinary_at_load_other=upper if lower != upper else None,
        reading=reading,
        sentence=readings.person_sentence(metric.events_text, row, edges),
        dots=dots,
        unit=metric.events_text,
        why="" if adjusted is not None else readings.status_words(row["status"]),
    )


def team_load(comparison: Comparison, person_id: str) -> tuple[Dot, ...]:
    """The load that is allowed for: the person's teams, beside the middle half of their peer group; () where unknown."""
    known = comparison.cells.filter(pl.col("w").is_not_null() & (pl.col("exposure") > 0))
    mean = ((pl.col("w") * pl.col("exposure")).sum() / pl.col("exposure").sum()).exp()
    loads = known.group_by("person_id").agg(mean.alias("load"), pl.col("cohort").last())
    own = loads.filter(pl.col("person_id") == person_id)
    if not own.height:
        return ()
    lower, upper = ordinary.middle_half(loads.filter(pl.col("cohort") == own["cohort"][0])["load"])
    return (Dot("Incidents, times usual", float(own["load"][0]), lower, upper, ""),)


def person_dots(held: Held, person_id: str, window: Window) -> tuple[Dot, ...]:
    """The person's own load, each beside what the middle half of people in the same work had for as many duties."""
    cells = between(held.cells, window)
    own = cells.filter(pl.col("person_id") == person_id)
    duties = float(own["rostered_duties_count"].sum())
    if not own.height or not duties:
        return ()
    main = (
        own.group_by("kind", "rank_band", "function").agg(pl.col("in_post_days").sum()).sort("in_post_days").row(-1, named=True)
    )
    same = cells.filter(pl.all_horizontal([pl.col(key) == main[key] for key in ("kind", "rank_band", "function")]))
    return tuple(
        _person_dot(own, same, measure.title, measure.numerator, duties)
        for measure in LOAD_MEASURES
        if measure.person_too and own[measure.numerator].is_not_null().any()
    )


def _person_dot(own: pl.DataFrame, same: pl.DataFrame, title: str, column: str, duties: float) -> Dot:
    rates = (
        same.group_by("person_id")
        .agg(pl.col(column).sum().alias("top"), pl.col("rostered_duties_count").sum().alias("bottom"))
        .filter(pl.col("bottom") >= duties / 4)
        .select(pl.col("top") / pl.col("bottom") * duties)
        .to_series()
    )
    lower, upper = ordinary.middle_half(rates)
    return Dot(title, float(own[column].sum()), lower, upper, "")
