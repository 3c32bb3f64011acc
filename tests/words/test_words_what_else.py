"""What else could account for it: each with its number, and absent where it is not so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.words.what_else import Circumstances, accounts

NOTHING = Circumstances(
    months=12, load_times_usual=1.0, moves=(), patterns=("5-2",), fte=1.0, uncounted_days=0, in_post_days=365, window_days=365, peers=40,
    expected=2.0, events=(), vacancy=0.02, longest_counted_days=5, gaps=(), season_times_usual=1.0,
)  # fmt: skip


def test_where_nothing_is_so_nothing_is_said() -> None:
    assert accounts(NOTHING) == ()


@pytest.mark.parametrize(
    ("changed", "what", "number"),
    [
        ({"load_times_usual": 1.6}, "Load", "1.6 times"),
        ({"vacancy": 0.1}, "Vacancy", "10 %"),
        ({"moves": ("to North on 3 Mar 2026",)}, "Change of team", "1 move"),
        ({"patterns": ("5-2", "2-2-2-4")}, "Change of shift pattern", "5-2 and 2-2-2-4"),
        ({"fte": 0.6}, "Part-time", "0.60 FTE"),
        ({"uncounted_days": 12}, "Not counted", "12 days"),
        ({"longest_counted_days": 29}, "A long absence", "29 days"),
        ({"in_post_days": 200}, "Part of the window", "200 of 365"),
        ({"gaps": ("nothing from 3 to 9 March",)}, "Gaps in the records", "3 to 9 March"),
        ({"season_times_usual": 1.08}, "Season", "1.08 times"),
        ({"events": ("Summer festival",)}, "Events", "Summer festival"),
        ({"expected": 0.4}, "Small numbers", "0.40"),
        ({"peers": 14}, "Few peers", "14 people"),
    ],
)
def test_each_is_said_with_its_number(changed: dict[str, object], what: str, number: str) -> None:
    told = accounts(replace(NOTHING, **changed))  # type: ignore[arg-type]
    assert [name for name, _ in told] == [what] and number in told[0][1]


@pytest.mark.parametrize(
    "changed", [{"vacancy": 0.099}, {"longest_counted_days": 28}, {"season_times_usual": 1.049}, {"vacancy": None}]
)
def test_below_its_edge_nothing_is_said(changed: dict[str, object]) -> None:
    assert accounts(replace(NOTHING, **changed)) == ()  # type: ignore[arg-type]
