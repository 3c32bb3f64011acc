"""People and days: each case names the boundary that it proves."""

from __future__ import annotations

import polars as pl
import pytest
from days_tables import PERSON, POSTING, day, days_with, duty, force, span, spell, table, tables

from lib.days.columns import CONDUCT_MONTHS, PERSON_DAYS, UNIT_MONTHS, UNIT_PERIODS, UNIT_PLACES
from lib.schema import METADATA
from lib.store import declared

MARCH = [f"03-{n:02d}" for n in range(1, 32)]


@pytest.mark.parametrize(
    ("name", "columns"),
    [
        ("person_days", PERSON_DAYS),
        ("unit_months", UNIT_MONTHS),
        ("conduct_months", CONDUCT_MONTHS),
        ("unit_periods", UNIT_PERIODS),
        ("unit_places", UNIT_PLACES),
    ],
)
def test_the_columns_are_those_of_the_schema(name: str, columns) -> None:
    assert list(columns.items()) == [(key, type(kind)) for key, kind in declared(METADATA.tables[name].columns).items()]
    assert dict(tables(force())[name].schema) == dict(columns)


def person_days(*over: str, **sources) -> pl.DataFrame:
    return tables(force(**sources), span(*over))["person_days"]


@pytest.mark.parametrize(
    ("spells", "events", "not_at_risk"),
    [
        pytest.param([spell("2026-03-10", "2026-03-12")], ["03-10"], ["03-11", "03-12"], id="first day is at risk, the rest not"),
        pytest.param([spell("2026-03-10", "2026-03-10")], ["03-10"], [], id="one day: nothing leaves exposure"),
        pytest.param([spell("2026-03-01", "2026-03-28")], ["03-01"], MARCH[1:28], id="28 days are short"),
        pytest.param([spell("2026-03-01", "2026-03-29")], [], MARCH[:29], id="29 days leave numerator and exposure"),
        pytest.param([spell("2026-03-30", None)], [], ["03-30", "03-31"], id="an open one is out from its first day"),
        pytest.param([spell("2026-03-10", "2026-03-11", counted=False)], [], ["03-10", "03-11"], id="uncounted: no event, not at risk"),
        pytest.param([spell("2026-03-10", "2026-03-11", counted=None)], ["03-10"], ["03-11"], id="without a class it counts"),
        pytest.param([spell("2026-03-10", "2026-03-12"), spell("2026-03-12", "2026-03-13")], ["03-10"], ["03-11", "03-12", "03-13"],
                     id="begun inside an earlier one is no event"),
        pytest.param([spell("2026-03-10", "2026-03-12"), spell("2026-03-13", "2026-03-13")], ["03-10", "03-13"], ["03-11", "03-12"],
                     id="the day after is a new event"),
        pytest.param([spell("2026-03-02", None), spell("2026-03-20", "2026-03-20")], [], MARCH[1:], id="inside an open one"),
        pytest.param([spell("2026-02-27", "2026-03-02")], [], ["03-01", "03-02"], id="begun last month: no event now, days count"),
        pytest.param([spell("2026-03-10", "2026-03-11", person_id=None)], [], [], id="a row that did not link touches nobody"),
    ],
)  # fmt: skip
def test_spells(spells, events, not_at_risk) -> None:
    days = person_days(sickness=spells)
    assert days_with(days, "sickness_spells_count") == events
    assert days_with(days, "at_risk_days", 0) == not_at_risk


def test_absence_that_is_not_counted_leaves_exposure_and_counted_absence_does_not() -> None:
    away = [
        {"person_id": "P", "from_on": day("2026-03-05"), "to_on": day("2026-03-06"), "counted": False, "unauthorised": False},
        {"person_id": "P", "from_on": day("2026-03-09"), "to_on": day("2026-03-10"), "counted": True, "unauthorised": True},
    ]
    days = person_days(absence=away, sickness=[spell("2026-03-20", "2026-03-20")])
    assert days_with(days, "at_risk_days", 0) == days_with(days, "uncounted_days") == ["03-05", "03-06"]
    assert days_with(days, "unauthorised_absences_count") == ["03-09"], "an occurrence counts on its first day alone"


@pytest.mark.parametrize(
    ("refused", "away"),
    [
        pytest.param(True, [], id="asked for and refused: nobody was away"),
        pytest.param(False, ["03-05", "03-06"], id="granted"),
        pytest.param(None, ["03-05", "03-06"], id="a force that does not record it"),
    ],
)
def test_leave_that_was_refused_takes_nobody_away(refused: bool | None, away: list[str]) -> None:
    row = {"person_id": "P", "from_on": day("2026-03-05"), "to_on": day("2026-03-06"), "counted": False, "unauthorised": False}
    days = person_days(absence=[row | {"refused": refused}], sickness=[spell("2026-03-20", "2026-03-20")])
    assert days_with(days, "at_risk_days", 0) == days_with(days, "uncounted_days") == away


def test_hours_lost_are_spread_over_the_days_of_the_spell() -> None:
    closed, still_open = spell("2026-02-27", "2026-03-02", lost_hours=32.0), spell("2026-03-30", None, lost_hours=16.0)
    hours = person_days(sickness=[closed, still_open])["sickness_lost_hours"]
    assert hours.sum() == pytest.approx(16 + 16) and hours[0] == hours[30] == 8.0
    assert hours[10] == 0.0, "no spell: none lost"
    assert person_days(sickness=[spell("2026-03-02", "2026-03-02")])["sickness_lost_hours"].null_count() == 31, "never recorded"


