"""Sessions, users and one-time links: who is let in, for how long, and how they are shut out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from lib import audit, casebook, store
from lib.errors import InputError, NotAllowed, Refused
from lib.grant import EVERYWHERE, local_operator
from lib.roles import ROLES

BY = local_operator()


@pytest.mark.parametrize("role", ROLES)
def test_a_demonstration_role_signs_in_once_for_all(home: Path, role: str) -> None:
    first, again = casebook.demonstration_user(role, "P1"), casebook.demonstration_user(role, "P1")
    begun = casebook.begin(again, "demonstration")
    found = casebook.resolve(begun.token)
    assert first == again
    assert found == begun.grant
    assert found and (found.role, found.scope, found.subject_person) == (role, EVERYWHERE, "P1")


def test_the_person_follows_the_sample(home: Path) -> None:
    casebook.demonstration_user("person")
    assert casebook.demonstration_user("person", "P2").person_id == "P2"


def test_both_databases_hold_a_session_from_sign_in_to_sign_out(either: str) -> None:
    begun = casebook.begin(casebook.demonstration_user("analyst"), "demonstration")
    assert casebook.resolve(begun.token)
    casebook.end(begun.token)
    assert casebook.resolve(begun.token) is None, "a cookie replayed after sign-out"
    assert [row["event"] for row in audit.rows()] == ["sign-in", "sign-out"]


@pytest.mark.parametrize("token", [None, "", "x", object(), "' or 1=1 --"])
def test_whatever_is_no_token_is_nobody(home: Path, token: object) -> None:
    assert casebook.resolve(token) is None  # type: ignore[arg-type]


def test_the_token_is_not_in_the_file(home: Path) -> None:
    begun = casebook.begin(casebook.demonstration_user("analyst"), "demonstration")
    held = b"".join(path.read_bytes() for path in home.glob("casebook.sqlite*"))
    assert begun.token.encode() not in held
    assert begun.grant.session.encode() in held


def test_idle_ends_it_and_use_keeps_it(at: Callable[[timedelta], None]) -> None:
    begun = casebook.begin(casebook.demonstration_user("analyst"), "demonstration")
    for minutes in (14, 28, 42):
        at(timedelta(minutes=minutes))
        assert casebook.resolve(begun.token)
    at(timedelta(minutes=57))
    assert casebook.resolve(begun.token) is None


def test_eight_hours_end_it_however_busy(at: Callable[[timedelta], None]) -> None:
    begun = casebook.begin(casebook.demonstration_user("analyst"), "demonstration")
    for minutes in range(10, 480, 10):
        at(timedelta(minutes=minutes))
        assert casebook.resolve(begun.token), minutes
    at(timedelta(hours=8))
    assert casebook.resolve(begun.token) is None


def test_a_role_changed_in_the_table_is_changed_at_once(home: Path) -> None:
    user = casebook.add(BY, "https://id.example", "kim", "leader", {"C1"})
    begun = casebook.begin(user, "test")
    assert begun.grant.scope == frozenset({"C1"})
    casebook.disable(BY, "https://id.example", "kim")
    assert casebook.resolve(begun.token) is None


def test_a_demonstration_ends_where_data_are_real(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    begun = casebook.begin(casebook.demonstration_user("analyst"), "demonstration")
    local = casebook.begin(casebook.add(BY, "local", "kim", "analyst"), "link")
    monkeypatch.setattr(store, "all_synthetic", lambda: False)
    assert casebook.resolve(begun.token) is None
    assert casebook.resolve(local.token)


def test_a_link_opens_once_within_a_day(at: Callable[[timedelta], None]) -> None:
    user = casebook.add(BY, "local", "kim", "analyst")
    used, old = casebook.one_time_link(BY, user), casebook.one_time_link(BY, user)
    assert casebook.redeem(used).grant.actor == "local|kim"
    for token in (used, "unknown", ""):
        with pytest.raises(NotAllowed):
            casebook.redeem(token)
    at(timedelta(days=1))
    with pytest.raises(NotAllowed):
        casebook.redeem(old)


def test_a_link_of_somebody_shut_out_opens_nothing(home: Path) -> None:
    user = casebook.add(BY, "local", "kim", "analyst")
    token = casebook.one_time_link(BY, user)
    casebook.disable(BY, "local", "kim")
    with pytest.raises(NotAllowed):
        casebook.redeem(token)


def test_nobody_is_administrator_and_analyst_and_nobody_is_let_in_twice(home: Path) -> None:
    casebook.add(BY, "https://id.example", "kim", "analyst")
    with pytest.raises(Refused, match="already"):
        casebook.add(BY, "https://id.example", "kim", "leader")
    with pytest.raises(Refused, match="administrator and analyst"):
        casebook.add(BY, "https://other.example", "kim", "administrator")
    with pytest.raises(InputError):
        casebook.add(BY, "https://id.example", "lee", "chief")
    assert [row["event"] for row in audit.rows()] == ["user added"]


def test_the_first_start_is_kept(at: Callable[[timedelta], None]) -> None:
    first = casebook.first_started_at()
    at(timedelta(days=3))
    assert casebook.first_started_at() == first
