"""The views that work today: one entry and one page each. A view is not in the navigation until it works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class View:
    """`page` is its file in `pages/`; `roles` see it; `in_menu` False: reached by drill alone; `scoped`: shows the scope bar."""

    id: str
    title: str
    page: str
    icon: str
    question: str
    roles: tuple[str, ...]
    in_menu: bool = True
    scoped: bool = True


_ALL = ("leader", "analyst", "reviewer", "evaluator", "observer", "person", "loader", "administrator", "auditor")

VIEWS: tuple[View, ...] = (
    View(
        "brief", "Brief", "brief.py", ":material/newspaper:", "What changed, where, and was it the load?", ("leader", "analyst")
    ),
    View(
        "explore",
        "Explore",
        "explore.py",
        ":material/travel_explore:",
        "What do record and load look like here?",
        ("leader", "analyst"),
    ),
    View("person", "Person", "person.py", ":material/person:", "What accounts for this record?", ("analyst",), in_menu=False),
    View(
        "data_methods",
        "Data & methods",
        "data_methods.py",
        ":material/menu_book:",
        "What was loaded, and how are figures made?",
        _ALL,
        scoped=False,
    ),
)
BY_ID: dict[str, View] = {view.id: view for view in VIEWS}


def first_view(role: str) -> View:
    """The first built view of a role, in the order above (Data & methods where its own is not built yet)."""
    return next(view for view in VIEWS if role in view.roles and view.in_menu)
