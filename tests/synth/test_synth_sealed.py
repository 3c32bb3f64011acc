"""The truth is sealed: no command that reads data and no view opens it, and nothing outside the generator and the proofs names it."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from lib.errors import Refused
from lib.loading import load
from lib.settings import PROJECT, SAMPLE_DATA
from lib.synth import dictionary

WATCHED = """
import os, sys
def watch(event, arguments):
    if event in ("open", "os.listdir", "os.scandir", "os.walk", "glob.glob", "shutil.copyfile"):
        path = arguments[0]
        if isinstance(path, (str, bytes)) and "truth" in os.fsdecode(path).split(os.sep):
            os.write(2, b"opened the truth: " + os.fsencode(path))
            os._exit(99)
sys.addaudithook(watch)
from lib.__main__ import main
"""
READS = """
for words in {commands}:
    if main(words):
        sys.exit(1)
"""
POISON = "planted,overloaded\nnobody,may read this\n"
NAMES = {*dictionary.TRUTH, "model.json", "truth"}
KNOWING = ("lib/synth/", "lib/proving/")


@pytest.fixture
def poisoned(small: SimpleNamespace, tmp_path: Path) -> Path:
    """Exports with a truth folder beside them that is nonsense."""
    shutil.copytree(small.out / "exports", tmp_path / "force" / "exports")
    (tmp_path / "force" / "truth").mkdir()
    for name in NAMES - {"truth"}:
        (tmp_path / "force" / "truth" / name).write_text(POISON)
    return tmp_path / "force"


def run(code: str, home: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "EVENHAND_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", WATCHED + code], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )


def test_load_and_what_reads_after_it_never_open_the_truth(poisoned: Path, tmp_path: Path) -> None:
    commands = [
        ["load", str(poisoned / "exports")],
        ["measure", "--level", "person", "--as-of", "2026-08", "--months", "3", "--out", str(tmp_path / "m.csv")],
        ["quarantine", "--out", str(tmp_path / "q.csv")],
        ["check"],
    ]
    told = run(READS.format(commands=commands), tmp_path / "home")
    assert told.returncode == 0, told.stderr


def test_the_watch_sees_an_open(poisoned: Path, tmp_path: Path) -> None:
    told = run(f"open({str(poisoned / 'truth' / 'people.csv')!r})", tmp_path)
    assert told.returncode == 99
    assert "opened the truth" in told.stderr


def test_a_profile_cannot_reach_the_truth(poisoned: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    profile = poisoned / "exports" / "profile.toml"
    profile.write_text(profile.read_text().replace('files = ["hr_people.csv.gz"]', 'files = ["../truth/people.csv"]'))
    with pytest.raises(Refused):
        load(poisoned / "exports")


def texts_in(path: Path) -> set[str]:
    """Texts of a file of code but for docstrings and what stands in sentences."""
    return {
        node.value
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def test_no_code_outside_the_generator_and_the_proofs_names_a_file_of_the_truth() -> None:
    files = [PROJECT / "app.py", *(PROJECT / "pages").rglob("*.py"), *(PROJECT / "lib").rglob("*.py")]
    for path in files:
        place = path.relative_to(PROJECT).as_posix()
        if not place.startswith(KNOWING):
            named = {name for text in texts_in(path) for name in NAMES if text == name or text.endswith(f"/{name}")}
            assert not named, place


def test_the_sample_is_committed_without_its_truth() -> None:
    assert not [path for path in SAMPLE_DATA.rglob("*") if path.name in NAMES - {"people.csv"} or path.is_dir()]
