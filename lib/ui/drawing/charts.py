"""A picture on a page: the figure with its words for screen readers, its table one click away, and clicks by id."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from lib.figures.canvas import Picture

_CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False}


def chart(
    picture: Picture,
    key: str,
    title: str = "",
    on_open: Callable[[str], None] | None = None,
    opens: Mapping[str, str] | None = None,
    label: str = "Open",
) -> None:
    """A card's title row (Markdown) with the table behind a button, then the figure.

    `on_open` takes the `customdata` of a clicked mark; `opens` (name to id) gives the same to the keyboard.
    """
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.markdown(title, width="stretch")
        if on_open is not None and opens:
            pick(key, opens, on_open, label)
        twin(picture)
    draw(picture, key, on_open)


def draw(picture: Picture, key: str, on_open: Callable[[str], None] | None = None) -> None:
    """The figure alone; its table must stand beside it."""
    clicks: dict[str, Any] = {}
    if on_open is not None:
        clicks = {"on_select": lambda: opened(st.session_state.get(key), on_open), "selection_mode": "points"}
    st.plotly_chart(picture.figure, key=key, config=_CONFIG, alt=picture.alt, **clicks)


def twin(picture: Picture) -> None:
    """The numbers the figure was drawn from, one click away."""
    with st.popover("Table", icon=":material/table:", type="tertiary"):
        st.dataframe(picture.table, hide_index=True, alt=picture.alt)


def opened(state: Any, on_open: Callable[[str], None]) -> None:
    """Take the id of the clicked mark, never its position; a click on a mark without one opens nothing."""
    points = (state or {}).get("selection", {}).get("points", [])
    if points:
        found = points[0].get("customdata")
        code = found[0] if isinstance(found, list | tuple) and found else found
        if isinstance(code, str) and code:
            on_open(code)


def pick(key: str, opens: Mapping[str, str], on_open: Callable[[str], None], label: str = "Open") -> None:
    """Choose by name from the keyboard what a click on a mark would open."""
    name = f"{key}_open"

    def chosen() -> None:
        code = opens.get(st.session_state.get(name) or "")
        if code:
            on_open(code)

    st.selectbox(
        label, sorted(opens), index=None, key=name, on_change=chosen, placeholder=label, label_visibility="collapsed", width=260
    )
