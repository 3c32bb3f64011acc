"""The command line as people script against it: exit codes, columns, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl
import pytest

from lib import audit
from lib.__main__ import main
from lib.commands import for_spreadsheets
from lib.stats.people import COLUMNS as PERSON_COLUMNS

UNIT_COLUMNS = [
    "unit", "name", "parent", "metric", "events", "exposure", "people", "value", "expected", "z", "z_additive", "lower95", "upper95",
    "lower998", "upper998", "adjusted_expected", "adjusted_z", "load_index", "unit_first", "status",
]  # fmt: skip


@pytest.fixture(autouse=True)
def at_home(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(sample_home))


def run(*words: str) -> int:
    return main([*words])


def test_people_come_in_the_contracts_columns_sorted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "people.parquet"
    assert run("measure", "--json", "--level", "person", "--as-of", "2026-10", "--months", "12", "--out", str(out)) == 0
    told = json.loads(capsys.readouterr().out)
    rows = pl.read_parquet(out)
    assert rows.columns == list(PERSON_COLUMNS) and rows.height == told["rows"]
    assert told["synthetic"] is True and pl.read_parquet_metadata(out)["synthetic"] == "true"
    assert rows.select("person_id", "metric").equals(rows.select("person_id", "metric").sort("person_id", "metric"))
    assert set(told["chance"]) == {"sickness_spells", "unauthorised_absences"}
    assert set(told["chance"]["sickness_spells"]) == {"rule", "observed", "expected", "nobody_differs", "usual_spread", "p_value"}


@pytest.mark.parametrize("level", ["unit", "command", "force"])
def test_places_come_in_the_contracts_columns(tmp_path: Path, level: str) -> None:
    out = tmp_path / "places.csv"
    assert run("measure", "--level", level, "--as-of", "2026-10", "--out", str(out)) == 0
    assert pl.read_csv(out).columns == UNIT_COLUMNS


def test_a_trend_has_a_row_a_month(tmp_path: Path) -> None:
    out = tmp_path / "trend.csv"
    assert run("trend", "--metric", "sickness_hours_lost", "--unit", "force", "--out", str(out)) == 0
    rows = pl.read_csv(out)
    assert rows.columns == ["month", "events", "exposure", "value", "centre", "lower", "upper", "signals", "complete"]
    assert rows.filter(pl.col("complete")).height == 24


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param(["--as-of", "2027-01", "--level", "person"], "2026-10", id="a month not complete"),
        pytest.param(["--as-of", "Oct 2026", "--level", "person"], "YYYY-MM", id="not a month"),
        pytest.param(["--as-of", "2026-10", "--level", "person", "--metric", "sickness"], "sickness_spells", id="unknown metric"),
        pytest.param(
            ["--as-of", "2026-10", "--level", "person", "--metric", "people_in_post"], "--level unit", id="not a person metric"
        ),
        pytest.param(["--as-of", "2026-10", "--level", "person", "--peers", "best"], "same_job", id="unknown peers"),
        pytest.param(["--as-of", "2026-10", "--level", "person", "--unit", "NOWHERE"], "no unit", id="unknown unit"),
        pytest.param(["--as-of", "2026-10", "--level", "person", "--identified"], "--reason", id="identities without a reason"),
    ],
)
def test_a_refusal_is_exit_1_with_the_fix_and_an_empty_stdout(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], said: str
) -> None:
    out = tmp_path / "out.csv"
    assert run("measure", *words, "--out", str(out)) == 1
    told = capsys.readouterr()
    assert told.out == "" and said in told.err and not out.exists()


def test_an_empty_home_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "empty"))
    assert run("measure", "--level", "force", "--as-of", "2026-10", "--out", str(tmp_path / "x.csv")) == 1
    assert "python -m lib load" in capsys.readouterr().err


def test_usage_is_exit_2() -> None:
    with pytest.raises(SystemExit) as usage:
        main(["measure", "--level", "everybody"])
    assert usage.value.code == 2


def test_an_internal_error_is_exit_3_and_tells_no_value(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("CANARY-4711")

    monkeypatch.setattr("lib.service.measuring.places", broken)
    assert run("measure", "--level", "force", "--as-of", "2026-10", "--out", "x.csv") == 3
    told = capsys.readouterr()
    assert told.out == "" and "reference" in told.err and "CANARY" not in told.err


def test_check_finds_nothing_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", "--json") == 0
    assert json.loads(capsys.readouterr().out)["wrong"] == []


def test_a_text_that_a_spreadsheet_would_run_is_text_in_a_csv() -> None:
    hostile = pl.DataFrame(
        {"name": ["=1+1", "+1", "-1", "@SUM(1)", "\tx", "North", None], "n": [-1, 2, 3, 4, 5, 6, 7], "unit": [*"ABCDEF", "-7"]}
    )
    shown = for_spreadsheets(hostile)
    assert shown["name"].to_list() == ["'=1+1", "'+1", "'-1", "'@SUM(1)", "'\tx", "North", None]
    assert shown["unit"].to_list() == [*"ABCDEF", "'-7"]
    assert shown["n"].to_list() == hostile["n"].to_list()


def test_taking_the_rows_set_aside_leaves_a_trace(tmp_path: Path) -> None:
    before = len(audit.rows())
    assert run("quarantine", "--out", str(tmp_path / "q.csv")) == 0
    added = audit.rows()[before:]
    assert [(row["event"], row["view"], row["rows_count"]) for row in added] == [
        ("export", "quarantine", pl.read_csv(tmp_path / "q.csv").height)
    ]
