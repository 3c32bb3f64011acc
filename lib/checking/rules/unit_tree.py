"""The tree of units: parents that nobody declared, and units that stand above themselves."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from lib.checking.reasons import Reason
from lib.checking.rules.declaring import Rows, Rule

_Pairs = Sequence[tuple[str, str | None]]


def find_cycles(rows: Rows, source: str) -> pl.Series:
    """Units that come back to themselves on the way up."""
    units = rows[source]
    looped = _looped(units.select("unit", "parent").rows())
    return (units["unit"].is_in(looped) & units["parent"].is_not_null()).fill_null(False)


def find_orphans(rows: Rows, source: str) -> pl.Series:
    """Units whose parent is not among the units, or that hang on such a one or on a loop."""
    units = rows[source]
    reached = _reached(units.select("unit", "parent").rows())
    return (units["parent"].is_not_null() & ~units["parent"].is_in(reached)).fill_null(False)


def _reached(pairs: _Pairs) -> list[str]:
    """Codes that hang, through their parents, on a top of the tree."""
    below: dict[str | None, list[str]] = {}
    for code, parent in pairs:
        below.setdefault(parent, []).append(code)
    reached: dict[str, None] = {}
    waiting = list(below.get(None, []))
    while waiting:
        code = waiting.pop()
        if code not in reached:
            reached[code] = None
            waiting += below.get(code, [])
    return list(reached)


def _looped(pairs: _Pairs) -> list[str]:
    """Codes that can come back to themselves on a way up, over any row of theirs; each way is walked once."""
    above: dict[str, set[str]] = {}
    for code, parent in pairs:
        if parent is not None:
            above.setdefault(code, set()).add(parent)
    return [code for code in above if code in _ancestors(code, above)]


def _ancestors(code: str, above: dict[str, set[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(above[code])
    while waiting:
        step = waiting.pop()
        if step not in found:
            found.add(step)
            waiting += above.get(step, ())
    return found


CYCLE = Rule(
    id="unit_cycle",
    sources=("units",),
    sentence="a unit stands, through its parents, above itself",
    says="",
    find=find_cycles,
    default="quarantine",
    may=("quarantine",),
    stage="read",
    reason=Reason.UNIT_CYCLE,
    field="parent",
)
ORPHAN = Rule(
    id="unit_without_parent",
    sources=("units",),
    sentence="a unit's parent is not among the units, or was set aside itself",
    says="",
    find=find_orphans,
    default="quarantine",
    may=("quarantine",),
    stage="read",
    reason=Reason.UNKNOWN_UNIT,
    field="parent",
)
