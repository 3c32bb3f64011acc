"""One row for each person and day in post: where, as what, at risk or not, and what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from lib.days.absent import away_days, spell_days, spells
from lib.days.posted import posted, posts
from lib.days.rostered import duty_days, recorded
from lib.days.span import PERSON_DAY, Facts, Span, source


@dataclass(frozen=True)
class Prepared:
    """What is worked out once for all months. A frame is None where the force has no such source."""

    posts: pl.DataFrame
    unit_of: pl.DataFrame  # node, unit
    spells: pl.DataFrame | None
    hours_lost_known: bool
    absence: pl.DataFrame | None
    duties: pl.DataFrame | None
    duty_figures: tuple[str, ...]


def prepare(facts: Facts, places: pl.DataFrame, span: Span) -> Prepared:
    """Read the facts once, for every month."""
    sickness, duties = source(facts, "sickness"), source(facts, "duties")
    return Prepared(
        posts=posts(facts["people"], facts["postings"]),
        unit_of=places.select("node", "unit"),
        spells=None if sickness is None else spells(sickness, span.last_day),
        hours_lost_known=sickness is not None and sickness["lost_hours"].null_count() < sickness.height,
        absence=source(facts, "absence"),
        duties=None if duties is None else duty_days(duties),
        duty_figures=() if duties is None else tuple(recorded(duties)),
    )


def person_days(known: Prepared, first: date, last: date) -> pl.DataFrame:
    """One row is a person and a day in post within first..last, which lie in one month; sorted by person and day.

    Output: the columns of `person_days` that could be filled, and `joined_on`. Figures of an absent source are not there (null
    in the schema): no spells means no `at_risk_days` either. Without other absence, people count as at risk on those days.
    """
    days = posted(known.posts, first, last).join(known.unit_of, on="node", how="left", maintain_order="left")
    days = _sick(days, known, first, last)
    days = _away(days, known, first, last)
    days = _on_duty(days, known, first, last)
    return _counted(days).with_columns(
        month=pl.lit(first.replace(day=1)),
        in_post_days=pl.lit(1, pl.Int64),
        fte_days=pl.col("fte"),
        contracted_hours=pl.col("weekly_hours") / 7,
    )


def _sick(days: pl.DataFrame, known: Prepared, first: date, last: date) -> pl.DataFrame:
    if known.spells is None:
        return days
    found = days.join(spell_days(known.spells, first, last), on=PERSON_DAY, how="left", maintain_order="left")
    hours = pl.when(pl.col("in_spell").is_null()).then(0.0).otherwise("sickness_lost_hours")
    return found.with_columns(
        pl.col("sickness_spells_count").fill_null(0),
        (hours if known.hours_lost_known else pl.lit(None, pl.Float64)).alias("sickness_lost_hours"),
        pl.col("in_spell", "sick_uncounted").fill_null(False),
    )


def _away(days: pl.DataFrame, known: Prepared, first: date, last: date) -> pl.DataFrame:
    if known.absence is None:
        return days
    found = days.join(away_days(known.absence, first, last), on=PERSON_DAY, how="left", maintain_order="left")
    return found.with_columns(pl.col("away_uncounted").fill_null(False), pl.col("unauthorised_absences_count").fill_null(0))


def _on_duty(days: pl.DataFrame, known: Prepared, first: date, last: date) -> pl.DataFrame:
    if known.duties is None:
        return days
    duties = known.duties.filter(pl.col("day").is_between(first, last))
    found = days.join(duties, on=PERSON_DAY, how="left", maintain_order="left")
    return found.with_columns(pl.col(known.duty_figures).fill_null(0))


def _counted(days: pl.DataFrame) -> pl.DataFrame:
    """`at_risk_days` and `uncounted_days`: 1 or 0, from what is known of spells and absence."""
    away = [pl.col(name) for name in ("sick_uncounted", "away_uncounted") if name in days.columns]
    out = [pl.col(name) for name in ("in_spell", "away_uncounted") if name in days.columns]
    figures: list[pl.Expr] = []
    if away:
        figures.append(pl.any_horizontal(away).cast(pl.Int64).alias("uncounted_days"))
    if "in_spell" in days.columns:
        figures.append((~pl.any_horizontal(out)).cast(pl.Int64).alias("at_risk_days"))
    return days.with_columns(figures)
