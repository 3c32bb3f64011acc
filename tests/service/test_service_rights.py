"""Whoever asks for whatever: what the service gives is what the Grant allows, and no look is without a trace."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from lib import audit
from lib.audit import events as audit_events
from lib.errors import NotAllowed, Refused
from lib.grant import Grant
from lib.question import Month, Question
from lib.roles import ROLES
from lib.service import brief, holding, measuring, methods, people, places, status
from lib.store import Lease


@pytest.fixture(autouse=True)
def at_home(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("EVENHAND_HOME", str(sample_home))
    yield


def grant(role: str, *scope: str, session: str = "") -> Grant:
    held = Grant(actor=f"test|{role}", name=role, role=role, session=session)
    return replace(held, scope=frozenset(scope)) if scope else held


def units_of_two_commands() -> tuple[str, str, str, str]:
    """(command, unit, another command, a unit of that)"""
    rows = [row for row in holding.current().places.iter_rows(named=True) if row["unit"] == row["node"]]
    first = rows[0]
    other = next(row for row in rows if row["command"] != first["command"])
    return first["command"], first["node"], other["command"], other["node"]


def somebody(unit: str) -> str:
    cells = holding.current().cells
    return cells.filter((cells["unit"] == unit) & (cells["month"] == cells["month"].max()))["person_id"].sort()[0]


def test_a_leader_sees_force_and_commands_and_no_unit() -> None:
    command, unit, _, _ = units_of_two_commands()
    assert places.place(grant("leader"), Question()).head.kind == "force"
    shown = places.place(grant("leader"), Question(where=command))
    assert shown.people is None and shown.children == () and shown.strip is None
    with pytest.raises(NotAllowed):
        places.place(grant("leader"), Question(where=unit))


def test_an_analyst_in_scope_sees_the_unit_and_its_people_by_words_alone() -> None:
    command, unit, other, other_unit = units_of_two_commands()
    shown = places.place(grant("analyst", command), Question(where=unit)).people
    assert shown is not None and sum(group.count for group in shown.groups) > 0
    assert places.place(grant("analyst", command), Question()).head.code == command  # the top of what it opens
    for where in (other, other_unit, holding.current().root):
        with pytest.raises(NotAllowed):
            places.place(grant("analyst", command), Question(where=where))


def test_people_are_ordered_by_pseudonym_within_a_reading() -> None:
    _, unit, _, _ = units_of_two_commands()
    shown = places.place(grant("analyst"), Question(where=unit)).people
    assert shown is not None
    for group in shown.groups:
        ids = [row.person_id for row in group.rows]
        assert ids == sorted(ids)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "analyst"])
def test_no_other_role_reaches_a_person(role: str) -> None:
    _, unit, _, _ = units_of_two_commands()
    with pytest.raises(NotAllowed):
        people.person(grant(role), Question(where=unit, person=somebody(unit)))


def test_forbidden_and_not_existing_read_the_same() -> None:
    command, _, _, other_unit = units_of_two_commands()
    with pytest.raises(NotAllowed) as forbidden:
        people.person(grant("analyst", command), Question(person=somebody(other_unit)))
    with pytest.raises(NotAllowed) as unknown:
        people.person(grant("analyst", command), Question(person="AAAAA-AAAAA"))
    assert forbidden.value.text == unknown.value.text


def test_nobody_opens_their_own_record_as_an_analyst() -> None:
    _, unit, _, _ = units_of_two_commands()
    me = somebody(unit)
    with pytest.raises(NotAllowed):
        people.person(replace(grant("analyst"), subject_person=me), Question(person=me))


def test_a_look_is_written_before_anything_is_returned_and_without_it_nothing_is(monkeypatch: pytest.MonkeyPatch) -> None:
    _, unit, _, _ = units_of_two_commands()
    before = len(audit_events.rows())
    shown = people.person(grant("analyst", session="one"), Question(where=unit, person=somebody(unit)))
    looks = audit_events.rows()[before:]
    assert [(each["event"], each["view"]) for each in looks] == [("look", "person")]
    assert shown.person_id in looks[0]["subjects"]

    def broken(*_: object, **__: object) -> None:
        raise Refused("the audit cannot be written")

    monkeypatch.setattr(audit, "look", broken)
    with pytest.raises(Refused):
        people.person(grant("analyst", session="one"), Question(where=unit, person=somebody(unit)))
    with pytest.raises(Refused):
        places.place(grant("analyst", session="two"), Question(where=unit))
    with pytest.raises(Refused):
        measuring.people(grant("analyst"), Question(), None)


def test_a_persons_page_never_stands_without_peers_exposure_and_load() -> None:
    _, unit, _, _ = units_of_two_commands()
    shown = people.person(grant("analyst"), Question(where=unit, person=somebody(unit)))
    assert shown.accounts and shown.lenses and shown.not_known
    for account, explained in zip(shown.accounts, shown.explained, strict=True):
        labels = [label for label, _ in explained.rows]
        assert account.dots and {"Recorded", "Peers", "Reading"} <= set(labels)


def test_identities_need_a_reason_and_leave_a_trace() -> None:
    with pytest.raises(Refused, match="reason"):
        measuring.people(grant("analyst"), Question(), ["sickness_spells"], identified=True)
    before = len(audit_events.rows())
    rows, _, _ = measuring.people(grant("analyst"), Question(), ["sickness_spells"], reason="synthetic", identified=True)
    assert rows["payroll_number"].is_not_null().all()
    assert [each["event"] for each in audit_events.rows()[before:]] == ["reveal", "look"]


def test_a_month_that_is_not_there_is_refused_with_the_one_that_is() -> None:
    with pytest.raises(Refused, match=str(holding.current().newest)):
        brief.brief(grant("leader"), Question(as_of=holding.current().newest.plus(1)))
    with pytest.raises(Refused, match=str(holding.current().first)):
        brief.brief(grant("leader"), Question(as_of=Month(1999, 1)))


@pytest.mark.parametrize("role", ROLES)
def test_every_role_may_read_how_fresh_the_data_are_and_how_figures_are_made(role: str) -> None:
    shown = methods.methods(grant(role))
    assert shown.status == status.now(grant(role)) and shown.status.synthetic
    assert "person_id" not in shown.coverage.columns


def test_a_demonstration_is_refused_by_the_service_itself_once_data_are_real(monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the session's check and the lease a generation may be published."""
    _, unit, _, _ = units_of_two_commands()
    question = Question(where=unit, person=somebody(unit))
    held = holding.current()
    real = replace(held, lease=RealLease(held.lease))  # type: ignore[arg-type]
    monkeypatch.setattr(holding, "current", lambda: real)
    who = Grant(actor="demonstration|analyst", name="x", role="analyst")
    for view in (brief.brief, places.place, people.person):
        with pytest.raises(NotAllowed):
            view(who, question)
    for view in (methods.methods, status.now):
        with pytest.raises(NotAllowed):
            view(who)


class RealLease:
    """A lease on the sample that says its data are real."""

    def __init__(self, lease: Lease) -> None:
        self.generation, self.path, self.schema = lease.generation, lease.path, lease.schema
        self.info = replace(lease.info, synthetic=False)
