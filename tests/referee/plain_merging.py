"""Rows of one person that overlap, made one in plain Python: spells entered twice, duties planned twice."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
LONGEST = timedelta(days=1)


def merged_spells(spells: list[Row]) -> list[Row]:
    """Spells that share a day made one. Hours: each spell's own, for the share of its days that no earlier one covers."""
    found: list[Row] = []
    for spell in sorted(spells, key=lambda row: row["from"]):
        held = found[-1] if found else None
        if held is None or spell["from"] > (held["to"] or date.max):
            found.append(dict(spell))
            continue
        held["hours_lost"] = _sum(held, spell)
        held["to"] = None if None in (held["to"], spell["to"]) else max(held["to"], spell["to"])
        held["reason"] = " | ".join(dict.fromkeys(each for each in (held["reason"], spell["reason"]) if each)) or None
        held["phased_return"] = _any(held["phased_return"], spell["phased_return"])
    return found


def _sum(held: Row, spell: Row) -> float | None:
    if held["to"] is None:
        return held["hours_lost"]
    share = max((spell["to"] - held["to"]).days, 0) / ((spell["to"] - spell["from"]).days + 1) if spell["to"] else 1.0
    if share == 0:
        return held["hours_lost"]
    return None if None in (held["hours_lost"], spell["hours_lost"]) else held["hours_lost"] + share * spell["hours_lost"]


def merged_duties(duties: list[Row]) -> list[Row]:
    """Duties of a day or less that overlap made one, from the first start to the last end."""
    found: list[Row] = []
    for duty in sorted(duties, key=lambda row: row["planned_from"]):
        held = found[-1] if found else None
        short = duty["planned_to"] - duty["planned_from"] <= LONGEST
        if held is None or not held["may_merge"] or not short or duty["planned_from"] >= held["planned_to"]:
            found.append(duty | {"may_merge": short})
            continue
        held["planned_to"] = max(held["planned_to"], duty["planned_to"])
        held["worked_from"] = _first(min, held["worked_from"], duty["worked_from"])
        held["worked_to"] = _first(max, held["worked_to"], duty["worked_to"])
        held["rest_day_cancelled"] = _any(held["rest_day_cancelled"], duty["rest_day_cancelled"])
        held["ordered"] = _any(held["ordered"], duty["ordered"])
        held["notice_days"] = _first(min, held["notice_days"], duty["notice_days"])
    return found


def _first(choose: Any, one: Any, other: Any) -> Any:
    known = [each for each in (one, other) if each is not None]
    return choose(known) if known else None


def _any(one: bool | None, other: bool | None) -> bool | None:
    return None if one is None and other is None else bool(one or other)
