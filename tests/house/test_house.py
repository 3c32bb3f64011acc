"""The house rules, run as tests, so that one command is enough for people and for CI."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOP_LEVEL = {
    "app.py", "pyproject.toml", "pages", "lib", "tests", "sample_data", "docs", "README.md", "ARCHITECTURE.md", "DECISIONS.md",
    "GLOSSARY.md", "CHANGELOG.md", "CONTRIBUTING.md", "LICENSE", ".streamlit", ".ci", ".gitignore",
}  # fmt: skip


def tracked() -> list[str]:
    run = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if run.returncode:
        pytest.skip("not a git checkout: nothing to list")
    return [name for name in run.stdout.splitlines() if (ROOT / name).is_file()]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["-m", "ruff", "check", "."], id="ruff check"),
        pytest.param(["-m", "ruff", "format", "--check", "."], id="ruff format"),
        pytest.param(["-m", "basedpyright", "--pythonpath", sys.executable, "lib"], id="basedpyright"),
        pytest.param(["-c", "from importlinter.cli import lint_imports_command as c; c()"], id="import contracts"),
    ],
)
def test_a_checker_is_content(command: list[str]) -> None:
    run = subprocess.run([sys.executable, *command], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]


def test_nothing_stands_at_the_top_without_a_decision() -> None:
    assert {name.split("/")[0] for name in tracked()} <= TOP_LEVEL


def test_our_own_ignore_list_hides_nothing_of_ours() -> None:
    ours = [str(path.relative_to(ROOT)) for part in ("lib", "pages", "tests") for path in (ROOT / part).rglob("*.py")]
    assert set(ours) <= set(tracked())


def test_no_page_holds_arithmetic_on_frames_sql_or_a_role() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        names = {
            alias.name.split(".")[0]
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Import | ast.ImportFrom)
            for alias in (node.names if isinstance(node, ast.Import) else [ast.alias(node.module or "")])
        }
        assert not names & {"sqlalchemy", "duckdb", "scipy", "numpy", "polars"}, path.name
        assert ".role" not in path.read_text(), path.name


def test_every_page_calls_the_guard_first() -> None:
    for path in (ROOT / "pages").glob("*.py"):
        assert "guard.require(" in path.read_text(), path.name


def test_nothing_marks_up_data_and_nothing_person_level_is_cached_by_streamlit() -> None:
    for name in tracked():
        if name.startswith(("lib/", "pages/", "app.py")) and name.endswith(".py"):
            text = (ROOT / name).read_text()
            assert "unsafe_allow_html" not in text, name
            assert "cache_data" not in text, name


def test_the_sample_is_small() -> None:
    assert sum(path.stat().st_size for path in (ROOT / "sample_data").rglob("*") if path.is_file()) <= 8 * 2**20


def test_words_that_are_never_said_of_a_person() -> None:
    said = re.compile(r"\b(suspects?|flag(ged|s)? (people|person|officers?)|risk scores?|suspicious)\b", re.IGNORECASE)
    for name in tracked():
        if name.startswith(("lib/ui", "lib/words", "lib/service", "lib/figures", "pages/")) and name.endswith(".py"):
            found = said.search((ROOT / name).read_text())
            assert not found, f"{name}: {found and found[0]}"
