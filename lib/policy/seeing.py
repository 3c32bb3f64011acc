"""What a grant opens: places by their path from the force down, people by the path of their unit, views by role."""

from __future__ import annotations

from collections.abc import Sequence

from lib.grant import Grant
from lib.roles import allowed
from lib.views import BY_ID


def sees_view(role: str, view: str) -> bool:
    """True when the view exists and names the role."""
    return view in BY_ID and role in BY_ID[view].roles


def sees_place(grant: Grant, path: Sequence[str]) -> bool:
    """True when a node of the path (codes from the force down to the place) is in scope. An empty path is no place."""
    return bool(path) and (grant.everywhere() or bool(set(path) & grant.scope))


def people_open(synthetic: bool, pilot_running: bool = False) -> bool:
    """True when person-level data may be opened at all: nobody in a synthetic force exists; in a real one a pilot must run."""
    return synthetic or pilot_running


def sees_person(grant: Grant, person_id: str, path: Sequence[str], synthetic: bool, pilot_running: bool = False) -> bool:
    """True when the role lists people, the person's unit is in scope, it is not their own record, and people are open.

    One's own record and one's own cases have views of their own.
    """
    return (
        people_open(synthetic, pilot_running)
        and allowed(grant.role, "list", "person")
        and sees_place(grant, path)
        and person_id != grant.subject_person
    )
