"""The unit tree, what a grant opens of it, and what lies below a place."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from lib.grant import Grant
from lib.queries.portable import date_lit, month_bounds
from lib.question import FORCE, Question
from lib.schema import FACTS, unit_places

_events = FACTS["events"]


def below(codes: Collection[str]) -> sa.Select[tuple[str]]:
    """The codes of the nodes in the subtrees of some nodes, these included. Column `node`."""
    top, node = unit_places.alias("top"), unit_places.alias("below")
    inside = sa.or_(node.c.path == top.c.path, sa.func.starts_with(node.c.path, top.c.path + "/"))
    return sa.select(node.c.node).select_from(top.join(node, inside)).where(top.c.node.in_(sorted(codes)))


def permitted(grant: Grant, node: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a row's node (or unit) lies in the grant's scope. A row without a node is open to a grant for everywhere alone."""
    return sa.true() if grant.everywhere() else node.in_(below(grant.scope))


def standing_in(grant: Grant, where: str, node: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Whether a row's node lies in the place asked about, and the grant opens the whole of that place.

    A place above the scope gives nothing, rather than the part of it that happens to be open: a partial sum would be shown
    under the whole's name.
    """
    if where == FORCE:
        return sa.true() if grant.everywhere() else sa.false()
    return sa.and_(node.in_(below([where])), permitted(grant, sa.literal(where, sa.String)))


def places() -> sa.Select:
    """One row is a node of the tree as it is now, from the top down: the columns of `unit_places`. It names nobody."""
    return sa.select(unit_places).order_by(unit_places.c.path)


def permitted_places(grant: Grant) -> sa.Select:
    """The nodes that the grant opens, from the top down: the columns of `unit_places`."""
    return places().where(permitted(grant, unit_places.c.node))


def events() -> sa.Select:
    """One row is a dated event of the force: `name, from_on, to_on, scope` (null: the whole force), by first day."""
    return sa.select(_events).order_by(_events.c.from_on, _events.c.name, _events.c.scope.nulls_first())


def events_of(grant: Grant, question: Question, months: int | None = None) -> sa.Select:
    """One row is a dated event within the months asked about that concerns the place: `name, from_on, to_on, scope`.

    The whole force's events concern every place; a node's concern all above and below it. Nothing for a place outside the
    grant's scope.
    """
    first, last = month_bounds(question, months)
    at, scope = unit_places.alias("at"), unit_places.alias("scope")
    above = sa.or_(at.c.path == scope.c.path, sa.func.starts_with(at.c.path, scope.c.path + "/"))
    ways_up = sa.select(scope.c.node).select_from(at.join(scope, above)).where(at.c.node == question.where)
    concerned = sa.or_(
        _events.c.scope.is_(None),
        _events.c.scope.in_(ways_up),
        standing_in(grant, question.where, _events.c.scope),
    )
    opened = standing_in(grant, question.where, sa.literal(question.where, sa.String))
    within = sa.and_(_events.c.from_on <= date_lit(last), _events.c.to_on >= date_lit(first))
    return events().where(concerned, opened, within)
