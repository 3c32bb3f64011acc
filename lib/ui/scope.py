"""The scope that all views share: where, when, compared with what, which metric, beside whom; bound to the address.

A bound widget writes what it shows, and an address holds codes. So codes are carried by bound text fields in a closed
drawer, which also take a code typed by hand, and what is seen beside them speaks in names.
"""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from lib import metrics, peers
from lib.errors import EvenhandError
from lib.grant import Grant
from lib.question import DEFAULT_METRIC, DEFAULT_PEERS, FORCE, WINDOWS, Question
from lib.service import scoping
from lib.ui import navigation

CARRIED: Mapping[str, tuple[str, str]] = {
    "where": ("Place code", FORCE),
    "metric": ("Metric", DEFAULT_METRIC),
    "peers": ("Peer group", DEFAULT_PEERS),
    "compare": ("Compared with", "last_year"),
}
BOUND = (*CARRIED, "to", "months")
COMPARISONS = {"last_year": "same months last year", "previous": "the period before"}
_KEPT = "_scope_kept"


def question() -> Question:
    """The question that address and scope bar ask now."""
    asked = {name: str(st.query_params[name]) for name in st.query_params}
    asked |= {name: str(st.session_state[name]) for name in BOUND if st.session_state.get(name) is not None}
    return Question.from_address(asked)


def bar(grant: Grant) -> None:
    """Draw the scope bar of a view that has one."""
    _take_up()
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        _breadcrumb(grant)
        st.space("stretch")
        _when()
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        _chosen("where", "Go to", {step.code: step.name for step in _places(grant)}, 260)
        _chosen("metric", "Metric", {each.id: each.title for each in metrics.METRICS}, 260)
        _chosen("peers", "Peer group", {each.id: each.title for each in peers.PEER_RULES}, 220)
        _chosen("compare", "Compared with", COMPARISONS, 220)
    _drawer()
    st.session_state[_KEPT] = {name: st.session_state[name] for name in BOUND}


def _take_up() -> None:
    """Coming back from a view without a scope bar: take up the scope as it was left, unless the address says otherwise."""
    kept: dict[str, object] = st.session_state.get(_KEPT, {})
    if not any(name in st.query_params or name in st.session_state for name in BOUND):
        for name, value in kept.items():
            st.session_state[name] = value


def _places(grant: Grant) -> list[scoping.Step]:
    """The places to go to, the top one under the name that an address gives it."""
    top = scoping.root()
    return [scoping.Step(FORCE if step.code == top else step.code, step.name) for step in scoping.choices(grant)]


def _breadcrumb(grant: Grant) -> None:
    steps = scoping.path(grant, str(st.session_state.get("where") or st.query_params.get("where") or FORCE))
    for step in steps[:-1]:
        st.button(step.name, key=f"up_{step.code}", type="tertiary", on_click=navigation.drill_to_place, args=(step.code,))
        st.markdown(":gray[›]", width="content")
    if steps:
        st.markdown(f"**{_plain(steps[-1].name)}**", width="content")


def _plain(name: str) -> str:
    """A name from the data as words, not as Markdown."""
    return "".join(f"\\{each}" if each in "\\`*_{}[]()<>#+-.!|~:$" else each for each in name)


def _when() -> None:
    st.segmented_control(
        "Months", [str(each) for each in WINDOWS], default="12", key="months", bind="query-params", label_visibility="collapsed",
        required=True, format_func=str,
    )  # fmt: skip
    st.markdown(":gray[months to]", width="content")
    months = [str(each) for each in scoping.months()]
    st.selectbox("Newest month", months, key="to", bind="query-params", label_visibility="collapsed", width=130)


def _chosen(key: str, label: str, titles: Mapping[str, str], width: int) -> None:
    """A choice in names, kept in step with the code that the address carries."""
    shown, now = f"shown_{key}", str(st.session_state.get(key) or st.query_params.get(key) or CARRIED[key][1])
    options = list(titles) if now in titles else [*titles, now]
    st.session_state[shown] = now

    def carry() -> None:
        st.session_state[key] = st.session_state[shown]

    st.selectbox(label, options, format_func=lambda code: titles.get(code, code), key=shown, on_change=carry, width=width)


def _drawer() -> None:
    with st.expander("Codes in the address", icon=":material/link:"), st.container(horizontal=True):
        for key, (label, default) in CARRIED.items():
            st.text_input(label, value=default, key=key, bind="query-params", max_chars=60, width=180)


def needs_data(grant: Grant) -> str | None:
    """None when the scope bar can be drawn; else what is missing, in words."""
    try:
        scoping.path(grant, FORCE)
    except EvenhandError as refusal:
        return refusal.text
    return None
