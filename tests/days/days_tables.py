"""Tiny facts for the tests of days, and what is derived from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl

from lib.days import Span, derived
from lib.question import Month
from lib.schema import METADATA
from lib.store import declared

Row = dict[str, Any]


def table(name: str, rows: list[Row]) -> pl.DataFrame:
    """Rows of a table of the schema; fields not given are null."""
    schema = {key: kind or pl.String() for key, kind in declared(METADATA.tables[name].columns).items()}
    assert all(set(row) <= set(schema) for row in rows), rows
    return pl.DataFrame([{key: row.get(key) for key in schema} for row in rows], schema=schema)


def day(text: str) -> date:
    return date.fromisoformat(text)


def utc(text: str) -> datetime:
    """Local wall time to the naive UTC that facts hold."""
    local = datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London"))
    return local.astimezone(ZoneInfo("UTC")).replace(tzinfo=None)


def duty(begins: str, ends: str, **more: Any) -> Row:
    """A duty of P by local wall times, worked as planned unless said otherwise."""
    row = {"person_id": "P", "planned_from_at": utc(begins), "planned_to_at": utc(ends), "state": "worked"}
    return row | {"rest_day_cancelled": False} | more


def spell(first: str, last: str | None, **more: Any) -> Row:
    row = {"person_id": "P", "from_on": day(first), "to_on": day(last) if last else None, "counted": True}
    return row | more


TREE = [
    {"unit": "F", "name": "Force", "kind": "force"},
    {"unit": "C", "name": "Command", "kind": "command", "parent": "F"},
    {"unit": "U", "name": "Unit", "kind": "unit", "parent": "C", "establishment_fte": 10.0},
    {"unit": "T", "name": "Team", "kind": "team", "parent": "U"},
    {"unit": "V", "name": "Other unit", "kind": "unit", "parent": "C"},
]
PERSON = {"person_id": "P", "kind": "officer", "joined_on": day("2020-01-01"), "contracted_hours": 40.0}
POSTING = {
    "person_id": "P", "unit": "T", "rank": "PC", "rank_band": "constable", "function": "response", "shift_pattern": "6-4",
    "fte": 1.0, "kind": "substantive", "from_on": day("2020-01-01"),
}  # fmt: skip


def force(**sources: list[Row]) -> dict[str, pl.DataFrame]:
    """One officer, P, posted to team T of unit U since 2020, and these rows beside or instead."""
    rows: dict[str, list[Row]] = {"people": [PERSON], "postings": [POSTING], "units": TREE} | sources
    return {name: table(name, given) for name, given in rows.items()}


def span(first: str = "2026-03", last: str = "2026-03", extracted_on: str = "2026-12-31") -> Span:
    return Span("unit", "command", Month.parse(first), Month.parse(last), day(extracted_on))


def tables(facts: dict[str, pl.DataFrame], over: Span | None = None) -> dict[str, pl.DataFrame]:
    """Every derived table, its chunks joined."""
    found: dict[str, list[pl.DataFrame]] = {}
    for name, frame in derived(facts, over or span()):
        found.setdefault(name, []).append(frame)
    return {name: pl.concat(frames) for name, frames in found.items()}


def days_with(frame: pl.DataFrame, figure: str, value: int = 1) -> list[str]:
    """The days of a figure's value, as MM-DD."""
    return [each.strftime("%m-%d") for each in frame.filter(pl.col(figure) == value)["day"]]
