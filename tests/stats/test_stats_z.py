"""z of counts, shares and values; the spread of peers."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lib.errors import InputError
from lib.stats.ordinary import largest, middle_half
from lib.stats.z import count_z, peer_spread, robust_z, share_z


def by_scipy(y: float, mean: float, spread: float) -> float:
    law = stats.poisson(mean) if spread < 1e-6 else stats.nbinom(1 / spread, 1 / (1 + spread * mean))
    upper = law.sf(y) + law.pmf(y) / 2
    return float(stats.norm.isf(upper) if upper <= 0.5 else stats.norm.ppf(law.cdf(y - 1) + law.pmf(y) / 2))


@pytest.mark.parametrize(
    ("y", "mean", "spread"),
    [(0, 2.0, 0.5), (3, 2.0, 0.5), (12, 2.0, 0.5), (40, 60.0, 0.1), (5, 2.0, 0.0), (5, 2.0, 1e-7), (9, 0.3, 7.4)],
)
def test_count_z_as_scipy(y: int, mean: float, spread: float) -> None:
    assert count_z(np.array([y]), np.array([mean]), spread)[0] == pytest.approx(by_scipy(y, mean, spread), rel=1e-9)


def test_count_z_by_hand() -> None:
    """Poisson mean 1, one event: P(Y > 1) + P(1)/2 = 1 - 2/e + 1/(2e)."""
    assert count_z(np.array([1]), np.array([1.0]), 0.0)[0] == pytest.approx(stats.norm.isf(1 - 1.5 / np.e))


def test_count_z_next_to_nothing_expected() -> None:
    """E = 1e-9: one event has the tail E/2 to nine digits; none is far from anything."""
    z = count_z(np.array([1, 0]), np.array([1e-9, 1e-9]), 0.5)
    assert z[0] == pytest.approx(stats.norm.isf(0.5e-9), rel=1e-8)
    assert z[1] == pytest.approx(0.0, abs=1e-8)


def test_count_z_is_clipped_and_nan_without_expectation() -> None:
    z = count_z(np.array([10_000, 0, 3]), np.array([5.0, 1e6, 0.0]), 0.0)
    assert (z[0], z[1]) == (30.0, -30.0)
    assert np.isnan(z[2])
    assert count_z(np.array([10_000]), np.array([5.0]), 0.5)[0] == 30.0


@given(st.integers(0, 60), st.floats(0.01, 40), st.floats(0, 3))
@settings(max_examples=60, deadline=None)
def test_count_z_rises_with_the_count_and_falls_with_the_mean(y: int, mean: float, spread: float) -> None:
    z = count_z(np.array([y, y + 1, y]), np.array([mean, mean, mean * 1.5]), spread)
    assert z[1] > z[0] or abs(z[0]) == 30
    assert z[2] < z[0] or abs(z[0]) == 30


def test_share_z_as_scipy() -> None:
    law = stats.betabinom(10, 2.0, 3.0)
    assert share_z(np.array([8]), np.array([10]), 2.0, 3.0)[0] == pytest.approx(stats.norm.isf(law.sf(8) + law.pmf(8) / 2))
    assert share_z(np.array([1]), np.array([10]), 2.0, 3.0)[0] == pytest.approx(stats.norm.ppf(law.cdf(0) + law.pmf(1) / 2))
    assert np.isnan(share_z(np.array([0]), np.array([0]), 2.0, 3.0)[0])


def test_robust_z_and_its_fallbacks() -> None:
    z, status = robust_z(np.array([1.0, 2, 3, 4, 100]))
    assert status == "ok" and z[4] == pytest.approx(97 / 1.4826)
    z, status = robust_z(np.array([0.0, 0, 0, 0, 10]))  # MAD 0: mean absolute deviation 2
    assert status == "ok" and z[4] == pytest.approx(10 / (1.253314 * 2))
    z, status = robust_z(np.array([4.0, 4, 4]))
    assert status == "no_spread" and np.isnan(z).all()


@pytest.mark.parametrize("mean", [0.2, 1.0, 5.0, 20.0])
@pytest.mark.parametrize("seed", [1, 2])
def test_peer_spread_recovers_a_half_beside_gross_counts(mean: float, seed: int) -> None:
    random = np.random.default_rng(seed)
    people = 200_000 if mean < 0.5 else 3_000  # at 0.2 few counts say anything: the estimate tends to 0.62
    expected = np.full(people, mean)
    lifted = np.where(random.random(people) < 0.01, 5.0, 1.0)
    events = random.poisson(expected * random.gamma(2.0, 0.5, people) * lifted).astype(float)
    assert peer_spread(events, expected) == pytest.approx(0.5, abs=0.15)


def test_peer_spread_over_mixed_expectations() -> None:
    random = np.random.default_rng(7)
    expected = np.exp(random.uniform(np.log(0.2), np.log(20), 3000))
    lifted = np.where(random.random(3000) < 0.01, 5.0, 1.0)
    events = random.poisson(expected * random.gamma(2.0, 0.5, 3000) * lifted).astype(float)
    assert peer_spread(events, expected) == pytest.approx(0.5, abs=0.1)


def test_peer_spread_of_people_who_do_not_differ_is_next_to_nothing() -> None:
    random = np.random.default_rng(3)
    assert peer_spread(random.poisson(3.0, 3000).astype(float), np.full(3000, 3.0)) < 0.02
    assert np.isnan(peer_spread(np.array([1.0]), np.array([1.0])))


@pytest.mark.parametrize(("mean", "spread"), [(1e-9, 0.5), (0.3, 0.0), (2.0, 0.5), (150.0, 0.2), (400.0, 0.1), (400.0, 0.0)])
def test_the_ordinary_ends_at_the_largest_count_below_the_limit(mean: float, spread: float) -> None:
    edge = largest(np.array([mean]), spread)[0]
    z = count_z(np.array([edge, edge + 1]), np.array([mean, mean]), spread)
    assert z[0] < 3 <= z[1]


def test_the_middle_half() -> None:
    assert middle_half(pl.Series([1.0, 2, 3, 4, 5, None])) == (2.0, 4.0)
    assert middle_half(pl.Series([], dtype=pl.Float64)) == (None, None)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: count_z(np.array([-1.0]), np.array([1.0]), 0.0), "events"),
        (lambda: count_z(np.array([1.0]), np.array([np.nan]), 0.0), "expected"),
        (lambda: count_z(np.array([1.0]), np.array([1.0, 2.0]), 0.0), "expected"),
        (lambda: count_z(np.array([1.0]), np.array([1.0]), -0.1), "spread"),
        (lambda: count_z(np.array([1.0]), np.array([1.0]), np.array([0.1, 0.2])), "spread"),
        (lambda: share_z(np.array([3]), np.array([2]), 1.0, 1.0), "events"),
        (lambda: robust_z(np.array([np.nan])), "values"),
        (lambda: peer_spread(np.array([1.0]), np.array([-1.0])), "expected"),
    ],
)
def test_illegal_input_is_refused_by_name(call: object, argument: str) -> None:
    with pytest.raises(InputError) as refusal:
        call()  # type: ignore[operator]
    assert refusal.value.where.field == argument
