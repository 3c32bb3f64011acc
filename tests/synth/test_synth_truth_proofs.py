"""Small cases of the proofs on clean truth: the known model finds dose and spread, and nothing where nothing is planted."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest

from lib.proving import calibration, calm_truth, doses
from lib.proving.clean_truth import Cells, Trials, truth
from lib.proving.known_model import Estimate, fit_counts, fit_trials
from lib.settings import PROJECT
from lib.synth import Plan
from lib.synth.calibration import RANGES, Published
from lib.synth.load import response


def _drawn(form: str, frailty: str, dose: float, spread: float) -> Cells:
    """4,000 people in two cells each, drawn from the model itself."""
    rng = np.random.default_rng(5)
    person = np.repeat(np.arange(4_000), 2)
    if frailty == "gamma":
        own = rng.gamma(1 / spread, spread, 4_000)
    else:
        own = rng.lognormal(-np.log1p(spread) / 2, np.sqrt(np.log1p(spread)), 4_000)
    load = rng.uniform(0.7, 2.5, len(person))
    expected = np.full(len(person), 0.8)
    events = rng.poisson(expected * own[person] * response(form, load, dose))
    return Cells(person, person % 7, expected, load, events)


@pytest.mark.parametrize(
    ("form", "frailty"),
    [
        pytest.param("loglinear", "gamma", id="load to a power, gamma"),
        pytest.param("additive", "lognormal", id="additive, lognormal"),
        pytest.param("threshold", "gamma", id="threshold, gamma"),
    ],
)
def test_the_known_model_returns_what_was_put_in(form: str, frailty: str) -> None:
    found = fit_counts(_drawn(form, frailty, 0.9, 0.7), form, frailty)
    assert found["dose"].value == pytest.approx(0.9, abs=0.1)
    assert found["spread"].value == pytest.approx(0.7, abs=0.1)
    assert 0.02 < found["dose"].upper - found["dose"].lower < 0.3


def test_a_wrong_form_of_spread_is_not_found_right() -> None:
    """Power: taken for Poisson-gamma with twice the events, the spread is not held by the limits of the truth."""
    cells = _drawn("loglinear", "gamma", 0.9, 0.7)
    other = fit_counts(Cells(cells.person, cells.unit, cells.expected, cells.load, cells.events * 2), "loglinear", "gamma")
    assert not other["spread"].holds(0.7)


def test_the_dose_on_a_chance() -> None:
    rng = np.random.default_rng(6)
    load = rng.uniform(0.8, 2.5, 400)
    chance = np.full(400, 0.04)
    days = np.full(400, 300)
    found = fit_trials(Trials(days, chance, load, rng.binomial(days, chance * load**0.8)), "loglinear")
    assert found.holds(0.8)
    assert found.upper - found.lower < 0.2


@pytest.fixture(scope="module")
def calm() -> SimpleNamespace:
    made = truth(Plan(2_500, 18, 103, "calm"))
    return SimpleNamespace(made=made, seen=calm_truth.look(made))


def test_clean_truth_counts_what_the_model_expects(calm: SimpleNamespace) -> None:
    """At the true own factor and load, the spells of the force differ from their expectation by chance alone."""
    cells, made = calm.made.spells, calm.made.world
    own = made.scenario.frailty["sickness_spells"][cells.person]
    expected = float((cells.expected * own * response("loglinear", cells.load, 0.9)).sum())
    assert abs(cells.events.sum() - expected) < 4 * np.sqrt(expected)
    assert calm.made.complaints.events.sum() > 300
    assert (calm.made.rest_days.cancelled <= calm.made.rest_days.days).all()


def test_in_a_calm_force_people_differ_as_calibrated_and_not_by_hours(calm: SimpleNamespace) -> None:
    seen = calm.seen
    assert seen.spread.lower < 1.1
    assert seen.spread.upper > 0.9
    assert seen.second.lower < 2.6
    assert seen.second.upper > 2.4
    assert seen.hours.lower < 1 < seen.hours.upper * 1.1
    assert seen.remains[0] == pytest.approx(1, abs=4 * np.sqrt(seen.remains[1]))
    assert seen.units_p > 0.001
    assert seen.by_hours_contracted > 1.2


def test_one_overloaded_force_returns_its_doses() -> None:
    found = doses.fitted(Plan(2_000, 18, 104, "overload"))
    for name, true in doses.TRUE.items():
        wide = (found[name].upper - found[name].lower) / 2
        assert abs(found[name].value - true) < 2.5 * wide, name


def test_estimates_are_pooled_by_precision() -> None:
    sure, vague = Estimate(1.0, 0.9, 1 / 0.9), Estimate(2.0, 0.5, 8.0)
    both = calm_truth.pooled([sure, vague])
    assert 1.0 < both.value < 1.02
    assert both.upper / both.lower < sure.upper / sure.lower


def test_a_range_is_met_by_the_mean_and_by_most_forces() -> None:
    each = Published("a share, %", 10, 20, "somewhere")
    assert calibration.met(each, [12.0, 14.0, 16.0, 18.0, 21.0])
    assert not calibration.met(each, [7.0, 8.0, 10.5, 11.0, 11.5])
    assert not calibration.met(each, [12.0, 9.0, 9.0, 9.0, 11.5])
    assert calibration.told(each, [9.0, 12.0]) == "10.5 (9.0 to 12.0); should be 10 to 20: 1 of 2"


def test_dirt_comes_at_real_rates() -> None:
    found = calibration.dirt(Plan(800, 18, 103))
    for each, value in zip(calibration.DIRT, found, strict=True):
        assert each.low / 2 <= value <= each.high * 2, each.name


def test_the_documentation_holds_every_range() -> None:
    told = (PROJECT / "docs" / "synthetic-force.md").read_text()
    for each in (*RANGES, *calibration.DIRT):
        span = f"{each.low:g} to {each.high:g}" if each.low < each.high else f"{each.low:g}"
        assert any(line.startswith(f"| {each.name} |") and f"| {span} |" in line for line in told.splitlines()), each.name
