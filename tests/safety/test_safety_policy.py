"""Verdicts: each case says which boundary it proves."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from lib.grant import Grant
from lib.policy import (
    ABSOLUTE,
    IDLE,
    Times,
    alive,
    demonstration_allowed,
    local_path,
    people_open,
    same_origin,
    sees_person,
    sees_place,
    sees_view,
)
from lib.roles import ROLES
from lib.views import VIEWS

NOW = datetime(2026, 10, 31, 9)
PATH = ["F", "C1", "U1"]
ANALYST = Grant("t|a", "a", "analyst", frozenset({"C1"}))
LOCAL = {"host": "127.0.0.1:8501"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("view", [view.id for view in VIEWS])
def test_a_view_is_for_the_roles_it_names(role: str, view: str) -> None:
    seen = {"brief": {"leader", "analyst"}, "explore": {"leader", "analyst"}, "person": {"analyst"}}
    assert sees_view(role, view) == (role in seen.get(view, set(ROLES)))


def test_a_view_that_does_not_exist_is_nobodys() -> None:
    assert not any(sees_view(role, "everything") for role in ROLES)


@pytest.mark.parametrize(
    ("scope", "path", "seen"),
    [
        pytest.param({"U1"}, PATH, True, id="the unit itself"),
        pytest.param({"C1"}, PATH, True, id="below the command"),
        pytest.param({"U2"}, PATH, False, id="a sibling"),
        pytest.param({"U"}, PATH, False, id="a code that only begins alike"),
        pytest.param({"U1"}, ["F", "C1"], False, id="above the scope"),
        pytest.param(set(), PATH, False, id="no scope"),
        pytest.param({"*"}, PATH, True, id="everywhere"),
        pytest.param({"*"}, [], False, id="no such place"),
        pytest.param({"*", "U2"}, PATH, False, id="a star among codes is no star"),
    ],
)
def test_place(scope: set[str], path: list[str], seen: bool) -> None:
    assert sees_place(replace(ANALYST, scope=frozenset(scope)), path) is seen


@pytest.mark.parametrize("role", ROLES)
def test_only_an_analyst_opens_people(role: str) -> None:
    assert sees_person(replace(ANALYST, role=role), "P1", PATH, synthetic=True) == (role == "analyst")


def test_nobody_opens_a_real_person_without_a_pilot() -> None:
    assert not people_open(synthetic=False)
    assert not sees_person(ANALYST, "P1", PATH, synthetic=False)
    assert sees_person(ANALYST, "P1", PATH, synthetic=False, pilot_running=True)


def test_nobody_opens_themselves_or_somebody_out_of_scope() -> None:
    assert not sees_person(replace(ANALYST, subject_person="P1"), "P1", PATH, synthetic=True)
    assert not sees_person(ANALYST, "P1", ["F", "C2", "U9"], synthetic=True)


@pytest.mark.parametrize(
    ("times", "holds"),
    [
        pytest.param(Times(NOW, NOW), True, id="just begun"),
        pytest.param(Times(NOW - IDLE, NOW - IDLE + timedelta(seconds=1)), True, id="a second before idle"),
        pytest.param(Times(NOW - IDLE, NOW - IDLE), False, id="idle"),
        pytest.param(Times(NOW - ABSOLUTE + timedelta(seconds=1), NOW), True, id="a second before eight hours"),
        pytest.param(Times(NOW - ABSOLUTE, NOW), False, id="eight hours"),
        pytest.param(Times(NOW, NOW, NOW), False, id="revoked"),
        pytest.param(Times(NOW + timedelta(seconds=1), NOW), False, id="from the future"),
    ],
)
def test_session(times: Times, holds: bool) -> None:
    assert alive(times, NOW) is holds


@pytest.mark.parametrize(
    ("synthetic", "headers", "allowed"),
    [
        pytest.param(True, LOCAL, True, id="this machine"),
        pytest.param(True, {"Host": "localhost"}, True, id="by name, any case, no port"),
        pytest.param(True, {"host": "[::1]:8501"}, True, id="IPv6"),
        pytest.param(False, LOCAL, False, id="real data"),
        pytest.param(True, {"host": "evil.example"}, False, id="foreign host"),
        pytest.param(True, {"host": "127.0.0.1.evil.example"}, False, id="a host that begins alike"),
        pytest.param(True, {"host": "evil.example@127.0.0.1"}, False, id="user part"),
        pytest.param(True, {}, False, id="no host"),
        pytest.param(True, {**LOCAL, "Forwarded": "for=1.2.3.4"}, False, id="forwarded"),
        pytest.param(True, {**LOCAL, "X-Forwarded-For": "127.0.0.1"}, False, id="forwarded for"),
        pytest.param(True, {**LOCAL, "x-forwarded-host": "localhost"}, False, id="forwarded host"),
        pytest.param(True, {**LOCAL, "x-forwarded-proto": ""}, False, id="forwarded, even empty"),
        pytest.param(True, {**LOCAL, "X-Real-IP": "127.0.0.1"}, False, id="real ip"),
    ],
)
def test_demonstration(synthetic: bool, headers: dict[str, str], allowed: bool) -> None:
    assert demonstration_allowed(synthetic, headers) is allowed


@pytest.mark.parametrize(
    ("headers", "typed", "ours"),
    [
        pytest.param({**LOCAL, "origin": "http://127.0.0.1:8501"}, False, True, id="posted by our page"),
        pytest.param({**LOCAL, "sec-fetch-site": "same-origin"}, False, True, id="followed in our page"),
        pytest.param({**LOCAL, "sec-fetch-site": "none"}, False, False, id="typed, where that is not meant"),
        pytest.param({**LOCAL, "sec-fetch-site": "none"}, True, True, id="typed, where it is"),
        pytest.param({**LOCAL, "sec-fetch-site": "cross-site"}, True, False, id="from elsewhere"),
        pytest.param({**LOCAL, "sec-fetch-site": "same-site"}, True, False, id="another port of this machine"),
        pytest.param({**LOCAL, "origin": "http://evil.example"}, True, False, id="posted from elsewhere"),
        pytest.param({**LOCAL, "origin": "null"}, True, False, id="posted from nowhere"),
        pytest.param(LOCAL, True, False, id="unknown is no"),
    ],
)
def test_origin(headers: dict[str, str], typed: bool, ours: bool) -> None:
    assert same_origin(headers, typed) is ours


@pytest.mark.parametrize(
    "address", ["//evil.example", "/\\evil.example", "https://evil.example", "", None, "/a\nb", "person", "/ b"]
)
def test_nobody_is_sent_elsewhere(address: str | None) -> None:
    assert local_path(address) == "/"


def test_the_address_asked_for_is_kept() -> None:
    assert local_path("/person?person=K7Q20-4XMPA&months=6") == "/person?person=K7Q20-4XMPA&months=6"
