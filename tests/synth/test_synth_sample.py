"""The committed sample equals what its command writes, and is a good first look."""

from __future__ import annotations

import gzip
import hashlib
import tomllib
from pathlib import Path

import pytest

from lib.checking.sheets import sheet_tables
from lib.checking.workbook import Workbook
from lib.settings import SAMPLE_DATA
from lib.synth import SAMPLE, renew
from lib.synth.world import world


def cells(path: Path) -> list[list[str]]:
    """The rows of a workbook's only sheet, as the loader reads them."""
    with path.open("rb") as handle:
        book = Workbook(handle, path.name)
        return [list(row[1:]) for table in sheet_tables(book, book.sheets[0]) for row in table.rows.iter_rows()]


def test_the_sample_is_what_its_command_writes(tmp_path: Path) -> None:
    (tmp_path / "left_over.csv.gz").write_text("")
    renew(tmp_path, lambda line: None)
    written = {path.name for path in tmp_path.iterdir()}
    assert written == {path.name for path in SAMPLE_DATA.iterdir()}
    for name in sorted(written):
        ours, theirs = SAMPLE_DATA / name, tmp_path / name
        if name.endswith(".gz"):  # the text is compared: another zlib may pack the same text otherwise
            assert gzip.decompress(ours.read_bytes()) == gzip.decompress(theirs.read_bytes()), name
        if name.endswith(".xlsx"):
            assert cells(ours) == cells(theirs), name
    assert (SAMPLE_DATA / "profile.toml").read_text() == (tmp_path / "profile.toml").read_text()


def test_the_sample_holds_its_hashes_and_no_truth() -> None:
    recorded = tomllib.loads((SAMPLE_DATA / "synthetic.toml").read_text())["files"]
    assert recorded == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in SAMPLE_DATA.iterdir() if path.suffix != ".toml"
    }
    assert not [path for path in SAMPLE_DATA.iterdir() if "truth" in path.name or path.is_dir()]


def test_the_sample_has_the_size_a_first_look_needs() -> None:
    made = world(SAMPLE)
    plan, people = SAMPLE, made.people
    here = made.held.daily(people, plan.horizon, 0, len(people))[:, plan.days - 1]
    in_unit = [int((made.unit_of(here[here >= 0]) == number).sum()) for number in range(len(made.tree.units))]
    assert len(made.tree.units) == 19
    assert sum(size >= 50 for size in in_unit) >= 12
    assert sum(size < 10 for size in in_unit) == pytest.approx(2, abs=1)
    assert 55 <= len(made.tree.team_codes) <= 65
    assert (made.scenario.overload > 1).sum() >= 4
