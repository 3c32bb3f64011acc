"""Every public Select gives equal values on DuckDB and on PostgreSQL, and no more than its grant opens."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import date, timedelta

import polars as pl
import pytest
import sqlalchemy as sa
from polars.testing import assert_frame_equal

import lib.queries
from lib.errors import InputError
from lib.grant import EVERYWHERE, Grant
from lib.load_measures import LOAD_MEASURES
from lib.metrics import BY_ID, METRICS
from lib.queries import fold, people, portable, quality, tallies, tree, trends, whole
from lib.question import FORCE, Month, Question, Window
from lib.schema import DATED_BY, PERSON_EVENTS, person_days, person_months, unit_places
from lib.store import read

FIRST, LAST = Month(2026, 1), Month(2026, 3)
ALL = Grant("a", "a", "analyst")
IN_A = Grant("a", "a", "analyst", frozenset({"A"}))
NOWHERE = Grant("a", "a", "analyst", frozenset())
FORCE_WIDE = Question(as_of=LAST, months=3)
SPELLS = BY_ID["sickness_spells"]

CASES: dict[str, list[sa.Select]] = {
    "fold.person_months_fold": [fold.person_months_fold()],
    "whole.cells": [whole.cells(FIRST, LAST), whole.cells(LAST, LAST)],
    "whole.unit_months": [whole.unit_months(FIRST, LAST)],
    "whole.unit_periods": [whole.unit_periods()],
    "whole.conduct_months": [whole.conduct_months(FIRST, LAST)],
    "tree.below": [tree.below(["A", "B1"]).order_by("node")],
    "tree.places": [tree.places()],
    "tree.permitted_places": [tree.permitted_places(grant) for grant in (ALL, IN_A)],
    "tree.events": [tree.events()],
    "tree.events_of": [tree.events_of(ALL, FORCE_WIDE), tree.events_of(IN_A, FORCE_WIDE.at("A1"))],
    "people.people_of": [people.people_of(ALL, FORCE_WIDE), people.people_of(IN_A, FORCE_WIDE.at("A"))],
    **{
        f"people.{name}": [getattr(people, name)(grant, FORCE_WIDE, person) for person in ("P1", "P2") for grant in (ALL, IN_A)]
        for name in ("person_cells", "person_days", "person_spells", "person_absences", "person_overtime",
                     "person_postings", "person_duties")
    },
    "trends.series": [
        trends.series(grant, [FORCE, "A", "A1T", "B1"], of, FIRST, LAST, kappa=0.5)
        for of in (*METRICS, *LOAD_MEASURES)
        for grant in (ALL, IN_A)
    ],
    "trends.demand_days": [trends.demand_days(ALL, FORCE_WIDE), trends.demand_days(IN_A, FORCE_WIDE.at("A1"))],
    **{f"quality.{name}": [getattr(quality, name)()] for name in ("info", "source_counts", "file_counts", "source_status", "link_rates",
       "link_rates_by_source", "quarantine_summary", "quarantined", "reason_groups", "file_digests", "dropped_columns",
       "row_rules", "data_events", "link_rules")},
    **{f"tallies.{name}": [getattr(tallies, name)(grant, where, Window(LAST, 3)) for grant, where in
       ((ALL, FORCE), (ALL, "A"), (IN_A, "A1"), (IN_A, FORCE))]
       for name in ("in_post", "spells", "claims", "leavers", "allegations", "linked_in")},
    "tallies.posted_on": [tallies.posted_on(ALL, FORCE, date(2026, 3, 31)), tallies.posted_on(IN_A, "A1", date(2026, 1, 31))],
    "quality.quarantined_page": [quality.quarantined_page("", 1, 1), quality.quarantined_page("sickness", 5, 0)],
    "quality.rows_by_month": [quality.rows_by_month(DATED_BY)],
    "quality.demand_by_month": [quality.demand_by_month(["incidents_count", "arrests_count"])],
    "quality.recorded_by_unit": [quality.recorded_by_unit()],
    "quality.demand_days_by_unit": [quality.demand_days_by_unit()],
    "whole.chances": [whole.chances()],
}  # fmt: skip
NOT_A_SELECT = {"fold.fill_person_months", "tree.permitted", "tree.standing_in"}


def public() -> set[str]:
    found = set()
    for each in pkgutil.iter_modules(lib.queries.__path__):
        if each.name == "portable":
            continue
        module = importlib.import_module(f"lib.queries.{each.name}")
        for name, thing in inspect.getmembers(module, inspect.isfunction):
            if thing.__module__ == module.__name__ and not name.startswith("_"):
                found.add(f"{each.name}.{name}")
    return found


def test_no_query_is_forgotten_here() -> None:
    assert public() == set(CASES) | NOT_A_SELECT
    inner = {"permitted", "standing_in"}
    assert set(lib.queries.__all__) == {name.split(".")[1] for name in public()} - inner


@pytest.mark.parametrize("name", CASES)
def test_equal_values_on_both_engines(name: str, both) -> None:
    seen = 0
    for statement in CASES[name]:
        left, right = read(statement, both.duckdb), read(statement, both.postgres)
        ordered = statement._order_by_clauses or left.height < 2
        assert_frame_equal(left, right, check_row_order=bool(ordered), rel_tol=1e-12)
        assert all(kind != pl.Null for kind in left.dtypes), left.schema
        seen += left.height
    assert seen, "no case of this query gives a row: it proves nothing"


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        pytest.param(portable.month_start(sa.literal(date(2024, 2, 29), sa.Date)), date(2024, 2, 1), id="leap day"),
        pytest.param(portable.days_between(portable.date_lit(date(2026, 3, 28)), portable.date_lit(date(2026, 3, 30))), 2,
                     id="over the clock change"),
        pytest.param(portable.days_between(portable.date_lit(date(2026, 1, 2)), portable.date_lit(date(2026, 1, 1))), -1,
                     id="backwards"),
        pytest.param(portable.earliest(portable.date_lit(date(2026, 1, 2)), sa.null()), date(2026, 1, 2), id="null is unknown"),
        pytest.param(portable.latest(portable.date_lit(date(2026, 1, 2)), portable.date_lit(date(2026, 1, 3))), date(2026, 1, 3),
                     id="latest"),
    ],
)  # fmt: skip
def test_a_portable_construct_means_the_same_on_both(expression, value, both) -> None:
    statement = sa.select(expression.label("answer")).where(unit_places.c.node == "F")
    for lease in (both.duckdb, both.postgres):
        assert read(statement, lease)["answer"].to_list() == [value]


def test_the_fold_keeps_every_sum_and_every_day(both) -> None:
    days, months = read(sa.select(person_days), both.duckdb), read(sa.select(person_months), both.duckdb)
    for figure in PERSON_EVENTS:
        assert days[figure].sum() == pytest.approx(months[figure].sum()), figure
    mover = months.filter(pl.col("person_id") == "P1", pl.col("month") == date(2026, 2, 1)).sort("first_on")
    assert mover.select("node", "first_on", "last_on").rows() == [
        ("A1T", date(2026, 2, 1), date(2026, 2, 10)),
        ("B1", date(2026, 2, 11), date(2026, 2, 28)),
    ]


PERSONAL: dict[str, Callable[..., sa.Select]] = {
    name: getattr(people, name) for name in dir(people) if name.startswith("person_") and callable(getattr(people, name))
    and getattr(getattr(people, name), "__module__", "") == "lib.queries.people"
}  # fmt: skip


@pytest.mark.parametrize("name", PERSONAL)
def test_a_person_outside_the_scope_gives_no_row(name: str, both) -> None:
    for grant, person in ((IN_A, "P3"), (NOWHERE, "P1"), (Grant("a", "a", "analyst", frozenset({"A%"})), "P1")):
        assert read(PERSONAL[name](grant, FORCE_WIDE, person), both.duckdb).is_empty()


def test_a_movers_later_team_is_not_seen_from_the_earlier_one(both) -> None:
    seen = read(people.person_days(IN_A, FORCE_WIDE, "P1"), both.duckdb)
    assert seen["unit"].unique().to_list() == ["A1"] and seen["day"].max() == date(2026, 2, 10)
    assert read(people.person_duties(IN_A, FORCE_WIDE, "P1"), both.duckdb).height == 1
    assert read(people.person_overtime(IN_A, FORCE_WIDE, "P1"), both.duckdb).height == 1
    assert read(people.person_postings(IN_A, FORCE_WIDE, "P1"), both.duckdb)["unit"].to_list() == ["A1T"]
    spells = read(people.person_spells(IN_A, FORCE_WIDE, "P1"), both.duckdb)
    assert spells.height == 2, "the second begins in the earlier team"
    assert read(people.people_of(IN_A, FORCE_WIDE.at("A")), both.duckdb)["person_id"].to_list() == ["P2"]


def test_a_place_above_the_scope_gives_nothing_not_a_part(both) -> None:
    for where in (FORCE, "F", "B", "AB"):
        asked = FORCE_WIDE.at(where)
        assert read(people.people_of(IN_A, asked), both.duckdb).is_empty()
        assert read(trends.demand_days(IN_A, asked), both.duckdb).is_empty()
        assert read(trends.series(IN_A, [where], SPELLS, FIRST, LAST), both.duckdb).is_empty()
        assert read(tree.events_of(IN_A, asked), both.duckdb).is_empty()
    assert read(tree.permitted_places(IN_A), both.duckdb)["node"].to_list() == ["A", "A1", "A1T"]


def test_a_series_is_the_sum_of_its_subtree(both) -> None:
    rows = read(trends.series(ALL, [FORCE, "A", "B"], SPELLS, FIRST, LAST), both.duckdb)
    in_february = {row["place"]: row["numerator"] for row in rows.to_dicts() if row["month"] == date(2026, 2, 1)}
    assert in_february == {FORCE: 1.0, "A": 1.0, "B": 0.0}
    february = rows.filter(pl.col("month") == date(2026, 2, 1), pl.col("place") == "A")["denominator"].item()
    assert february == pytest.approx(28 * 0.5 + 9), "P2 half time; P1 until the day on which the spell begins, included"


def test_force_counts_allegations_against_nobody_identified(both) -> None:
    rows = read(trends.series(ALL, [FORCE, "B1"], BY_ID["conduct_received"], FIRST, LAST), both.duckdb)
    march = {row["place"]: row["numerator"] for row in rows.to_dicts() if row["month"] == date(2026, 3, 1)}
    assert march == {FORCE: 2.0, "B1": 1.0}


def test_people_in_post_is_a_mean_over_the_days_of_the_month(both) -> None:
    rows = read(trends.series(ALL, [FORCE], BY_ID["people_in_post"], FIRST, LAST), both.duckdb)
    january = rows.filter(pl.col("month") == date(2026, 1, 1)).row(0, named=True)
    assert january["denominator"] == 31 and january["numerator"] == pytest.approx(31 + 15.5 + 17)


def test_events_concern_all_above_and_below(both) -> None:
    def names(where: str) -> list[str]:
        return read(tree.events_of(ALL, FORCE_WIDE.at(where)), both.duckdb)["name"].to_list()

    assert names("A1T") == ["Everywhere", "In A"]
    assert names("B") == ["Everywhere", "In B1"]
    assert names(FORCE) == ["Everywhere", "In A", "In B1"]


def test_a_question_without_a_month_is_refused() -> None:
    with pytest.raises(InputError, match="as_of"):
        people.people_of(ALL, Question())


def test_everywhere_is_no_unit_code() -> None:
    assert tree.permitted(Grant("a", "a", "x", EVERYWHERE), unit_places.c.node).compare(sa.true())
    assert date(2026, 3, 31) == portable.month_bounds(FORCE_WIDE)[0] + timedelta(days=89)


def test_a_tally_is_what_a_straight_count_of_the_small_force_gives(both) -> None:
    """P1 in A1T then B1, P2 in A1, P3 in AB from 15 January; a spell of nobody; one claim a month, one of a quarter."""
    window = Window(LAST, 3)
    rows = {row["kind"]: row for row in read(tallies.spells(ALL, FORCE, window), both.duckdb).to_dicts()}
    assert rows["officer"]["spell_days"] == 2 + 4 + 2 and rows["officer"]["open_days"] == 2  # open since 30 March
    assert rows["officer"]["short_spells"] == 2 and rows["unknown"]["short_spells"] == 1
    assert read(tallies.spells(ALL, "A1", window), both.duckdb)["spell_days"].to_list() == [2 + 4 + 2]  # P1 was there on 9 Feb.
    assert read(tallies.spells(IN_A, FORCE, window), both.duckdb).is_empty()
    posted = read(tallies.posted_on(ALL, FORCE, date(2026, 3, 31)), both.duckdb).row(0, named=True)
    assert (posted["people"], posted["fte"]) == (3, 2.5)
    claims = read(tallies.claims(ALL, FORCE, window), both.duckdb).row(0, named=True)
    assert (claims["overtime_hours"], claims["overtime_pay"], claims["claims_without_pay"]) == (5.5, 99.5 + 300, 1)
    cut = read(tallies.claims(ALL, FORCE, Window(Month(2026, 2), 1)), both.duckdb).row(0, named=True)
    assert (cut["claims"], cut["overtime_hours"], cut["crossing_pay"]) == (1, 3.5, 300.0)
    received = {row["kind"]: row["allegations"] for row in read(tallies.allegations(ALL, FORCE, window), both.duckdb).to_dicts()}
    assert received == {"officer": 1, "unknown": 1}
