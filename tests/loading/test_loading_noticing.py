"""Breaks and gaps: what is one, and what only looks like one."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl
import pytest

from lib.checking.breaks import renamings, steps
from lib.checking.coverage import gaps
from lib.question import Month

MONTHS = [Month(2024, 1).plus(ahead).first_day for ahead in range(30)]


def noisy(level: list[float], seed: int, spread: float = 0.03) -> list[float]:
    rng = np.random.default_rng(seed)
    return [value * float(np.exp(rng.normal(0, spread))) for value in level]


def stepped(at: int, ratio: float) -> list[float]:
    return [4000.0 * (ratio if place >= at else 1.0) for place in range(30)]


@pytest.mark.parametrize(("at", "ratio"), [(3, 1.4), (12, 1.25), (12, 0.75), (27, 2.0)])
def test_a_lasting_step_is_found_in_its_month(at: int, ratio: float) -> None:
    found = steps(MONTHS, noisy(stepped(at, ratio), 1, 0.02))
    assert [step.from_on for step in found] == [MONTHS[at]]
    assert found[0].ratio == pytest.approx(ratio, rel=0.08)


NONE = {
    "level": [1000.0] * 30,
    "drift": [1000.0 * 1.03**place for place in range(30)],
    "one odd month": [1800.0 if place == 12 else 1000.0 for place in range(30)],
    "a season": [1000.0 * (1 + 0.3 * np.sin(place / 6 * np.pi)) for place in range(30)],
    "a season that begins at once": [1400.0 if place % 12 in (9, 10, 11) else 1000.0 for place in range(30)],
    "a step too small": stepped(12, 1.1),
    "two months before the end": stepped(28, 1.5),
    "few rows": [value / 200 for value in stepped(12, 1.5)],
}


@pytest.mark.parametrize("kind", NONE)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_no_step(kind: str, seed: int) -> None:
    assert steps(MONTHS, noisy(NONE[kind], seed)) == []


def test_noise_alone_gives_no_break_in_four_hundred_series() -> None:
    """Counts of 60 to 6,000 a month with twice the spread of chance: fewer than one in a hundred has a break."""
    rng = np.random.default_rng(5)
    found = 0
    for _ in range(400):
        mean = float(np.exp(rng.uniform(np.log(60), np.log(6000))))
        counts = rng.negative_binomial(mean, 0.5, 30).astype(float)
        found += len(steps(MONTHS, counts.tolist()))
    assert found < 4


def test_a_month_without_any_rows_is_a_gap_and_its_neighbours_are_none() -> None:
    rows = noisy([200.0] * 30, 4, 0.1)
    rows[10] = rows[11] = 0.0
    rows[20] = 30.0
    assert [gap.places for gap in gaps(rows)] == [(10, 11), (20,)]


def test_what_is_no_gap() -> None:
    """Few rows; a month half as full; months before the source began; a small unit that shrank."""
    assert gaps([10.0] * 10 + [0.0] + [10.0] * 10) == []
    assert gaps([100.0] * 10 + [50.0] + [100.0] * 10) == []
    assert gaps([0.0] * 6 + [100.0] * 10) == []
    assert gaps([100.0] * 8 + [20.0] * 8, size=[10.0] * 8 + [2.0] * 8) == []


def test_a_unit_that_falls_silent_at_the_end_is_a_gap_and_one_that_closed_is_none() -> None:
    assert [gap.places for gap in gaps([100.0] * 10 + [0.0] * 2, size=[10.0] * 12)] == [(10, 11)]
    assert gaps([100.0] * 10 + [0.0] * 2, size=[10.0] * 10 + [0.0] * 2) == []


def words(*uses: tuple[str, int, int, int]) -> pl.DataFrame:
    """(word, first month, month after the last, rows a month) spread over the days of each month."""
    rows = [
        (MONTHS[place].replace(day=1 + number % 28), word)
        for word, begin, end, n in uses
        for place in range(begin, end)
        for number in range(n)
    ]
    return pl.DataFrame(rows, schema={"from": pl.Date, "kind": pl.String}, orient="row")


def test_a_word_that_gives_way_to_another_is_a_renaming() -> None:
    frame = words(("Study leave", 0, 12, 5), ("Learning", 12, 30, 6), ("Annual leave", 0, 30, 40))
    found = renamings(frame, "from", "kind", MONTHS[0], date(2026, 6, 30))
    assert [(each.from_on, each.old, each.new) for each in found] == [(MONTHS[12], "Study leave", "Learning")]


def test_words_that_overlap_differ_in_use_or_are_rare_are_none() -> None:
    frame = words(("A", 0, 13, 5), ("B", 12, 30, 5), ("C", 0, 10, 2), ("D", 20, 30, 30), ("E", 0, 1, 2), ("F", 29, 30, 2))
    assert renamings(frame.filter(pl.col("kind").is_in(["A", "B"])), "from", "kind", MONTHS[0], date(2026, 6, 30)) == []
    assert renamings(frame.filter(pl.col("kind").is_in(["C", "D"])), "from", "kind", MONTHS[0], date(2026, 6, 30)) == []
    assert renamings(frame.filter(pl.col("kind").is_in(["E", "F"])), "from", "kind", MONTHS[0], date(2026, 6, 30)) == []
