"""The accounted-for bar: both halves in one figure, in every state of knowledge."""

import time
from dataclasses import replace

import pytest

from lib.figures import accounted_for, load_dots
from lib.figures.canvas import short
from lib.pictures import AccountedFor, Dot

DOTS = (Dot("Rest days cancelled", 14, 3, 7), Dot("Rests under 11 h", 5, 3, 7))
ACCOUNT = AccountedFor(
    "sickness_spells", "Short sickness spells", "this person", 11, 2, 3, 6, 12, "in_line_with_load", "11 spells.", DOTS
)


def texts(account: AccountedFor, phone: bool = False) -> str:
    return " | ".join(note.text for note in accounted_for.figure(account, phone).layout.annotations)


@pytest.mark.parametrize("phone", [False, True])
def test_the_load_is_in_the_figure_on_screen_and_phone(phone):
    told = texts(ACCOUNT, phone)
    assert "Rest days cancelled" in told
    assert "<b>14</b>" in told
    assert "this person <b>11</b>" in told
    assert "0–6 in this job, <b>0–12 at this load</b>" in told
    assert "could stand out from 13" in told


def test_the_load_is_in_the_words_and_in_the_table():
    drawn = accounted_for.picture(ACCOUNT)
    assert "Rest days cancelled 14 usual 3–7" in drawn.alt
    assert "load: Rest days cancelled" in drawn.table["part"].to_list()


def test_segments_abut_and_end_at_the_value():
    bars = [bar for bar in accounted_for.figure(ACCOUNT).data if bar.type == "bar" and bar.hovertemplate]
    ends = [(bar.base[0], bar.base[0] + bar.x[0]) for bar in bars]
    assert ends == [(0, 2), (2, 5), (5, 11)]


def test_a_value_below_usual_has_no_left_over():
    assert "left over" not in texts(replace(ACCOUNT, value=0))


def test_load_that_takes_away_is_said_so():
    told = texts(replace(ACCOUNT, usual=6, load=-0.5))
    assert "usual at this load <b>5.5</b>" in told
    assert "left over <b>+5.5</b>" in told


def test_two_ways_of_allowing_for_load_are_both_written():
    drawn = accounted_for.figure(replace(ACCOUNT, ordinary_at_load_other=14))
    assert any("0–12 or 0–14 at this load" in note.text for note in drawn.layout.annotations)
    assert any(bar.marker.pattern.shape == "/" for bar in drawn.data if bar.type == "bar")
    assert accounted_for.stand_out_from(replace(ACCOUNT, ordinary_at_load_other=14)) == 15


def test_unknown_load_says_why():
    unknown = replace(ACCOUNT, load=None, ordinary_at_load=None, why="no load here", dots=())
    told = texts(unknown)
    assert "no load here" in told
    assert "load not known" in told
    assert "Load beside it: not known" in accounted_for.alt(unknown)


def test_unknown_peers_draw_no_range():
    nobody = replace(ACCOUNT, usual=None, load=None, ordinary_to=None, ordinary_at_load=None)
    assert "ordinary range not known" in texts(nobody)
    assert "could stand out" not in texts(nobody)


def test_edges_are_floored_because_a_count_above_them_is_out():
    assert accounted_for.stand_out_from(replace(ACCOUNT, ordinary_to=96.4, ordinary_at_load=None)) == 97


def test_left_over_words_give_way_to_the_number_then_to_nothing():
    close = replace(ACCOUNT, value=130, usual=126, load=0.2, ordinary_to=150, ordinary_at_load=150)
    told = texts(close)
    assert "left over" not in told
    assert "load <b>" not in told


@pytest.mark.parametrize(
    ("dot", "at"),
    [
        (Dot("at the lower edge", 3, 3, 7), 0.14),
        (Dot("at the upper edge", 7, 3, 7), 0.38),
        (Dot("beyond the lane", 900, 3, 7), 1.0),
        (Dot("no value", None, 3, 7), None),
        (Dot("no usual", 3, None, None), None),
        (Dot("nobody differs", 0, 0, 0), 0.14),
    ],
)
def test_the_usual_box_is_always_in_the_same_place(dot, at):
    assert load_dots.place(dot) == (pytest.approx(at) if at is not None else None)


@pytest.mark.parametrize(("value", "out"), [(3, False), (7, False), (7.1, True), (2.9, True), (None, False)])
def test_the_edge_of_usual_is_usual(value, out):
    assert load_dots.outside(Dot("", value, 3, 7)) is out


def test_a_long_unit_stands_behind_the_range_and_never_runs_out_of_the_figure():
    assert load_dots.usual_words(Dot("", 1, 2, 4, "per 100 duties of the minimum")) == "usual 2–4 per 100 duties"
    assert load_dots.value_words(Dot("", 88, 90, 95, "% of establishment")) == "88 %"


@pytest.mark.parametrize(
    ("value", "told"), [(None, "not known"), (0, "0"), (0.314, "0.31"), (9.54, "9.5"), (64.2, "64"), (1204, "1,204"), (-2, "−2")]
)
def test_numbers_have_as_many_digits_as_help(value, told):
    assert short(value) == told


def test_it_is_drawn_in_30_ms():
    accounted_for.figure(ACCOUNT).to_json()
    best = min(_timed() for _ in range(5))
    assert best < 0.03


def _timed() -> float:
    began = time.process_time()
    accounted_for.figure(ACCOUNT).to_json()
    return time.process_time() - began
