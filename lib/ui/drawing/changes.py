"""What the last load changed, the generations that are kept, and going back to one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl
import streamlit as st

from lib.errors import EvenhandError
from lib.service.changes import Changes
from lib.store import Published
from lib.ui.drawing import tables, texts
from lib.ui.drawing.texts import muted, plain
from lib.words.numbers import count


def since(shown: Changes | None) -> None:
    """Files, rows, months and readings that are not what they were."""
    texts.heading("What changed with the last load", "beside the generation loaded before it")
    if shown is None:
        st.markdown(":gray[No earlier generation is kept, so there is nothing to compare with.]")
        return
    st.markdown(muted(plain(f"Beside {shown.since}")))
    left, right = st.columns(2, gap="medium")
    with left:
        st.markdown("**Files**")
        tables.wrapped(shown.files, "The same files, with the same contents.")
    with right:
        st.markdown(f"**Rows accepted**\u2003{muted('sources that hold another number')}")
        tables.wrapped(shown.sources, "As many rows of every source as before.")
    st.markdown(f"**Months reopened**\u2003{muted('complete before, and now with other rows')}")
    tables.wrapped(shown.reopened, "No month that was complete has changed.")
    st.markdown(f"**Months that read otherwise**\u2003{muted('every measure, force or the top of what you may see')}")
    tables.frame(shown.readings, "changed_readings", "No month of any measure reads otherwise.")
    if shown.more:
        st.markdown(muted(f"And {count(shown.more, 'reading', 'readings')} more."))


def generations(kept: Sequence[Published], on_use: Callable[[str], None] | None) -> None:
    """What is kept. `on_use` None: this role does not go back."""
    texts.heading("Generations kept", "each load builds one beside the others; one is served")
    rows = [
        (
            each.generation, "served now" if each.current else "kept", f"{each.loaded_at:%-d %b %Y, %H:%M} UTC", each.data_as_of,
            "synthetic" if each.synthetic else "real",
        )
        for each in kept
    ]  # fmt: skip
    names = {"generation": pl.String, "state": pl.String, "loaded": pl.String, "data_to_on": pl.Date, "nature": pl.String}
    tables.wrapped(pl.DataFrame(rows, schema=names, orient="row"), "Nothing is kept.")
    others = [each.generation for each in kept if not each.current]
    if on_use is None or not others:
        return
    told = {
        each.generation: f"{each.generation}, data to {each.data_as_of:%-d %b %Y}, loaded {each.loaded_at:%-d %b, %H:%M}"
        for each in kept
    }
    with st.form("go_back", border=True):
        chosen = st.selectbox("Serve another generation", others, format_func=told.__getitem__, key="go_back_to")
        sure = st.checkbox("Every view will show it from now on, for everybody", key="go_back_sure")
        if st.form_submit_button("Go back to it", icon=":material/history:"):
            _go_back(chosen, sure, on_use)


def _go_back(chosen: str, sure: bool, on_use: Callable[[str], None]) -> None:
    if not sure:
        st.warning("Tick the box first: it changes what everybody sees.", icon=":material/info:")
        return
    try:
        on_use(chosen)
    except EvenhandError as refusal:
        st.warning(refusal.text, icon=":material/info:")
        return
    st.rerun()
