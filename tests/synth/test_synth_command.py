"""`synth`, `sample` and `dictionary` on the command line: what they print, how they end, and what they leave behind."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from lib.__main__ import main
from lib.settings import PROJECT
from lib.synth import Plan, generating, placing, write

SMALL = ["--people", "500", "--months", "1", "--seed", "1", "--scenario", "calm"]


def quiet(line: str) -> None:
    """No progress in tests."""


def files(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_json_is_one_document_and_progress_goes_to_stderr(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["synth", *SMALL, "--out", str(tmp_path / "new" / "force"), "--json"]) == 0
    told = capsys.readouterr()
    said = json.loads(told.out)
    assert list(said) == ["people", "months", "scenario", "seed", "end", "rows"]
    assert said["rows"]["units"] > 20
    assert "lived through: 500 of 500 people" in told.err and "rows in 11 files" in told.err


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        pytest.param([*SMALL, "--people", "499"], 1, "people", id="one person too few"),
        pytest.param([*SMALL, "--people", "1500001"], 1, "people", id="one person too many"),
        pytest.param([*SMALL, "--end", "2026-13"], 1, "month", id="no such month"),
        pytest.param([*SMALL, "--scenario", "quiet"], 2, "invalid choice", id="an unknown scenario"),
        pytest.param([*SMALL, "--format", "pdf"], 2, "invalid choice", id="an unknown format"),
        pytest.param([*SMALL[2:]], 2, "--people", id="without people"),
    ],
)
def test_errors_name_the_argument(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], code: int, says: str
) -> None:
    try:
        ended = main(["synth", *words, "--out", str(tmp_path / "force")])
    except SystemExit as usage:
        ended = usage.code
    told = capsys.readouterr()
    assert ended == code
    assert says in told.err and told.out == ""
    assert not (tmp_path / "force" / "exports").exists()


def test_a_place_that_is_a_file_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "force").write_text("mine")
    assert main(["synth", *SMALL, "--out", str(tmp_path / "force")]) == 1
    assert "not a folder" in capsys.readouterr().err
    assert (tmp_path / "force").read_text() == "mine"


@pytest.mark.parametrize("folder", ["exports", "truth"])
def test_files_that_were_not_generated_are_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str], folder: str) -> None:
    (tmp_path / folder).mkdir()
    (tmp_path / folder / "real.csv").write_text("a\n")
    assert main(["synth", *SMALL, "--out", str(tmp_path)]) == 1
    assert "not generated" in capsys.readouterr().err
    assert files(tmp_path) == {f"{folder}/real.csv": b"a\n"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device")], ids=["stopped", "a full disk"])
def test_a_run_that_ends_early_leaves_what_stood_there(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    write(Plan(500, 1, 1), tmp_path, quiet)
    before = files(tmp_path)

    def ends(*_: object) -> None:
        raise error

    monkeypatch.setattr(generating.limited, "limited", ends)
    assert main(["synth", *SMALL, "--out", str(tmp_path)]) == 1
    assert "Nothing was changed" in (told := capsys.readouterr().err) or "No space left" in told
    assert files(tmp_path) == before


@pytest.mark.parametrize("done", range(4), ids=lambda done: f"{done} folders moved")
def test_a_run_killed_while_it_puts_its_folders_in_place_is_undone_by_the_next(tmp_path: Path, done: int) -> None:
    write(Plan(500, 1, 1), tmp_path, quiet)
    before = files(tmp_path)
    unfinished = tmp_path / placing.UNFINISHED
    for name in placing.FOLDERS:
        (unfinished / name).mkdir(parents=True)
        (unfinished / name / "new").write_text("new")
    moves = [(tmp_path / name, unfinished / f"old_{name}") for name in placing.FOLDERS]
    moves += [(unfinished / name, tmp_path / name) for name in placing.FOLDERS]
    for old, new in moves[:done]:
        old.rename(new)
    placing._restore(tmp_path)
    assert files(tmp_path) == before


def test_a_killed_run_is_no_obstacle(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "lib", "synth", *SMALL, "--people", "4000", "--months", "24", "--out", str(tmp_path)]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    waited = time.monotonic()
    while not (tmp_path / placing.UNFINISHED).exists() and time.monotonic() - waited < 60:
        time.sleep(0.05)
    process.kill()
    process.communicate()
    assert (tmp_path / placing.UNFINISHED).exists() and not (tmp_path / "exports").exists()
    write(Plan(500, 1, 1), tmp_path, quiet)
    assert {path.name for path in tmp_path.iterdir()} == {"exports", "truth"}


def test_two_runs_do_not_write_to_one_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with placing.place(tmp_path) as folders:
        (folders.exports / "mine").write_text("mine")
        assert main(["synth", *SMALL, "--out", str(tmp_path)]) == 1
        assert (folders.exports / "mine").exists()
    assert "another run is writing there" in capsys.readouterr().err


def test_help_names_every_option_and_where_to_read_on(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["synth", "--help"])
    text = re.sub(r"\s+", " ", capsys.readouterr().out)
    page = (PROJECT / "docs" / "synthetic-force.md").read_text()
    for option in ("people", "months", "seed", "scenario", "out", "end", "format", "frailty", "dose", "association", "noise"):
        assert f"--{option}" in text and f"--{option}" in page
    assert "docs/synthetic-force.md" in text


def test_the_dictionary_is_printed_and_given_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["dictionary"]) == 0
    assert capsys.readouterr().out.startswith("## Exports")
    assert main(["dictionary", "--json"]) == 0
    assert {"exports", "truth", "dirt"} == set(json.loads(capsys.readouterr().out))
