"""The one way to go from view to view. The shared scope stays in the address; what belongs to one view does not.

`st.switch_page` raises while a bound parameter is in the address unless it is told which others to keep, and it leaves three steps in
the browser's history where a reader took one. So a place changes in place, and another view is opened by its address.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

import streamlit as st

from lib.question import FORCE, Question
from lib.settings import PROJECT
from lib.ui import going
from lib.views import BY_ID, View

_GOING = "_going"


def page_of(view: View, instead: Callable[[], None] | None = None, hidden: bool = False) -> st.Page:
    """A view as a page of the navigation; `instead` stands in for its file, at the same address."""
    return st.Page(
        instead or PROJECT / "pages" / view.page,
        title=view.title,
        icon=view.icon,
        url_path=view.id,
        visibility="visible" if view.in_menu and not hidden else "hidden",
        help=view.question,
    )


def home(run: Callable[[], None]) -> st.Page:
    """The page at `/`: an address of its own, because a default page has no other and every view must keep its own."""
    return st.Page(run, title="Start", url_path="start", default=True, visibility="hidden")


def go_from_home(view_id: str) -> None:
    """From `/` to a view, with everything that stands in the address."""
    kept = {name: st.query_params[name] for name in st.query_params if name not in st.session_state}
    st.switch_page(page_of(BY_ID[view_id]), query_params=kept)


def link(view_id: str, label: str | None = None, person: str | None = None, icon: str | None = None) -> None:
    """A link to a view, with the scope as it is and, for a person's page, whose it is."""
    view = BY_ID[view_id]
    parameters = {"person": person} if person else None
    st.page_link(page_of(view), label=label or view.title, icon=icon or view.icon, query_params=parameters)


def address(view_id: str, question: Question) -> str:
    """The address of a view of a question, for somebody else to open: their own rights apply."""
    parameters = question.address()
    return f"/{view_id}?{urlencode(parameters)}" if parameters else f"/{view_id}"


def drill_to_place(where: str, view_id: str = "explore") -> None:
    """For `on_click` and `on_select`: go down (or up) to a place. It takes the code, never the row it stood in."""
    st.session_state[_GOING] = (view_id, where or FORCE, None)


def drill_to_person(person: str) -> None:
    """For `on_click` and `on_select`: go to a person's page. It takes the pseudonym, never the row it stood in."""
    st.session_state[_GOING] = ("person", None, person)


def follow(current: str | None, asked: Question) -> None:
    """In the entry script, before the scope is drawn: go where a callback said.

    Within a view the place alone changes, which is one step of the browser's history. Another view is opened by its address:
    a change of page beside a change of parameters would leave steps in the history that nobody took.
    """
    view_id, where, person = st.session_state.pop(_GOING, (None, None, None))
    if view_id is None:
        return
    if view_id == current and where is not None:
        st.session_state["where"] = where
        return
    there = asked.at(where) if where is not None else asked
    going.to(address(view_id, there.about(person) if person else there))
    st.stop()
