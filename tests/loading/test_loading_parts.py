"""The pure parts: casts, classes, bands, pseudonyms, snapshots. Each case says which boundary it proves."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from lib.checking import classifying
from lib.checking.casting import Formats, cast
from lib.checking.classifying import Words
from lib.checking.ranks import rank_band
from lib.linking import pseudonym, pseudonyms, shared_numbers, to_payroll_numbers
from lib.loading.snapshots import dated_people, dated_postings
from lib.sources import BY_ID


def stamps(*texts: str, pattern: str | None = None) -> pl.DataFrame:
    frame = pl.DataFrame(
        {"payroll_number": ["1"] * len(texts), "planned_from": texts, "planned_to": ["2099-01-01 00:00"] * len(texts)}
    )
    return cast(frame.with_columns(planned_to=pl.lit(None, dtype=pl.String)), BY_ID["duties"], Formats(stamp=pattern))


def test_stamps_are_london_time_and_become_utc() -> None:
    """Summer is an hour ahead; autumn's repeated hour is the earlier; spring's skipped hour is no time."""
    made = stamps("2026-01-05 07:00", "2026-07-05 07:00", "2026-10-25 01:30", "2026-03-29 01:30")
    assert made["planned_from"].to_list()[:3] == [datetime(2026, 1, 5, 7), datetime(2026, 7, 5, 6), datetime(2026, 10, 25, 0, 30)]
    assert made["failed_reason"][3] == "missing" or made["failed_field"][3] == "planned_from"
    assert made["planned_from"][3] is None


def test_two_digit_years_and_packed_times() -> None:
    assert stamps("0507262200", pattern="%d%m%y%H%M")["planned_from"][0] == datetime(2026, 7, 5, 21)


@pytest.mark.parametrize(
    ("text", "hours", "value"),
    [
        ("7.5", "decimal", 7.5),
        (".5", "decimal", 0.5),
        ("7,5", "decimal", None),
        ("1e3", "decimal", None),
        ("NaN", "decimal", None),
        ("inf", "decimal", None),
        ("-1", "decimal", -1.0),
        ("7:30", "hh:mm", 7.5),
        ("30:00", "hh:mm", 30.0),
        ("7:60", "hh:mm", None),
        ("7.5", "hh:mm", None),
    ],
)
def test_hours(text: str, hours: str, value: float | None) -> None:
    frame = pl.DataFrame({"payroll_number": ["1"], "from": ["2026-01-01"], "hours_lost": [text]})
    made = cast(frame, BY_ID["sickness"], Formats(hours=hours))
    assert made["hours_lost"][0] == value
    assert (made["failed_field"][0] == "hours_lost") is (value is None or value < 0)


@pytest.mark.parametrize(
    ("text", "value"), [("1,234.50", 1234.5), ("£12", 12.0), ("-3.5", -3.5), ("1,23", None), ("12 GBP", None)]
)
def test_money(text: str, value: float | None) -> None:
    frame = pl.DataFrame({"payroll_number": ["1"], "from": ["2026-01-01"], "kind": ["casual"], "pay": [text]})
    assert cast(frame, BY_ID["overtime"], Formats())["pay"][0] == value


@pytest.mark.parametrize(("text", "value"), [("Yes", True), ("n", False), ("1", True), ("FALSE", False), ("maybe", None)])
def test_yes_and_no(text: str, value: bool | None) -> None:
    frame = pl.DataFrame({"payroll_number": ["1"], "from": ["2026-01-01"], "kind": ["x"], "authorised": [text]})
    made = cast(frame, BY_ID["absence"], Formats())
    assert made["authorised"][0] is value
    assert (made["failed_reason"][0] == "not_yes_or_no") is (value is None)


def test_rules_across_fields() -> None:
    """The end may be the start; before it may not; nothing starts after the exports were taken."""
    frame = pl.DataFrame(
        {
            "payroll_number": ["1"] * 3,
            "from": ["2026-01-05", "2026-01-05", "2026-03-02"],
            "to": ["2026-01-05", "2026-01-04", None],
        }
    )
    made = cast(frame, BY_ID["sickness"], Formats(), date(2026, 3, 1))
    assert made["failed_reason"].to_list() == [None, "end_before_start", "in_the_future"]


def test_what_never_counts_and_what_does() -> None:
    reasons = ["Pregnancy related", "Injury on duty", "Assaulted on duty", "Minor injury", "Cold", None, "Carer's stress"]
    frame = pl.DataFrame({"reason": reasons, "phased_return": [None, None, None, None, True, None, None]})
    made = classifying.sickness(frame, Words())
    assert made["counted"].to_list() == [False, False, False, True, False, True, False]
    assert made["reason_group"].to_list() == [None, None, None, "injury", None, None, None]
    assert "reason" not in made.columns


def test_other_absence_counts_only_when_unauthorised() -> None:
    kinds = ["Annual leave", "AWOL", "Jury service", "Unpaid leave", "Unpaid leave", "unauthorised_absence", "Something new"]
    frame = pl.DataFrame({"kind": kinds, "authorised": [True, None, False, False, True, None, False]})
    made = classifying.absence(frame, Words())
    assert made["unauthorised"].to_list() == [False, True, False, True, False, True, False]
    assert made["counted"].to_list() == made["unauthorised"].to_list()
    assert classifying.absence(frame, Words(unauthorised=("something",)))["counted"][6] is True
    assert classifying.absence(frame, Words(not_counted=("awol",)))["counted"][1] is False


def test_rank_bands() -> None:
    ranks = [
        "PC",
        "Detective Constable",
        "T/Sgt",
        "DS",
        "Chief Inspector",
        "Superintendent",
        "PCSO",
        "Grade C",
        "Special Sergeant",
        "Odd",
    ]
    kinds = ["officer"] * 6 + ["pcso", "staff", "special", "officer"]
    frame = pl.DataFrame({"rank": ranks, "person_kind": kinds})
    assert rank_band(frame).to_list() == [
        "constable", "constable", "sergeant", "sergeant", "inspector", "chief_officer", "pcso", "staff_c", "special", "odd",
    ]  # fmt: skip
    assert rank_band(frame, [("^odd$", "inspector")])[9] == "inspector"


def test_pseudonyms_are_stable_under_a_key_and_differ_between_keys() -> None:
    assert pseudonym(b"k" * 32, "00000042") == pseudonym(b"k" * 32, "00000042")
    assert pseudonym(b"k" * 32, "00000042") != pseudonym(b"l" * 32, "00000042")
    made = pseudonyms(b"k" * 32, [str(number) for number in range(20_000)])
    assert made["person_id"].n_unique() == 20_000
    assert made["person_id"].str.contains(r"^[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}$").all()


def test_a_number_that_two_people_share_links_nobody() -> None:
    people = pl.DataFrame({"payroll_number": ["1", "2", "3"], "warrant_number": ["A", "B", "B"]})
    assert shared_numbers(people, "warrant_number").to_list() == ["B"]
    assert to_payroll_numbers(pl.Series(["A", "B", "C", None]), people, "warrant_number").to_list() == ["1", None, None, None]


def test_snapshots_become_dated_postings() -> None:
    """Unmoved: one posting. Moved: two that touch. Gone and back: two with a gap. Missing at the end: ended the day before."""
    days = [date(2026, 1, 1), date(2026, 4, 1), date(2026, 7, 1)]
    seen = {"still": "AAA", "moved": "ABB", "back": "A.A", "gone": "AA."}
    rows = [
        {"payroll_number": who, "unit": unit, "rank": "PC", "from": day, "to": None, "snapshot_on": day}
        for who, units in seen.items()
        for day, unit in zip(days, units, strict=True)
        if unit != "."
    ]
    made = dated_postings(
        pl.DataFrame(rows, schema_overrides={"to": pl.Date}).sample(fraction=1.0, shuffle=True, seed=1), days, ["unit", "rank"]
    )
    found = {(row["payroll_number"], row["unit"], row["from"], row["to"]) for row in made.to_dicts()}
    assert found == {
        ("still", "A", days[0], None),
        ("moved", "A", days[0], date(2026, 3, 31)),
        ("moved", "B", days[1], None),
        ("back", "A", days[0], date(2026, 3, 31)),
        ("back", "A", days[2], None),
        ("gone", "A", days[0], date(2026, 6, 30)),
    }
    people = pl.DataFrame(
        {"payroll_number": ["still", "gone"], "left": [None, None], "snapshot_on": [days[2], days[1]]},
        schema_overrides={"left": pl.Date},
    )
    assert dated_people(people, days)["left"].to_list() == [None, date(2026, 6, 30)]
