"""Ten diaries: the page in docs is what the code tells of the sample's force; every sort of day has its words."""

from __future__ import annotations

import re
from datetime import date, datetime
from pathlib import Path

import pytest

from lib.commands.synth import COMMANDS
from lib.settings import DIARIES
from lib.synth import Plan
from lib.synth.day_told import Days
from lib.synth.diaries import WEEKS, told
from lib.synth.events import Event
from lib.synth.records import Person
from lib.synth.sample import SAMPLE

ON = date(2026, 8, 30)


def test_the_page_in_docs_is_what_the_code_tells_of_the_sample() -> None:
    assert DIARIES.read_text(encoding="utf-8") == told(SAMPLE)


def test_ten_people_each_with_every_day_of_three_weeks() -> None:
    text = told(Plan(700, 12, 3))
    diaries = text.split("\n## ")[1:]
    assert len(diaries) == 10 and text == told(Plan(700, 12, 3)) != told(Plan(700, 12, 4))
    for diary in diaries:
        days = 0
        for line in re.findall(r"^- \*\*(.+?)\.\*\*", diary, re.MULTILINE):
            first, last = (line.split(" to ") * 2)[:2]
            days += (int(last.split()[1]) - int(first.split()[1])) % _month_length(last) + 1
        assert days == 7 * WEEKS, diary


def _month_length(words: str) -> int:
    """Of the month before the one named where a range runs over its end."""
    return {"Mar": 28}.get(words.split()[2], 31 if words.split()[2] in ("Jan", "Feb", "Apr", "Jun", "Aug", "Sep", "Nov") else 30)


def duty(state: str, **more: object) -> dict[str, object]:
    stamps = {"planned_from": datetime(2026, 8, 30, 14), "planned_to": datetime(2026, 8, 30, 23, 30)}
    empty = dict.fromkeys(("worked_from", "worked_to", "rest_day_cancelled", "notice_days", "ordered", "abstraction"))
    return {**stamps, **empty, "state": state, **more}


def day(**rows: list[dict[str, object]]) -> str:
    """What is told of 30 August of somebody with those rows."""
    post = {
        "unit": "0101-A",
        "rank": "Constable",
        "shift_pattern": "2-2-2-4",
        "kind": "substantive",
        "from": date(2024, 1, 1),
        "to": None,
    }
    empty: dict[str, list[dict[str, object]]] = {
        "people": [{"kind": "officer"}], "postings": [post], "duties": [], "sickness": [], "absence": [], "overtime": [],
        "limited_duties": [],
    }  # fmt: skip
    carnival = Event("Summer Carnival 2026", ON, ON, 6.0, 0.3)
    return Days(Person(0, empty | rows), {"0101-A": "North Response Team A"}, [carnival]).told(ON)


CANCELLED = {"rest_day_cancelled": True, "planned_from": datetime(2026, 8, 30, 9), "planned_to": datetime(2026, 8, 30, 17)}
SPELL = {"from": ON, "to": date(2026, 9, 2), "certification": "self", "reason": "Back problem", "phased_return": False}
AWAY = {"from": ON, "to": ON, "authorised": True, "requested": True, "refused": False}


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        pytest.param({}, "Rest day.", id="nothing planned"),
        pytest.param({"duties": [duty("worked")]}, "Late turn, 1400 to 2330.", id="worked as planned"),
        pytest.param({"duties": [duty("worked", worked_from=datetime(2026, 8, 30, 14), worked_to=datetime(2026, 8, 31, 1))],
                      "overtime": [{"from": ON, "kind": "casual", "hours": 1.5}]},
                     "Late turn, 1400 to 0100; kept on for 1 h 30 min; claimed 1.5 h.", id="kept on and paid"),
        pytest.param({"duties": [duty("worked", worked_from=datetime(2026, 8, 30, 11, 30), worked_to=datetime(2026, 8, 30, 23, 30))]},
                     "Late turn, 1130 to 2330; called on early, 2 h 30 min before time.", id="called on early"),
        pytest.param({"duties": [duty("worked", notice_days=1, **CANCELLED)]},
                     "Rest day cancelled with a day's notice for the Summer Carnival; on duty 0900 to 1700; a day is owed for it.",
                     id="a cancelled rest day, unpaid"),
        pytest.param({"duties": [duty("worked", notice_days=0, **CANCELLED)], "overtime": [{"from": ON, "kind": "rest_day", "hours": 8.0}]},
                     "Rest day cancelled with no notice for the Summer Carnival; on duty 0900 to 1700; claimed 8 h of rest-day working.",
                     id="a cancelled rest day, paid"),
        pytest.param({"duties": [duty("abstracted", abstraction="Event")]}, "At the Summer Carnival instead of the late turn.", id="an event"),
        pytest.param({"duties": [duty("abstracted", abstraction="Court")]}, "At court instead of the late turn.", id="court"),
        pytest.param({"duties": [duty("rest_day_returned")]}, "Off: the late turn was given back for a rest day owed.", id="given back"),
        pytest.param({"duties": [duty("sick")], "sickness": [SPELL]}, "Reported sick, self-certified: back problem.", id="sick"),
        pytest.param({"sickness": [SPELL | {"from": date(2026, 8, 28), "to": ON}]}, "Sick. Last day of it.", id="the last day of a spell"),
        pytest.param({"duties": [duty("absent")], "absence": [AWAY | {"kind": "Failed to attend duty", "authorised": False}]},
                     "Did not come for the late turn: recorded as failed to attend duty.", id="without authority"),
        pytest.param({"absence": [AWAY | {"kind": "Carer's leave"}]}, "Carer's leave.", id="another absence"),
        pytest.param({"duties": [duty("worked")], "absence": [AWAY | {"kind": "Annual leave", "authorised": False, "refused": True}]},
                     "Late turn, 1400 to 2330. Leave asked for today had been refused.", id="leave refused"),
    ],
)  # fmt: skip
def test_a_day_in_words(rows: dict[str, list[dict[str, object]]], words: str) -> None:
    assert day(**rows) == words


def test_the_command_writes_them(tmp_path: Path) -> None:
    import argparse

    command = next(each for each in COMMANDS if each.name == "synth")
    parser = argparse.ArgumentParser()
    command.arguments(parser)
    wanted = ["--people", "500", "--months", "7", "--seed", "3", "--scenario", "calm"]
    command.run(parser.parse_args([*wanted, "--out", str(tmp_path / "out"), "--diaries", str(tmp_path / "diaries.md")]))
    assert (tmp_path / "diaries.md").read_text(encoding="utf-8").startswith("# Ten diaries")
