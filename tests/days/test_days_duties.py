"""Duties by day: rests in real hours, runs, nights, late endings, rest days owed."""

from __future__ import annotations

import polars as pl
import pytest
from days_tables import POSTING, day, days_with, duty, force, span, tables, utc

from lib.days.owed import owed


def on_days(duties: list[dict], figure: str, month: str = "2026-03") -> list[str]:
    return days_with(tables(force(duties=duties), span(month, month))["person_days"], figure)


def test_what_is_a_rostered_duty() -> None:
    states = ("worked", "leave", "sick", "abstracted", "absent", "rest_day", "rest_day_returned", None)
    rows = [duty(f"2026-03-{n:02d} 07:00", f"2026-03-{n:02d} 17:00", state=state) for n, state in enumerate(states, 1)]
    assert on_days(rows, "rostered_duties_count") == ["03-01", "03-03", "03-04", "03-05", "03-08"]


def test_a_cancelled_rest_day_is_a_duty_and_counts() -> None:
    rows = [duty("2026-03-02 07:00", "2026-03-02 17:00", rest_day_cancelled=True)]
    assert on_days(rows, "rest_days_cancelled_count") == on_days(rows, "rostered_duties_count") == ["03-02"]


def test_a_field_that_is_never_recorded_makes_its_figure_unknown() -> None:
    rows = [duty("2026-03-02 07:00", "2026-03-02 17:00", rest_day_cancelled=None)]
    facts = force(duties=rows)
    derived = tables(facts)
    assert derived["person_days"]["rest_days_cancelled_count"].null_count() == 31
    assert derived["person_days"]["kept_on_count"].null_count() == 31, "no time booked off: nobody knows who was kept on"
    assert derived["person_days"]["short_rests_count"].null_count() == 0
    assert derived["unit_months"]["rest_days_owed_days"].null_count() == 2 and owed(facts["duties"]) is None


def test_a_duty_belongs_to_the_local_day_it_begins_on() -> None:
    assert on_days([duty("2026-06-02 00:30", "2026-06-02 08:00")], "rostered_duties_count", "2026-06") == ["06-02"]
    assert on_days([duty("2026-06-02 22:00", "2026-06-03 07:00")], "rostered_duties_count", "2026-06") == ["06-02"]


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        pytest.param([duty("2026-03-02 07:00", "2026-03-02 20:00"), duty("2026-03-03 07:00", "2026-03-03 17:00")], [],
                     id="11 h is not short"),
        pytest.param([duty("2026-03-02 07:00", "2026-03-02 20:00"), duty("2026-03-03 06:59", "2026-03-03 17:00")], ["03-03"],
                     id="a minute less is, on the later duty"),
        pytest.param([duty("2026-03-28 12:00", "2026-03-28 22:00"), duty("2026-03-29 09:30", "2026-03-29 17:00")], ["03-29"],
                     id="11.5 h by the clock are 10.5 h over the spring change"),
        pytest.param([duty("2026-03-02 07:00", "2026-03-02 12:00"), duty("2026-03-02 12:00", "2026-03-02 17:00")], [],
                     id="duties that touch are one stretch"),
        pytest.param([duty("2026-03-02 07:00", "2026-03-03 07:00"), duty("2026-03-02 09:00", "2026-03-02 10:00"),
                      duty("2026-03-03 16:00", "2026-03-03 22:00")], ["03-03"], id="rest is from the latest end, not the last row"),
        pytest.param([duty("2026-03-02 07:00", "2026-03-02 17:00", worked_to_at=utc("2026-03-02 21:00")),
                      duty("2026-03-03 07:00", "2026-03-03 17:00")], ["03-03"], id="the worked end counts, not the planned"),
        pytest.param([duty("2026-03-02 07:00", "2026-03-02 23:00"), duty("2026-03-03 07:00", "2026-03-03 17:00", state="sick")], [],
                     id="a duty not worked ends no rest"),
        pytest.param([duty("2026-03-02 07:00", "2026-03-02 23:00", person_id=None), duty("2026-03-03 07:00", "2026-03-03 17:00")], [],
                     id="an unlinked duty is nobody's"),
    ],
)  # fmt: skip
def test_short_rests(rows, found) -> None:
    assert on_days(rows, "short_rests_count") == found
    assert on_days(rows[::-1], "short_rests_count") == found, "whatever the order of the rows"


