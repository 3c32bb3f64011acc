"""A small case of each proof of the lists: the full ones are `python -m lib prove`."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from lib.proving import lists
from lib.proving.made_forces import Setting, make


def test_load_is_recognised_as_load_as_far_as_its_measure_allows() -> None:
    """Six forces of 2,000: of those whom load alone makes stand out, nearly as many are brought back as by the true dose on measured load."""
    _, told = lists.overload(range(1, 7), 2_000)
    ratios = [float(value) for name, value in told.items() if "share of that" in name and value != "nobody"]
    assert len(ratios) == 3 and min(ratios) >= 0.7, told


def test_those_who_truly_differ_are_found_with_fewer_wrongly_shown_than_rivals_show() -> None:
    """Three forces together: one alone is a matter of luck."""
    forces = [
        lists.compared(make(Setting(seed, people=2_000, units=20, rate=4.0, planted=0.02, overloaded=0.3)))[1]
        for seed in (3, 4, 5)
    ]
    found = pl.concat(forces).filter(pl.col("planted") == 5)
    assert (found["reading"] == "stands_out").sum() >= 0.3 * found.height
    beside = [lists.beside_rivals(rows) for rows in forces]
    for name in beside[0]:
        theirs, ours, oracle = (sum(each[name][place] for each in beside) for place in range(3))
        assert oracle <= theirs and ours <= theirs, name


def test_a_unit_that_differs_as_a_whole_is_raised_and_its_people_held_with_it() -> None:
    raised = 0
    for seed in (1, 2, 3):
        found, rows = lists.compared(make(Setting(seed, people=3_000, rate=4.0, culture=2.5)))
        there = rows.filter(pl.col("unit") == "U000000")["reading"].to_list()
        raised += "U000000" in found.raised
        assert ("held_with_unit" in there and "stands_out" not in there) or "U000000" not in found.raised
    assert raised >= 2


def test_a_calm_force_lists_about_as_many_as_chance_says() -> None:
    found, rows = lists.compared(make(Setting(6, people=2_000, units=20)))
    assert not found.raised and found.chance.observed <= 8
    assert 0.6 <= float((rows["adjusted_z"] > 2).mean()) / 0.02275 <= 1.5  # type: ignore[arg-type]


@pytest.mark.parametrize("frailty", ["gamma", "lognormal"])
def test_a_made_force_is_what_its_setting_says(frailty: str) -> None:
    made = make(Setting(7, people=3_000, units=20, frailty=frailty, overloaded=0.3, planted=0.02))
    assert make(made.setting).cells.equals(made.cells)
    planted = made.truth.filter(pl.col("planted") > 1)
    assert planted.height == 60 and set(planted["planted"]) <= {2.0, 3.0, 5.0}
    assert np.isclose(made.truth["part_time"].mean(), 0.12, atol=0.02)  # type: ignore[arg-type]
    assert (
        made.truth.filter(pl.col("times_load") > 1)["at_true_load"].mean()
        > 1.3 * made.truth.filter(pl.col("times_load") == 1)["at_true_load"].mean()
    )  # type: ignore[operator]
