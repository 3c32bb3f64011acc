"""A card a measure: name, reading, a sentence, how it was made, and the one figure that holds record and load."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.figures import accounted_for
from lib.pictures import AccountedFor
from lib.service.values import Explained
from lib.ui.drawing import charts, tables
from lib.ui.drawing.texts import legend, muted, phone, plain, reading_chip


def cards(accounts: Sequence[AccountedFor], explained: Sequence[Explained], key: str) -> None:
    """All measures, the legend above them."""
    if not accounts:
        return
    legend(accounts[0].subject)
    by_metric = {each.metric: each for each in explained}
    for account in accounts:
        card(account, by_metric.get(account.metric), f"{key}_{account.metric}")


def card(account: AccountedFor, explained: Explained | None, key: str) -> None:
    """One measure."""
    picture = accounted_for.picture(account, phone())
    with st.container(border=True, gap="small"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f"**{plain(account.title)}** {reading_chip(account.reading)}", width="stretch" if phone() else "content")
            if not phone():
                st.markdown(muted(plain(account.sentence)), width="stretch")
            if explained is not None:
                with st.popover("Explain", icon=":material/function:", type="tertiary"):
                    tables.words(explained.rows)
            charts.twin(picture)
        if phone():
            st.markdown(muted(plain(account.sentence)))
        charts.draw(picture, key)
