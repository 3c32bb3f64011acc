"""Each sentence of Brief: present when its rule holds, absent when it does not."""

from __future__ import annotations

import pytest

from lib.pictures import HIGHER, LOWER, TOO_EARLY, USUAL, Lane
from lib.words import brief
from lib.words.numbers import between, count, listing, number


def lane(label: str, verdict: str = USUAL, side: str = "record", values: tuple[float | None, ...] = (4.0, 5.0)) -> Lane:
    return Lane(label, ("2026-09", "2026-10"), values, 3.0, 6.0, verdict, side, "%", complete=(True, True))


def place(name: str, record: str = USUAL, load: str = USUAL) -> brief.PlaceSeries:
    return brief.PlaceSeries(name[0], name, (lane("Short spells", record),), (lane("Rests", load, "load"),))


@pytest.mark.parametrize(
    ("record", "load", "said"),
    [
        pytest.param(USUAL, USUAL, "Nothing unusual", id="neither"),
        pytest.param(USUAL, HIGHER, "The record is usual. The load is not.", id="load alone"),
        pytest.param(LOWER, USUAL, "The record is not usual. The load is.", id="lower is outside too"),
        pytest.param(HIGHER, HIGHER, "Neither", id="both"),
        pytest.param(TOO_EARLY, TOO_EARLY, "Cannot tell", id="too early is neither outside nor usual"),
        pytest.param(USUAL, TOO_EARLY, "The record is usual. The load cannot be judged.", id="a load not known is not usual"),
        pytest.param(TOO_EARLY, HIGHER, "The load is not usual. The record cannot", id="a record not known is not usual"),
    ],
)
def test_the_headline_says_which_side_is_outside(record: str, load: str, said: str) -> None:
    assert brief.headline([lane("a", record)], [lane("b", load, "load")]).startswith(said)


def test_the_first_sentence_carries_the_figure_with_its_usual_range() -> None:
    told = brief.across("the force", [lane("Sickness, % of hours")], [lane("Rests", HIGHER, "load")])
    assert told.lead == "Across the force the record is usual (sickness 5.0 % in Oct 2026, usual 3.0–6.0)."
    assert told.rest == "The load is not usual: rests higher."


def test_the_first_sentence_without_a_known_value_has_no_figure() -> None:
    assert "(" not in brief.across("the force", [lane("Sickness", values=(None, None))], []).lead


def test_the_second_sentence_names_the_places_and_is_plain_when_there_are_none() -> None:
    told = brief.outside_places("commands", [place("North", HIGHER), place("South")])
    assert told and told.lead.startswith("1 of 2 commands is outside") and "North (short spells higher)" in told.rest
    calm = brief.outside_places("commands", [place("North"), place("South")])
    assert calm and calm.lead == "None of the 2 commands is outside its usual record."
    assert brief.outside_places("commands", []) is None


def test_what_cannot_be_judged_is_never_called_usual() -> None:
    assert brief.across("the force", [lane("a")], []).rest == "The load cannot be judged: no source of it is here."
    assert brief.across("the force", [lane("a", HIGHER)], [lane("b")]).rest == "The load is usual."
    assert brief.outside_places("commands", [place("North", TOO_EARLY)]) is None
    some = brief.outside_places("commands", [place("North", TOO_EARLY), place("South")])
    assert some and some.lead == "None of the 1 commands that can be judged is outside its usual record."
    told = brief.load_there([place("North", HIGHER, TOO_EARLY)])
    assert told and told.lead == "In North the load cannot be judged."
    assert brief.ask("the force", [place("North")], []).startswith("The load in the force cannot be judged yet")


def test_the_third_sentence_is_there_only_after_the_second_names_somebody() -> None:
    assert brief.load_there([place("North"), place("South", USUAL, HIGHER)]) is None
    told = brief.load_there([place("North", HIGHER, HIGHER), place("South", HIGHER)])
    assert told and told.lead == "In North (rests higher) the load is outside too."
    assert told.rest == "In South the load is usual: nothing here accounts for it."


@pytest.mark.parametrize(
    ("days", "officers"),
    [
        pytest.param(None, 100.0, id="no roster"),
        pytest.param(0.0, 100.0, id="none owed"),
        pytest.param(5.0, None, id="no officers known"),
    ],
)
def test_nothing_is_said_of_rest_days_that_are_not_known_or_not_owed(days: float | None, officers: float | None) -> None:
    assert brief.owed("the force", days, officers, 10.0) is None


def test_rest_days_owed_are_said_with_their_share_and_age() -> None:
    told = brief.owed("the force", 189_200.0, 33_786.0, 214.0)
    assert told and told.lead == "The force owes 189,200 rest days," and told.rest.startswith("5.6 for each officer")
    assert "214 days old" in told.rest


def test_too_early_is_absent_when_everything_is_complete() -> None:
    assert brief.too_early([lane("a")], []) is None
    told = brief.too_early([lane("Long runs", TOO_EARLY)], ["overtime from Sep 2026"])
    assert told and told.rest == "overtime from Sep 2026 and Long runs (too few months)."


def test_the_question_to_ask_names_the_first_place_with_higher_load() -> None:
    assert brief.ask("the force", [place("North"), place("South", USUAL, HIGHER)], []).startswith("South: rests is higher")
    assert brief.ask("North", [], [lane("Rests", HIGHER, "load")]).startswith("North: rests higher than usual.")
    assert brief.ask("the force", [place("North")], [lane("Rests", USUAL, "load")]).startswith(
        "Nothing is outside the usual in the force"
    )


def test_numbers_are_written_for_people() -> None:
    assert (number(None), number(-1234.56, 1), number(float("nan"))) == ("not known", "−1,234.6", "not known")
    assert (between(1.0, 2.0, 1), between(None, 2.0)) == ("1.0–2.0", "not known")
    assert (count(1, "person", "people"), count(84, "person", "people")) == ("1 person", "84 people")
    assert [listing([]), listing(["a"]), listing(["a", "b", "c"]), listing(list("abcde"))] == [
        "",
        "a",
        "a, b and c",
        "a, b, c and 2 more",
    ]


def test_what_is_outside_says_since_when_where_it_is_known() -> None:
    told = Lane("Kept on", ("2026-10",), (9.0,), 3.0, 6.0, HIGHER, "load", complete=(True,), since="2025-04")
    assert brief.phrases([told]) == "kept on higher since Apr 2025"
