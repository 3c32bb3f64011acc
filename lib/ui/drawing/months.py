"""24 months of one side as lanes in a card; where the side has no source, a sentence instead of an empty picture."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from lib.figures import lanes, trend
from lib.question import Month
from lib.service.values import MeasureRow
from lib.ui.drawing import charts
from lib.ui.drawing.texts import muted, phone, plain, side_title


def card(rows: Sequence[MeasureRow], events: tuple[lanes.Event, ...], side: str, key: str) -> None:
    """All measures of a side on one time axis."""
    with st.container(border=True):
        if rows:
            drawn = tuple(row.lane for row in rows)
            charts.chart(lanes.picture(drawn, events, phone()), f"{side}_{key}", side_title(side))
            named = [
                f"{n} {name} ({Month.parse(first[:7]).words})"
                for n, (name, first, _) in enumerate(lanes.numbered(drawn, events, phone()), 1)
            ]
            if named:
                st.markdown(muted(plain(" · ".join(named))))
        else:
            st.markdown(side_title(side))
            st.markdown(muted("No source of this side has been loaded: Data & methods says which would be needed."))


def one(row: MeasureRow, key: str) -> None:
    """One measure as a chart of its own, its verdict in the title."""
    with st.container(border=True):
        title = f"**{plain(row.title)}: {row.verdict}**\u2003{muted(plain(row.unit))}"
        charts.chart(trend.picture(row.lane), f"trend_{key}_{row.id}", title)
