"""Small made forces against the same plain Python: several rungs, masking, movers, part-time, missing load, a unit held together."""

from __future__ import annotations

import polars as pl
import pytest
from made import ABSENCES, SAME_JOB, SPELLS, YEAR, force
from plain_fits import z_of
from plain_measure import PlainMeasure, benjamini_hochberg
from plain_span import ABSENCES as PLAIN_ABSENCES
from plain_span import SPELLS as PLAIN_SPELLS
from test_referee_measure import FIGURES, WORDS

from lib.metrics import Metric
from lib.stats.people import Comparison, compare

EVENTS = ("sickness_spells_count", "unauthorised_absences_count")
Row = dict


def varied(seed: int, people: int = 260) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Small groups, movers between units, part-time people, short stays, one unit without demand, gross counts.

    Units differ in size and vacancy, so that the set of covariates that allows for load holds two, and the second set another.
    """
    cells, unit_months, _ = force(
        seed, people, 21, 2.5, 0.6, {0: 2.5, 1: 2.0, 2: 2.2, 17: 2.4}, part_time=0.25, kappa=0.4, past=True,
        functions=("response", "cid"), shifts=("6-4", "6-4", "6-4", "5-2"), movers=0.15,
    )  # fmt: skip
    person, unit = pl.col("person_id").str.slice(1).cast(pl.Int64), pl.col("unit").str.slice(1).cast(pl.Int64)
    kind = (
        pl.when(person % 7 == 3).then(pl.lit("pcso")).when(person % 40 == 5).then(pl.lit("special")).otherwise(pl.lit("officer"))
    )
    gone = (person % 23 == 4) & (pl.col("month") >= YEAR.first.plus(2).first_day)
    away = person % 31 == 6
    gross = pl.when((person % 97 == 8) & (pl.col("month") == YEAR.as_of.first_day)).then(200).otherwise(0)
    cells = cells.with_columns(
        kind.alias("kind"),
        pl.when(away).then(0).otherwise(pl.col("at_risk_days")).alias("at_risk_days"),
        pl.when(away).then(0).otherwise(pl.col("rostered_duties_count")).alias("rostered_duties_count"),
        pl.when(away).then(pl.col("in_post_days")).otherwise(0).alias("uncounted_days"),
        *[pl.when(away).then(0).otherwise(pl.col(name) + gross).alias(name) for name in EVENTS],
    ).filter(~gone)
    dark = pl.col("unit") == "U05"
    size = 1.0 + (unit * 7 % 11) / 10
    unit_months = unit_months.with_columns(
        pl.when(dark).then(None).otherwise((pl.col("incidents_count") * size).round().cast(pl.Int64)).alias("incidents_count"),
        pl.when(dark).then(0).otherwise(pl.col("demand_days_count")).alias("demand_days_count"),
        (pl.col("establishment_fte_days") * size).alias("establishment_fte_days"),
        (pl.col("establishment_fte_days") * size * (0.8 + (unit * 5 % 9) / 40)).alias("in_post_fte_days"),
    )
    return cells, unit_months


@pytest.fixture(scope="module", params=[(SPELLS, PLAIN_SPELLS, 3), (ABSENCES, PLAIN_ABSENCES, 4)], ids=["spells", "absences"])
def pair(request: pytest.FixtureRequest) -> tuple[Comparison, PlainMeasure, dict[str, Row]]:
    metric: Metric
    metric, asked, seed = request.param
    cells, unit_months = varied(seed)
    found = compare(cells, unit_months, metric, YEAR, SAME_JOB)
    plain = [row | {"person": row["person_id"]} for row in cells.to_dicts()]
    spreads = found.parameters.raw_spread, found.parameters.adjusted_spread
    referee = PlainMeasure(plain, unit_months.to_dicts(), asked, YEAR.as_of.first_day, YEAR.months, spreads)
    rows = {row["person"]: row for row in referee.rows()}
    tested = [row for row in rows.values() if row.get("p_value") is not None]
    for row, q in zip(tested, benjamini_hochberg([row["p_value"] for row in tested]), strict=True):
        row["q_value"] = q
    return found, referee, rows


def test_every_figure_word_and_status(pair: tuple[Comparison, PlainMeasure, dict[str, Row]]) -> None:
    found, _, theirs = pair
    ours = {row["person_id"]: row for row in found.people.to_dicts()}
    assert list(ours) == sorted(theirs)
    for person, row in theirs.items():
        for name in FIGURES:
            expected = row.get(name)
            assert ours[person][name] == (None if expected is None else pytest.approx(expected, rel=1e-9, abs=1e-12)), (
                person,
                name,
            )
        assert {name: ours[person][name] for name in WORDS} == {name: row[name] for name in WORDS}, person
        assert set(ours[person]["status"].split(";")) == row["status"], person


def test_what_was_fitted(pair: tuple[Comparison, PlainMeasure, dict[str, Row]]) -> None:
    found, referee, _ = pair
    fitted, load = found.parameters, referee.load
    assert load is not None and fitted.kappa == referee.kappa
    assert tuple(term.id for term in fitted.load) == load.names == ("demand_per_establishment", "establishment")
    for place, term in enumerate(fitted.load):
        assert term.b == pytest.approx(load.b[place], rel=1e-9)
        assert (term.lower, term.upper) == pytest.approx((load.limits[0][place], load.limits[1][place]), rel=1e-9)
    assert fitted.second[0] == "demand_per_establishment"
    assert ("vacancy" in fitted.second) == ("vacancy" not in referee.asked.without)
    assert set(found.raised) == referee.raised
    for ours, theirs in zip((fitted.raw_spread, fitted.adjusted_spread), referee.own_spreads, strict=True):
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6)


def test_the_cases_are_what_they_are_to_be(pair: tuple[Comparison, PlainMeasure, dict[str, Row]]) -> None:
    found, referee, rows = pair
    assert referee.span.masked, "masking"
    assert {row["peer_rung"] for row in rows.values()} >= {None, 0, 1}
    assert found.parameters.tau2 == pytest.approx(referee.tau2, rel=1e-9, abs=1e-12)


def test_the_largest_ordinary_count_is_the_last_below_three(pair: tuple[Comparison, PlainMeasure, dict[str, Row]]) -> None:
    found, referee, rows = pair
    for edge in found.edges.drop_nulls("ordinary_at_load").to_dicts()[:80]:
        law = referee.span.mean_and_spread(edge["person_id"], referee.adjusted, referee.a_adj)
        assert z_of(edge["ordinary_at_load"], *law) < 3 <= z_of(edge["ordinary_at_load"] + 1, *law)
        assert rows[edge["person_id"]]["adjusted_z"] is not None
