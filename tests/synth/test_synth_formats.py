"""The same cells in every format, the same bytes for the same cells."""

from __future__ import annotations

import csv
import gzip
import io
import tomllib
from pathlib import Path

import polars as pl
import pytest

from lib.checking.sheets import sheet_tables
from lib.checking.workbook import Workbook
from lib.errors import Refused
from lib.loading import read_profile
from lib.loading.files import find_parts
from lib.loading.gathering import gather
from lib.synth import Plan, systems, write
from lib.synth.formats import FORMATS, LARGEST_SHEET, Format, opened

PLAN = Plan(500, 1, 5)
SMALL = ("hr_people", "org_units", "sickness_2026", "professional_standards", "command_control_2026")


def quiet(line: str) -> None:
    """No progress in tests."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same plan in each format."""
    folders: dict[str, Path] = {form: tmp_path_factory.mktemp(form) for form in FORMATS}
    for form in FORMATS:
        write(PLAN, folders[form], quiet, form)
    return folders


def cells(path: Path) -> list[list[str]]:
    """Header and rows of a text file, an empty cell as an empty text."""
    system = next(each for each in systems.SYSTEMS if path.name.startswith(each.stem))
    text = gzip.decompress(path.read_bytes()).decode(system.encoding)
    return list(csv.reader(io.StringIO(text), delimiter=system.delimiter))


def sheet(path: Path) -> list[list[str]]:
    """The cells of a workbook as the loader reads them."""
    with path.open("rb") as handle:
        book = Workbook(handle, path.name)
        tables = list(sheet_tables(book, book.sheets[0]))
    return [list(tables[0].header), *(list(row[1:]) for table in tables for row in table.rows.iter_rows())]


@pytest.mark.parametrize("stem", SMALL)
def test_the_cells_are_the_same_in_each_format(made: dict[str, Path], stem: str) -> None:
    text = cells(made["csv"] / "exports" / f"{stem}.csv.gz")
    table = pl.read_parquet(made["parquet"] / "exports" / f"{stem}.parquet").fill_null("")
    assert [table.columns, *map(list, table.rows())] == text
    assert sheet(made["xlsx"] / "exports" / f"{stem}.xlsx") == text


def test_each_format_is_loaded_to_the_same_rows(made: dict[str, Path]) -> None:
    ended: dict[str, pl.DataFrame] = {}
    for form, folder in made.items():
        profile = read_profile(folder / "exports" / "profile.toml")
        gathered = gather(profile, find_parts(profile, folder / "exports"), lambda source, rows: None)
        outcomes = pl.concat(gathered.outcomes).with_columns(pl.col("file").str.replace(r"\..*$", ""))
        ended[form] = outcomes.select("source", "file", "row", "outcome").sort(pl.all())
    assert ended["csv"].height > 10_000
    assert ended["parquet"].equals(ended["csv"]) and ended["xlsx"].equals(ended["csv"])


def test_truth_is_the_same_but_for_the_names_of_files(made: dict[str, Path]) -> None:
    plain = {form: pl.read_csv(folder / "truth" / "dirt.csv") for form, folder in made.items()}
    assert plain["xlsx"]["file"].str.ends_with(".xlsx#Export").all()
    for form in ("parquet", "xlsx"):
        assert plain[form].drop("file").equals(plain["csv"].drop("file"))
        assert (made[form] / "truth" / "people.csv").read_bytes() == (made["csv"] / "truth" / "people.csv").read_bytes()


@pytest.mark.parametrize("form", ["parquet", "xlsx"])
def test_the_same_cells_are_the_same_bytes(made: dict[str, Path], form: Format, tmp_path: Path) -> None:
    write(PLAN, tmp_path, quiet, form)
    before, after = ((folder / "exports" / "synthetic.toml").read_text() for folder in (made[form], tmp_path))
    assert tomllib.loads(before) == tomllib.loads(after)


def test_a_sheet_that_is_too_small_is_refused_by_name(tmp_path: Path) -> None:
    book = opened("xlsx", tmp_path / "many.xlsx", systems.EVENTS, 1)
    row = pl.DataFrame({name: ["x"] for name in systems.EVENTS.columns})
    with pytest.raises(Refused, match=r"many\.xlsx has more rows"):
        book.write(row.select(pl.all().repeat_by(LARGEST_SHEET).explode()))
    book.close()
