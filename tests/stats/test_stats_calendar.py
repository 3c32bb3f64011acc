"""The wave of the year: found where it is there, not made up where it is not, and no part of what a chart signals."""

from __future__ import annotations

import numpy as np
import pytest
from statsmodels.regression.linear_model import OLS

from lib.pictures import USUAL
from lib.stats import spc
from lib.stats.calendar import NONE, wave

MONTHS = [place % 12 + 1 for place in range(36)]
WHOLE = [True] * 36


def series(swing: float, noise: float, seed: int = 1, size: int = 36) -> list[float]:
    random = np.random.default_rng(seed)
    return [float(10 * (1 + swing * np.cos(2 * np.pi * month / 12)) * (1 + noise * random.normal())) for month in MONTHS[:size]]


def test_a_wave_is_found_and_is_what_a_second_fit_finds() -> None:
    values = series(0.3, 0.03)
    found = wave(values, MONTHS, WHOLE)
    turn = 2 * np.pi * np.array(MONTHS) / 12
    design = np.column_stack([np.ones(36), np.arange(36) - 17.5, np.sin(turn), np.cos(turn)])
    fitted = OLS(np.array(values) / np.mean(values), design).fit()
    assert found[12] == pytest.approx(1 + fitted.params[3], rel=1e-9) and found[12] == pytest.approx(1.3, abs=0.03)
    assert np.mean(list(found.values())) == pytest.approx(1.0)


def test_without_a_wave_none_is_made_up() -> None:
    """Of 200 series without one, about one in a hundred seems to have it."""
    assert sum(wave(series(0.0, 0.1, seed), MONTHS, WHOLE) != NONE for seed in range(200)) <= 6


def test_a_steady_rise_is_no_season() -> None:
    assert wave([10.0 + 0.5 * place + 0.01 * (place % 2) for place in range(36)], MONTHS, WHOLE) == NONE


@pytest.mark.parametrize(("known", "found"), [(23, False), (24, True)], ids=["23 months are too few", "24 are enough"])
def test_two_years_are_needed(known: int, found: bool) -> None:
    complete = [place < known for place in range(36)]
    assert (wave(series(0.3, 0.01), MONTHS, complete) != NONE) is found


def test_a_winter_is_not_higher_than_usual_once_the_season_is_out() -> None:
    """24 months that end in January: as they stand it lies outside the limits; with the wave out it is usual."""
    months = [(place + 1) % 12 + 1 for place in range(24)]
    random = np.random.default_rng(3)
    values = [float(10 * (1 + 0.3 * np.cos(2 * np.pi * (month - 1) / 12)) + 0.2 * random.normal()) for month in months]
    out = wave(values, months, [True] * 24)
    free = [value / out[month] for value, month in zip(values, months, strict=True)]
    assert spc.verdict(values, [True] * 24)[0] != USUAL
    assert spc.verdict(free, [True] * 24)[0] == USUAL
