"""Five lanes on one time axis: the team's strength, this roster, overtime, absence, postings and events."""

from __future__ import annotations

from datetime import date

import polars as pl

from lib import queries, store
from lib.grant import Grant
from lib.pictures import Timeline
from lib.question import Question
from lib.service import quality, rights
from lib.service.holding import Held

_ROSTER = {
    "nights_count": "night",
    "long_runs_count": "long run",
    "short_rests_count": "rest under 11 h",
    "rest_days_cancelled_count": "rest day cancelled",
    "kept_on_count": "kept on",
}
_WEEK_FROM = 5
"""Days from which a week is drawn."""


def timeline(held: Held, grant: Grant, question: Question, person_id: str, unit: str) -> Timeline:
    """The window of one person; every frame limited by the grant's scope in its own query."""
    window = held.window(question)
    days = store.read(queries.person_days(grant, question, person_id), held.lease)
    return Timeline(
        first=window.first_day,
        last=window.last_day,
        team=_team(held, grant, question.at(unit)),
        roster=_roster(days),
        overtime=_overtime(held, grant, question, person_id) if held.present("overtime") else None,
        absence=_absence(held, grant, question, person_id, window.first_day, window.last_day),
        postings=_postings(held, grant, question, person_id, window.first_day, window.last_day),
        events=_events(held, grant, question.at(unit)),
    )


def _events(held: Held, grant: Grant, question: Question) -> pl.DataFrame:
    """`from_on, to_on, name`: what happened, and breaks and gaps of the data, within the window."""
    happened = store.read(queries.events_of(grant, question), held.lease).select("from_on", "to_on", "name")
    window = held.window(question)
    found = [
        (date.fromisoformat(first), date.fromisoformat(last), name)
        for name, first, last in quality.breaks(held, grant, rights.path_of(held, question.where))
        if first <= window.last_day.isoformat() and last >= window.first_day.isoformat()
    ]
    broken = pl.DataFrame(found, schema=happened.schema, orient="row")
    return pl.concat([happened, broken]).sort("from_on", "name")


def _team(held: Held, grant: Grant, question: Question) -> pl.DataFrame | None:
    """`week, on_duty, minimum`: the unit's mean officers on duty and minimum; None where the unit has no demand rows.

    A week cut to fewer than five days is left out: a week-end alone would look like a collapse.
    """
    if not held.present("demand"):
        return None
    rows = store.read(queries.demand_days(grant, question), held.lease)
    weeks = (
        rows.group_by(pl.col("on").dt.truncate("1w").alias("week"))
        .agg(
            pl.col("on_duty_count").mean().alias("on_duty"),
            pl.col("minimum_count").mean().alias("minimum"),
            pl.len().alias("days"),
        )
        .filter(pl.col("days") >= _WEEK_FROM)
        .drop("days")
        .sort("week")
    )
    return weeks if weeks["on_duty"].is_not_null().any() else None


def _roster(days: pl.DataFrame) -> pl.DataFrame:
    """`day, what`: one row for each thing the roster did on a day."""
    parts = [days.filter(pl.col(column) > 0).select("day", pl.lit(words).alias("what")) for column, words in _ROSTER.items()]
    return pl.concat(parts).sort("day", "what")


def _overtime(held: Held, grant: Grant, question: Question, person_id: str) -> pl.DataFrame:
    """`week, accepted_hours, ordered_hours`."""
    rows = store.read(queries.person_overtime(grant, question, person_id), held.lease)
    ordered = pl.col("ordered").fill_null(False)
    return (
        rows.group_by(pl.col("from_on").dt.truncate("1w").alias("week"))
        .agg(
            pl.col("claimed_hours").filter(~ordered).sum().alias("accepted_hours"),
            pl.col("claimed_hours").filter(ordered).sum().alias("ordered_hours"),
        )
        .sort("week")
    )


def _absence(held: Held, grant: Grant, question: Question, person_id: str, first: date, last: date) -> pl.DataFrame:
    """`from_on, to_on, counted`, cut to the window; all that is not counted is one kind of mark."""
    spells = store.read(queries.person_spells(grant, question, person_id), held.lease)
    other = store.read(queries.person_absences(grant, question, person_id), held.lease)
    short = (pl.col("to_on") - pl.col("from_on")).dt.total_days() < 28
    counted = spells.select("from_on", "to_on", (pl.col("counted") & short.fill_null(False)).alias("counted"))
    both = pl.concat([counted, other.select("from_on", "to_on", (pl.col("counted") & pl.col("unauthorised")).alias("counted"))])
    return _cut(both, first, last).sort("from_on")


def _postings(held: Held, grant: Grant, question: Question, person_id: str, first: date, last: date) -> pl.DataFrame:
    """`from_on, to_on, name`, cut to the window."""
    rows = store.read(queries.person_postings(grant, question, person_id), held.lease)
    names = held.places.select(pl.col("node").alias("unit"), "name")
    return _cut(rows.join(names, on="unit", how="left"), first, last).select("from_on", "to_on", "name").sort("from_on")


def _cut(frame: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    return frame.with_columns(
        pl.max_horizontal("from_on", pl.lit(first)).alias("from_on"),
        pl.min_horizontal(pl.col("to_on").fill_null(last), pl.lit(last)).alias("to_on"),
    )


def team_words(shown: Timeline) -> tuple[str, ...]:
    """`North Response, team 2 (to 14 May)`; the newest last."""
    return tuple(
        f"{name} ({start:%-d %b %Y} to {end:%-d %b %Y})"
        for start, end, name in shown.postings.select("from_on", "to_on", "name").iter_rows()
    )
