"""The coverage calendar: what is a gap, what its table and its words say."""

from lib.figures import coverage
from lib.pictures import Calendar, CalendarRow

MONTHS = ("2026-01", "2026-02", "2026-03", "2026-04")


def row(*values: float | None, complete: tuple[bool, ...] = (True,) * 4) -> CalendarRow:
    return CalendarRow("Duties", values, complete)


def test_a_gap_lies_between_months_with_rows() -> None:
    assert coverage.gaps(row(9, None, 9, 9), MONTHS) == ("2026-02",)
    assert coverage.gaps(row(None, 9, 9, None), MONTHS) == ()  # not begun, or not arrived yet
    assert coverage.gaps(row(9, None, None, 9), MONTHS) == ()  # a source that is often silent
    assert coverage.gaps(row(None, None, None, None), MONTHS) == ()


def test_the_table_says_what_the_picture_shows() -> None:
    shown = coverage.picture(Calendar(MONTHS, (row(1200, None, 9, 9, complete=(True, True, True, False)),), "rows"))
    assert shown.table["Duties"].to_list() == ["1,200", "no rows", "9", "9 *"]
    assert "no rows in 2026-02" in shown.alt
    assert len(shown.figure.data[0].x) == 4 and list(shown.figure.data[0].text) == ["", "!", "", ""]


def test_an_empty_calendar_is_drawn() -> None:
    assert coverage.picture(Calendar((), (), "rows"), phone=True).alt.startswith("0 sources")
