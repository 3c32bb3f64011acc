"""`users` and `audit` on the command line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lib import casebook
from lib.__main__ import main
from lib.audit import database
from lib.audit.events import EVENTS, TABLES


def said(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_local_user_gets_a_link_and_another_and_is_shut_out(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first = said(capsys, "users", "add", "--local", "kim")
    second = said(capsys, "users", "add", "--local", "kim", "--port", "9")
    assert first["added"] == {"issuer": "local", "subject": "kim", "role": "analyst", "scope": ["*"], "disabled": False}
    assert second["link"].startswith("http://127.0.0.1:9/sign-in?link=")
    assert casebook.redeem(first["link"].split("link=")[1]).grant.role == "analyst"
    said(capsys, "users", "disable", "--local", "kim")
    assert [each["disabled"] for each in said(capsys, "users", "list")] == [True]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        pytest.param(["users", "add", "kim", "--role", "leader"], "issuer", id="no issuer"),
        pytest.param(["users", "add", "kim", "--issuer", "https://id.example"], "role", id="no role"),
        pytest.param(["users", "disable", "kim", "--local"], "no such user", id="nobody to shut out"),
    ],
)
def test_what_is_missing_is_named(home: Path, capsys: pytest.CaptureFixture[str], words: list[str], says: str) -> None:
    assert main(words) == 1
    told = capsys.readouterr()
    assert says in told.err
    assert told.out == ""


def test_an_issuers_user_keeps_role_and_units(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = said(capsys, "users", "add", "kim", "--issuer", "https://id.example", "--role", "leader", "--unit", "C1", "C2")
    assert told["added"]["scope"] == ["C1", "C2"]
    assert "link" not in told


def test_the_chain_is_verified_and_exported_with_its_own_export(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "users", "add", "--local", "kim")
    assert said(capsys, "audit", "verify")["events"] == 2
    out = tmp_path / "audit.jsonl"
    told = said(capsys, "audit", "export", "--out", str(out))
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["event"] for row in rows] == ["user added", "local link made", "export"]
    assert told["head"] == {"seq": 3, "mac": rows[-1]["mac"]}


def test_a_broken_chain_is_exit_one_and_says_where(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said(capsys, "users", "add", "--local", "kim")
    with database.writing(TABLES) as connection:
        connection.execute(sa.delete(EVENTS).where(EVENTS.c.seq == 1))
    assert main(["audit", "verify"]) == 1
    assert "broken at event 1" in capsys.readouterr().err
