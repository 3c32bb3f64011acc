"""The demonstration's people: one for each role. They exist only beside data in which nobody exists."""

from __future__ import annotations

from dataclasses import dataclass

from lib import casebook
from lib.casebook import User
from lib.errors import NoGeneration
from lib.service import scoping


@dataclass(frozen=True)
class Part:
    """A role to play: its title, and a sentence on who that is."""

    role: str
    title: str
    who: str


PARTS: tuple[Part, ...] = (
    Part("leader", "Senior leader", "Browses trends before a meeting: force and commands, never a person."),
    Part("analyst", "Analyst", "Drills from the force into units and people; every look at a person is recorded."),
    Part("reviewer", "Reviewer", "Reads single cases and concludes, in their own words."),
    Part("evaluator", "Pilot evaluator", "Judges the pilot against what was sealed before it began; sees no identity."),
    Part("observer", "Observer", "Staff association or ethics panel: watches the pilot and its methods, sees no person."),
    Part("person", "The person", "One member of the sample force, asking what is held on them."),
    Part("loader", "Loader", "Feeds the exports in and sees every rejected row."),
    Part("administrator", "Administrator", "Keeps users and settings; sees no record."),
    Part("auditor", "Auditor", "Reads who looked at whom, and why."),
)


def user(role: str) -> User:
    """The demonstration user of a role; the person is one fixed person of the sample. Raises InputError for an unknown role."""
    return casebook.demonstration_user(role, _somebody() if role == "person" else None)


def _somebody() -> str | None:
    try:
        return scoping.somebody()
    except NoGeneration:
        return None
