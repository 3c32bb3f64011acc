"""Rules across rows: what each finds and what it leaves, with the boundary that each row stands on."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from lib.checking.rules import BY_ID, RULES
from lib.checking.rules.intervals import begins_within, chains, days
from lib.checking.rules.overlapping_duties import merged as merged_duties
from lib.checking.rules.overlapping_spells import merged as merged_spells

ON = {"snapshot_on": None, "person_by": "payroll_number", "file": "a.csv", "order": 0}
TYPES = {
    "snapshot_on": pl.Date, "to": pl.Date, "from": pl.Date, "left": pl.Date, "joined": pl.Date, "name": pl.String, "warrant_number": pl.String,
    "kind": pl.String, "valid_from": pl.Date, "valid_to": pl.Date, "parent": pl.String, "reason": pl.String, "certification": pl.String,
    "phased_return": pl.Boolean, "hours_lost": pl.Float64, "payroll_number": pl.String, "worked_from": pl.Datetime("us"),
    "worked_to": pl.Datetime("us"), "rest_day_cancelled": pl.Boolean, "ordered": pl.Boolean, "notice_days": pl.Int64,
}  # fmt: skip


def frame(fields: str, *rows: tuple[object, ...]) -> pl.DataFrame:
    """Rows of the named fields, with what every gathered row has; null in any other field of `TYPES` that a rule may look at."""
    names = fields.split()
    empty = {name: None for name in TYPES if name not in names}
    made = [ON | empty | dict(zip(names, row, strict=True)) | {"row": number} for number, row in enumerate(rows, 2)]
    return pl.DataFrame(made, schema_overrides=TYPES)


def found(rule: str, source: str, **rows: pl.DataFrame) -> list[int]:
    """Positions that a rule marks."""
    return BY_ID[rule].find(rows, source).arg_true().to_list()


def january(day: int) -> date:
    return date(2026, 1, day)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_finds_and_may_do_what_it_does(rule: object) -> None:
    assert rule.default in rule.may and rule.sentence and rule.sources  # type: ignore[attr-defined]
    assert ("quarantine" in rule.may) == (rule.reason is not None)  # type: ignore[attr-defined]
    assert rule.says or rule.may == ("quarantine",)  # type: ignore[attr-defined]


def test_intervals_of_different_people_never_meet() -> None:
    rows = frame(
        "payroll_number from to", ("1", january(1), january(9)), ("2", january(2), january(3)), (None, january(2), january(3))
    )
    assert begins_within(rows, "payroll_number", days("from"), days("to")).to_list() == [False, False, False]


def test_a_long_interval_reaches_past_a_short_one() -> None:
    rows = frame(
        "payroll_number from to", ("1", january(1), january(20)), ("1", january(3), january(4)), ("1", january(10), january(11))
    )
    assert begins_within(rows, "payroll_number", days("from"), days("to")).to_list() == [False, True, True]
    assert chains(rows, "payroll_number", days("from"), days("to")).n_unique() == 1


def test_spells_overlap_on_the_last_day_and_touch_on_the_next() -> None:
    rows = frame(
        "payroll_number from to",
        ("1", january(1), january(5)), ("1", january(5), january(6)), ("1", january(7), january(8)), ("1", january(10), None),
        ("1", january(20), january(21)),
    )  # fmt: skip
    assert found("overlapping_spells", "sickness", sickness=rows) == [1, 4]
    assert found("adjacent_spells", "sickness", sickness=rows) == [2]


def test_overlapping_spells_become_one_and_days_count_their_hours_once() -> None:
    """8 h a day: five days, then four of which two are new; a self-certified spell and a fit note; two reasons side by side."""
    rows = frame(
        "payroll_number from to reason hours_lost certification",
        ("1", january(1), january(5), "Cold", 40.0, "self"), ("1", january(4), january(7), "Assault", 32.0, "fit_note"),
        ("2", january(4), january(7), "Flu", 32.0, None),
    )  # fmt: skip
    one, other = merged_spells(rows).sort("payroll_number").to_dicts()
    assert (one["from"], one["to"], one["hours_lost"], one["certification"], one["row"]) == (
        january(1),
        january(7),
        56.0,
        "fit_note",
        2,
    )
    assert one["reason"] == "Cold | Assault"
    assert (other["hours_lost"], other["reason"]) == (32.0, "Flu")


def test_a_spell_inside_another_adds_nothing_and_an_open_one_stays_open() -> None:
    inside = frame("payroll_number from to hours_lost", ("1", january(1), january(9), 72.0), ("1", january(3), january(4), None))
    assert merged_spells(inside).select("to", "hours_lost").rows() == [(january(9), 72.0)]
    opened = frame("payroll_number from to hours_lost", ("1", january(1), january(9), 72.0), ("1", january(3), None, 8.0))
    assert merged_spells(opened).select("to", "hours_lost").rows() == [(None, 80.0)]
    unknown = frame("payroll_number from to hours_lost", ("1", january(1), january(2), 16.0), ("1", january(2), january(4), None))
    assert merged_spells(unknown)["hours_lost"].to_list() == [None]


def test_adjacent_spells_merge_only_where_asked_for() -> None:
    rows = frame("payroll_number from to hours_lost", ("1", january(1), january(7), 40.0), ("1", january(8), january(9), 16.0))
    assert merged_spells(rows).height == 2
    assert merged_spells(rows, reach=1).select("from", "to", "hours_lost").rows() == [(january(1), january(9), 56.0)]


def at(day: int, hour: int) -> datetime:
    return datetime(2026, 1, day, hour)


def test_duties_that_overlap_become_one_and_those_that_touch_do_not() -> None:
    """7-15 and 14-22 are one; 22-6 begins as that ends; a course of three days swallows nothing."""
    rows = frame(
        "payroll_number planned_from planned_to worked_to rest_day_cancelled notice_days",
        ("1", at(1, 7), at(1, 15), None, False, 10), ("1", at(1, 14), at(1, 22), at(1, 23), True, 2),
        ("1", at(1, 22), at(2, 6), None, None, None), ("1", at(5, 7), at(8, 7), None, None, None), ("1", at(6, 7), at(6, 15), None, None, None),
    )  # fmt: skip
    assert found("overlapping_duties", "duties", duties=rows) == [1]
    made = merged_duties(rows)
    assert made.height == 4
    first = made.row(0, named=True)
    assert (first["planned_from"], first["planned_to"], first["worked_to"]) == (at(1, 7), at(1, 22), at(1, 23))
    assert (first["rest_day_cancelled"], first["notice_days"]) == (True, 2)


def test_postings_with_gaps_and_overlaps() -> None:
    """Acting up over a substantive post is none; a day without a posting is a gap, the next day is not; snapshots are neither."""
    rows = frame(
        "payroll_number from to kind snapshot_on",
        ("1", january(1), january(10), None, None), ("1", january(8), january(20), "substantive", None),
        ("1", january(9), january(9), "acting", None), ("2", january(1), january(10), None, None), ("2", january(11), january(12), None, None),
        ("2", january(14), None, None, None), ("3", january(1), None, None, january(1)), ("3", january(9), None, None, january(9)),
    )  # fmt: skip
    assert found("overlapping_postings", "postings", postings=rows) == [1]
    assert found("posting_gaps", "postings", postings=rows) == [5]


def test_postings_outside_service() -> None:
    people = frame("payroll_number joined left", ("1", january(5), january(20)), ("2", None, None))
    rows = frame(
        "payroll_number from to", ("1", january(4), None), ("1", january(5), january(20)), ("1", january(6), january(21)),
        ("1", january(21), None), ("2", january(1), None), ("9", january(1), None),
    )  # fmt: skip
    assert found("posting_outside_service", "postings", postings=rows, people=people) == [0, 2, 3]


def test_a_number_with_two_people_is_neither_s() -> None:
    """A changed name is a correction, a corrected day too; both at once is another person, wherever the number stands."""
    people = frame(
        "payroll_number name joined",
        ("1", "Ash", january(1)), ("1", "Rowan", january(1)), ("2", "Birch", january(1)), ("2", "BIRCH ", january(2)),
        ("3", "Cedar", january(1)), ("3", "Damson", january(2)),
    )  # fmt: skip
    assert found("one_number_two_people", "people", people=people) == [4, 5]
    rows = frame("payroll_number from", ("3", january(1)), ("1", january(1)), (None, january(1)))
    assert found("one_number_two_people", "sickness", sickness=rows, people=people) == [0]


def test_where_the_number_is_a_name_two_rows_in_one_file_are_two_people() -> None:
    people = frame(
        "payroll_number file person_by", ("Ash | Fire", "a", "name"), ("Ash | Fire", "b", "name"), ("Birch | Fire", "a", "name")
    )
    assert found("one_number_two_people", "people", people=people) == []
    again = pl.concat([people, people[2:]])
    assert found("one_number_two_people", "people", people=again) == [2, 3]


def test_two_numbers_that_may_be_one_person() -> None:
    people = frame(
        "payroll_number name joined warrant_number",
        ("1", "Ash", january(1), "W1"), ("2", "Other", january(3), "W1"), ("3", "Cedar, A", january(1), None),
        ("4", "CEDAR A", january(1), None), ("5", "Cedar, A", january(2), None), ("6", None, january(1), None),
    )  # fmt: skip
    assert found("two_numbers_one_person", "people", people=people) == [0, 1, 2, 3]


def test_a_snapshot_that_says_two_things() -> None:
    rows = frame(
        "payroll_number snapshot_on unit rank function",
        ("1", january(1), "A", "PC", "R"), ("1", january(1), "B", "PC", "R"), ("2", january(1), "A", "PC", "R"),
        ("2", january(1), "A", "PC", "R"), ("1", january(9), "B", "PC", "R"), ("3", None, "A", "PC", "R"), ("3", None, "B", "PC", "R"),
    )  # fmt: skip
    assert found("snapshots_disagree", "postings", postings=rows) == [0, 1]


def test_the_tree_of_units() -> None:
    """A loop, what hangs on it, a lost parent and what hangs on that; a top and its children are sound."""
    units = frame(
        "unit parent", ("F", None), ("C", "F"), ("A", "B"), ("B", "A"), ("X", "A"), ("L", "nowhere"), ("M", "L"), ("S", "S"),
    )  # fmt: skip
    assert found("unit_cycle", "units", units=units) == [2, 3, 7]
    assert found("unit_without_parent", "units", units=units) == [2, 3, 4, 5, 6, 7]


def test_a_unit_on_days_when_its_parent_is_not() -> None:
    units = frame(
        "unit parent valid_from valid_to",
        ("F", None, january(5), None), ("early", "F", january(4), None), ("same", "F", january(5), None), ("ever", "F", None, None),
        ("G", None, None, january(9)), ("late", "G", None, january(10)), ("alone", "Z", january(1), None),
    )  # fmt: skip
    assert found("unit_before_parent", "units", units=units) == [1, 3, 5]


def test_unknown_units_and_persons() -> None:
    units, people = frame("unit parent", ("U", None)), frame("payroll_number name", ("1", "Ash"))
    rows = frame("payroll_number unit", ("1", "U"), ("2", "Z"), (None, None))
    assert found("unknown_unit", "postings", postings=rows, units=units) == [1]
    assert found("unknown_person", "postings", postings=rows, people=people) == [1, 2]
