"""What a unit had and was asked in a month: posts decided on, demand, people in post, rest days owed, overtime."""

from __future__ import annotations

from datetime import date

import polars as pl

from lib.days.demanded import asked, investigated
from lib.days.owed import owed, owing
from lib.days.periods import LONGEST_DAYS, claim_days
from lib.days.posted import node_on
from lib.days.span import PERSON_DAY, Facts, linked, source, spread, total

EXPERIENCED_AFTER = "2y"


class Units:
    """Unit figures month by month, from the facts and each month's person-days."""

    def __init__(self, facts: Facts, places: pl.DataFrame, held: pl.DataFrame) -> None:
        duties, claims = source(facts, "duties"), source(facts, "overtime")
        self.unit_of = places.select("node", "unit")
        self.units = facts["units"].sort("valid_from_on", nulls_last=False)
        self.demand = source(facts, "demand")
        self.limited = source(facts, "limited_duties")
        self.owed = None if duties is None else owed(duties)
        self.claims = None if claims is None else charged(claims, self.unit_of, held)

    def month(self, days: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
        """One row is a unit-level unit that stood, had people or had demand in the month.

        Input: the month's person-days with `joined_on`. Output: the columns of `unit_months` that could be filled. Officers
        are people of kind officer. Null: the source is absent, or records nothing here; 0: it says none.
        """
        counts = self.deployed(days, first, last)
        demand = None if self.demand is None else asked(self.demand, self.unit_of, first, last)
        parts = [standing(self.units, self.unit_of, first, last), counts, self.waiting(days, last)]
        if demand is not None:
            parts += [demand.drop("day_rows"), investigated(demand, days)]
        return _beside(parts, self.overtime(first), first)

    def deployed(self, days: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
        """One row is a unit: people in post by what they are, in days."""
        officer = pl.col("kind") == "officer"
        new = pl.col("joined_on").dt.offset_by(EXPERIENCED_AFTER) > pl.col("day")
        counts = days.filter(pl.col("unit").is_not_null()).with_columns(
            officer=officer.cast(pl.Int64),
            sergeant=(officer & (pl.col("rank_band") == "sergeant").fill_null(False)).cast(pl.Int64),
            new=pl.when(officer).then(new).cast(pl.Int64),
        )
        figures = [
            pl.col("fte").sum().alias("in_post_fte_days"),
            pl.col("officer").sum().alias("in_post_officer_days"),
            pl.col("sergeant").sum().alias("sergeant_days"),
            pl.when(pl.col("new").count() > 0).then(pl.col("new").sum()).alias("under_two_years_days"),
        ]
        if self.limited is not None:
            limited = spread(linked(self.limited), first, last).select(PERSON_DAY).unique().with_columns(limited=pl.lit(1))
            counts = counts.join(limited, on=PERSON_DAY, how="left").with_columns(
                limited=pl.col("limited").fill_null(0) * pl.col("officer")
            )
            figures.append(pl.col("limited").sum().alias("limited_officer_days"))
            figures.append((pl.col("officer").sum() - pl.col("limited").sum()).alias("deployable_officer_days"))
        return counts.group_by("unit").agg(figures)

    def waiting(self, days: pl.DataFrame, last: date) -> pl.DataFrame | None:
        """One row is a unit: rest days owed to its officers, and the age in days of the oldest on the last day (0: none owed)."""
        if self.owed is None:
            return None
        officers = days.filter((pl.col("kind") == "officer") & pl.col("unit").is_not_null())
        age = (pl.lit(last) - pl.col("oldest_on")).dt.total_days()
        return (
            owing(officers.select(*PERSON_DAY, "unit"), self.owed)
            .with_columns(age=pl.when(pl.col("day") == last).then(age.fill_null(0)))
            .group_by("unit")
            .agg(rest_days_owed_days=pl.col("owed_count").sum(), rest_days_oldest_days=pl.col("age").max())
        )

    def overtime(self, first: date) -> pl.DataFrame | None:
        """One row is a unit: overtime charged to it in the month, 0 where nothing was."""
        if self.claims is None:
            return None
        known = [name for name in ("overtime_hours", "overtime_pay") if self.claims[name].null_count() < self.claims.height]
        sums = self.claims.filter(pl.col("month") == first).group_by("unit").agg(total(name) for name in known)
        units = self.unit_of.select("unit").drop_nulls().unique()
        return units.join(sums, on="unit", how="left").with_columns(
            pl.when(~pl.col("unit").is_in(sums["unit"].to_list())).then(0.0).otherwise(name).alias(name) for name in known
        )


def charged(claims: pl.DataFrame, unit_of: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """One row is a claim line that lies in one month: `unit` (charged, else the claimant's own on its first day), `month`,
    `overtime_hours`, `overtime_pay`. A line that touches two months belongs to its first day's; one of more than a
    month stays whole, in `unit_periods`."""
    rows = node_on(claims.filter(claim_days() <= LONGEST_DAYS).with_columns(day="from_on"), held)
    return (
        rows.with_columns(node=pl.coalesce("unit_charged", "node"))
        .join(unit_of, on="node", how="left")
        .filter(pl.col("unit").is_not_null())
        .select("unit", "overtime_pay", month=pl.col("day").dt.truncate("1mo"), overtime_hours="claimed_hours")
    )


def standing(units: pl.DataFrame, unit_of: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """One row is a unit-level unit: `days_count` it stood in first..last and `establishment_fte_days`.

    Input: facts `units` sorted by valid_from_on: of two rows for a day the later wins. A unit's establishment is its own
    where recorded, else the sum of its teams'; null where neither is.
    """
    dated = units.select("establishment_fte", node="unit", from_on="valid_from_on", to_on="valid_to_on", own=pl.lit(True))
    days = spread(dated, first, last).unique(["node", "day"], keep="last", maintain_order=True)
    days = days.join(unit_of, on="node").filter(pl.col("unit").is_not_null()).with_columns(own=pl.col("node") == pl.col("unit"))
    of_teams = pl.col("establishment_fte").filter(~pl.col("own"))
    of_unit = pl.col("establishment_fte").filter("own")
    by_day = days.group_by("unit", "day").agg(
        stood=pl.col("own").any().cast(pl.Int64),
        posts=pl.coalesce(of_unit.first(), pl.when(of_teams.count() > 0).then(of_teams.sum())),
    )
    return by_day.group_by("unit").agg(days_count=pl.col("stood").sum(), establishment_fte_days=total("posts"))


def _beside(parts: list[pl.DataFrame | None], overtime: pl.DataFrame | None, first: date) -> pl.DataFrame:
    """The parts side by side, for each unit that any of them speaks of; overtime, which has a row for every unit, adds none."""
    known = [part for part in parts if part is not None]
    rows = pl.concat([part.select("unit") for part in known]).unique().sort("unit")
    for part in [*known, *([] if overtime is None else [overtime])]:
        rows = rows.join(part, on="unit", how="left", maintain_order="left")
    nobody = [name for name in _PEOPLE if name in rows.columns]
    return rows.with_columns(pl.col("days_count").fill_null(0), pl.col(nobody).fill_null(0), month=pl.lit(first.replace(day=1)))


_PEOPLE = (
    "in_post_fte_days",
    "in_post_officer_days",
    "sergeant_days",
    "limited_officer_days",
    "deployable_officer_days",
    "rest_days_owed_days",
)
