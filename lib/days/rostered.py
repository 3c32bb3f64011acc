"""Duties by day: how many were rostered, and what was asked on them: rests, runs, late endings, nights."""

from __future__ import annotations

import polars as pl

from lib.days.span import linked

LOCAL = "Europe/London"
NOT_ROSTERED = ("rest_day", "rest_day_returned", "leave")
REST_HOURS = 11
RUN_DAYS = 7
KEPT_ON_MINUTES = 30
_PERSON = 10_000_000_000  # more than the seconds, and the days, of any date: person and time in one sorted whole number
NIGHT = pl.duration(hours=2)  # a duty that holds 02:00 local is a night
DUTY_FIGURES = (
    "rostered_duties_count",
    "rest_days_cancelled_count",
    "short_rests_count",
    "long_runs_count",
    "kept_on_count",
    "nights_count",
    "worked_hours",
)


def duty_days(duties: pl.DataFrame) -> pl.DataFrame:
    """One row is a person and a day (local date of the planned start) with a duty row of any state.

    Output: `person_id, day` and those of DUTY_FIGURES that are `recorded`, each on the day of the duty it belongs to (a short
    rest to the duty after it). A worked duty has state worked or was booked on and off; rests and runs are of worked duties.
    """
    rows = _rested(_read(linked(duties)))
    days = (
        rows.group_by("person_day")
        .agg(
            pl.col("person_id", "day").first(),
            rostered_duties_count=_count("rostered"),
            rest_days_cancelled_count=_count("cancelled"),
            short_rests_count=_count("short_rest"),
            kept_on_count=_count("kept_on"),
            nights_count=_count("night"),
            worked_count=_count("worked"),
            worked_hours=pl.col("ends_s").sub("starts_s").filter("worked").sum() / 3600,
        )
        .sort("person_day")
        .with_columns(long_runs_count=pl.when(_day_in_run() >= RUN_DAYS).then("worked_count").otherwise(0))
    )
    return days.select(pl.col("person_id").cast(pl.String), "day", *recorded(duties))


def _count(name: str) -> pl.Expr:
    return pl.col(name).sum().cast(pl.Int64)


def recorded(duties: pl.DataFrame) -> list[str]:
    """The figures that these duties can give: one whose field the force never fills (cancelled rest days, times booked off)
    is unknown, not none."""
    needs = {"rest_days_cancelled_count": "rest_day_cancelled", "kept_on_count": "worked_to_at"}
    return [figure for figure in DUTY_FIGURES if figure not in needs or duties[needs[figure]].null_count() < duties.height]


def local(name: str) -> pl.Expr:
    """A naive UTC stamp as naive local wall time."""
    return pl.col(name).dt.replace_time_zone("UTC").dt.convert_time_zone(LOCAL).dt.replace_time_zone(None, ambiguous="earliest")


def _read(duties: pl.DataFrame) -> pl.DataFrame:
    """Each duty with its day, what it was, and when it really began and ended, as planned where no times were booked.

    `person_day` and the times in seconds hold the person too, so that whole columns can be compared without grouping:
    another person is further away than any time.
    """
    clock = duties.select(
        "state",
        "rest_day_cancelled",
        "worked_from_at",
        "worked_to_at",
        "planned_to_at",
        person_id=pl.col("person_id").cast(pl.Categorical),
        begins=local("planned_from_at"),
        ends=local("planned_to_at"),
        starts_at=pl.coalesce("worked_from_at", "planned_from_at"),
        ends_at=pl.coalesce("worked_to_at", "planned_to_at"),
    ).with_columns(day=pl.col("begins").dt.date(), person=pl.col("person_id").to_physical().cast(pl.Int64) * _PERSON)
    booked = pl.col("worked_from_at").is_not_null() & pl.col("worked_to_at").is_not_null()
    late = pl.col("worked_to_at") - pl.col("planned_to_at") >= pl.duration(minutes=KEPT_ON_MINUTES)
    rostered = ~pl.col("state").is_in(NOT_ROSTERED).fill_null(False)
    worked = (pl.col("state") == "worked").fill_null(False) | booked
    return clock.select(
        "person_id",
        "day",
        person_day=pl.col("person") + pl.col("day").to_physical(),
        starts_s=pl.col("person") + pl.col("starts_at").dt.epoch("s"),
        ends_s=pl.col("person") + pl.col("ends_at").dt.epoch("s"),
        rostered=rostered,
        worked=worked,
        cancelled=pl.col("rest_day_cancelled").fill_null(False),
        kept_on=worked & late.fill_null(False),
        night=rostered & _holds_two(),
    )


def _holds_two() -> pl.Expr:
    two = pl.col("begins").dt.truncate("1d") + NIGHT
    return pl.when(two < pl.col("begins")).then(two + pl.duration(days=1)).otherwise(two) < pl.col("ends")


def _rested(rows: pl.DataFrame) -> pl.DataFrame:
    """Duties with `short_rest`: worked, more than 0 and less than 11 real hours after the latest end of any earlier worked duty.

    Duties that touch or overlap are one stretch of work, not a rest of no length. Stamps are UTC: hours are real ones.
    """
    ended = pl.when("worked").then("ends_s").cum_max().forward_fill().shift(1)
    rest = pl.col("starts_s") - ended
    short = pl.col("worked") & (rest > 0) & (rest < REST_HOURS * 3600)
    return rows.sort("starts_s", "ends_s").with_columns(short_rest=short.fill_null(False))


def _day_in_run() -> pl.Expr:
    """Of days sorted by person and day: which one in a row of days with a worked duty; 0 for a day without."""
    number, worked = pl.int_range(pl.len()), pl.col("worked_count") > 0
    follows = (pl.col("person_day").diff() == 1) & worked.shift(1)
    before = pl.when(follows.fill_null(False)).then(None).otherwise(number).forward_fill()
    return pl.when(worked).then(number - before + 1).otherwise(0)
