"""Figures of one person: the timeline and the lenses."""

import time
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from lib.figures import lenses, person_timeline
from lib.pictures import Lens, Timeline

FIRST, LAST = date(2025, 11, 1), date(2026, 10, 31)
WEEKS = [FIRST + timedelta(days=7 * week) for week in range(52)]
SPANS = {"from_on": pl.Date, "to_on": pl.Date}
SHOWN = Timeline(
    FIRST,
    LAST,
    pl.DataFrame(
        {"week": WEEKS, "on_duty": [10.0 if 10 <= w < 14 or w == 30 else 13.0 for w in range(52)], "minimum": [12.0] * 52}
    ),
    pl.DataFrame({"day": [FIRST, FIRST + timedelta(days=1), LAST], "what": ["long run", "long run", "rest day cancelled"]}),
    pl.DataFrame({"week": WEEKS[:2], "accepted_hours": [2.0, 0.0], "ordered_hours": [1.0, 4.0]}),
    pl.DataFrame([(FIRST, FIRST, True), (LAST, LAST, False)], schema={**SPANS, "counted": pl.Boolean}, orient="row"),
    pl.DataFrame([(FIRST, LAST, "Response <C>")], schema={**SPANS, "name": pl.String}, orient="row"),
    pl.DataFrame([(date(2020, 1, 1), date(2020, 1, 2), "before")], schema={**SPANS, "name": pl.String}, orient="row"),
)
LENS = Lens("Same job", "412 people", (0.0, 1.0, 2.0), 1.0, 2.0, 3.0, 11.0, 4.8, 2.6, 412)


def test_only_runs_of_two_weeks_under_minimum_are_shaded():
    assert person_timeline.short_weeks(SHOWN) == [(WEEKS[10], WEEKS[14])]


def test_a_spell_of_one_day_is_one_day_wide():
    bars = [bar for bar in person_timeline.figure(SHOWN).data if bar.type == "bar" and "counted" in str(bar.text)]
    assert [bar.x[0] for bar in bars] == [86_400_000, 86_400_000]


def test_consecutive_days_of_a_run_are_one_mark():
    run = next(bar for bar in person_timeline.figure(SHOWN).data if "long run" in str(bar.text))
    assert list(run.x) == [2 * 86_400_000]


def test_the_table_holds_every_mark_and_the_words_count_them():
    drawn = person_timeline.picture(SHOWN)
    assert drawn.table.height == 3 + 2 + 1 + 52 + 2
    assert "1 counted, 1 not counted" in drawn.alt
    assert "under minimum: 5" in drawn.alt


def test_what_is_not_counted_is_one_mark_without_its_kind():
    assert set(person_timeline.table(SHOWN).filter(pl.col("lane") == "RECORD absence")["what"]) == {"counted", "not counted"}


def test_lanes_without_a_source_are_left_out():
    less = replace(SHOWN, team=None, overtime=None)
    titles = " ".join(note.text for note in person_timeline.figure(less, phone=True).layout.annotations)
    assert "overtime" not in titles
    assert "minimum" not in titles
    assert "not known" in person_timeline.alt(less)


def test_lenses_name_nobody_and_mark_this_person():
    drawn = lenses.picture((LENS,), "spells per FTE-year")
    assert "this person 11" in drawn.alt
    assert drawn.table.columns[0] == "lens"
    assert all(trace.customdata is None for trace in drawn.figure.data)


def test_z_is_raw_and_allowing_for_load_side_by_side_or_left_out():
    told = str(lenses.figure((LENS,), "").layout.annotations)
    assert "z <b>4.8</b> raw → <b>2.6</b> allowing for load" in told
    assert "4.8" not in str(lenses.figure((LENS,), "", with_z=False).layout.annotations)


def test_a_lens_of_nobody_says_so():
    empty = replace(
        LENS, values=(), lower_quartile=None, median=None, upper_quartile=None, here=None, raw_z=None, adjusted_z=None, n=0
    )
    assert "too few to compare" in lenses.alt((empty,), "spells")
    assert lenses.figure((empty,), "spells").layout.height > 0


def test_thousands_of_peers_are_thinned_not_sent():
    crowd = replace(LENS, values=tuple(float(value) for value in range(4600)))
    assert len(lenses.figure((crowd,), "").data[0].x) <= 660


def test_they_are_drawn_in_30_ms():
    def timed() -> float:
        began = time.process_time()
        person_timeline.figure(SHOWN)
        return time.process_time() - began

    person_timeline.figure(SHOWN)
    assert min(timed() for _ in range(5)) < 0.03


def test_no_tag_of_a_function_is_read_in_a_lens():
    hostile = replace(LENS, title="Same job: <a href=https://evil.example>x</a>")
    for phone in (False, True):
        assert "<a" not in str(lenses.figure((hostile,), "", phone=phone).layout.annotations)