def test_the_last_day_is_the_day_of_extraction() -> None:
    days = person_days(
        "2026-03",
        "2026-04",
        "2026-03-20",
        duties=[duty("2026-04-02 07:00", "2026-04-02 17:00")],
        sickness=[spell("2026-03-19", None, lost_hours=16.0)],
    )
    assert days["day"].max() == day("2026-03-20") and days["sickness_lost_hours"].sum() == pytest.approx(16.0)


def test_months_that_nothing_speaks_of_are_left_out() -> None:
    facts = force(sickness=[spell("2026-03-30", None, lost_hours=16.0)])
    days = tables(facts, span("2026-03", "2026-05", "2026-05-15"))["person_days"]
    assert days["day"].max() == day("2026-03-31") and days["sickness_lost_hours"].sum() == pytest.approx(16.0)
    assert tables(force(), span("2026-03", "2026-05", "2026-05-15"))["person_days"]["day"].max() == day("2026-05-15")


def test_a_mover_is_where_they_were_each_day() -> None:
    moved = [POSTING | {"to_on": day("2026-03-10")}, POSTING | {"unit": "V", "from_on": day("2026-03-11"), "function": "cid"}]
    days = person_days(postings=moved)
    assert days.group_by("node", "unit", "function", maintain_order=True).len().rows() == [
        ("T", "U", "response", 10), ("V", "V", "cid", 21),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("more", "nodes"),
    [
        pytest.param({"unit": "V", "kind": "temporary", "from_on": day("2026-03-30"), "to_on": day("2026-03-30")},
                     ["T", "V", "T"], id="the latest-starting wins, and gives back"),
        pytest.param({"unit": "V", "kind": "acting", "from_on": day("2020-01-01")}, ["V", "V", "V"],
                     id="begun on one day: acting over substantive"),
        pytest.param({"unit": "V", "kind": None, "from_on": day("2020-01-01")}, ["V", "V", "V"], id="else the greater code"),
    ],
)  # fmt: skip
def test_a_day_with_two_postings_belongs_to_one(more, nodes) -> None:
    for rows in ([POSTING, POSTING | more], [POSTING | more, POSTING]):
        assert person_days(postings=rows)["node"].to_list()[28:] == nodes


def test_in_post_is_between_joining_and_leaving_with_a_posting() -> None:
    days = person_days(
        people=[PERSON | {"joined_on": day("2026-03-03"), "left_on": day("2026-03-20")}],
        postings=[POSTING | {"to_on": day("2026-03-05")}, POSTING | {"from_on": day("2026-03-10")}],
        sickness=[spell("2026-03-08", "2026-03-12"), spell("2026-03-21", "2026-03-22")],
    )
    assert [each.day for each in days["day"]] == [3, 4, 5, *range(10, 21)]
    assert days["sickness_spells_count"].sum() == 0, "one began between two postings, one after leaving: no event"
    assert days_with(days, "at_risk_days", 0) == ["03-10", "03-11", "03-12"]


def test_exposure_of_a_part_timer_and_of_a_post_without_fte() -> None:
    part = person_days(people=[PERSON | {"contracted_hours": 21.0}], postings=[POSTING | {"fte": 0.5}])
    assert part["fte_days"].sum() == pytest.approx(15.5) and part["contracted_hours"].sum() == pytest.approx(93.0)
    assert person_days(postings=[POSTING | {"fte": None}])["fte"].unique().to_list() == [1.0]


NEEDS = {
    "sickness": ("at_risk_days", "sickness_spells_count", "sickness_lost_hours"),
    "absence": ("unauthorised_absences_count",),
    "duties": ("rostered_duties_count", "rest_days_cancelled_count", "short_rests_count", "long_runs_count", "kept_on_count",
               "nights_count", "worked_hours"),
}  # fmt: skip


@pytest.mark.parametrize("absent", NEEDS)
@pytest.mark.parametrize("how", ["missing", "empty", "bare"])
def test_a_source_that_is_absent_gives_null_not_none(absent: str, how: str) -> None:
    away = {"person_id": "P", "from_on": day("2026-03-05"), "to_on": day("2026-03-05"), "counted": True}
    worked = duty("2026-03-02 07:00", "2026-03-02 17:00", worked_from_at=None, worked_to_at=None, rest_day_cancelled=True)
    worked |= {"worked_from_at": worked["planned_from_at"], "worked_to_at": worked["planned_to_at"]}
    facts = force(sickness=[spell("2026-03-10", "2026-03-12", lost_hours=8.0)], absence=[away], duties=[worked])
    del facts[absent]
    if how != "missing":
        facts[absent] = table(absent, []) if how == "empty" else pl.DataFrame()
    days = tables(facts)["person_days"]
    for source, figures in NEEDS.items():
        for figure in figures:
            assert days[figure].null_count() == (31 if source == absent else 0), figure
    assert days["in_post_days"].sum() == 31


def test_neither_absence_nor_sickness_means_uncounted_days_are_unknown() -> None:
    assert person_days()["uncounted_days"].null_count() == 31


def test_the_order_of_rows_changes_nothing() -> None:
    rows = [POSTING, POSTING | {"unit": "V", "from_on": day("2026-03-11")}]
    spells = [spell("2026-03-10", "2026-03-12"), spell("2026-03-12", "2026-03-13")]
    once = person_days(postings=rows, sickness=spells)
    assert once.equals(person_days(postings=rows[::-1], sickness=spells[::-1]))
