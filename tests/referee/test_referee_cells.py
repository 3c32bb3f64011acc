"""The sample as loaded against a second reading of its files in plain Python: every figure of every cell of 150 people."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest
from plain_cells import FIGURES, KEYS, PlainForce

from lib import identity, queries, store
from lib.question import Month
from lib.settings import SAMPLE_DATA

PEOPLE = 150


@pytest.fixture(scope="module")
def chosen() -> frozenset[str]:
    with gzip.open(SAMPLE_DATA / "hr_people.csv.gz", "rt", encoding="utf-8-sig", newline="") as lines:
        numbers = sorted({row["Employee No"].zfill(8) for row in csv.DictReader(lines)})
    return frozenset(Random(20261124).sample(numbers, PEOPLE))


@pytest.fixture(scope="module")
def plain(chosen: frozenset[str]) -> list[dict]:
    return PlainForce(SAMPLE_DATA, chosen).cells()


@pytest.fixture(scope="module")
def loaded(chosen: frozenset[str], sample_home: Path) -> pl.DataFrame:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_HOME", str(sample_home))
        lease = store.lease()
        info = lease.info
        cells = store.read(queries.cells(Month.of(info.first_day_on), Month(2100, 1)), lease)
        assert date(2100, 1, 1) > cells["month"].max() == info.data_as_of.replace(day=1), (
            "no month after the last that is told of"
        )
        numbers = identity.payroll_numbers(cells["person_id"].unique().to_list())
    return cells.with_columns(payroll_number=pl.col("person_id").replace_strict(numbers)).filter(
        pl.col("payroll_number").is_in(list(chosen))
    )


def by_key(rows: list[dict]) -> dict[tuple, dict]:
    found = {tuple(row[name] for name in KEYS): row for row in rows}
    assert len(found) == len(rows), "a cell stands twice"
    return found


def test_the_same_cells(plain: list[dict], loaded: pl.DataFrame) -> None:
    ours, theirs = by_key(loaded.to_dicts()), by_key(plain)
    assert set(ours) == set(theirs)
    assert len(theirs) > PEOPLE * 20
    for key, cell in theirs.items():
        assert (ours[key]["first_on"], ours[key]["last_on"]) == (cell["first_on"], cell["last_on"]), key


@pytest.mark.parametrize("figure", FIGURES)
def test_the_same_figure_in_every_cell(figure: str, plain: list[dict], loaded: pl.DataFrame) -> None:
    ours, theirs = by_key(loaded.to_dicts()), by_key(plain)
    for key, cell in theirs.items():
        assert ours[key][figure] == pytest.approx(cell[figure], rel=1e-9, abs=1e-9), key
    assert sum(cell[figure] for cell in plain) > 0, "it never happens: nothing is proved"
