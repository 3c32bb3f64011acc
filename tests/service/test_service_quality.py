"""What Data & methods says of the data: it adds up, what is late is amber, and no role sees more of it than it may."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from lib import queries, store
from lib.grant import Grant
from lib.pictures import CalendarRow
from lib.roles import ROLES
from lib.service import holding, quality
from lib.words import data as words


@pytest.fixture(autouse=True)
def at_home(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("EVENHAND_HOME", str(sample_home))
    yield


def grant(role: str, *scope: str) -> Grant:
    held = Grant(actor=f"test|{role}", name=role, role=role)
    return replace(held, scope=frozenset(scope)) if scope else held


@pytest.mark.parametrize("role", ROLES)
def test_every_role_reads_how_good_the_data_are_and_only_some_a_unit(role: str) -> None:
    shown = quality.quality(grant(role))
    assert (shown.sources["adds_up"] == "yes").all() and "adds up, for every source" in shown.adds_up
    assert (shown.files["adds_up"] == "yes").all() and shown.files.height
    assert (shown.worst is not None) == (role in ("analyst", "reviewer", "loader"))
    for frame in (shown.sources, shown.files, shown.linked, shown.reasons, shown.events):
        assert not {"raw", "person_id", "row"} & set(frame.columns)


def test_units_outside_the_scope_are_not_named() -> None:
    held = holding.current()
    command = held.places.filter(pl.col("command") == pl.col("node"))["node"][0]
    inside = {held.nodes[unit]["name"] for unit in held.under(command)}
    worst = quality.quality(grant("analyst", command)).worst
    assert worst is not None and set(worst["unit"]) <= inside


def test_a_source_without_news_for_46_days_is_stale_and_45_are_not() -> None:
    held = holding.current()
    last = dict(held.status.select("source", "last_on").iter_rows())["duties"]
    for days, stale in ((quality.STALE_DAYS, False), (quality.STALE_DAYS + 1, True)):
        state = dict(quality.freshness(held, last + timedelta(days=days)).select("source", "state").iter_rows())
        assert (state["Duties"] == words.STALE) is stale
        assert state["Units"] != words.STALE  # a state, not something that happens every month


@pytest.mark.parametrize(
    ("present", "complete_to", "silent", "said"),
    [
        (False, None, None, words.NOT_LOADED),
        (True, None, None, words.SETTLING),
        (True, date(2026, 8, 31), None, words.SETTLING),
        (True, date(2026, 10, 31), None, words.FRESH),
        (True, date(2026, 10, 31), 60, words.STALE),
    ],
)
def test_a_state_has_a_word_and_a_reason(present: bool, complete_to: date | None, silent: int | None, said: str) -> None:
    state, why = words.state(present, complete_to, date(2026, 10, 31), 56, silent)
    assert state == said and bool(why) == present


def test_counts_that_do_not_add_up_are_said_by_name() -> None:
    counts = {"read": 5, "accepted": 3, "quarantined": 1, "duplicates": 0, "erased": 0, "skipped": 0}
    frame = quality._counts(pl.DataFrame([{"source": "sickness", **counts}]), "source")
    assert "does not add up for Sickness" in words.adds_up(frame)


def test_a_calendar_holds_every_accepted_row_that_has_a_day_and_was_not_merged() -> None:
    held = holding.current()
    shown = quality.quality(grant("observer")).rows
    duties = next(row for row in shown.rows if row.label == "Duties")
    assert isinstance(duties, CalendarRow)
    accepted = dict(held.counts.select("source", "accepted").iter_rows())["duties"]
    ruled = store.read(queries.row_rules(), held.lease).filter(source="duties", outcome="merged")
    assert ruled.height == 1, "the sample has duties planned twice"
    assert sum(value or 0 for value in duties.values) == accepted - ruled["rows_count"].sum()
