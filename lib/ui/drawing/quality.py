"""The data half of Data & methods: how fresh, whole, linked and covered the data are, in words and pictures."""

from __future__ import annotations

import polars as pl
import streamlit as st

from lib.figures import coverage
from lib.service.quality import Quality
from lib.ui.drawing import charts, tables, texts
from lib.ui.drawing.texts import muted, phone, plain
from lib.words.data import SETTLING, STALE

_CHIPS = {STALE: ":orange-badge[:material/schedule: {}]", SETTLING: ":yellow-badge[{}]"}
_SHOWN = {"Rows": "rows", "Linked share": "links"}


def summary(shown: Quality) -> None:
    """The state of the data in sentences, in one card."""
    with st.container(border=True, gap="xsmall"):
        for told in shown.sentences:
            st.markdown(texts.sentence(told))


def fresh(shown: Quality) -> None:
    """How far each source goes, in words; amber where it is stale."""
    texts.heading("How fresh", "a month is complete when late rows have had time to arrive")
    states = [_CHIPS.get(state, ":gray-badge[{}]").format(state) for state in shown.freshness["state"]]
    tables.wrapped(shown.freshness.with_columns(pl.Series("state", states)), "No source is declared.", marked=("state",))


def reconciled(shown: Quality) -> None:
    """Every row ends once: by source, and by file."""
    texts.heading("Does it add up?", "read = accepted + quarantined + duplicates + erased")
    st.markdown(plain(shown.adds_up))
    tables.frame(shown.sources, "reconciled", "Nothing has been loaded yet.")
    with st.expander(f"By file · {shown.files.height}", key="by_file", on_change="rerun") as box:
        if box.open:
            tables.frame(shown.files, "reconciled_files", "No file has been read.")
    if shown.dropped.height:
        st.markdown(f"**Columns dropped**\u2003{muted('the profile does not declare them: their values were never stored')}")
        tables.wrapped(shown.dropped, "")
    if shown.rules:
        st.markdown(f"**Rows beside one another**\u2003{muted('rules that compare a row with others, and what became of it')}")
        st.markdown("\n".join(f"- {plain(sentence)}" for sentence in shown.rules))


def linked(shown: Quality) -> None:
    """Link rate by source, worst units, and the bias that comes with it."""
    texts.heading("Does it link?", "a row is linked when it is tied to one person")
    st.warning(plain(shown.bias), icon=":material/balance:")
    left, right = st.columns([5, 7], gap="medium")
    with left:
        st.markdown(f"**By source**\u2003{muted('the least linked first')}")
        tables.wrapped(shown.linked.with_columns(pl.col("linked_percent").round(1)), "No source about people has been loaded.")
    if shown.worst is not None:
        with right:
            st.markdown(f"**Units whose rows link least**\u2003{muted('30 rows or more, of sources whose rows name a unit')}")
            tables.wrapped(shown.worst.with_columns(pl.col("linked_percent").round(1)), "Every row that names a unit is linked.")
    for sentence in shown.biases:
        st.markdown(f"- {plain(sentence)}")
    with st.expander("By which rule rows found their person", key="link_rules", on_change="rerun") as box:
        if box.open:
            tables.frame(shown.link_rules, "link_rules", "No source about people has been loaded.")


def covered(shown: Quality) -> None:
    """Source by month: rows, or the linked share of them."""
    texts.heading("What is covered", "a source a row, a month a column")
    with st.container(border=True):
        chosen = st.segmented_control(
            "Show", list(_SHOWN), default="Rows", key="coverage_of", label_visibility="collapsed", required=True
        )
        of = _SHOWN[chosen or "Rows"]
        calendar = shown.rows if of == "rows" else shown.links
        charts.chart(coverage.picture(calendar, phone()), f"coverage_{of}", muted(coverage.legend(calendar)))


def needed(coverage: pl.DataFrame) -> None:
    """Each metric and load measure: what it needs, and whether it is here."""
    with st.expander("Which measures have their data", key="measures_with_data", on_change="rerun") as box:
        if box.open:
            tables.frame(coverage, "coverage", "No metric is declared.")


def broken(shown: Quality) -> None:
    """Breaks of a definition and gaps of coverage; the same stand on every chart over time that they concern."""
    texts.heading("Where not to compare across", "found at load; marked on the charts of every place they concern")
    tables.wrapped(shown.events, "No break of a definition and no gap of coverage was found.")


def reasons(shown: Quality) -> None:
    """Rows set aside by reason, with the fix; no row's own values."""
    texts.heading("Rows set aside", "by reason, with the fix; the rows themselves are the loader's to see")
    tables.wrapped(shown.reasons, "No row was set aside.")
