"""Tie-out: each figure by hand, the difference, and for each cause the boundary at which it is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from lib.errors import InputError
from lib.tieout import BY_ID, FIGURES, KINDS, Group, Tally, tie

OFFICERS = Group(
    people=100, fte=95, away_people=4, first_people=98, first_fte=93, in_post_days=36_500, fte_days=34_675, contracted_hours=208_000,
    lost_hours=6_400, uncounted_lost_hours=400, spell_days=1_000, long_days=600, open_days=100, open_spells=2, short_spells=50,
    uncounted_short_spells=5, overtime_hours=9_000, overtime_pay=270_000, claims=3_000, claims_without_hours=300,
    claims_without_pay=0, crossing_claims=2, crossing_hours=8, crossing_pay=240, leavers=7, allegations=30, complaints=20, cases=18,
)  # fmt: skip
STAFF = Group(people=40, fte=30, in_post_days=14_600, fte_days=10_950, leavers=3)
SPECIALS = Group(people=10, fte=1)
NOBODY = Group(allegations=6, overtime_hours=90, short_spells=1)
YEAR = Tally(
    first=date(2025, 11, 1),
    last=date(2026, 10, 31),
    kinds={"officer": OFFICERS, "staff": STAFF, "special": SPECIALS, "unknown": NOBODY},
    complete_to=dict.fromkeys(("people", "postings", "sickness", "overtime", "conduct"), date(2026, 10, 31)),
)
BY_HAND = {
    "headcount": 100, "fte": 95, "working_days_lost": 6_400 / 8 / (34_675 / 365), "sickness_share": 100 * 6_400 / 208_000,
    "long_term_share": 60, "short_spells": 50 / 100, "overtime_hours": 9_000, "overtime_pay": 270_000, "leavers": 7, "allegations": 30,
}  # fmt: skip


def causes(
    figure: str, tally: Tally = YEAR, kinds: tuple[str, ...] = ("officer",), published: float = 1.0
) -> dict[str, float | None]:
    return {each.title: each.instead for each in tie(figure, kinds, tally, published).reasons}


@pytest.mark.parametrize("figure", BY_HAND)
def test_ours_is_what_a_hand_makes(figure: str) -> None:
    assert tie(figure, ("officer",), YEAR, 1.0).ours == pytest.approx(BY_HAND[figure])
    assert set(BY_HAND) == {each.id for each in FIGURES}


def test_difference_and_percent_and_agreement_to_the_printed_digits() -> None:
    tied = tie("headcount", ("officer",), YEAR, 80.0)
    assert (tied.difference, tied.percent, tied.agrees) == (20, 25, False)
    assert tie("long_term_share", ("officer",), YEAR, 60.04, 1).agrees  # printed as 60.0
    assert not tie("long_term_share", ("officer",), YEAR, 60.06, 1).agrees
    assert tie("headcount", ("officer",), YEAR, 100.0).reasons == ()
    assert tie("headcount", ("officer",), YEAR, 0.0).percent is None


def test_what_is_not_defined_is_null_and_never_nought() -> None:
    tied = tie("sickness_share", ("pcso",), YEAR, 4.0)
    assert tied.ours is None and tied.difference is None and not tied.agrees


def test_an_unknown_figure_or_kind_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="figure"):
        tie("happiness", KINDS, YEAR, 1.0)
    for kinds in ((), ("horse",)):
        with pytest.raises(InputError, match="kinds"):
            tie("fte", kinds, YEAR, 1.0)


def test_the_nearest_cause_stands_first_and_those_without_a_figure_last() -> None:
    tied = tie("headcount", ("officer",), YEAR, 110.0)
    assert tied.reasons[0].title == "Specials counted in" and tied.reasons[0].instead == 110
    late = replace(YEAR, complete_to={})
    found = [reason.instead for reason in tie("headcount", ("officer",), late, 110.0).reasons]
    assert found[-1] is None and None not in found[: found.index(None)]


def test_causes_of_a_head_count() -> None:
    found = causes("headcount")
    assert found["Staff counted in"] == 140 and found["People away left out"] == 96
    assert found["Headcount against FTE"] == 95 and found["The first day instead of the last"] == 98
    assert "The mean of the period" not in found  # it is the same as ours, so it accounts for nothing
    assert causes("headcount", kinds=("officer", "staff"))["Staff left out"] == 100


def test_causes_of_days_lost() -> None:
    found = causes("working_days_lost")
    fte = 34_675 / 365
    assert found["Hours in a working day"] == pytest.approx(6_400 / 7.4 / fte)
    assert found["Per person instead of per FTE"] == pytest.approx(6_400 / 8 / 100)
    assert found["Absence that counts against nobody left out"] == pytest.approx(6_000 / 8 / fte)
    assert found["Open spells"] == pytest.approx((6_400 + 100 * 6_400 / 900) / 8 / fte)
    assert "Scaled to a year" not in found
    half = replace(YEAR, first=date(2026, 5, 1))
    assert causes("working_days_lost", half)["Scaled to a year"] == pytest.approx(
        tie("working_days_lost", ("officer",), half, 1).ours * 365.25 / 184  # type: ignore[operator]
    )


def test_rows_that_are_not_here_move_ours_up_and_only_the_whole_force_can_say_by_how_much() -> None:
    rows = replace(YEAR, not_linked={"overtime": 30}, set_aside={"overtime": 10}, accepted={"overtime": 990})
    found = causes("overtime_hours", rows)
    assert found["Unlinked rows of overtime"] == 9_090
    assert found["Rows of overtime set aside"] == pytest.approx(9_000 * (1 + 10 / 990))
    assert causes("overtime_hours", replace(rows, unknown_here=False))["Unlinked rows of overtime"] is None
    assert not [title for title in causes("overtime_hours") if title.startswith(("Unlinked", "Rows of"))]


def test_causes_of_overtime() -> None:
    hours, pay = causes("overtime_hours"), causes("overtime_pay")
    assert hours["Claims across the period's ends"] == 9_008 and pay["Claims across the period's ends"] == 270_240
    assert hours["Claims without hours"] == pytest.approx(10_000) and "Claims without pay" not in pay
    assert hours["Month worked against month paid"] is None


def test_causes_of_allegations() -> None:
    found = causes("allegations")
    assert found["Nobody identified"] == 36 and found["Cases against allegations"] == 18 and found["Complaints alone"] == 20
    assert tie("allegations", KINDS, YEAR, 1.0).ours == 36  # everybody together holds those who name nobody
    assert causes("allegations", kinds=KINDS)["Nobody identified"] == 30


def test_a_month_that_is_not_complete_and_a_break_are_said_without_a_figure() -> None:
    late = replace(YEAR, complete_to={"overtime": date(2026, 8, 31)}, events=(("overtime", "Halved in May."), ("duties", "No.")))
    found = {each.title: each.words for each in tie("overtime_hours", ("officer",), late, 1.0).reasons}
    assert "complete to 31 Aug 2026" in found["Months not complete yet"]
    assert found["A break or a gap in the period"] == "Halved in May."


@pytest.mark.parametrize("figure", [each.id for each in FIGURES])
def test_an_empty_place_has_words_and_no_crash(figure: str) -> None:
    tied = tie(figure, KINDS, Tally(date(2026, 1, 1), date(2026, 1, 31), {}), 5.0)
    assert tied.ours in (None, 0) and BY_ID[figure].definition
