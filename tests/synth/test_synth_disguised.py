"""A list of hashes that anybody could write does not make real people synthetic."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from lib.errors import Refused
from lib.loading import load
from lib.loading.synthetic import FORCE_NAME, PAYROLL_RANGE
from lib.synth import Plan, write
from lib.synth.people import people
from lib.synth.structure import FORCE, structure


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Fresh exports that a test may change, and an empty home."""
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    write(Plan(500, 4, 1), tmp_path, lambda line: None)
    return tmp_path / "exports"


def listed_again(folder: Path) -> None:
    """Writes the list of hashes as anybody could."""
    files = [path for path in sorted(folder.iterdir()) if path.suffix != ".toml"]
    lines = [f'"{path.name}" = "{hashlib.sha256(path.read_bytes()).hexdigest()}"' for path in files]
    (folder / "synthetic.toml").write_text("\n".join(["[files]", *lines]) + "\n")


def renamed(folder: Path) -> None:
    profile = folder / "profile.toml"
    profile.write_text(profile.read_text().replace(FORCE_NAME, "Another Constabulary"))


def renumbered(folder: Path) -> None:
    path = folder / "hr_people.csv.gz"
    head, first, *rest = gzip.decompress(path.read_bytes()).split(b"\n")
    path.write_bytes(gzip.compress(b"\n".join([head, b"0123" + first[4:], *rest]), mtime=0))
    listed_again(folder)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        pytest.param(renamed, "name", id="another force's name"),
        pytest.param(renumbered, "synthetic", id="one number outside the range"),
    ],
)
def test_exports_listed_as_synthetic_that_are_not_are_refused(exports: Path, change: Callable[[Path], None], field: str) -> None:
    change(exports)
    with pytest.raises(Refused) as refused:
        load(exports)
    assert refused.value.where.field == field
    assert "synthetic = true" in refused.value.fix


def test_exports_whose_list_does_not_hold_are_loaded_as_real(exports: Path) -> None:
    (exports / "synthetic.toml").write_text("[files]\n")
    assert load(exports)["synthetic"] is False


def test_name_and_range_are_the_generators_own(small: SimpleNamespace) -> None:
    assert small.profile.name == FORCE[1] == FORCE_NAME
    plan = Plan(500, 1, 1)
    assert all(str(number).startswith(PAYROLL_RANGE) for number in people(plan, structure(plan)).payroll())
