"""Random people of a small force: nothing in their records may contradict anything else."""

from __future__ import annotations

import itertools
import random
from datetime import date, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from lib.synth.rosters import PATTERNS

LONDON = ZoneInfo("Europe/London")
UTC = ZoneInfo("UTC")


def by_person(frame: pl.DataFrame) -> dict[str, list[dict[str, object]]]:
    parts = frame.partition_by("payroll_number", as_dict=True)
    return {str(key[0]): part.to_dicts() for key, part in parts.items()}


@pytest.fixture(scope="module")
def lives(small: SimpleNamespace) -> list[dict[str, object]]:
    """Three hundred random people with all their rows."""
    names = ("duties", "sickness", "absence", "postings", "overtime")
    rows = {name: by_person(small.rows[name].filter("linked")) for name in names}
    people = random.Random(5).sample(small.rows["people"].to_dicts(), 300)
    return [{"person": each} | {name: rows[name].get(each["payroll_number"], []) for name in names} for each in people]


def local_day(stamp: object) -> date:
    return stamp.replace(tzinfo=UTC).astimezone(LONDON).date()  # type: ignore[attr-defined]


def test_no_duty_is_worked_while_sick(lives: list[dict]) -> None:
    for each in lives:
        sick = {
            spell["from"] + timedelta(days=n)
            for spell in each["sickness"]
            for n in range(((spell["to"] or date(2026, 10, 31)) - spell["from"]).days + 1)
        }
        worked = {
            local_day(duty["planned_from"]) for duty in each["duties"] if duty["state"] in ("worked", "rest_day", "abstracted")
        }
        assert not sick & worked


def test_no_record_lies_before_joining_or_after_leaving(lives: list[dict]) -> None:
    for each in lives:
        joined, left = each["person"]["joined"], each["person"]["left"] or date(9999, 1, 1)
        days = [local_day(duty["planned_from"]) for duty in each["duties"]]
        days += [row["from"] for name in ("sickness", "absence", "overtime", "postings") for row in each[name]]
        assert all(joined <= day <= left for day in days)
        assert all(row["to"] <= left for name in ("sickness", "absence") for row in each[name] if row["to"])


def test_substantive_postings_follow_each_other_without_gap_or_overlap(lives: list[dict]) -> None:
    checked = 0
    for each in lives:
        rows = sorted((row for row in each["postings"] if row["kind"] == "substantive"), key=lambda row: row["from"])
        for before, after in itertools.pairwise(rows):
            assert before["to"] is not None
            gap = (after["from"] - before["to"]).days - 1
            assert gap >= 0
            checked += gap == 0
    assert checked > 20


def test_spells_of_a_person_never_overlap(lives: list[dict]) -> None:
    for each in lives:
        rows = sorted(each["sickness"], key=lambda row: row["from"])
        assert all(before["to"] < after["from"] for before, after in itertools.pairwise(rows))


def test_absence_without_authority_is_a_duty_not_attended(lives: list[dict]) -> None:
    for each in lives:
        state = {local_day(duty["planned_from"]): duty["state"] for duty in each["duties"]}
        for row in each["absence"]:
            if not row["authorised"] and row["from"] in state:
                assert state[row["from"]] == "absent"


def test_duties_follow_the_pattern_nights_included(small: SimpleNamespace) -> None:
    held = small.rows["postings"].filter(
        pl.col("linked") & (pl.col("kind") == "substantive") & (pl.col("from") <= date(2025, 11, 1))
    )
    held = held.filter(pl.col("to").is_null() & (pl.col("fte") == 1))
    passing = small.rows["postings"].filter(pl.col("kind") != "substantive")["payroll_number"]
    held = held.filter(~pl.col("payroll_number").is_in(passing.implode()))
    duties = small.rows["duties"].filter(~pl.col("rest_day_cancelled").fill_null(False) & (pl.col("state") != "rest_day"))
    local = pl.col("planned_from").dt.replace_time_zone("UTC").dt.convert_time_zone("Europe/London")
    joined = duties.join(held.select("payroll_number", "shift_pattern"), on="payroll_number")
    hours = {
        pattern[0]: set(part["hour"].to_list())
        for pattern, part in joined.with_columns(hour=local.dt.hour()).partition_by("shift_pattern", as_dict=True).items()
    }
    assert hours["2-2-2-4"] == {7, 14, 21}
    assert hours["4-on-4-off"] == {7, 19}
    assert hours["5-2"] == {8}
    assert hours["5-2 Lates"] == {7, 14}
    assert set(hours) <= set(PATTERNS)
    response = joined.filter(pl.col("shift_pattern") == "2-2-2-4").with_columns(day=local.dt.date(), hour=local.dt.hour())
    places = response.with_columns(place=(pl.col("day").cast(pl.Int64)) % 10).group_by("payroll_number", "hour")
    assert places.agg(pl.col("place").n_unique())["place"].max() == 2  # each kind of turn falls on two days of the ten


def test_rest_days_are_rows_only_when_worked_cancelled_or_given_back(small: SimpleNamespace) -> None:
    duties = small.rows["duties"]
    rest = duties.filter(pl.col("state") == "rest_day")
    assert rest.height > 0
    assert rest["worked_from"].null_count() == 0
    cancelled = duties.filter("rest_day_cancelled")
    assert set(cancelled["state"]) == {"worked"}
    assert cancelled["ordered"].all()
    assert cancelled["notice_days"].null_count() == 0
    assert 0 < duties.filter(pl.col("state") == "rest_day_returned").height < cancelled.height


def test_nobody_above_sergeant_is_paid_overtime(small: SimpleNamespace) -> None:
    senior = (
        small.rows["postings"]
        .filter(pl.col("kind") == "substantive")
        .filter(pl.col("rank").str.contains("Inspector|Superintendent"))
    )
    assert senior.height > 10
    assert not set(senior["payroll_number"]) & set(small.rows["overtime"].filter("linked")["payroll_number"])


def test_nobody_works_two_duties_at_once_and_most_rests_are_lawful(small: SimpleNamespace) -> None:
    duties = small.rows["duties"].filter(pl.col("linked") & pl.col("state").is_in(["worked", "rest_day"]))
    worked = duties.select(
        "payroll_number",
        starts=pl.coalesce("worked_from", "planned_from"),
        ends=pl.coalesce("worked_to", "planned_to"),
    ).sort("payroll_number", "starts")
    rest = worked.with_columns(rest=pl.col("starts") - pl.col("ends").shift(1).over("payroll_number"))["rest"].drop_nulls()
    assert rest.min() >= timedelta(hours=5)  # type: ignore[operator]
    assert 0 < (rest < timedelta(hours=11)).mean() < 0.05  # type: ignore[operator]


def test_the_tree_is_whole(small: SimpleNamespace) -> None:
    units = small.rows["units"]
    assert set(units["parent"].drop_nulls()) <= set(units["unit"])
    kinds = dict(units.group_by("kind").len().rows())
    assert (kinds["force"], kinds["group"], kinds["command"], kinds["unit"]) == (1, 3, 6, 18)
    posted = set(small.rows["postings"]["unit"])
    assert posted <= set(units.filter(pl.col("kind") == "team")["unit"])
