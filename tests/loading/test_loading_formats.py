"""Text to days, times, hours and money in the declared form; what has another form is null with a reason, never a guess."""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
import pytest

from lib.checking import amounts, times
from lib.checking.casting import cast
from lib.checking.formats import Formats
from lib.sources import BY_ID


def one(text: str | None, made: pl.Expr) -> object:
    return pl.DataFrame({"x": [text]}, schema={"x": pl.String}).select(made).item()


MONEY = {
    "£1,234.56": 1234.56, "1234.5": 1234.5, "(123.45)": -123.45, "£(1,000)": -1000.0, "$-140.00": -140.0, "-£12": -12.0, "12.50-": -12.5,
    "1,234,567.89": 1234567.89, "€ 7": 7.0, "7 €": 7.0, "$0.00": 0.0, ".5": 0.5, "−3": -3.0, "1'234.50": 1234.5,
    "1,23": None, "12,34,567": None, "1.234,56": None, "((5))": None, "(5": None, "-(5)": None, "1e3": None, "NaN": None, "££5": None,
    "5 5": None, "£": None, "": None, "1,2345": None, "twelve": None,
}  # fmt: skip
COMMA = {"1.234,56 €": 1234.56, "1234,5": 1234.5, "(2,50)": -2.5, "1.234": 1234.0, "1,234.56": None, "12.34": None}


@pytest.mark.parametrize("text", MONEY)
def test_money(text: str) -> None:
    assert one(text, amounts.money(pl.col("x"), Formats())) == MONEY[text]


@pytest.mark.parametrize("text", COMMA)
def test_money_with_a_decimal_comma(text: str) -> None:
    assert one(text, amounts.money(pl.col("x"), Formats(decimal_mark=","))) == COMMA[text]


HOURS = [
    ("decimal", "7.5", 7.5), ("decimal", "7:30", None), ("decimal", "1e1", None), ("decimal", "7,5", None),
    ("hh:mm", "07:30", 7.5), ("hh:mm", "7:30", 7.5), ("hh:mm", "130:15", 130.25), ("hh:mm", "7:30:00", 7.5), ("hh:mm", "7:60", None),
    ("hh:mm", "7.5", None), ("hh:mm", "-1:30", -1.5), ("hh:mm", "7:30:20", None),
    ("hh.mm", "7.30", 7.5), ("hh.mm", "7.5", None), ("hh.mm", "7.75", None),
    ("7h30", "7h30", 7.5), ("7h30", "7h", 7.0), ("7h30", "7 H 5", 7 + 5 / 60), ("7h30", "7.5h", None), ("7h30", "7", None),
    ("hhmm", "730", 7.5), ("hhmm", "0730", 7.5), ("hhmm", "30", 0.5), ("hhmm", "5", 5 / 60), ("hhmm", "760", None), ("hhmm", "", None),
    ("minutes", "450", 7.5), ("minutes", "7:30", None),
]  # fmt: skip


@pytest.mark.parametrize(("style", "text", "value"), HOURS)
def test_hours(style: str, text: str, value: float | None) -> None:
    assert one(text, amounts.hours(pl.col("x"), Formats(hours=style))) == (value if value is None else pytest.approx(value))


def test_decimal_comma_in_hours() -> None:
    assert one("7,5", amounts.hours(pl.col("x"), Formats(decimal_mark=","))) == 7.5
    assert one("7.5", amounts.hours(pl.col("x"), Formats(decimal_mark=","))) is None


DAYS = [
    ("03/04/26", Formats(day=("%d/%m/%y",), pivot=50), date(2026, 4, 3)),
    ("03/04/49", Formats(day=("%d/%m/%y",), pivot=50), date(2049, 4, 3)),
    ("03/04/50", Formats(day=("%d/%m/%y",), pivot=50), date(1950, 4, 3)),
    ("29/02/00", Formats(day=("%d/%m/%y",), pivot=1), date(2000, 2, 29)),
    ("29/02/68", Formats(day=("%d/%m/%y",), pivot=30), date(1968, 2, 29)),
    ("29/02/23", Formats(day=("%d/%m/%y",), pivot=30), None),
    ("1 Mar 2026", Formats(day=("%d/%m/%Y", "%d %b %Y")), date(2026, 3, 1)),
    ("01/03/2026", Formats(day=("%d/%m/%Y", "%d %b %Y")), date(2026, 3, 1)),
    ("2026-03-01", Formats(day=("%d/%m/%Y",)), None),
    ("2026-03-01 00:00", Formats(), date(2026, 3, 1)),
    ("2026-03-01 07:00", Formats(), None),
    ("1899-12-31", Formats(), None),
    ("31/04/2026", Formats(day=("%d/%m/%Y",)), None),
]


