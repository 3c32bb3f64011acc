"""The audit: chained from the first row, written before anything is shown, and found out when it is touched."""

from __future__ import annotations

import threading
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from lib import audit, settings
from lib.audit import chain, database
from lib.audit.events import EVENTS, TABLES
from lib.audit.verifying import verdict
from lib.errors import Refused
from lib.grant import Grant, local_operator

WHO = Grant("t|kim", "Kim", "analyst", session="s1")


def written(how_many: int) -> list[dict[str, Any]]:
    for number in range(how_many):
        audit.record("load", WHO, generation=f"g{number}")
    return audit.rows()


def test_the_chain_holds_on_both_databases(either: str) -> None:
    written(3)
    found = audit.verify()
    assert (found.intact, found.events, found.head_seq) == (True, 3, 3)
    assert audit.rows()[0]["previous"] == chain.FIRST


def test_the_key_is_its_owners_alone_and_outside_the_database(home: Path) -> None:
    written(1)
    key = home / "keys" / "audit.key"
    assert key.stat().st_mode & 0o777 == 0o600
    assert (home / "casebook.sqlite").stat().st_mode & 0o777 == 0o600
    assert key.read_bytes() not in (home / "casebook.sqlite").read_bytes()


def edited(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows[1]["reason"] = "another"
    return rows


def recoded(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows[1]["actor"] = "t|other"
    rows[1]["mac"] = chain.code(b"a guess", rows[1])
    return rows


def swapped(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    rows[1], rows[2] = {**rows[2], "seq": 2}, {**rows[1], "seq": 3}
    return rows


@pytest.mark.parametrize(
    ("tamper", "at"),
    [
        pytest.param(edited, 2, id="edited"),
        pytest.param(recoded, 2, id="edited and coded with a guessed key"),
        pytest.param(lambda rows: rows[:1] + rows[2:], 2, id="deleted in the middle"),
        pytest.param(lambda rows: rows[1:], 1, id="deleted at the front"),
        pytest.param(swapped, 2, id="two swapped, numbers put right"),
        pytest.param(lambda rows: [rows[0], rows[2], rows[1], rows[3]], 2, id="reordered"),
        pytest.param(lambda rows: [*rows, rows[-1]], 5, id="one doubled"),
    ],
)
def test_tampering_is_found_where_it_stands(home: Path, tamper: Callable[[list[dict[str, Any]]], Any], at: int) -> None:
    rows = written(4)
    assert verdict(tamper(deepcopy(rows)), chain.key(settings.current())).broken_at == at


def test_a_cut_tail_holds_as_a_chain_and_shows_only_against_a_head_kept_elsewhere(home: Path) -> None:
    rows = written(4)
    whole = audit.verify()
    cut = verdict(rows[:-1], chain.key(settings.current()))
    assert cut.intact
    assert (cut.head_seq, cut.head_mac) != (whole.head_seq, whole.head_mac)


def test_tampering_in_the_file_itself_is_found(home: Path) -> None:
    written(3)
    with database.writing(TABLES) as connection:
        connection.execute(sa.update(EVENTS).where(EVENTS.c.seq == 2).values(actor="t|nobody"))
    assert audit.verify().broken_at == 2


def looks() -> list[dict[str, Any]]:
    return [row for row in audit.rows() if row["event"] == "look"]


def test_one_look_is_one_event_and_again_after_a_quarter_of_an_hour(at: Callable[[timedelta], None]) -> None:
    audit.look(WHO, "person", ["P1"], "g", 1)
    at(timedelta(minutes=14, seconds=59))
    audit.look(WHO, "person", ["P1"], "g", 1)
    assert len(looks()) == 1
    at(timedelta(minutes=15))
    audit.look(WHO, "person", ["P1"], "g", 1)
    assert len(looks()) == 2


def test_another_subject_view_generation_or_session_is_another_look(home: Path) -> None:
    other = Grant("t|kim", "Kim", "analyst", session="s2")
    audit.look(WHO, "person", ["P1"], "g", 1)
    audit.look(WHO, "person", ["P2"], "g", 1)
    audit.look(WHO, "people", ["P1"], "g", 1)
    audit.look(WHO, "person", ["P1"], "h", 1)
    audit.look(other, "person", ["P1"], "g", 1)
    audit.look(WHO, "people", ["P2", "P1"], "g", 2)
    audit.look(WHO, "people", ["P1", "P2"], "g", 2)
    assert len(looks()) == 6


def test_the_console_has_no_session_and_leaves_a_trace_every_time(home: Path) -> None:
    for _ in range(2):
        audit.look(local_operator(), "measure", ["P1"], "g", 1)
    assert len(looks()) == 2


def test_a_list_is_named_by_each_of_its_members_newest_first(either: str) -> None:
    audit.look(WHO, "people", ["P1", "P10"], "g", 2, purpose="unit review")
    audit.look(WHO, "person", ["P1"], "g", 1, reason="asked by the unit")
    assert [(look.who, look.why) for look in audit.looks_at("P1")] == [
        ("analyst (kim)", "asked by the unit"),
        ("analyst (kim)", "unit review"),
    ]
    assert [look.why for look in audit.looks_at("P10")] == ["unit review"]
    assert audit.looks_at("P") == [] == audit.looks_at("%")


def test_what_cannot_be_recorded_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = home / "blocked"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setenv("EVENHAND_CASEBOOK_URL", f"sqlite:///{blocked / 'casebook.sqlite'}")
    with pytest.raises(Refused, match="nothing is shown"):
        audit.look(WHO, "person", ["P1"], "g", 1)


def test_a_store_that_stops_writing_stops_the_looking(home: Path) -> None:
    audit.look(WHO, "person", ["P1"], "g", 1)
    opened = database.engine()

    @sa.event.listens_for(opened, "before_cursor_execute")
    def full(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
        if statement.startswith("INSERT"):
            raise sa.exc.OperationalError(statement, {}, Exception("database or disk is full"))

    try:
        with pytest.raises(Refused, match="nothing is shown"):
            audit.look(WHO, "person", ["P2"], "g", 1)
    finally:
        sa.event.remove(opened, "before_cursor_execute", full)
    assert [row["subjects"] for row in audit.rows()] == ['["P1"]']


def test_many_writers_make_one_chain(either: str) -> None:
    written(1)

    def work(number: int) -> None:
        for turn in range(10):
            audit.record("load", WHO, generation=f"{number}/{turn}")

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = audit.verify()
    assert (found.intact, found.events) == (True, 61)
