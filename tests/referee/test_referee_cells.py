"""The sample as loaded against a second reading of its files in plain Python: every figure of every cell."""

from __future__ import annotations

from datetime import date
from math import isclose
from pathlib import Path

import polars as pl
import pytest
from plain_cells import FIGURES, KEYS

from lib import identity, queries, store
from lib.question import Month


@pytest.fixture(scope="module")
def plain(plain_sample: tuple[list[dict], list[dict]]) -> list[dict]:
    return plain_sample[0]


@pytest.fixture(scope="module")
def loaded(sample_home: Path) -> list[dict]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_HOME", str(sample_home))
        lease = store.lease()
        info = lease.info
        cells = store.read(queries.cells(Month.of(info.first_day_on), Month(2100, 1)), lease)
        assert date(2100, 1, 1) > cells["month"].max() == info.data_as_of.replace(day=1), (
            "no month after the last that is told of"
        )
        numbers = identity.payroll_numbers(cells["person_id"].unique().to_list())
    return cells.with_columns(payroll_number=pl.col("person_id").replace_strict(numbers)).to_dicts()


def by_key(rows: list[dict]) -> dict[tuple, dict]:
    found = {tuple(row[name] for name in KEYS): row for row in rows}
    assert len(found) == len(rows), "a cell stands twice"
    return found


def test_the_same_cells(plain: list[dict], loaded: list[dict]) -> None:
    ours, theirs = by_key(loaded), by_key(plain)
    assert set(ours) == set(theirs)
    assert len(theirs) > 30_000
    for key, cell in theirs.items():
        assert (ours[key]["first_on"], ours[key]["last_on"]) == (cell["first_on"], cell["last_on"]), key


@pytest.mark.parametrize("figure", FIGURES)
def test_the_same_figure_in_every_cell(figure: str, plain: list[dict], loaded: list[dict]) -> None:
    ours, theirs = by_key(loaded), by_key(plain)
    differing = [
        (key, ours[key][figure], cell[figure])
        for key, cell in theirs.items()
        if not isclose(ours[key][figure], cell[figure], rel_tol=1e-9, abs_tol=1e-9)
    ]
    assert not differing, differing[:3]
    assert sum(cell[figure] for cell in plain) > 0, "it never happens: nothing is proved"


def test_the_same_demand_and_posts_in_every_unit_month(plain_sample: tuple[list[dict], list[dict]], sample_home: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_HOME", str(sample_home))
        lease = store.lease()
        rows = store.read(queries.unit_months(Month.of(lease.info.first_day_on), Month(2100, 1)), lease).to_dicts()
    ours = {
        (row["unit"], row["month"]): (row["incidents_count"], row["demand_days_count"] or 0, row["establishment_fte_days"])
        for row in rows
        if row["demand_days_count"] or row["establishment_fte_days"] is not None  # not before a unit was there
    }
    theirs = {
        (row["unit"], row["month"]): (row["incidents_count"], row["demand_days_count"], row["establishment_fte_days"])
        for row in plain_sample[1]
    }
    assert ours == theirs
    assert len(theirs) > 18 * 20
