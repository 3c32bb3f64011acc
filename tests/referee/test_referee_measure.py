"""`measure --level person` on the whole sample against plain Python over its files: every figure, rung, reading and status."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from plain_measure import PlainMeasure, benjamini_hochberg
from plain_span import ABSENCES, SPELLS

from lib import identity, peers
from lib.grant import local_operator
from lib.metrics import BY_ID
from lib.question import Month, Question, Window
from lib.service import holding, measuring
from lib.stats.people import COLUMNS, Parameters

AS_OF = date(2026, 10, 1)
ASKED = {each.id: each for each in (SPELLS, ABSENCES)}
FIGURES = (
    "events", "exposure", "value", "textbook_z", "raw_expected", "raw_z", "adjusted_expected", "adjusted_z", "load_factor",
    "load_factor_lower", "load_factor_upper", "explained_share", "unit_z", "self_z", "effect", "effect_lower", "effect_upper",
    "p_value", "q_value",
)  # fmt: skip
WORDS = ("unit", "as_of", "months", "peers", "peer_rung", "n_peers", "reading", "is_pattern")
Row = dict


class Both:
    """One window by the product and by the referee, rows by (payroll number, metric)."""

    def __init__(self, months: int, cells: list[Row], unit_months: list[Row]) -> None:
        self.question = Question(as_of=Month.of(AS_OF), months=months)
        self.frame, _, _ = measuring.people(local_operator(), self.question, None)
        frame = self.frame
        numbers = identity.payroll_numbers(frame["person_id"].unique().to_list())
        self.columns, self.in_order = tuple(frame.columns), frame.select("person_id", "metric").rows()
        self.ours = {(numbers[row["person_id"]], row["metric"]): row for row in frame.iter_rows(named=True)}
        self.fitted: dict[str, Parameters] = {}
        self.raised: dict[str, set[str]] = {}
        self.referees: dict[str, PlainMeasure] = {}
        self.theirs: dict[tuple[str, str], Row] = {}
        for metric, asked in ASKED.items():
            found = holding.current().comparison(BY_ID[metric], Window(Month.of(AS_OF), months), peers.PEER_RULES[0])
            self.fitted[metric], self.raised[metric] = found.parameters, set(found.raised)
            spreads = found.parameters.raw_spread, found.parameters.adjusted_spread
            referee = self.referees[metric] = PlainMeasure(cells, unit_months, asked, AS_OF, months, spreads)
            self.theirs |= {(row["person"], metric): row for row in referee.rows()}
        tested = [row for row in self.theirs.values() if row.get("p_value") is not None]
        for row, q in zip(tested, benjamini_hochberg([row["p_value"] for row in tested]), strict=True):
            row["q_value"] = q
            row["is_pattern"] = row["is_pattern"] and q < 0.05


@pytest.fixture(scope="module", params=[12, 3], ids=["12 months", "3 months"])
def both(request: pytest.FixtureRequest, plain_sample: tuple[list[Row], list[Row]], sample_home: Path) -> Iterator[Both]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_HOME", str(sample_home))
        cells = [row | {"person": row["payroll_number"]} for row in plain_sample[0]]
        yield Both(request.param, cells, plain_sample[1])


def test_everybody_in_post_has_a_row_for_each_metric(both: Both) -> None:
    assert both.columns == COLUMNS
    assert both.ours.keys() == both.theirs.keys()
    assert both.in_order == sorted(both.in_order)
    assert len(both.ours) > 2 * 1200


def differing(both: Both, name: str) -> list[tuple]:
    """Rows whose figure differs by more than 1e-9 of itself, or is null in one alone."""
    found = []
    for key, theirs in both.theirs.items():
        ours, other = both.ours[key][name], theirs.get(name)
        if (ours is None) != (other is None) or (ours is not None and abs(ours - other) > 1e-9 * abs(other) + 1e-13):
            found.append((key, ours, other))
    return found


@pytest.mark.parametrize("name", FIGURES)
def test_the_same_figure_for_everybody(both: Both, name: str) -> None:
    found = differing(both, name)
    assert not found, f"{len(found)} of {len(both.ours)}, the first: {found[:3]}"
    assert sum(row.get(name) is not None for row in both.theirs.values()) > 0, "nobody has it: nothing is proved"


@pytest.mark.parametrize("name", WORDS)
def test_the_same_word_for_everybody(both: Both, name: str) -> None:
    found = [(key, both.ours[key][name], row[name]) for key, row in both.theirs.items() if both.ours[key][name] != row[name]]
    assert not found, f"{len(found)} of {len(both.ours)}, the first: {found[:3]}"


def test_the_same_status_for_everybody(both: Both) -> None:
    found = [
        (key, both.ours[key]["status"], row["status"])
        for key, row in both.theirs.items()
        if set(both.ours[key]["status"].split(";")) != row["status"]
    ]
    assert not found, f"{len(found)} of {len(both.ours)}, the first: {found[:3]}"


@pytest.mark.parametrize("metric", ASKED)
def test_what_was_fitted_is_what_the_referee_fits(both: Both, metric: str) -> None:
    """The power of part-time, load and its limits, and the variance between units; spreads to the digits a likelihood gives."""
    fitted, referee = both.fitted[metric], both.referees[metric]
    assert fitted.kappa == referee.kappa
    assert referee.load is not None
    assert tuple(term.id for term in fitted.load) == referee.load.names
    lower, upper = referee.load.limits
    for place, term in enumerate(fitted.load):
        theirs = (referee.load.b[place], lower[place], upper[place])
        assert (term.b, term.lower, term.upper) == pytest.approx(theirs, rel=1e-9)
    assert fitted.tau2 == pytest.approx(referee.tau2, rel=1e-9, abs=1e-12)
    assert both.raised[metric] == referee.raised
    for ours, theirs in zip((fitted.raw_spread, fitted.adjusted_spread), referee.own_spreads, strict=True):
        assert ours == pytest.approx(theirs, rel=1e-6, abs=1e-6)


def test_the_sample_has_what_is_to_be_proved(both: Both) -> None:
    """Several rungs, readings and reasons, or the agreement would say little."""
    rows = both.theirs.values()
    assert {row["peer_rung"] for row in rows} >= {None, 0, 2, 3}
    readings = {"ordinary", "cannot_tell", "stands_out"} | ({"in_line_with_load"} if both.question.months == 12 else set())
    assert {row["reading"] for row in rows} >= readings
    assert {"too_little_exposure", "too_few_peers", "no_workload_data"} <= set().union(*[row["status"] for row in rows])
    assert any(row["value"] and row["raw_z"] is None for row in rows), "somebody has events and no comparison"


def test_one_metric_asked_alone_has_the_same_q(both: Both) -> None:
    """q is over all rows of all metrics of a date, whichever of them are looked at."""
    for metric in ASKED:
        alone, _, _ = measuring.people(local_operator(), both.question, [metric])
        assert alone["metric"].unique().to_list() == [metric]
        assert alone.equals(both.frame.filter(pl.col("metric") == metric))
