"""Published and hand-checkable values of the small functions; each refuses illegal input by the argument's name."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.inter_rater import cohens_kappa

from lib.errors import InputError
from lib.stats.absence import bradford
from lib.stats.agreement import kappa, prevalence_adjusted_kappa
from lib.stats.association import mantel_haenszel
from lib.stats.first import load_first
from lib.stats.intervals import poisson_exact, wilson
from lib.stats.multiplicity import chance_count, q_values
from lib.stats.sampling import weighted_rate
from lib.stats.shrinkage import gamma_poisson
from lib.stats.working_time import average_week, short_rests

LONDON = ZoneInfo("Europe/London")


@pytest.mark.parametrize(
    ("k", "n", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718), (20, 20, 0.8389, 1.0)],
)
def test_wilson_gives_newcombes_table(k: int, n: int, lower: float, upper: float) -> None:
    low, high = wilson(np.array([k]), np.array([n]))
    assert (round(float(low[0]), 4), round(float(high[0]), 4)) == (lower, upper)


def test_wilson_of_nobody_is_nan() -> None:
    assert np.isnan(wilson(np.array([0]), np.array([0]))).all()


def test_poisson_exact_gives_the_published_limits() -> None:
    lower, upper = poisson_exact(np.array([0, 1, 10]))
    assert lower == pytest.approx([0, 0.0253, 4.7954], abs=1e-4)
    assert upper == pytest.approx([3.6889, 5.5716, 18.3904], abs=1e-4)


def test_q_values_reject_the_four_of_benjamini_and_hochberg_1995() -> None:
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0]
    q = q_values(np.array(p))
    assert (q <= 0.05).sum() == 4
    assert q[3] == pytest.approx(0.0095 * 15 / 4)
    assert q_values(np.array(p[::-1])) == pytest.approx(q[::-1]), "input order is kept"
    assert q_values(np.array([])).size == 0


def test_chance_count() -> None:
    assert float(chance_count(1000, 3.0)) == pytest.approx(1.3499, abs=1e-4)


def test_gamma_poisson() -> None:
    effect, lower, upper = gamma_poisson(np.array([6.0, 0.0]), np.array([2.0, 0.0]), np.array([2.0, 0.0]), np.array([2.0, 0.0]))
    assert effect[0] == pytest.approx(2.0)
    assert (lower[0], upper[0]) == pytest.approx(stats.gamma(8, scale=1 / 4).ppf([0.025, 0.975]))
    assert np.isnan([effect[1], lower[1], upper[1]]).all(), "nothing is known"


def test_mantel_haenszel_as_statsmodels() -> None:
    tables = np.array([[[10, 20], [5, 40]], [[8, 15], [9, 30]], [[2, 9], [1, 22]], [[1, 0], [0, 0]]], dtype=float)
    found, other = mantel_haenszel(tables), StratifiedTable(list(tables[:3]))
    assert found.odds_ratio == pytest.approx(other.oddsratio_pooled)
    assert (found.lower, found.upper) == pytest.approx(other.oddsratio_pooled_confint())
    assert found.p_value == pytest.approx(other.test_null_odds(correction=False).pvalue)


def test_mantel_haenszel_without_information() -> None:
    empty = mantel_haenszel(np.zeros((3, 2, 2)))
    assert math.isnan(empty.odds_ratio) and math.isnan(empty.p_value) and empty.status == "not_defined"


def test_kappa_as_statsmodels_and_adjusted_for_prevalence() -> None:
    table = np.array([[40, 9], [6, 45]])
    assert kappa(table) == pytest.approx(cohens_kappa(table).kappa)
    assert prevalence_adjusted_kappa(table) == pytest.approx(2 * 0.85 - 1)
    assert math.isnan(kappa(np.array([[5, 0], [0, 0]]))), "one category only"
    assert math.isnan(kappa(np.zeros((2, 2))))


def test_bradford_merges_and_cuts_to_the_window() -> None:
    as_of = date(2026, 10, 31)
    spells = [
        (date(2026, 1, 1), date(2026, 1, 3)),
        (date(2026, 1, 4), date(2026, 1, 5)),  # adjacent: one spell of 5 days
        (date(2025, 10, 30), date(2025, 11, 3)),  # the window begins on 2025-11-02: 2 days inside
        (date(2026, 10, 31), date(2026, 11, 9)),  # 1 day inside
        (date(2024, 1, 1), date(2024, 1, 9)),  # outside
    ]
    assert bradford(spells, as_of) == 3**2 * (5 + 2 + 1)
    assert bradford([], as_of) == 0
    with pytest.raises(InputError, match="spells"):
        bradford([(date(2026, 1, 2), date(2026, 1, 1))], as_of)


def test_average_week_makes_up_excluded_days_from_after_the_period() -> None:
    start = date(2026, 1, 5)
    days = [(start + timedelta(days=step), 10.0 if step % 7 < 5 else 0.0, False) for step in range(7 * 18)]
    assert average_week(days) == pytest.approx(50.0)
    days[0] = (start, 10.0, True)  # one day of leave; the first day after the period was worked 10 h
    assert average_week(days) == pytest.approx(50.0)
    days[7 * 17] = (start + timedelta(days=7 * 17), 4.0, False)
    assert average_week(days) == pytest.approx((17 * 50 - 10 + 4) / 17)
    assert math.isnan(average_week(days[:60])), "the days end before the period does"
    assert math.isnan(average_week([]))


def test_short_rests_are_lived_hours_across_the_clock_change() -> None:
    duties = [
        (datetime(2026, 10, 24, 13, 0, tzinfo=LONDON), datetime(2026, 10, 24, 23, 0, tzinfo=LONDON)),
        (
            datetime(2026, 10, 25, 9, 0, tzinfo=LONDON),
            datetime(2026, 10, 25, 17, 0, tzinfo=LONDON),
        ),  # 10 h by the clock, 11 lived
        (datetime(2026, 10, 26, 3, 0, tzinfo=LONDON), datetime(2026, 10, 26, 9, 0, tzinfo=LONDON)),
    ]
    assert short_rests(duties) == pytest.approx([10.0])
    spring = [
        (datetime(2026, 3, 28, 13, 0, tzinfo=LONDON), datetime(2026, 3, 28, 22, 0, tzinfo=LONDON)),
        (datetime(2026, 3, 29, 9, 0, tzinfo=LONDON), datetime(2026, 3, 29, 17, 0, tzinfo=LONDON)),  # 11 h by the clock, 10 lived
    ]
    assert short_rests(spring) == pytest.approx([10.0])
    with pytest.raises(InputError, match="duties"):
        short_rests([(datetime(2026, 1, 1), datetime(2026, 1, 2, tzinfo=UTC))])


def test_weighted_rate() -> None:
    found = weighted_rate(np.array([1, 0, 0, 1]), np.array([0.5, 0.5, 0.1, 0.1]))
    assert found.rate == pytest.approx((2 + 10) / 24)
    assert found.n_effective == pytest.approx(24**2 / (4 + 4 + 100 + 100))
    hits = found.rate * found.n_effective
    assert found.lower == pytest.approx(stats.beta.ppf(0.025, hits, found.n_effective - hits + 1))
    assert found.upper == pytest.approx(stats.beta.ppf(0.975, hits + 1, found.n_effective - hits))
    assert weighted_rate(np.zeros(5), np.ones(5)).lower == 0.0
    assert math.isnan(weighted_rate(np.array([]), np.array([])).rate)


def test_load_first_beside_chance() -> None:
    start = date(2026, 1, 1)
    risk = [start + timedelta(days=step) for step in range(100)]
    events = [start + timedelta(days=9)]  # days 10 to 16 lie within 7 days after: 7 of 100
    spells = [start + timedelta(days=step) for step in (9, 10, 16, 17)]  # the day itself and day 8 do not
    found = load_first(spells, events, risk)
    assert (found.observed, found.spells, found.by_chance) == (2, 4, pytest.approx(0.28))
    assert (found.lower, found.upper) == tuple(stats.binom(4, 0.07).ppf([0.025, 0.975]))
    assert math.isnan(load_first([], events, risk).by_chance)


@pytest.mark.parametrize(
    ("call", "argument"),
    [
        (lambda: wilson(np.array([3]), np.array([2])), "k"),
        (lambda: wilson(np.array([3]), np.array([4]), 1.5), "level"),
        (lambda: wilson(np.array([3]), np.array([4, 5])), "n"),
        (lambda: poisson_exact(np.array([-1])), "k"),
        (lambda: poisson_exact(np.array([np.nan])), "k"),
        (lambda: q_values(np.array([0.1, 1.2])), "p"),
        (lambda: gamma_poisson(np.array([-1.0]), np.array([1.0]), 1.0, 1.0), "events"),
        (lambda: mantel_haenszel(np.ones((2, 3, 2))), "tables"),
        (lambda: kappa(np.ones((2, 3))), "table"),
        (lambda: bradford([], date(2026, 1, 1), 0), "weeks"),
        (lambda: average_week([(date(2026, 1, 1), -1.0, False)]), "days"),
        (lambda: short_rests([], 0), "hours"),
        (lambda: weighted_rate(np.array([2]), np.array([0.5])), "outcome"),
        (lambda: weighted_rate(np.array([1]), np.array([0.0])), "probability"),
    ],
)
def test_illegal_input_is_refused_by_name(call: object, argument: str) -> None:
    with pytest.raises(InputError) as refusal:
        call()  # type: ignore[operator]
    assert refusal.value.where.field == argument
