"""The tree as the organisation system holds it: dated rows, a new one wherever a node changed its name, its parent or its posts."""

from __future__ import annotations

from datetime import date, timedelta

import polars as pl

from lib.synth.plan import Plan
from lib.synth.reorganisation import Change
from lib.synth.structure import Structure
from lib.synth.world import World

TREE_BEGAN = date(2019, 4, 1)
_Row = tuple[str, str, str | None, str, float | None, date, date | None]
_SCHEMA = {
    "unit": pl.String, "name": pl.String, "parent": pl.String, "kind": pl.String, "establishment": pl.Float64, "valid_from": pl.Date,
    "valid_to": pl.Date,
}  # fmt: skip


def units(world: World) -> pl.DataFrame:
    """One row is a node of the tree from a day to a day, parents before children."""
    tree, began = world.tree, min(TREE_BEGAN, world.plan.first_day)
    posts = world.establishment.tolist()
    rows: list[_Row] = [(code, name, parent or None, kind, None, began, None) for code, name, parent, kind in tree.above]
    for number in range(len(tree.units)):
        rows += _unit(world.plan, tree, number, posts, began)
    for team in range(len(tree.team_codes)):
        rows += _team(world.plan, tree, team, began)
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _unit(plan: Plan, tree: Structure, number: int, posts: list[float], began: date) -> list[_Row]:
    unit = tree.units[number]
    for change in tree.changes:
        day = plan.day(change.day)
        if change.unit == number and change.source >= 0:
            return [(unit.code, unit.name, unit.command, "unit", posts[number], day, None)]
        whole = change.source == number
        if change.unit == number or whole:
            before = posts[number] + posts[change.unit] if whole else posts[number]
            name, parent = change.name or unit.name, change.parent or unit.command
            old = (unit.code, unit.name if whole else name, unit.command if whole else parent, "unit", before, began)
            return [(*old, day - timedelta(days=1)), (unit.code, unit.name, unit.command, "unit", posts[number], day, None)]
    return [(unit.code, unit.name, unit.command, "unit", posts[number], began, None)]


def _team(plan: Plan, tree: Structure, team: int, began: date) -> list[_Row]:
    """A team keeps its code; it bears its unit's name and stands under its unit as that is on the day."""
    unit = tree.units[tree.team_unit[team]]
    code, name = tree.team_codes[team], tree.team_names[team]
    change = _of_unit(tree, int(tree.team_unit[team]))
    if change is None or not (change.name or change.source >= 0):
        return [(code, name, unit.code, "team", None, began, None)]
    day = plan.day(change.day)
    old_unit = tree.units[change.source] if change.source >= 0 else unit
    old_name = name.replace(unit.name, change.name or old_unit.name)
    before = (code, old_name, old_unit.code, "team", None, began, day - timedelta(days=1))
    return [before, (code, name, unit.code, "team", None, day, None)]


def _of_unit(tree: Structure, unit: int) -> Change | None:
    return next((change for change in tree.changes if change.unit == unit), None)
