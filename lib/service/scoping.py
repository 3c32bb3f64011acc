"""What the scope bar shows: the way down to a place, and the places that one may go to."""

from __future__ import annotations

from lib.errors import NotAllowed
from lib.grant import Grant
from lib.question import Month
from lib.service import holding, places, rights
from lib.service.values import Step


def path(grant: Grant, where: str) -> tuple[Step, ...]:
    """The breadcrumb of a place, over what this grant may see; empty for what is unknown or forbidden. Raises NoGeneration."""
    held = holding.current()
    try:
        return places.breadcrumb(held, grant, rights.require_place(held, grant, where))
    except NotAllowed:
        return ()


def choices(grant: Grant) -> tuple[Step, ...]:
    """Every place this grant may see, down to units, in the order of the tree. Raises NoGeneration."""
    held = holding.current()
    rows = held.places.sort("path").select("node", "name", "unit", "path").iter_rows(named=True)
    seen = [row for row in rows if row["unit"] in (None, row["node"]) and rights.may_see_place(held, grant, row["node"])]
    return tuple(Step(row["node"], row["name"]) for row in seen)


def root() -> str:
    """The code of the node at the top, which an address calls `force`. Raises NoGeneration."""
    return holding.current().root


def months() -> tuple[Month, ...]:
    """Complete months, the newest first. Raises NoGeneration."""
    held = holding.current()
    return tuple(held.newest.plus(-back) for back in range(held.newest.index - held.first.index + 1))


def somebody() -> str | None:
    """One fixed person of a synthetic force, for the demonstration: the first pseudonym of the newest month. Raises NoGeneration."""
    held = holding.current()
    newest = held.cells.filter(held.cells["month"] == held.newest.first_day)["person_id"].drop_nulls()
    return str(newest.min()) if held.lease.info.synthetic and newest.len() else None
