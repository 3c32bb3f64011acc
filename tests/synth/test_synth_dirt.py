"""Dirt: every kind at its rate, each row ending as the truth says, and what did not happen left as it was."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import polars as pl
import pytest

from lib.question import Month
from lib.sources import BY_ID
from lib.synth import Plan, breaks, dictionary, systems
from lib.synth.dirt import DIRT, soil
from lib.synth.systems import System
from lib.synth.texts import as_text

PLAN = Plan(500, 24, 3)
MANY = 40_000
DTYPES = {
    "day": pl.Date,
    "stamp": pl.Datetime("ms"),
    "b": pl.Boolean,
    "h": pl.Float64,
    "n": pl.Int64,
    "fraction": pl.Float64,
    "money": pl.Float64,
}
MADE = {kind.name for kinds in DIRT.values() for kind in kinds}


def clean(system: System) -> pl.DataFrame:
    """Many sound rows of a source, typed."""
    number = pl.int_range(0, MANY, eager=True)
    first = pl.Series([date(2025, 1, 1)]).gather([0] * MANY) + pl.select(pl.duration(days=pl.lit(number % 300))).to_series()
    values = {
        "payroll_number": "0" + (9_000_000 + number).cast(pl.String), "from": first, "to": first.dt.offset_by("40d"),
        "edited_on": first.dt.offset_by("20d"), "received": first, "hours": pl.Series([1.0] * MANY), "kind": pl.Series(["x"] * MANY),
        "planned_from": first.cast(pl.Datetime("ms")), "incidents": number,
    }  # fmt: skip
    types = {field.name: DTYPES.get(field.type, pl.String) for field in BY_ID[system.source].fields}
    return pl.DataFrame({name: values.get(name, pl.Series([None] * MANY, dtype=types[name])) for name in system.columns})


@pytest.mark.parametrize("system", [each for each in systems.SYSTEMS if each.source in DIRT], ids=lambda each: each.source)
def test_each_kind_comes_at_its_share_and_each_row_is_spoilt_once(system: System) -> None:
    text = as_text(clean(system), system)
    soiled = soil(text, system, PLAN, PLAN.stream("test", system.stem))
    assert soiled.dirt["index"].is_unique().all()
    for kind in DIRT[system.source]:
        many = soiled.dirt.filter(pl.col("kind") == kind.name).height
        spread = 5 * (MANY * kind.share) ** 0.5
        fitting = 0.5 if kind.name in ("swapped_day",) else 1.0
        assert many <= MANY * kind.share + spread, kind.name
        assert many >= fitting * MANY * kind.share * 0.5 - spread, kind.name
    added = sum(kind.adds for kind in DIRT[system.source]) and soiled.table.height - MANY
    assert soiled.table.height == MANY + added
    untouched = soiled.origin >= 0
    assert soiled.table.filter(pl.Series(untouched)).equals(text[soiled.origin[untouched]])


def test_the_rates_are_those_of_real_systems() -> None:
    share = {(source, kind.name): kind.share for source, kinds in DIRT.items() for kind in kinds}
    assert 0.001 <= share["people", "duplicate"] <= 0.005
    between = ("sickness", "absence", "overtime", "conduct", "limited_duties", "duties")
    assert all(0.01 <= share[source, "unknown_person"] <= 0.04 for source in between)


def rows_of(small: SimpleNamespace, truth: dict[str, pl.DataFrame], kind: str, source: str) -> pl.DataFrame:
    named = truth["dirt"].filter(pl.col("kind") == kind).select("file", "row")
    return small.gathered.rows[source].join(named, on=["file", "row"])


def test_a_spell_entered_again_lies_within_the_first() -> None:
    soiled = soil(as_text(clean(systems.SICKNESS), systems.SICKNESS), systems.SICKNESS, PLAN, PLAN.stream("test"))
    day = [pl.col(name).str.to_date(systems.SICKNESS.day_format, strict=False) for name in ("from", "to")]
    table = soiled.table.with_columns(day)
    again = soiled.dirt.filter(pl.col("kind") == "overlap")["index"]
    first, second = table[again - 1], table[again]
    assert again.len() > 100
    assert (first["payroll_number"] == second["payroll_number"]).all()
    assert ((first["from"] < second["from"]) & (second["from"] <= second["to"]) & (second["to"] == first["to"])).all()


def test_a_second_number_is_nobody_elses_and_a_duty_planned_again_lies_within_the_first() -> None:
    people = soil(as_text(clean(systems.PEOPLE), systems.PEOPLE), systems.PEOPLE, PLAN, PLAN.stream("test"))
    second = people.table[people.dirt.filter(pl.col("kind") == "second_number")["index"]]["payroll_number"]
    assert second.len() > 10 and second.is_unique().all()
    assert second.str.starts_with("099").all() and second.cast(pl.Int64).min() > PLAN.payroll_room * 11  # type: ignore[operator]
    duties = soil(as_text(clean(systems.DUTIES), systems.DUTIES), systems.DUTIES, PLAN, PLAN.stream("test"))
    again = duties.dirt.filter(pl.col("kind") == "duty_overlap")["index"]
    stamp = pl.col("planned_from").str.to_datetime(systems.DUTIES.stamp_format, strict=False)
    times = duties.table.select(stamp).to_series()
    assert set((times[again] - times[again - 1]).dt.total_minutes()) <= {15, 30, 45}


def test_late_claims_are_months_late_and_known_by_the_extraction(small: SimpleNamespace, truth: dict[str, pl.DataFrame]) -> None:
    late = rows_of(small, truth, "late_claim", "overtime")
    lag = (late["edited_on"] - late["from"]).dt.total_days()
    assert late.height > 20
    assert lag.min() >= 60 + 14 and late["edited_on"].max() <= small.plan.extracted_on  # type: ignore[operator]


def test_a_lost_link_is_a_number_outside_the_range_and_no_two_people_share_it(
    small: SimpleNamespace, truth: dict[str, pl.DataFrame]
) -> None:
    lost = rows_of(small, truth, "unknown_person", "overtime")
    assert lost["payroll_number"].str.starts_with("08").all() and not lost["linked"].any()
    assert small.gathered.rows["people"]["payroll_number"].str.starts_with("09").all()


@pytest.mark.parametrize(
    ("months", "first_days"),
    [
        pytest.param(17, [], id="none in a window too short to leave a year alone"),
        pytest.param(24, [date(2025, 10, 1)] * 2, id="the October before the last twelve months"),
        pytest.param(18, [date(2025, 10, 1)] * 2, id="the shortest window that has them"),
    ],
)
def test_definition_breaks_leave_the_last_year_to_the_new_rule(months: int, first_days: list[date]) -> None:
    plan = Plan(500, months, 3, end=Month(2026, 10))
    assert [each.first_day for each in breaks.breaks(plan)] == first_days


def test_a_break_changes_how_is_counted_and_from_which_day() -> None:
    day = breaks.breaks(PLAN)[0].first_day
    dates = [day - timedelta(days=1), day]
    rows = pl.DataFrame({"day": dates * 500, "incidents": [40] * 1000})
    sums = breaks.recounted(PLAN, rows).group_by("day").agg(pl.col("incidents").mean()).sort("day")
    assert sums["incidents"][0] == 40
    assert sums["incidents"][1] == pytest.approx(50, rel=0.03)
    named = breaks.recoded(PLAN, pl.DataFrame({"from": dates, "kind": [breaks.OLD_CODE] * 2}))
    assert named["kind"].to_list() == [breaks.OLD_CODE, breaks.NEW_CODE]


def test_every_kind_is_in_the_dictionary() -> None:
    assert MADE | {"nobody_identified", "definition_break"} == set(dictionary.KINDS)
