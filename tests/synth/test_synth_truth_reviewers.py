"""Simulated reviewers err as they are said to: sensitivity, false alarms, shared error, agreement, and load."""

from __future__ import annotations

import json
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from lib.errors import InputError
from lib.synth import Plan
from lib.synth.reviewers import Reviewers, agreement, chance, first_readings

CASES = 20_000
PANEL = Reviewers(sensitivity=0.8, false_alarm=0.1, shared=0.4, strictness=0.1, load_pull=0.5)


def _given(panel: Reviewers, differs: np.ndarray, load: np.ndarray, reviewers: int = 2) -> np.ndarray:
    return first_readings(panel, differs, load, reviewers, Plan(500, 1, 1).stream("test of reviewers"))


@pytest.mark.parametrize(
    ("differs", "load", "said"),
    [
        pytest.param(True, 1.0, 0.8, id="sensitivity, at the usual load"),
        pytest.param(False, 1.0, 0.1, id="false alarms, at the usual load"),
        pytest.param(True, 3.0, 0.8, id="load changes nothing for who differs"),
        pytest.param(False, 3.0, 0.2320, id="load raises false alarms: the normal tail at -1.2816 + 0.5 log 3"),
    ],
)
def test_readings_come_as_often_as_said(differs: bool, load: float, said: float) -> None:
    lenient = Reviewers(0.8, 0.1, 0.4, 0.0, 0.5)  # with one strictness a share over two reviewers is that of those two
    kinds, loads = np.full(CASES, differs), np.full(CASES, load)
    assert chance(PANEL, kinds[:1], loads[:1])[0] == pytest.approx(said, abs=1e-4)
    assert _given(lenient, kinds, loads).mean() == pytest.approx(said, abs=0.01)


def test_reviewers_agree_as_often_as_expected_because_part_of_the_error_is_shared() -> None:
    panel = Reviewers(0.8, 0.1, 0.4, 0.0)
    differs, load = np.arange(CASES) % 4 == 0, np.ones(CASES)
    given = _given(panel, differs, load)
    share, kappa = agreement(panel, differs, load)
    assert (given[:, 0] == given[:, 1]).mean() == pytest.approx(share, abs=0.01)
    assert agreement(Reviewers(0.8, 0.1, 0.0, 0.0), differs, load)[1] < kappa < 1
    assert agreement(Reviewers(0.8, 0.1, 0.98, 0.0), differs, load)[0] > 0.95


def test_strictness_is_a_reviewers_own() -> None:
    strict = Reviewers(0.5, 0.5, 0.0, 0.5)
    shares = _given(strict, np.zeros(2000, bool), np.ones(2000), 40).mean(axis=0)
    assert shares.std() > 0.2
    assert _given(Reviewers(0.5, 0.5, 0.0, 0.0), np.zeros(2000, bool), np.ones(2000), 40).mean(axis=0).std() < 0.02


@pytest.mark.parametrize("wrong", [{"sensitivity": 1.0}, {"false_alarm": 0.0}, {"shared": 0.95, "strictness": 0.1}])
def test_impossible_panels_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError):
        Reviewers(**wrong)


def test_the_truth_holds_readings_of_planted_and_other_people(small: SimpleNamespace, truth: dict[str, pl.DataFrame]) -> None:
    rows = truth["reviewers"]
    assert rows.columns == ["payroll_number", "differs", "load", "reviewer", "would_look_further"]
    assert rows["reviewer"].n_unique() * rows["payroll_number"].n_unique() == rows.height
    planted = set(truth["people"].filter(pl.col("planted") == 1)["payroll_number"])
    assert set(rows.filter(pl.col("differs") == 1)["payroll_number"]) <= planted
    assert rows.filter(pl.col("differs") == 0)["payroll_number"].n_unique() >= 3 * len(planted) / 2
    said = json.loads((small.out / "truth" / "model.json").read_text())["reviewers"]
    assert {"sensitivity", "false_alarm", "shared", "strictness", "load_pull", "expected"} == set(said)
