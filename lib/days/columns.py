"""Names, order and types of the derived tables, as frames. The warehouse's own declaration is their twin; a test compares them."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

Columns = Mapping[str, type[pl.DataType]]


def _each(kind: type[pl.DataType], names: str) -> dict[str, type[pl.DataType]]:
    return dict.fromkeys(names.split(), kind)


UNIT_PLACES: Columns = _each(pl.String, "node name kind parent unit command path")
PERSON_DAYS: Columns = {
    "person_id": pl.String,
    "day": pl.Date,
    "month": pl.Date,
    **_each(pl.String, "node unit kind rank_band function shift_pattern"),
    "fte": pl.Float64,
    **_each(pl.Int64, "in_post_days at_risk_days uncounted_days"),
    **_each(pl.Float64, "fte_days contracted_hours"),
    **_each(pl.Int64, "rostered_duties_count sickness_spells_count"),
    "sickness_lost_hours": pl.Float64,
    **_each(pl.Int64, "unauthorised_absences_count rest_days_cancelled_count short_rests_count"),
    **_each(pl.Int64, "long_runs_count kept_on_count nights_count"),
    "worked_hours": pl.Float64,
}
UNIT_MONTHS: Columns = {
    "unit": pl.String,
    "month": pl.Date,
    "days_count": pl.Int64,
    "establishment_fte_days": pl.Float64,
    **_each(pl.Int64, "demand_days_count incidents_count immediate_count crimes_allocated_count"),
    **_each(pl.Int64, "open_investigations_count arrests_count on_duty_count minimum_count under_strength_count"),
    **_each(pl.Float64, "committed_hours in_post_fte_days"),
    **_each(pl.Int64, "in_post_officer_days sergeant_days under_two_years_days"),
    **_each(pl.Int64, "limited_officer_days deployable_officer_days"),
    "investigator_fte_days": pl.Float64,
    **_each(pl.Int64, "rest_days_owed_days rest_days_oldest_days"),
    **_each(pl.Float64, "overtime_hours overtime_pay"),
}
UNIT_PERIODS: Columns = {
    "source": pl.String,
    "unit": pl.String,
    "from_on": pl.Date,
    "to_on": pl.Date,
    "rows_count": pl.Int64,
    **_each(pl.Float64, "overtime_hours overtime_pay"),
}
CONDUCT_MONTHS: Columns = {"unit": pl.String, "month": pl.Date, "kind": pl.String, "allegations_count": pl.Int64}


def shaped(frame: pl.DataFrame, columns: Columns) -> pl.DataFrame:
    """The frame in exactly these columns and types; a column that nothing could fill is null."""
    return frame.select(
        [(pl.col(name) if name in frame.columns else pl.lit(None)).cast(kind).alias(name) for name, kind in columns.items()]
    )
