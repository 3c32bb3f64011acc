"""Funnels and charts over time."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import stats

from lib.errors import InputError
from lib.stats.funnel import limits, overdispersion
from lib.stats.spc import laney, verdict, xmr


def test_overdispersion_step_by_step() -> None:
    observed = np.array([12, 20, 9, 31, 16, 25, 18, 22, 14, 60], dtype=float)
    expected = np.array([15, 18, 12, 25, 17, 21, 20, 19, 15, 22], dtype=float)
    z = 2 * (np.sqrt(observed) - np.sqrt(expected))
    low, high = np.quantile(z, [0.1, 0.9])
    phi = np.mean(np.clip(z, low, high) ** 2)
    weight = 4 * expected
    tau2 = max(0.0, (10 * phi - 9) / (weight.sum() - (weight**2).sum() / weight.sum()))
    found = overdispersion(observed, expected)
    assert found.z == pytest.approx(z) and found.phi == pytest.approx(phi) and found.tau2 == pytest.approx(tau2)
    assert found.z_multiplicative == pytest.approx(z / np.sqrt(max(1, phi)))
    assert found.z_additive == pytest.approx((np.sqrt(observed / expected) - 1) / np.sqrt(1 / (4 * expected) + tau2))
    assert overdispersion(observed, expected, rescale=True).phi == pytest.approx(phi / 0.678655)


def test_rescaling_finds_the_spread_that_winsorising_hides() -> None:
    """Under the null phi is 1 when rescaled."""
    random = np.random.default_rng(1)
    expected = np.full(4000, 100.0)
    found = overdispersion(random.poisson(expected).astype(float), expected, rescale=True)
    assert found.phi == pytest.approx(1.0, abs=0.06)


def test_nine_units_have_no_phi_and_ten_have() -> None:
    nine = overdispersion(np.full(9, 5.0), np.full(9, 6.0))
    assert math.isnan(nine.phi) and np.isnan(nine.z_additive).all() and nine.status == "too_few_units" and nine.z.size == 9
    assert overdispersion(np.full(10, 5.0), np.full(10, 6.0)).status == "ok"
    assert np.isnan(overdispersion(np.array([1.0, *[5.0] * 10]), np.array([0.0, *[5.0] * 10])).z[0])


def test_limits_are_exact_poisson_without_overdispersion() -> None:
    low, high = limits(np.array([10.0, 0.0]), 0.0, 1.959963984540054)
    assert (low[0], high[0]) == pytest.approx((stats.chi2.ppf(0.025, 20) / 2, stats.chi2.ppf(0.975, 22) / 2))
    assert np.isnan(low[1])
    low, high = limits(np.array([25.0]), 0.04, 1.95996)
    assert (low[0], high[0]) == pytest.approx(
        [25 * (1 - 1.95996 * math.sqrt(0.05)) ** 2, 25 * (1 + 1.95996 * math.sqrt(0.05)) ** 2]
    )


BASE = [10.0, 12, 11, 13, 9, 11, 10, 12, 11, 10, 12, 11, 10]


def test_xmr_by_hand() -> None:
    chart = xmr(np.array(BASE), screen=False)
    moving = np.abs(np.diff(BASE)).mean()
    assert (chart.mean, chart.moving_range) == pytest.approx((np.mean(BASE), moving))
    assert (chart.lower, chart.upper) == pytest.approx((np.mean(BASE) - 2.66 * moving, np.mean(BASE) + 2.66 * moving))
    assert chart.signals == (frozenset(),) * 13


def test_one_screen_drops_a_gross_range() -> None:
    values = np.array([*BASE, 60.0])
    ranges = np.abs(np.diff(values))
    kept = ranges[ranges < 3.267 * ranges.mean()]
    assert kept.size == ranges.size - 1
    assert xmr(values).moving_range == pytest.approx(kept.mean())
    assert xmr(values).signals[-1] >= {"outside"}


def test_eleven_points_are_too_few_and_twelve_are_not() -> None:
    assert xmr(np.array(BASE[:11])).status == "too_few_points" and math.isnan(xmr(np.array(BASE[:11])).mean)
    assert xmr(np.array(BASE[:12])).status == "ok"


def test_seven_on_one_side_and_a_point_on_the_mean_breaks_it() -> None:
    seven = np.array([1.0] * 7 + [-1.0, 1, -1, -1, -1, -1, -1, -1])  # mean 1/15
    named = [("side" in each) for each in xmr(seven - seven.mean(), screen=False).signals]
    assert named == [True] * 7 + [False] * 8
    broken = np.array([1.0, 1, 1, 0, 1, 1, 1, -1, -1, -1, -1, -1, -1, 0])  # mean 0: the 0 lies on it
    assert not any("side" in each for each in xmr(broken, screen=False).signals)


def test_seven_steadily_up_and_a_tie_breaks_it() -> None:
    rising = np.array([0.0, 9, 1, 2, 3, 4, 5, 6, 7, 2, 8, 1, 9])
    assert [index for index, each in enumerate(xmr(rising).signals) if "trend" in each] == [2, 3, 4, 5, 6, 7, 8]
    tied = np.array([0.0, 9, 1, 2, 3, 4, 4, 5, 6, 2, 8, 1, 9])
    assert not any("trend" in each for each in xmr(tied).signals)


def test_two_of_three_in_the_outer_third() -> None:
    quiet = [1.0, -1] * 10
    chart = xmr(np.array(quiet), screen=False)  # mean 0, moving range 2, limits +-5.32
    assert chart.upper == pytest.approx(5.32)
    named = xmr(np.array([*quiet, 4.6, 0.9, 4.7, -1, 1, -1, 1, -1, 1, -1, -3, -3, -3]), screen=False)
    assert [index for index, each in enumerate(named.signals) if "outer_third" in each] == [20, 21, 22]


def test_laney_by_hand() -> None:
    events = np.array([5, 7, 6, 9, 4, 8, 6, 7, 5, 9, 6, 8], dtype=float)
    exposure = np.array([100, 110, 95, 120, 90, 105, 100, 98, 102, 115, 99, 107], dtype=float)
    u = events.sum() / exposure.sum()
    sigma = np.sqrt(u / exposure)
    z = (events / exposure - u) / sigma
    found = laney(events, exposure)
    assert found.sigma_z == pytest.approx(np.abs(np.diff(z)).mean() / 1.128)
    assert found.upper == pytest.approx(u + 3 * sigma * found.sigma_z)
    share = laney(events, exposure, "p")
    assert share.centre == pytest.approx(u) and share.sigma_z != found.sigma_z
    with pytest.raises(InputError, match="kind"):
        laney(events, exposure, "c")  # type: ignore[arg-type]
    assert laney(events[:11], exposure[:11]).status == "too_few_points"


def test_a_verdict_looks_at_the_newest_complete_month() -> None:
    values: list[float | None] = [10.0, 12, 11, 13, 9, 11, 10, 12, 11, 10, 12, 11, 30, 1]
    complete = [True] * 13 + [False]
    told, lower, upper = verdict(values, complete)
    assert told == "higher than usual" and lower is not None and upper is not None and lower < 11 < upper
    assert verdict(values[:12], [True] * 12)[0] == "usual"
    assert verdict(values[:11], [True] * 11) == ("too early to say", None, None)
    assert verdict([*values[:12], None], [True] * 13)[0] == "too early to say"
