"""The service's own check: whatever a page asked for, this is what the Grant allows here."""

from __future__ import annotations

from lib import policy
from lib.errors import NotAllowed
from lib.grant import Grant
from lib.question import FORCE
from lib.roles import allowed
from lib.service.holding import Held

RELEASED_LEVELS = ("force", "group", "command")
"""Levels that a reader of released figures sees; units follow with the release of small cells."""
FEWEST_PEOPLE = 10


def require_data(held: Held, grant: Grant) -> None:
    """Raises NotAllowed for a demonstration on real data: a generation may be published after the session was read."""
    if grant.demonstration() and not held.lease.info.synthetic:
        raise NotAllowed


def place_code(held: Held, grant: Grant, where: str) -> str:
    """The node asked about: `force` is the top of what the grant opens, a team is its unit. Raises NotAllowed where unknown."""
    if where == FORCE:
        where = held.root if grant.everywhere() else min(grant.scope & held.nodes.keys(), default="")
    if where not in held.nodes:
        raise NotAllowed
    return held.nodes[where]["unit"] or where


def path_of(held: Held, code: str) -> list[str]:
    """Codes from the force down to the node."""
    return held.nodes[code]["path"].split("/")


def level_of(held: Held, code: str) -> str:
    """`force`, `group`, `command` or `unit`: the node's level, whatever the force calls it."""
    row = held.nodes[code]
    if code == held.root:
        return "force"
    if row["unit"] is not None:
        return "unit"
    return "command" if row["command"] is not None else "group"


def may_see_place(held: Held, grant: Grant, code: str) -> bool:
    """True when the role sees this level and the place lies in the grant's scope (or holds it)."""
    in_scope = policy.sees_place(grant, path_of(held, code))
    if allowed(grant.role, "list", "unit"):
        return in_scope
    return allowed(grant.role, "list", "released") and level_of(held, code) in RELEASED_LEVELS and in_scope


def require_place(held: Held, grant: Grant, where: str) -> str:
    """The node's code. Raises NotAllowed alike for what does not exist and what may not be seen."""
    require_data(held, grant)
    code = place_code(held, grant, where)
    if not may_see_place(held, grant, code):
        raise NotAllowed
    return code


def may_list_people(held: Held, grant: Grant, code: str) -> bool:
    """True when the role lists people, people may be opened at all, and the whole place lies in the grant's scope."""
    open_at_all = policy.people_open(held.lease.info.synthetic) and allowed(grant.role, "list", "person")
    return open_at_all and policy.sees_place(grant, path_of(held, code))


def may_see_person(held: Held, grant: Grant, person_id: str, unit: str | None) -> bool:
    """True when the person's unit is known and in scope, the role lists people, and it is not the reader's own record."""
    path = path_of(held, unit) if unit is not None else ()
    return policy.sees_person(grant, person_id, path, held.lease.info.synthetic)
