"""The Streamlit pieces that decide what a click opens and how words are shown."""

import pytest
import streamlit as st

from lib.pictures import Lane
from lib.service.values import MeasureRow
from lib.ui.drawing import charts, tables, texts

LANE = Lane("", (), (), None, None, "usual", "record")


def row(title: str, unit: str) -> MeasureRow:
    return MeasureRow("", title, "record", "1", "0–2", unit, "usual", LANE)


@pytest.mark.parametrize(
    ("state", "code"),
    [
        ({"selection": {"points": [{"customdata": "0102"}]}}, ["0102"]),
        ({"selection": {"points": [{"customdata": ["0102"]}]}}, ["0102"]),
        ({"selection": {"points": [{"x": 1}]}}, []),  # a mark without an id
        ({"selection": {"points": []}}, []),  # the click that clears
        (None, []),
    ],
)
def test_a_click_opens_by_the_id_of_the_mark(state, code):
    went: list[str] = []
    charts.opened(state, went.append)
    assert went == code


def test_a_row_opens_the_person_the_reader_saw_there(monkeypatch):
    """After a filter the same position is another person: the ids travel with the table that was shown."""
    went: list[str] = []
    monkeypatch.setattr(st, "session_state", {"b": {"row": 1, "label": "Open"}})
    tables.open_row("b", ("K7Q20-4XMPA", "M4V66-0AAAA"), went.append)
    tables.open_row("b", ("M4V66-0AAAA",), went.append)  # a row that is no longer there opens nobody
    tables.open_row("none", ("K7Q20-4XMPA",), went.append)
    assert went == ["M4V66-0AAAA"]


def test_a_name_from_the_data_is_no_markdown():
    assert texts.plain("a*b_[c](d)$x$ :red[e] <f>") == r"a\*b\_\[c\](d)\$x\$ \:red\[e\] \<f\>"


@pytest.mark.parametrize(
    ("verdict", "side", "colour"),
    [
        ("usual", "load", "gray"),
        ("higher than usual", "load", "orange"),
        ("higher than usual", "record", "blue"),
        ("lower: deployable strength", "load", "orange"),
        ("too early to say", "record", "yellow"),
    ],
)
def test_concern_colours_only_where_load_is_outside(verdict, side, colour):
    assert texts.colour_of(verdict, side) == colour


@pytest.mark.parametrize(
    ("title", "unit", "told"),
    [
        ("Unauthorised absence", "occurrences per 1,000 rostered duties", "Unauthorised absence per 1,000 duties"),
        ("Sickness, % of contracted hours", "% of contracted hours", "Sickness, % of contracted hours"),
        ("Duties under minimum strength", "per 100 duties of the minimum", "Duties under minimum strength, %"),
        ("Incidents per post", "incidents per established post and month", "Incidents per post"),
        ("People in post", "FTE, mean over the window", "People in post, FTE"),
    ],
)
def test_a_measure_is_named_with_its_unit(title, unit, told):
    assert tables._measure(row(title, unit)) == told


def test_each_measure_outside_is_a_chip_of_its_own():
    assert tables._split("higher: sickness and lower: short spells") == ["higher: sickness", "lower: short spells"]
    assert tables._split("usual") == ["usual"]


@pytest.mark.parametrize("address", ["https://evil.example/x", "www.evil.example", "WWW.evil.example", "a@evil.example"])
def test_an_address_in_a_name_is_no_link_and_a_line_is_one(address):
    shown = texts.plain(f"North {address}\n# South")
    assert address not in shown and shown.replace("\u2060", "").replace("\\", "") == f"North {address} # South"


def test_a_place_of_a_hostile_name_is_a_title_of_words():
    from lib.settings import PROJECT

    assert "st.title(texts.plain(shown.head.name)" in (PROJECT / "pages" / "explore.py").read_text()
