"""Since when: the first point of the signal that the newest complete point stands in."""

from __future__ import annotations

import pytest

from lib.stats import spc

CALM = [4.0, 5.0] * 8


@pytest.mark.parametrize(
    ("values", "first"),
    [
        pytest.param(CALM, None, id="nothing"),
        pytest.param([*CALM, 12.0], 16, id="one point outside"),
        pytest.param([*[4.0, 4.5] * 6, *[7.0, 7.5] * 4], 12, id="a run of eight begins at its first point"),
        pytest.param([*CALM, None, 12.0], 17, id="a month that is not known breaks nothing"),
        pytest.param([4.0] * 5, None, id="too few points"),
    ],
)
def test_the_signal_begins_where_its_run_does(values: list[float | None], first: int | None) -> None:
    assert spc.since(values, [True] * len(values)) == first


def test_a_month_that_is_not_complete_is_not_looked_at() -> None:
    assert spc.since([*CALM, 12.0, 30.0], [*[True] * 17, False]) == 16