@pytest.mark.parametrize(("text", "formats", "value"), DAYS)
def test_days(text: str, formats: Formats, value: date | None) -> None:
    assert one(text, times.day(pl.col("x"), formats)[0]) == value


CLOCK = Formats(day=("%d/%m/%Y",), time="hh:mm")
STAMPS = [  # January: local time is UTC
    ("05/01/2026 07:30", CLOCK, datetime(2026, 1, 5, 7, 30)),
    ("05/01/2026 | 25:30", CLOCK, datetime(2026, 1, 6, 1, 30)),
    ("05/01/2026 24:00", CLOCK, datetime(2026, 1, 6)),
    ("05/01/2026 47:59", CLOCK, datetime(2026, 1, 6, 23, 59)),
    ("05/01/2026 48:00", CLOCK, None),
    ("05/01/2026 7:60", CLOCK, None),
    ("05/01/2026", CLOCK, None),
    ("07:30", CLOCK, None),
    ("05/01/2026 | 0730", Formats(day=("%d/%m/%Y",), time="hhmm"), datetime(2026, 1, 5, 7, 30)),
    ("05/01/2026 | 730", Formats(day=("%d/%m/%Y",), time="hhmm"), datetime(2026, 1, 5, 7, 30)),
    ("05/01/2026 | 30", Formats(day=("%d/%m/%Y",), time="hhmm"), datetime(2026, 1, 5, 0, 30)),
    ("05/01/2026 | 5", Formats(day=("%d/%m/%Y",), time="hhmm"), datetime(2026, 1, 5, 0, 5)),
    ("05/01/2026 | 160", Formats(day=("%d/%m/%Y",), time="hhmm"), None),
    ("05/01/2026 | 2530", Formats(day=("%d/%m/%Y",), time="hhmm"), datetime(2026, 1, 6, 1, 30)),
    ("05/01/26 07.30", Formats(day=("%d/%m/%y",), time="hh.mm", pivot=50), datetime(2026, 1, 5, 7, 30)),
    ("5 Jan 2026 07:30", Formats(day=("%d %b %Y",), time="hh:mm"), datetime(2026, 1, 5, 7, 30)),
    ("050126 0730", Formats(stamp="%d%m%y %H%M", pivot=50), datetime(2026, 1, 5, 7, 30)),
    ("01/07/2026 07:30", CLOCK, datetime(2026, 7, 1, 6, 30)),
    ("28/03/2026 25:30", CLOCK, None),  # half past one of 29 March does not exist: the clocks skip it
]


@pytest.mark.parametrize(("text", "formats", "value"), STAMPS)
def test_stamps(text: str, formats: Formats, value: datetime | None) -> None:
    assert one(text, times.stamp(pl.col("x"), formats)[0]) == value


def duty(**more: str) -> pl.DataFrame:
    row = {"payroll_number": "1", "state": "worked", "planned_from": "05/01/2026 22:00", "planned_to": "05/01/2026 07:00"} | more
    return pl.DataFrame([row])


def test_an_end_before_its_start_is_of_the_next_day_where_declared() -> None:
    overnight = Formats(day=("%d/%m/%Y",), time="hh:mm", overnight=True)
    made = cast(duty(worked_from="05/01/2026 22:00", worked_to="05/01/2026 22:00"), BY_ID["duties"], overnight).row(0, named=True)
    assert made["failed_reason"] is None
    assert (made["planned_to"], made["worked_to"]) == (datetime(2026, 1, 6, 7), datetime(2026, 1, 6, 22))
    assert cast(duty(planned_to="05/01/2026 23:00"), BY_ID["duties"], overnight)["planned_to"][0] == datetime(2026, 1, 5, 23)
    assert cast(duty(), BY_ID["duties"], CLOCK)["failed_reason"][0] == "end_before_start", "nothing is guessed where it is not"


def test_a_cell_without_a_value_fails_its_field_even_where_any_text_would_do() -> None:
    made = cast(pl.DataFrame({"payroll_number": ["1"], "unit": ["\0error #REF!"], "rank": ["PC"], "function": ["x"],
                              "from": ["2026-01-01"]}), BY_ID["postings"], Formats())  # fmt: skip
    assert made.select("failed_field", "failed_reason").row(0) == ("unit", "cell_without_value")
