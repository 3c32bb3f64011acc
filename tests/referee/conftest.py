"""The sample in plain Python, read and worked out once for this run of the tests."""

from __future__ import annotations

import gc

import pytest
from plain_cells import PlainForce
from plain_units import unit_months

from lib.settings import SAMPLE_DATA

Row = dict


@pytest.fixture(scope="session")
def plain_sample() -> tuple[list[Row], list[Row]]:
    """Cells and unit-months."""
    gc.disable()  # a million small rows, none of them garbage
    force = PlainForce(SAMPLE_DATA)
    cells = force.cells()
    found = cells, unit_months(force, cells)
    gc.enable()
    return found
