"""Where a season moves the usual band, pictures move it month by month."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lib.figures import trend
from lib.figures.bands import band
from lib.pictures import Lane

PLAIN = Lane("Spells", ("2026-11", "2026-12", "2027-01"), (1.0, 3.0, 2.0), 1.0, 2.0, "usual", "record", complete=(True,) * 3)
SEASON = replace(PLAIN, season=(0.5, 1.6, 1.0))


def test_without_season_the_band_is_one_piece() -> None:
    assert [(each["y0"], each["y1"]) for each in band(PLAIN, "y", 0.3)] == [(1.0, 2.0)]
    assert PLAIN.usual_of(0) == (1.0, 2.0) and replace(PLAIN, usual_lower=None).usual_of(0) is None


def test_with_season_it_is_one_piece_a_month() -> None:
    pieces = band(SEASON, "y", 0.3)
    assert [(each["x0"], each["x1"]) for each in pieces] == [
        ("2026-11-01", "2026-12-01"),
        ("2026-12-01", "2027-01-01"),
        ("2027-01-01", "2027-02-01"),
    ]
    assert [(each["y0"], each["y1"]) for each in pieces] == [(0.5, 1.0), (1.6, 3.2), (1.0, 2.0)]


@pytest.mark.parametrize(("lane", "sizes"), [(PLAIN, [6, 11, 6]), (SEASON, [6, 6, 6])], ids=["as it stands", "season taken out"])
def test_a_month_is_marked_where_it_lies_outside_its_own_band(lane: Lane, sizes: list[int]) -> None:
    assert list(trend.figure(lane).data[0].marker.size) == sizes  # type: ignore[attr-defined]
