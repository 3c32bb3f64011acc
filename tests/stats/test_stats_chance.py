"""What chance shows: simulated forces keep what they are to keep, and say so in words that do not say too much."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from made import SAME_JOB, SPELLS, YEAR, force

from lib.stats import chance, dealing
from lib.stats.chance import Chance, Range
from lib.stats.people import Comparison, compare
from lib.words.chance import beside

CELLS, UNIT_MONTHS, _ = force(21, 900, 20, 1.5, 0.8)
CALM = compare(CELLS, UNIT_MONTHS, SPELLS, YEAR, SAME_JOB)


def test_every_month_of_a_peer_group_keeps_its_spells() -> None:
    cards = dealing.deck(CALM.ground)
    people, units = dealing.deal(cards, None, np.random.default_rng(1))
    everybody = CALM.ground.span.peers
    assert people.sum() == units.sum() == CALM.ground.span.events[everybody].sum()
    assert (people[~everybody] == 0).all()


def test_spells_are_dealt_in_proportion_to_what_is_expected() -> None:
    """1,000 deals: the mean of each person is their adjusted expectation."""
    cards, random = dealing.deck(CALM.ground), np.random.default_rng(2)
    dealt = np.mean([dealing.deal(cards, None, random)[0] for _ in range(1000)], axis=0)
    expected = np.bincount(cards.person, cards.weight, cards.people)
    away = (dealt - expected * dealt.sum() / expected.sum()) / np.sqrt(expected / 1000)
    assert np.abs(away).max() < 5 and away.std() == pytest.approx(1.0, abs=0.15)


def test_a_persons_own_level_lasts_through_the_months() -> None:
    """Nobody differs: counts vary as counts do. People differ by 0.8: by 0.8 more, relative to the square."""
    cards, random = dealing.deck(CALM.ground), np.random.default_rng(3)
    expected = np.bincount(cards.person, cards.weight, cards.people)
    usual = dealing.Frailty(dealing.GAMMA, np.full(cards.people, 0.8))
    beyond = []
    for own in (False, True):
        each = [dealing.deal(cards, usual.draw(random) if own else None, random)[0] for _ in range(60)]
        beyond.append(np.mean([((y - expected) ** 2 - expected).sum() / (expected**2).sum() for y in each]))
    assert abs(beyond[0]) < 0.1 and abs(beyond[1] - 0.8) < 0.15


@pytest.mark.parametrize("shape", [dealing.GAMMA, dealing.LOGNORMAL])
def test_levels_have_mean_one_and_the_variance_asked_for(shape: str) -> None:
    drawn = dealing.Frailty(shape, np.full(200_000, 0.5)).draw(np.random.default_rng(4))
    assert drawn.mean() == pytest.approx(1.0, abs=0.01) and drawn.var() == pytest.approx(0.5, rel=0.06)


@pytest.mark.parametrize(("shape", "seed"), [(dealing.GAMMA, 5), (dealing.LOGNORMAL, 6)])
def test_the_shape_is_the_likelier_of_two(shape: str, seed: int) -> None:
    """6,000 people with 8 expected and a variance of 1: enough to tell the two apart."""
    random = np.random.default_rng(seed)
    mean = np.full(6000, 8.0)
    events = random.poisson(mean * dealing.Frailty(shape, np.full(6000, 1.0)).draw(random)).astype(np.float64)
    assert dealing.likelier(events, mean, np.full(6000, 1.0))[0] == shape


def test_the_same_seed_gives_the_same_and_its_record_comes_back() -> None:
    once, again = (chance.simulated(CALM.ground, forces=20, seed=7) for _ in range(2))
    assert once == again
    assert chance.of_row(once.row()) == once and chance.of_row(CALM.chance.row()) == CALM.chance
    told = once.contract()
    assert set(told) == {"rule", "observed", "expected", "nobody_differs", "usual_spread", "p_value"}
    assert set(told["usual_spread"]) == {"median", "lower", "upper"} and CALM.chance.contract()["usual_spread"] is None


def planted(times: int) -> Comparison:
    """Five of 900 have so many times the spells, and some besides."""
    who = pl.col("person_id").str.slice(1).cast(pl.Int64) % 180 == 7
    column = "sickness_spells_count"
    return compare(
        CELLS.with_columns(pl.when(who).then(pl.col(column) * times + 12).otherwise(pl.col(column)).alias(column)),
        UNIT_MONTHS, SPELLS, YEAR, SAME_JOB,
    )  # fmt: skip


def test_a_calm_force_shows_no_more_than_chance_and_a_planted_one_does() -> None:
    calm, told = (chance.simulated(each.ground, forces=99) for each in (CALM, planted(3)))
    assert calm.p_value is not None and calm.p_value > 0.05
    assert told.p_value == 0.01 and told.observed >= 5
    assert told.usual_spread is not None and told.usual_spread.upper < told.observed


def test_where_nothing_can_be_simulated_only_the_sum_is_known() -> None:
    few = compare(CELLS.filter(pl.col("unit") < "U05"), UNIT_MONTHS, SPELLS, YEAR, SAME_JOB)
    assert chance.simulated(few.ground) == few.chance and few.chance.p_value is None


@pytest.mark.parametrize(
    ("p", "verdict"),
    [(0.025, ": more than chance."), (0.0251, "perhaps more"), (0.05, "perhaps more"), (0.055, "as many as chance shows")],
)
def test_more_than_chance_needs_a_twentieth_over_the_number_of_metrics(p: float, verdict: str) -> None:
    told = beside(Chance(12, 3.0, 0.8, Range(2.0, 0.0, 5.0), Range(4.0, 1.0, 9.0), p, dealing.GAMMA), 2)
    assert verdict in told and told.startswith("Force-wide 12 stand out. In simulated forces 2 (0–5) do if nobody differs")
    assert ("more than chance" in told) == (p <= 0.025 or "perhaps" in told)


def test_without_simulation_the_sum_stands_alone() -> None:
    assert (
        beside(Chance(1, 2.04, None), 2)
        == "Force-wide 1 stands out; about 2.0 would by chance, if people differ as they usually do."
    )
