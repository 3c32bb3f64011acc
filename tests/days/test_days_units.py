"""The tree, and what a unit had and was asked in a month."""

from __future__ import annotations

import polars as pl
import pytest
from days_tables import PERSON, POSTING, TREE, day, force, span, table, tables

from lib.days.places import places


def tree(*rows: tuple[str, str | None, str]) -> dict[str, dict]:
    given = [{"unit": code, "name": code, "parent": parent, "kind": kind} for code, parent, kind in rows]
    return {row["node"]: row for row in places(table("units", given), span()).to_dicts()}


def test_a_place_knows_its_unit_its_command_and_its_way_up() -> None:
    found = places(table("units", TREE), span()).rows_by_key("node", named=True, unique=True)
    assert found["T"] | {"name": ""} == {
        "name": "", "kind": "team", "parent": "U", "unit": "U", "command": "C", "path": "F/C/U/T",
    }  # fmt: skip
    assert (found["C"]["unit"], found["C"]["command"], found["F"]["command"]) == (None, "C", None)


def test_a_circle_an_unknown_parent_and_a_slash_in_a_code_do_no_harm() -> None:
    found = tree(("A", "B", "unit"), ("B", "A", "team"), ("C", "gone", "unit"), ("D/E", "C", "team"))
    assert {node: row["path"] for node, row in found.items()} == {"A": "B/A", "B": "A/B", "C": "C", "D/E": "C/D%2FE"}
    assert found["B"]["unit"] == "A" and found["C"]["parent"] is None


def test_the_tree_is_as_it_is_now() -> None:
    dated = [
        {"unit": "U", "name": "Then", "kind": "unit", "parent": "A", "valid_to_on": day("2026-02-28")},
        {"unit": "U", "name": "Now", "kind": "unit", "parent": "B", "valid_from_on": day("2026-03-01")},
        {"unit": "U", "name": "Later", "kind": "unit", "parent": "A", "valid_from_on": day("2026-04-01")},
        {"unit": "A", "name": "A", "kind": "command"}, {"unit": "B", "name": "B", "kind": "command"},
        {"unit": "X", "name": "Not yet", "kind": "unit", "valid_from_on": day("2026-05-01")},
    ]  # fmt: skip
    found = places(table("units", dated), span()).rows_by_key("node", named=True, unique=True)
    assert (found["U"]["name"], found["U"]["command"], found["X"]["name"]) == ("Now", "B", "Not yet")


def unit_month(unit: str = "U", **sources) -> dict:
    return tables(force(**sources))["unit_months"].filter(pl.col("unit") == unit).row(0, named=True)


@pytest.mark.parametrize(
    ("rows", "days", "posts"),
    [
        pytest.param([{"establishment_fte": 10.0}], 31, 310.0, id="undated: all month"),
        pytest.param([{"establishment_fte": 10.0, "valid_to_on": day("2026-03-10")},
                      {"establishment_fte": 20.0, "valid_from_on": day("2026-03-11")}], 31, 100.0 + 420.0, id="changed on the 11th"),
        pytest.param([{"establishment_fte": 10.0}, {"establishment_fte": 20.0, "valid_from_on": day("2026-03-31")}], 31, 320.0,
                     id="of two rows for a day the later"),
        pytest.param([{"establishment_fte": 10.0, "valid_from_on": day("2026-03-31")}], 1, 10.0, id="stood for one day"),
        pytest.param([{}], 31, None, id="no establishment recorded is not none"),
    ],
)  # fmt: skip
def test_establishment_by_day(rows, days, posts) -> None:
    unit = {"unit": "U", "name": "Unit", "kind": "unit", "parent": "C"}
    found = unit_month(units=[*[row for row in TREE if row["unit"] != "U"], *[unit | row for row in rows]])
    assert (found["days_count"], found["establishment_fte_days"]) == (days, posts)


def test_a_units_establishment_is_its_own_else_its_teams() -> None:
    teams = [{"unit": code, "name": code, "kind": "team", "parent": "U", "establishment_fte": 4.0} for code in ("T1", "T2")]
    assert unit_month(units=[*TREE, *teams])["establishment_fte_days"] == 310.0
    bare = [row | {"establishment_fte": None} for row in TREE]
    assert unit_month(units=[*bare, *teams])["establishment_fte_days"] == 31 * 8.0


def asked(on: str, **more) -> dict:
    return {"unit": "U", "on": day(on)} | more


