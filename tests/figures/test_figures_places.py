"""Figures of places: lanes, units against load, overview, sparkline, trend."""

from base64 import b64decode
from dataclasses import replace

from lib.figures import lanes, overview, sparkline, trend, unit_strip
from lib.figures.colours import LOAD_TEXT, PAGE
from lib.pictures import Lane, Strip, StripPoint

MONTHS = tuple(f"2026-{month:02d}" for month in range(1, 11))
LANE = Lane(
    "Rest days cancelled",
    MONTHS,
    (4.0, 4.1, None, 4.2, 4.0, 4.1, 7.5, 8.0, 8.1, 2.0),
    3.5,
    4.5,
    "higher than usual",
    "load",
    "per 100 duties",
    (True,) * 9 + (False,),
)
STRIP = Strip(
    "Spells rise with load",
    "q",
    "LOAD",
    "RECORD",
    (StripPoint("u1", "North <b>1</b>", 1.2, 1.5, True, "North: 1.5"), StripPoint("u2", "South", 0.9, 0.8, False, "South: 0.8")),
    ((0.8, 0.9), (1.2, 1.3)),
)


def svg(address: str) -> str:
    return b64decode(address.split(",", 1)[1]).decode()


def test_each_lane_has_its_verdict_in_its_title_and_its_band_behind():
    drawn = lanes.figure((LANE, replace(LANE, verdict="usual")))
    assert "higher than usual" in drawn.layout.annotations[0].text
    assert LOAD_TEXT in drawn.layout.annotations[0].text
    assert LOAD_TEXT not in drawn.layout.annotations[1].text
    bands = [shape for shape in drawn.layout.shapes if shape.type == "rect"]
    assert [(band.y0, band.y1, band.layer) for band in bands] == [(3.5, 4.5, "below")] * 2


def test_incomplete_months_are_hollow_and_unknown_ones_empty():
    bar = lanes.figure((LANE,)).data[0]
    assert bar.marker.color[-1] == PAGE
    assert bar.marker.color[0] != PAGE
    assert bar.y[2] is None


def test_the_table_twin_has_one_row_a_month_and_keeps_nulls():
    table = lanes.table((LANE,))
    assert table.height == 10
    assert table["value"].null_count() == 1
    assert table["complete"].to_list()[-1] == "no"


def test_events_within_the_months_are_marked_others_are_not():
    drawn = lanes.figure((LANE,), (("reorganisation", "2026-04-01", "2026-04-01"), ("long ago", "2020-01-01", "2020-01-02")))
    told = [note.text for note in drawn.layout.annotations]
    assert "reorganisation" in told
    assert "long ago" not in told


def test_a_shortfall_is_drawn_between_value_and_minimum():
    people = replace(LANE, unit="people", values=(5.0,) * 10, against=(6.0,) * 10)
    filled = [trace for trace in lanes.figure((people,)).data if trace.fill == "tonexty"]
    assert list(filled[0].y) == [5.0] * 10


def test_no_lane_is_no_error():
    assert lanes.table(()).height == 0
    assert lanes.figure(()).layout.height > 0


def test_marks_of_units_carry_their_code_and_no_tag_of_a_name_is_read():
    drawn = unit_strip.figure(STRIP)
    codes = [code for trace in drawn.data if trace.customdata is not None for code in trace.customdata]
    assert sorted(codes) == ["u1", "u2"]
    assert any("North &lt;b&gt;1&lt;/b&gt;" in note.text for note in drawn.layout.annotations)
    assert unit_strip.picture(STRIP).alt == "Spells rise with load. 2 units, load across, record up. North: 1.5"


def test_units_without_a_fitted_line_still_show():
    assert "usual at this load" not in str(unit_strip.figure(replace(STRIP, line=())).layout.annotations)
    assert unit_strip.figure(replace(STRIP, points=())).data


def test_a_sparkline_carries_no_number_and_shows_the_band():
    drawn = svg(sparkline.line(LANE))
    assert "<rect" in drawn
    assert "<text" not in drawn
    assert drawn.count("<polyline") == 2  # the null month breaks the line


def test_a_sparkline_of_nothing_is_empty():
    assert sparkline.line(replace(LANE, values=(None,) * 10)) == ""
    assert sparkline.bars(replace(LANE, values=(None,) * 10)) == ""


def test_a_month_of_none_is_a_stroke_and_an_unknown_one_a_gap():
    assert svg(sparkline.bars(replace(LANE, values=(0.0, None, 2.0, *(None,) * 7)))).count("<rect") == 2


def test_the_overview_opens_by_code_on_both_sides():
    row = overview.Row("c1", "Central", replace(LANE, side="record"), LANE)
    drawn = overview.picture((row,))
    assert [trace.customdata[0] for trace in drawn.figure.data if trace.customdata is not None] == ["c1", "c1"]
    assert drawn.table.height == 1
    assert "Central" in drawn.alt


def test_the_trend_says_its_verdict_and_its_limits():
    drawn = trend.picture(LANE)
    assert "higher than usual" in drawn.alt
    assert [shape.type for shape in drawn.figure.layout.shapes] == ["rect", "line"]
    assert trend.picture(replace(LANE, usual_lower=None, usual_upper=None)).figure.layout.shapes == ()
