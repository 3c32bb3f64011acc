"""The scope that all views share: where, when, which metric, beside whom; bound to the address.

A bound widget writes what it shows, and an address holds codes. So codes are carried by bound text fields in a closed
drawer, which also take a code typed by hand, and what is seen beside them speaks in names.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import streamlit as st

from lib import metrics, peers
from lib.grant import Grant
from lib.question import DEFAULT_METRIC, DEFAULT_PEERS, FORCE, WINDOWS, Question
from lib.service import scoping
from lib.ui import navigation
from lib.ui.drawing import texts

CARRIED: Mapping[str, tuple[str, str]] = {
    "where": ("Place code", FORCE),
    "months": ("Months", "12"),
    "to": ("To month", ""),
    "metric": ("Metric", DEFAULT_METRIC),
    "peers": ("Peer group", DEFAULT_PEERS),
}
"""Each parameter of the address, with its label and its default (which the address leaves out). No month: the newest."""
_LENGTHS = [str(each) for each in WINDOWS]
Seen = Literal["visible", "collapsed"]


def question() -> Question:
    """The question that address and scope bar ask now."""
    asked = {name: str(st.query_params[name]) for name in st.query_params}
    asked |= {name: str(st.session_state[name]) for name in CARRIED if st.session_state.get(name) is not None}
    return Question.from_address(asked)


def carry() -> None:
    """Draw the closed drawer whose fields tie the scope to the address. On every view, before the bar and the page."""
    with st.expander("Codes in the address", icon=":material/link:"), st.container(horizontal=True):
        for key, (label, default) in CARRIED.items():
            st.text_input(label, value=default, key=key, bind="query-params", max_chars=60, width=160)


def bar(grant: Grant, view_id: str) -> None:
    """Draw the scope bar of a view that has one: where, compared how, when. Brief shows every measure, month by month."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _where(grant)
        st.space("stretch")
        if view_id != "brief":
            _compared()
            _how_long()
        _until()


def _where(grant: Grant) -> None:
    """The way up as buttons, then this place, from which one may go to any other."""
    top, here = scoping.root(), str(st.session_state["where"])
    for step in scoping.path(grant, here)[:-1]:
        code = FORCE if step.code == top else step.code
        st.button(
            f"{texts.plain(step.name)} ›", key=f"up_{code}", type="tertiary", on_click=navigation.drill_to_place, args=(code,)
        )
    titles = {FORCE if step.code == top else step.code: step.name for step in scoping.choices(grant)}
    _chosen("where", "Place", FORCE if here == top else here, titles, 220)


def _compared() -> None:
    metric = metrics.BY_ID.get(st.session_state["metric"])
    with st.popover(metric.title if metric else DEFAULT_METRIC, icon=":material/tune:", help="Metric, peer group"):
        _choice("metric", "Metric", {each.id: each.title for each in metrics.METRICS})
        _choice("peers", "Peer group", {each.id: each.title for each in peers.PEER_RULES})


def _how_long() -> None:
    now = str(st.session_state["months"])
    st.session_state["shown_months"] = now if now in _LENGTHS else CARRIED["months"][1]
    st.segmented_control(
        "Months", _LENGTHS, key="shown_months", on_change=_carried, args=("months",), label_visibility="collapsed", required=True
    )
    st.markdown(":gray[months to]", width="content")


def _until() -> None:
    months = scoping.months()
    titles = {"" if month == months[0] else str(month): month.words for month in months}
    to = str(st.session_state["to"])
    _chosen("to", "Newest month", "" if to == str(months[0]) else to, titles, 130)


def _carried(key: str) -> None:
    """What was chosen by name goes to the field that carries it."""
    st.session_state[key] = st.session_state[f"shown_{key}"]


def _choice(key: str, label: str, titles: Mapping[str, str]) -> None:
    _chosen(key, label, str(st.session_state[key]), titles, 260, "visible")


def _chosen(key: str, label: str, now: str, titles: Mapping[str, str], width: int, seen: Seen = "collapsed") -> None:
    """A choice in names, kept in step with the code that the address carries."""
    shown = f"shown_{key}"
    options = list(titles) if now in titles else [*titles, now]
    st.session_state[shown] = now

    st.selectbox(
        label, options, format_func=lambda code: titles.get(code, code), key=shown, on_change=_carried, args=(key,), width=width,
        label_visibility=seen,
    )  # fmt: skip