def test_demand_is_summed_and_missing_is_not_none() -> None:
    rows = [
        asked("2026-03-01", incidents_count=5, on_duty_count=3, minimum_count=5),
        asked("2026-03-02", incidents_count=7, on_duty_count=6, minimum_count=5),
        asked("2026-03-03", incidents_count=None, on_duty_count=None, minimum_count=5),
        {"unit": "T", "on": day("2026-03-03"), "incidents_count": 1},
        asked("2026-02-28", incidents_count=99),
    ]
    found = unit_month(demand=rows)
    assert (found["demand_days_count"], found["incidents_count"], found["immediate_count"]) == (3, 13, None)
    assert (found["under_strength_count"], found["minimum_count"]) == (2, 10), "more than the minimum lends nothing to other days"
    assert unit_month("V", demand=rows)["incidents_count"] is None


def test_investigators_are_counted_on_days_with_open_investigations() -> None:
    rows = [asked("2026-03-01", open_investigations_count=8), asked("2026-03-02", open_investigations_count=0)]
    found = unit_month(demand=rows, postings=[POSTING | {"fte": 0.5}])
    assert (found["open_investigations_count"], found["investigator_fte_days"]) == (8, 0.5)
    assert unit_month(demand=[asked("2026-03-01", incidents_count=1)])["investigator_fte_days"] is None


def test_people_in_post_by_what_they_are() -> None:
    people = [PERSON, PERSON | {"person_id": "S", "joined_on": day("2024-03-11")}, PERSON | {"person_id": "Q", "kind": "staff"}]
    postings = [POSTING, POSTING | {"person_id": "S", "rank_band": "sergeant"}, POSTING | {"person_id": "Q", "fte": 0.5}]
    limited = [{"person_id": "S", "kind": kind, "from_on": day("2026-03-30")} for kind in ("adjusted", "restricted")] + [
        {"person_id": "Q", "kind": "adjusted", "from_on": day("2026-03-01")}
    ]
    found = unit_month(people=people, postings=postings, limited_duties=limited)
    assert (found["in_post_fte_days"], found["in_post_officer_days"], found["sergeant_days"]) == (77.5, 62, 31)
    assert found["under_two_years_days"] == 10, "two years end on 11 March"
    assert (found["limited_officer_days"], found["deployable_officer_days"]) == (2, 60), (
        "two kinds are one person; staff are no officers"
    )
    unknown = unit_month(people=people, postings=postings)
    assert (unknown["limited_officer_days"], unknown["deployable_officer_days"]) == (None, None)
    nobody = unit_month("V", limited_duties=limited)
    assert (nobody["in_post_officer_days"], nobody["deployable_officer_days"], nobody["under_two_years_days"]) == (0, 0, None)


def test_overtime_belongs_to_the_unit_charged_and_the_first_days_month() -> None:
    def claim(first: str, **more) -> dict:
        return {"person_id": "P", "from_on": day(first), "kind": "casual", "claimed_hours": 2.0} | more

    claims = [
        claim("2026-03-31", to_on=day("2026-04-01")), claim("2026-03-05", unit_charged="V"),
        claim("2026-03-01", to_on=day("2026-05-31"), claimed_hours=500.0), claim("2026-03-06", person_id=None),
        claim("2026-03-07", person_id=None, unit_charged="T", claimed_hours=1.0), claim("2026-02-28"),
    ]  # fmt: skip
    found = unit_month(overtime=claims)
    assert found["overtime_hours"] == 3.0, "own and charged to the team; a quarter's total is not spread, nobody's is nowhere"
    assert found["overtime_pay"] is None and unit_month("V", overtime=claims)["overtime_hours"] == 2.0
    quiet = tables(force(overtime=claims), span("2026-04", "2026-04"))["unit_months"]
    assert quiet["overtime_hours"].to_list() == [0.0, 0.0], "the force records overtime: no claim is none"


def test_allegations_by_unit_of_the_day_received() -> None:
    def received(on: str, **more) -> dict:
        return {"person_id": "P", "case_id": on, "allegation_id": "1", "kind": "complaint", "received_on": day(on)} | more

    rows = [
        received("2026-03-02"), received("2026-03-20"), received("2026-03-20", kind="conduct"), received("2026-04-01"),
        received("2026-03-03", person_id=None),
    ]  # fmt: skip
    moved = [
        POSTING | {"to_on": day("2026-03-10")},
        POSTING | {"unit": "V", "from_on": day("2026-03-11"), "to_on": day("2026-03-15")},
    ]
    found = tables(force(conduct=rows, postings=moved))["conduct_months"].select("unit", "kind", "allegations_count").rows()
    assert found == [(None, "complaint", 1), ("U", "complaint", 1), ("V", "complaint", 1), ("V", "conduct", 1)]
    assert tables(force())["conduct_months"].is_empty()
