"""What is made from a synthetic force says so: every command that speaks of a generation, every file that can carry it."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from lib.__main__ import main

MEASURE = ["measure", "--level", "unit", "--as-of", "2026-08", "--months", "3", "--metric", "sickness_spells"]


def said(capsys: pytest.CaptureFixture[str], *words: str) -> object:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def home(small: SimpleNamespace, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the small force loaded."""
    folder = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_HOME", str(folder))
        assert main(["load", str(small.out / "exports")]) == 0
    return folder


@pytest.fixture(autouse=True)
def at_home(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(home))


def test_load_and_generations_say_so(small: SimpleNamespace, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "load", str(small.out / "exports"))["synthetic"] is True  # type: ignore[index]
    assert [each["synthetic"] for each in said(capsys, "generations")] == [True]  # type: ignore[attr-defined]
    assert said(capsys, "check")["synthetic"] is True  # type: ignore[index]
    assert main(["generations"]) == 0
    assert "synthetic" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(MEASURE, id="measure"),
        pytest.param(["trend", "--metric", "sickness_spells", "--unit", "force"], id="trend"),
    ],
)
def test_what_is_written_says_so(words: list[str], capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    assert said(capsys, *words, "--out", str(out))["synthetic"] is True  # type: ignore[index]
    assert main([*words, "--out", str(out)]) == 0
    assert "SYNTHETIC" in capsys.readouterr().out


def test_a_parquet_file_carries_it(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main([*MEASURE, "--out", str(tmp_path / "out.parquet")]) == 0
    assert pl.read_parquet_metadata(tmp_path / "out.parquet")["synthetic"] == "true"


def test_the_exports_themselves_say_so(small: SimpleNamespace) -> None:
    profile = (small.out / "exports" / "profile.toml").read_text()
    assert "nobody in it exists" in profile and "synthetic = true" in profile and "Synthetic Constabulary" in profile
    assert small.gathered.rows["units"].filter(pl.col("kind") == "force")["name"].to_list() == ["Synthetic Constabulary"]
