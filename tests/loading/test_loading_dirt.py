"""Planted dirt against what the load says of it: the same rows in quarantine, the same number of duplicates and unlinked rows."""

from __future__ import annotations

import csv
import gzip
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from lib import schema, store
from lib.loading import load
from lib.proving import soiled
from lib.question import Month
from lib.synth import Plan, write


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, object]]:
    folder = tmp_path_factory.mktemp("synthetic")
    return folder, write(Plan(people=500, months=4, seed=11, end=Month(2026, 10)), folder)


def test_every_planted_row_ends_as_planted(
    made: tuple[Path, dict[str, object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    folder, said = made
    outcome = load(folder / "exports")
    assert outcome["synthetic"] is True
    assert {source: counts["read"] for source, counts in outcome["sources"].items()} == said["rows"]
    rows = store.read(sa.select(schema.quarantine), store.lease())
    with (folder / "truth" / "dirt.csv").open(encoding="utf-8", newline="") as handle:
        planted = {(row["file"], int(row["row"])) for row in csv.DictReader(handle) if row["outcome"] == "quarantined"}
    assert set(rows.select("file", "row").rows()) == planted


def test_no_row_ends_otherwise_than_the_truth_says(made: tuple[Path, dict[str, object]]) -> None:
    """Record by record: the spoilt as planted, all others accepted and linked."""
    folder, _ = made
    planted, wrong = soiled.otherwise(folder / "exports", folder / "truth")
    assert wrong == []
    assert len(planted) >= 8


def test_a_changed_file_makes_it_real(
    made: tuple[Path, dict[str, object]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Synthetic is what `synth` wrote, byte for byte: a profile alone cannot say it."""
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    exports = shutil.copytree(made[0] / "exports", tmp_path / "exports")
    events = exports / "events.csv.gz"
    events.write_bytes(gzip.compress(gzip.decompress(events.read_bytes()) + b"Fair,2026-10-01,2026-10-02,\n"))
    assert load(exports)["synthetic"] is False
    assert store.all_synthetic() is False