def test_the_autumn_change_gives_an_hour_back() -> None:
    rows = [duty("2026-10-24 12:00", "2026-10-24 22:00"), duty("2026-10-25 08:00", "2026-10-25 17:00")]
    assert on_days(rows, "short_rests_count", "2026-10") == [], "10 h by the clock are 11 real hours"


@pytest.mark.parametrize(
    ("begins", "ends", "night"),
    [
        pytest.param("2026-03-02 22:00", "2026-03-03 07:00", True, id="through the night"),
        pytest.param("2026-03-02 17:00", "2026-03-03 02:00", False, id="ends at two"),
        pytest.param("2026-03-02 17:00", "2026-03-03 02:01", True, id="a minute past two"),
        pytest.param("2026-03-02 02:00", "2026-03-02 10:00", True, id="begins at two"),
        pytest.param("2026-03-02 02:01", "2026-03-02 10:00", False, id="begins past two"),
        pytest.param("2026-03-28 23:00", "2026-03-29 02:30", True, id="spring night: two o'clock is there, one is not"),
    ],
)
def test_a_night_holds_two_o_clock(begins: str, ends: str, night: bool) -> None:
    assert bool(on_days([duty(begins, ends)], "nights_count")) == night


def test_a_long_run_begins_with_the_seventh_day_in_a_row() -> None:
    week = [duty(f"2026-03-{n:02d} 07:00", f"2026-03-{n:02d} 17:00") for n in range(2, 11)]
    assert on_days(week[:6], "long_runs_count") == []
    assert on_days(week, "long_runs_count") == ["03-08", "03-09", "03-10"]
    assert on_days([*week[:3], *week[4:]], "long_runs_count") == [], "a day off begins a new run"
    assert on_days([week[0], *week], "long_runs_count") == ["03-08", "03-09", "03-10"], "two duties on a day are one day"


def test_a_run_goes_over_the_month_end() -> None:
    rows = [duty(f"2026-02-{n:02d} 07:00", f"2026-02-{n:02d} 17:00") for n in range(23, 29)]
    assert on_days([*rows, duty("2026-03-01 07:00", "2026-03-01 17:00")], "long_runs_count") == ["03-01"]


def test_kept_on_is_half_an_hour_or_more() -> None:
    rows = [
        duty(f"2026-03-0{n} 07:00", f"2026-03-0{n} 17:00", worked_to_at=utc(f"2026-03-0{n} 17:{minute}"))
        for n, minute in ((2, "29"), (3, "30"))
    ]
    assert on_days(rows, "kept_on_count") == ["03-03"]


def test_rest_days_owed_are_given_back_first_in_first_out() -> None:
    def rest(when: str, **more) -> dict:
        return duty(f"2026-{when} 07:00", f"2026-{when} 17:00", **more)

    rows = [
        rest("02-25", state="rest_day_returned"), rest("02-26", rest_day_cancelled=True), rest("03-05", rest_day_cancelled=True),
        rest("03-10", state="rest_day_returned"), rest("03-20", state="rest_day_returned"), rest("03-25", rest_day_cancelled=True),
    ]  # fmt: skip
    balances = owed(force(duties=rows)["duties"])
    assert balances is not None and balances["owed_count"].to_list() == [0, 1, 2, 1, 0, 1], "the first repays an older debt"
    assert balances["oldest_on"].to_list() == [
        None,
        day("2026-02-26"),
        day("2026-02-26"),
        day("2026-03-05"),
        None,
        day("2026-03-25"),
    ]
    march = tables(force(duties=rows))["unit_months"].filter(pl.col("unit") == "U").row(0, named=True)
    assert march["rest_days_owed_days"] == 4 + 5 * 2 + 10 + 7
    assert march["rest_days_oldest_days"] == 6, "from 25 to 31 March"


def test_nothing_owed_is_an_age_of_nought_and_staff_are_owed_nothing() -> None:
    rows = [duty("2026-03-02 07:00", "2026-03-02 17:00")]
    unit = tables(force(duties=rows))["unit_months"].filter(pl.col("unit") == "U").row(0, named=True)
    assert (unit["rest_days_owed_days"], unit["rest_days_oldest_days"]) == (0, 0)
    empty = tables(force(duties=rows, postings=[POSTING]))["unit_months"].filter(pl.col("unit") == "V").row(0, named=True)
    assert empty["rest_days_oldest_days"] is None, "nobody in post: no age"
