"""The sentence beside an accounted-for bar: what is ordinary, at which load, and what could have stood out."""

from __future__ import annotations

from typing import Any

import pytest

from lib.words import readings

EDGES = {"ordinary_to": 6, "ordinary_at_load": 12, "ordinary_at_load_lower": 12, "ordinary_at_load_upper": 12}


def row(**more: Any) -> dict[str, Any]:
    return {"events": 11.0, "raw_z": 4.8, "adjusted_z": 2.6, "reading": "in_line_with_load", "status": "ok", **more}


def test_it_says_job_load_reading_and_the_smallest_that_could_have_stood_out() -> None:
    assert readings.person_sentence("spells", row(), EDGES) == (
        "11 spells. In this job 0 to 6 is ordinary; at this team's load 0 to 12 is: in line with this load. "
        "(Fewer than 13 could not have stood out.)"
    )


def test_where_the_two_ways_of_allowing_for_load_differ_both_are_said() -> None:
    told = readings.person_sentence(
        "spells", row(reading="cannot_tell"), EDGES | {"ordinary_at_load_lower": 9, "ordinary_at_load_upper": 14}
    )
    assert "0 to 9 or 0 to 14" in told and "Fewer than 15" in told


@pytest.mark.parametrize(
    ("more", "said"),
    [
        pytest.param({"raw_z": None, "status": "too_few_peers"}, "too few people in the same work", id="no peers"),
        pytest.param({"adjusted_z": None, "status": "no_workload_data"}, "load is not allowed for", id="no load"),
        pytest.param({"events": 1.0}, "1 spell.", id="one is singular"),
    ],
)
def test_what_is_not_known_is_said(more: dict[str, Any], said: str) -> None:
    assert said in readings.person_sentence("spells", row(**more), EDGES)


@pytest.mark.parametrize(
    ("events", "ordinary_to", "at_load", "reading"),
    [
        pytest.param(96.0, 96.9, 131.0, "ordinary", id="at the line"),
        pytest.param(122.0, 96.9, 131.0, "in_line_with_load", id="beyond the job, within the load"),
        pytest.param(132.0, 96.9, 131.0, "stands_out", id="beyond both"),
        pytest.param(122.0, 96.9, None, "cannot_tell", id="beyond the job, load not known"),
        pytest.param(122.0, None, None, "cannot_tell", id="no limits"),
    ],
)
def test_a_place_is_read_against_both_lines(
    events: float, ordinary_to: float | None, at_load: float | None, reading: str
) -> None:
    assert readings.of_place(events, ordinary_to, at_load) == reading


def test_every_reading_and_status_has_words() -> None:
    assert set(readings.ORDER) == set(readings.IN_WORDS)
    assert readings.status_words("ok") == "" and readings.status_words("is_pattern:other_window;too_few_peers") != ""
