"""What could have been seen, and whether z are what they are said to be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from made import SAME_JOB, SPELLS, YEAR, force
from scipy import stats

from lib.stats import power
from lib.stats.people import compare
from lib.words.chance import calibration

CELLS, UNIT_MONTHS, _ = force(31, 600, 20, 1.5, 0.8)
GROUND = compare(CELLS, UNIT_MONTHS, SPELLS, YEAR, SAME_JOB).ground


def test_power_is_the_poisson_tail_beyond_the_last_ordinary_count() -> None:
    edges, mean = GROUND.judged.edges, GROUND.judged.adjusted
    edge = np.nanmax([edges.raw, edges.at_load, edges.lower, edges.upper], axis=0)
    for each in power.power(GROUND):
        tails = stats.poisson.sf(edge, each.times * mean)
        assert (each.mean, each.share, each.people) == pytest.approx((tails.mean(), (tails >= 0.5).mean(), tails.size))
    means = [each.mean for each in power.power(GROUND)]
    assert means == sorted(means) and means[-1] > 0.5 > means[0]


def test_nobody_compared_has_no_power_and_no_lamp() -> None:
    nobody = replace(GROUND, judged=replace(GROUND.judged, adjusted_ok=np.zeros(600, dtype=np.bool_)))
    assert all(np.isnan(each.mean) and each.people == 0 for each in power.power(nobody))
    assert np.isnan(power.lamp(nobody).ratio) and not power.lamp(nobody).lit


@pytest.mark.parametrize(("ratio", "lit"), [(0.79, False), (0.8, True), (1.25, True), (1.26, False)])
def test_the_lamp_is_lit_between_four_fifths_and_five_quarters(ratio: float, lit: bool) -> None:
    assert power.Lamp(1, 1.0, ratio).lit is lit
    found = power.lamp(GROUND)
    assert found.expected == pytest.approx(600 * 0.0227501, rel=1e-4) and found.ratio == found.seen / found.expected


def test_a_list_says_so_where_the_lamp_is_out() -> None:
    assert calibration(1.0, True) == calibration(float("nan"), False) == ""
    assert "1.4 times as many lie beyond z 2 as should" in calibration(1.4, False)
