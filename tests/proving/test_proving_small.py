"""A small case of each full proof: what it counts, what it refuses, what it leaves behind."""

from __future__ import annotations

import gzip
import os
import shutil
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from lib import metrics, proving
from lib.errors import Refused
from lib.proving import browser, calm, homes, overload, roster
from lib.question import Window
from lib.stats.reading import LIMIT
from lib.synth import Plan


def people(z: np.ndarray, part_time: np.ndarray) -> pl.DataFrame:
    return pl.DataFrame({"raw_z": z, "adjusted_z": z, "reading": ["ordinary"] * len(z), "part_time": part_time})


def test_every_proof_has_a_name_of_its_own_and_says_what_it_shows() -> None:
    found = proving.proofs()
    assert len({proof.name for proof in found}) == len(found) >= 5
    assert all(proof.says and proof.takes for proof in found)


def test_calm_passes_on_normal_z_and_not_on_wider_ones() -> None:
    z = np.random.default_rng(1).normal(size=4_000)
    hours = np.arange(4_000) % 5 == 0
    assert calm.beyond(people(z, hours))[1] and calm.by_hours(people(z, hours))[1]
    assert not calm.beyond(people(1.6 * z, hours))[1]


def test_calm_does_not_pass_where_part_time_people_are_found_more_often() -> None:
    hours = np.arange(4_000) % 5 == 0
    z = np.random.default_rng(2).normal(size=4_000) + hours
    assert not calm.by_hours(people(z, hours))[1]


def test_a_home_is_gone_afterwards_and_the_settings_before_it_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_HOME", "/somewhere")
    monkeypatch.setenv("EVENHAND_NOW", "2026-10-31")
    with homes.home() as folder:
        assert os.environ["EVENHAND_HOME"] == str(folder) and "EVENHAND_NOW" not in os.environ
    assert not folder.exists()
    assert (os.environ["EVENHAND_HOME"], os.environ["EVENHAND_NOW"]) == ("/somewhere", "2026-10-31")


def test_without_a_browser_or_the_real_exports_a_proof_refuses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(Refused, match="Chromium"), browser.chromium():
        pass
    monkeypatch.setenv("EVENHAND_REAL_DATA", str(tmp_path))
    with pytest.raises(Refused, match="EVENHAND_REAL_DATA"):
        roster.prove()


def test_the_roster_counts_the_last_row_of_a_number(tmp_path: Path) -> None:
    file = tmp_path / "officers_2021-05-02.csv.gz"
    file.write_bytes(gzip.compress(b"taxid,command,rank\n1,North 1,SERGEANT\n2,North 1,SERGEANT\n1,South: Two,CAPTAIN\n"))
    assert roster.counted_from(file) == {("NORTH-1", "SERGEANT"): 1, ("SOUTH-TWO", "CAPTAIN"): 1}


def test_the_oracle_expects_as_much_as_happened_and_knows_where_load_is(tmp_path: Path) -> None:
    plan = Plan(people=500, months=12, seed=3, scenario="overload")
    metric = metrics.BY_ID[overload.JUDGED]
    with homes.force(plan) as made:
        window = Window(made.held.newest, 12)
        z = overload.oracle(made.held, made.truth, plan, metric, window, overload.model_of(made.truth))
        found = overload.look(made.held, made.truth, plan, metric)
    assert abs(float(z["oracle_z"].mean())) < 0.3 and 0.7 < float(z["oracle_z"].std()) < 1.3  # pyright: ignore[reportArgumentType]
    assert (found.people["oracle_z"] < LIMIT).all() and (found.people["raw_z"] >= LIMIT).all()
