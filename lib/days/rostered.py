"""Duties by day: how many were rostered, and what was asked on them: rests, runs, late endings, nights."""

from __future__ import annotations

import polars as pl

from lib.days.span import PERSON_DAY, linked

LOCAL = "Europe/London"
NOT_ROSTERED = ("rest_day", "rest_day_returned", "leave")
REST_HOURS = 11
RUN_DAYS = 7
KEPT_ON_MINUTES = 30
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
    Null, where no duty was worked that day, is none.
    """
    rows = _read(linked(duties))
    worked = rows.filter("worked")
    days = rows.group_by(PERSON_DAY).agg(
        rostered_duties_count=pl.col("rostered").sum().cast(pl.Int64),
        rest_days_cancelled_count=pl.col("cancelled").sum().cast(pl.Int64),
        kept_on_count=pl.col("kept_on").sum().cast(pl.Int64),
        nights_count=pl.col("night").sum().cast(pl.Int64),
    )
    done = (
        _rests(worked)
        .join(_runs(worked), on=PERSON_DAY)
        .group_by(PERSON_DAY)
        .agg(
            short_rests_count=pl.col("short_rest").sum().cast(pl.Int64),
            long_runs_count=pl.col("long_run").sum().cast(pl.Int64),
            worked_hours=(pl.col("ends") - pl.col("starts")).dt.total_seconds().sum() / 3600,
        )
    )
    return days.join(done, on=PERSON_DAY, how="left").select(*PERSON_DAY, *recorded(duties))


def recorded(duties: pl.DataFrame) -> list[str]:
    """The figures that these duties can give: one whose field the force never fills (cancelled rest days, times booked off)
    is unknown, not none."""
    needs = {"rest_days_cancelled_count": "rest_day_cancelled", "kept_on_count": "worked_to_at"}
    return [figure for figure in DUTY_FIGURES if figure not in needs or duties[needs[figure]].null_count() < duties.height]


def local(name: str) -> pl.Expr:
    """A naive UTC stamp as naive local wall time."""
    return pl.col(name).dt.replace_time_zone("UTC").dt.convert_time_zone(LOCAL).dt.replace_time_zone(None, ambiguous="earliest")


def _read(duties: pl.DataFrame) -> pl.DataFrame:
    """Each duty with its day, what it was, and when it really began and ended (as planned where no times were booked)."""
    begins, ends = local("planned_from_at"), local("planned_to_at")
    next_night = begins.dt.truncate("1d") + NIGHT
    next_night = pl.when(next_night < begins).then(next_night + pl.duration(days=1)).otherwise(next_night)
    booked = pl.col("worked_from_at").is_not_null() & pl.col("worked_to_at").is_not_null()
    late = pl.col("worked_to_at") - pl.col("planned_to_at") >= pl.duration(minutes=KEPT_ON_MINUTES)
    rostered = ~pl.col("state").is_in(NOT_ROSTERED).fill_null(False)
    worked = (pl.col("state") == "worked").fill_null(False) | booked
    return duties.select(
        "person_id",
        day=begins.dt.date(),
        starts=pl.coalesce("worked_from_at", "planned_from_at"),
        ends=pl.coalesce("worked_to_at", "planned_to_at"),
        rostered=rostered,
        worked=worked,
        cancelled=pl.col("rest_day_cancelled").fill_null(False),
        kept_on=worked & late.fill_null(False),
        night=rostered & (next_night < ends),
    )


def _rests(worked: pl.DataFrame) -> pl.DataFrame:
    """Worked duties with `short_rest`: more than 0 and less than 11 real hours since the latest end of any earlier duty.

    Duties that touch or overlap are one stretch of work, not a rest of no length. Stamps are UTC: hours are real ones.
    """
    rest = pl.col("starts") - pl.col("ends").cum_max().shift(1).over("person_id")
    short = (rest > pl.duration(hours=0)) & (rest < pl.duration(hours=REST_HOURS))
    return worked.sort("person_id", "starts", "ends").with_columns(short_rest=short.fill_null(False))


def _runs(worked: pl.DataFrame) -> pl.DataFrame:
    """One row is a person and a day with a worked duty; `long_run`: the seventh or later such day in a row."""
    days = worked.select(PERSON_DAY).unique().sort(PERSON_DAY)
    follows = (pl.col("day").diff() == pl.duration(days=1)) & (pl.col("person_id") == pl.col("person_id").shift(1))
    run = (~follows.fill_null(False)).cum_sum()
    return days.with_columns(run=run).with_columns(long_run=pl.int_range(1, pl.len() + 1).over("run") >= RUN_DAYS).drop("run")
