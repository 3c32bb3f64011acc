"""Who ties out and over which place; what is written down; who reads it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lib import casebook
from lib.audit import database
from lib.audit import events as audit_events
from lib.errors import InputError, NotAllowed, Refused
from lib.grant import Grant
from lib.roles import ROLES
from lib.service import holding, tying
from lib.service.tying import Asked


@pytest.fixture(autouse=True)
def at_home(sample_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The sample's generation beside a casebook of this test's own."""
    shutil.copytree(sample_home, tmp_path / "home", ignore=shutil.ignore_patterns("casebook*"))
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    yield
    database.close()


def grant(role: str, *scope: str) -> Grant:
    held = Grant(actor=f"test|{role}", name=f"A {role}", role=role)
    return replace(held, scope=frozenset(scope)) if scope else held


def asked(where: str = "force", published: float = 1.0, figure: str = "headcount") -> Asked:
    held = holding.current()
    return Asked(figure, where, ("officer",), held.newest.plus(-2), held.newest, published)


@pytest.mark.parametrize("role", ROLES)
def test_only_an_analyst_ties_out(role: str) -> None:
    assert tying.may(grant(role)) == (role == "analyst")
    if role != "analyst":
        for call in (lambda: tying.choices(grant(role)), lambda: tying.tie(grant(role), asked())):
            with pytest.raises(NotAllowed):
                call()


def test_ours_for_the_force_is_the_straight_count_of_its_people_on_the_last_day() -> None:
    held = holding.current()
    cells = held.cells
    last = held.newest
    there = cells.filter((cells["month"] == last.first_day) & (cells["kind"] == "officer") & (cells["last_on"] == last.last_day))[
        "person_id"
    ].n_unique()
    assert tying.tie(grant("analyst"), asked()).tied.ours == there


def test_places_outside_the_scope_are_refused_and_not_offered() -> None:
    held = holding.current()
    commands = held.places.filter(held.places["command"] == held.places["node"])["node"].to_list()
    mine, other = commands[:2]
    who = grant("analyst", mine)
    offered = {code for code, _ in tying.choices(who).places}
    assert mine in offered and other not in offered and held.root not in offered
    with pytest.raises(NotAllowed):
        tying.tie(who, asked(other))
    whole = tying.tie(grant("analyst"), asked()).tied.ours
    part = tying.tie(who, asked(mine)).tied.ours
    assert whole is not None and part is not None and 0 < part < whole


def test_a_period_outside_the_data_is_refused_with_the_one_that_is_there() -> None:
    held = holding.current()
    for first, last in ((held.first.plus(-1), held.newest), (held.newest, held.newest.plus(1)), (held.newest, held.first)):
        with pytest.raises(Refused, match=str(held.newest)):
            tying.tie(grant("analyst"), replace(asked(), first=first, last=last))


def test_what_is_kept_has_author_day_and_source_and_leaves_a_trace() -> None:
    before = len(audit_events.rows())
    kept = tying.keep(grant("analyst"), asked(published=900), "  HR monthly,\n October ")
    assert (kept.source, kept.author, kept.place) == ("HR monthly, October", "A analyst", holding.current().root)
    assert kept.at is not None and kept.generation == holding.current().lease.generation
    assert [each["event"] for each in audit_events.rows()[before:]] == ["tie-out"]
    assert tying.on_file(grant("analyst")) == (kept,)
    for label in ("", " \n", "x" * 201):
        with pytest.raises(InputError, match="source"):
            tying.keep(grant("analyst"), asked(), label)
    assert len(casebook.tie_outs()) == 1


def test_others_read_the_forces_tie_outs_alone_and_no_small_count() -> None:
    held = holding.current()
    unit = held.under(held.root)[0]
    analyst = grant("analyst")
    tying.keep(analyst, asked(published=900), "a")
    tying.keep(analyst, asked(unit, published=900), "b")
    tying.keep(analyst, asked(published=3), "c")
    assert {each.source for each in tying.on_file(analyst)} == {"a", "b", "c"}
    for role in ("leader", "observer", "evaluator", "loader", "reviewer"):
        assert {each.source for each in tying.on_file(grant(role))} == {"a"}, role
    for role in ("administrator", "auditor"):
        assert tying.on_file(grant(role)) == (), role


@pytest.mark.parametrize(
    ("text", "value", "digits"),
    [("1,204", 1204.0, 0), ("4.60 %", 4.6, 2), (" £38.90", 38.9, 2), ("−3", -3.0, 0), ("0", 0.0, 0)],
)
def test_a_published_figure_is_read_with_its_digits(text: str, value: float, digits: int) -> None:
    assert tying.published(text) == (value, digits)


@pytest.mark.parametrize("text", ["", "about 4", "1e3", "nan", "1.2.3", "=1+1", "9" * 13])
def test_what_is_no_printed_number_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="published figure"):
        tying.published(text)
