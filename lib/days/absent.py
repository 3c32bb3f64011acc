"""Sickness spells and other absence, by day: what counts as an event, and who was at risk of one."""

from __future__ import annotations

from datetime import date

import polars as pl

from lib.days.span import PERSON_DAY, linked, spread

SHORT_DAYS = 28
_FAR = date(9999, 12, 31)


def spells(sickness: pl.DataFrame, last_day: date) -> pl.DataFrame:
    """One row is a spell of a known person.

    Output: `person_id, from_on, to_on` (null while open), `counted` (a spell without a class counts), `short` (counted, closed,
    28 calendar days or fewer), `starts` (1 where it is a short counted spell not begun inside an earlier one), `daily_hours`
    (hours lost spread evenly over its days, an open one over its days to `last_day`; null where none are recorded).
    """
    days = (pl.col("to_on").fill_null(last_day) - pl.col("from_on")).dt.total_days() + 1
    short = pl.col("counted") & pl.col("to_on").is_not_null() & (days <= SHORT_DAYS)
    begun = linked(sickness).with_columns(pl.col("counted").fill_null(True))
    rows = begun.filter(pl.col("to_on").is_null() | (pl.col("to_on") >= pl.col("from_on"))).with_columns(
        short=short, daily_hours=pl.when(days > 0).then(pl.col("lost_hours") / days)
    )
    inside = pl.col("reach").is_not_null() & (pl.col("reach") >= pl.col("from_on"))
    return rows.join(_reach(rows), on=["person_id", "from_on"], how="left").select(
        "person_id", "from_on", "to_on", "counted", "short", "daily_hours", starts=(pl.col("short") & ~inside).cast(pl.Int64)
    )


def _reach(rows: pl.DataFrame) -> pl.DataFrame:
    """For each person and first day: the last day of all spells that began earlier, null where there are none."""
    return (
        rows.group_by("person_id", "from_on")
        .agg(pl.col("to_on").fill_null(_FAR).max())
        .sort("person_id", "from_on")
        .with_columns(reach=pl.col("to_on").cum_max().shift(1).over("person_id"))
        .drop("to_on")
    )


def spell_days(spells: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """One row is a person and a day in a spell.

    Output: `person_id, day, in_spell` (no longer at risk: every day but the first of a short counted spell), `sick_uncounted`
    (in a spell that does not count), `sickness_spells_count` (begun this day), `sickness_lost_hours` (null where not recorded).
    """
    first_of_short = pl.col("short") & (pl.col("day") == pl.col("from_on"))
    return (
        spread(spells, first, last)
        .with_columns(
            in_spell=~first_of_short,
            sick_uncounted=~pl.col("counted"),
            begun=pl.when(pl.col("day") == pl.col("from_on")).then("starts").otherwise(0),
        )
        .group_by(PERSON_DAY)
        .agg(
            pl.col("in_spell", "sick_uncounted").any(),
            sickness_spells_count=pl.col("begun").sum(),
            sickness_lost_hours=pl.when(pl.col("daily_hours").count() > 0).then(pl.col("daily_hours").sum()),
        )
    )


def away_days(absence: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """One row is a person and a day of absence.

    Output: `person_id, day, away_uncounted` (for a reason that is not counted), `unauthorised_absences_count` (begun this day).
    """
    there = linked(absence).filter(~pl.col("refused").fill_null(False))  # leave that was refused took nobody away
    rows = there.with_columns(pl.col("counted").fill_null(True), pl.col("unauthorised").fill_null(False).cast(pl.Int64))
    begun = pl.when(pl.col("day") == pl.col("from_on")).then("unauthorised").otherwise(0)
    return (
        spread(rows, first, last)
        .group_by(PERSON_DAY)
        .agg(away_uncounted=(~pl.col("counted")).any(), unauthorised_absences_count=begun.sum())
    )
