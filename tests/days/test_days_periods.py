"""Facts known for more than a month as a whole: summed by unit and period, and shared out over no month."""

from __future__ import annotations

import polars as pl
from days_tables import POSTING, day, force, span, tables

from lib.metrics import BY_ID
from lib.question import Month, Window
from lib.service import periods

YEAR, THREE, NEXT = Window(Month(2025, 12), 12), Window(Month(2025, 12), 3), Window(Month(2026, 3), 12)
PAY, PEOPLE = BY_ID["overtime_pay"], BY_ID["people_in_post"]


def claim(first: str, last: str | None, **more: object) -> dict:
    return {"person_id": "P", "from_on": day(first), "to_on": day(last) if last else None, "kind": "total", **more}


YEARS = [
    claim("2025-01-01", "2025-12-31", overtime_pay=100.0),
    claim("2025-01-01", "2025-12-31", overtime_pay=50.0, unit_charged="V"),
    claim("2025-01-01", "2025-12-31", overtime_pay=1.0, person_id=None),
    claim("2025-01-01", "2025-01-31", overtime_pay=7.0),
    claim("2026-01-01", "2026-02-01", overtime_pay=9.0),
]


def test_totals_over_a_month_stand_apart_by_unit_and_period_and_in_no_month() -> None:
    found = tables(force(overtime=YEARS), span("2025-01", "2026-03"))
    rows = (
        found["unit_periods"].select("source", "unit", "from_on", "to_on", "rows_count", "overtime_hours", "overtime_pay").rows()
    )
    whole = (day("2025-01-01"), day("2025-12-31"))
    assert rows == [
        ("overtime", "U", *whole, 1, None, 100.0),
        ("overtime", "U", day("2026-01-01"), day("2026-02-01"), 1, None, 9.0),
        ("overtime", "V", *whole, 1, None, 50.0),
    ], "31 days are a month's claim; nobody's is nowhere"
    months = found["unit_months"].filter(unit="U").sort("month")
    assert months["overtime_pay"].to_list() == [7.0] + [0.0] * 13, "never shared out"
    assert months.height == 14, "a year's total is heard of to its end"


def test_postings_stated_for_a_year_bound_the_windows_that_count_people() -> None:
    listed = [POSTING | {"from_on": day("2025-01-01"), "to_on": day("2025-12-31"), "by_period": True}]
    parts = tables(force(postings=listed), span("2025-01", "2025-12"))["unit_periods"]
    assert parts.select("source", "unit", "rows_count").rows() == [("postings", "U", 1)]
    assert periods.cut(parts, PEOPLE, THREE) == {"U"} and periods.cut(parts, PAY, NEXT) == {"U"}
    assert periods.cut(parts, PEOPLE, YEAR) == frozenset() and periods.cut(parts, BY_ID["sickness_spells"], THREE) == frozenset()
    assert periods.told(parts, PEOPLE, THREE) == "known for 2025 as a whole only: choose 12 months to Dec 2025"
    assert periods.told(parts, PEOPLE, YEAR) == ""
    daily = [POSTING | {"from_on": day("2025-01-01"), "to_on": day("2025-12-31")}]
    assert tables(force(postings=daily), span("2025-01", "2025-12"))["unit_periods"].is_empty(), "a posting of a year is no list"


def test_a_window_sums_its_months_and_the_periods_inside_it() -> None:
    found = tables(force(overtime=YEARS), span("2025-01", "2026-03"))
    of = {window: periods.pay(found["unit_months"], found["unit_periods"], window) for window in (YEAR, THREE)}
    assert of[YEAR] is not None and dict(of[YEAR].rows()) == {"U": 107.0, "V": 50.0}
    assert of[THREE] is not None and dict(of[THREE].rows()) == {"U": 0.0, "V": 0.0}
    assert periods.cut(found["unit_periods"], PAY, THREE) == {"U", "V"}, "so the nought is not shown"
    silent = tables(force(overtime=[claim("2025-01-01", "2025-12-31", claimed_hours=5.0)]), span("2025-01", "2025-12"))
    assert periods.pay(silent["unit_months"], silent["unit_periods"], YEAR) is None, "nothing said is not nought"


def test_a_series_has_one_row_for_a_whole_period() -> None:
    found = tables(force(overtime=YEARS), span("2025-01", "2026-03"))
    months = [Month(2025, 1).plus(n).first_day for n in range(15)]
    rows = pl.DataFrame({"month": months, "numerator": [1.0] * 15, "denominator": [0.5] * 15})
    whole = periods.whole_rows(rows, found["unit_periods"].filter(unit="U"))
    assert whole.select("month", "months", "numerator", "denominator").rows() == [
        (day("2025-12-01"), 12, 12.0, 6.0),
        (day("2026-02-01"), 2, 2.0, 1.0),
        (day("2026-03-01"), 1, 1.0, 0.5),
    ]
    late = periods.whole_rows(rows.slice(3), found["unit_periods"].filter(unit="V"))
    assert late["month"].to_list() == months[12:], "a period that the months do not hold to both ends gives nothing"


def test_a_movers_claim_belongs_to_where_they_stood_on_its_first_day() -> None:
    """A claim has days of its own: they are not those of the posting."""
    moved = [POSTING | {"to_on": day("2026-02-28")}, POSTING | {"unit": "V", "from_on": day("2026-03-01")}]
    claims = [claim("2026-02-10", "2026-02-10", overtime_pay=5.0), claim("2025-12-01", "2026-02-28", overtime_pay=8.0)]
    found = tables(force(overtime=claims, postings=moved), span("2026-02", "2026-03"))
    assert found["unit_months"].filter(pl.col("overtime_pay") > 0)["unit"].to_list() == ["U"]
    assert found["unit_periods"]["unit"].to_list() == ["U"]
