"""Colours that follow the reader's theme.

Streamlit replaces these placeholders in the browser by the colours of `.streamlit/config.toml`, so one figure serves light
and dark. The placeholders are not public: this is the only module that knows them, and a test holds them to Streamlit's own.
An export has no browser, so `resolve` replaces them here.
"""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

import plotly.graph_objects as go
from plotly.io import from_json

RECORD, TEAL, HERE, LOAD, INK_FILL, LAVENDER, BLUE, LIGHT_BLUE, GREY, BAND = (f"#{slot:06d}" for slot in range(1, 11))
SEQUENTIAL = tuple(f"#{slot:06d}" for slot in range(11, 21))
RECORD_TEXT, LOAD_TEXT = "#000021", "#000030"
INK, PAGE = "#000037", "#000038"
GRID = "rgba(128, 140, 152, 0.22)"
"""Thin lines behind marks, the same on both pages."""
ON_RECORD, ON_LOAD = "#FFFFFF", "#1B242E"
"""Text on a filled bar, the same in both themes: white on record, ink on load."""

CATEGORICAL = MappingProxyType(
    {
        "light": ("#12436D", "#28A197", "#801650", "#F46A25", "#3D3D3D", "#A285D1", "#2073BC", "#6BACE6", "#66707B", "#B4BCC6"),
        "dark": ("#3775B8", "#4FCDBF", "#F5A3CF", "#FFB684", "#D5DCE3", "#C3B1E8", "#86BDF2", "#A9D0F5", "#9AA6B3", "#5A6774"),
    }
)
SEQUENCES = MappingProxyType(
    {
        "light": ("#E3ECF5", "#C9DCEE", "#A9CAE8", "#8ABAE6", "#6BACE6", "#4490D1", "#2073BC", "#1A629F", "#155285", "#12436D"),
        "dark": ("#16304A", "#1B4063", "#21517E", "#28639A", "#3277B4", "#4F95D8", "#66A4E0", "#7DB4E8", "#A0C9F0", "#C6E0F8"),
    }
)
_ENDS = MappingProxyType({"light": ("#12436D", "#B8450B"), "dark": ("#7DB4E8", "#FFBE94")})
_GROUND = MappingProxyType({"light": ("#1B242E", "#FFFFFF"), "dark": ("#E6ECF2", "#10161D")})


def palette(theme: str) -> dict[str, str]:
    """Placeholder to colour in the theme `light` or `dark`."""
    names: Sequence[str] = (RECORD, TEAL, HERE, LOAD, INK_FILL, LAVENDER, BLUE, LIGHT_BLUE, GREY, BAND, *SEQUENTIAL)
    pairs = dict(zip(names, (*CATEGORICAL[theme], *SEQUENCES[theme]), strict=True))
    return {**pairs, **dict(zip((RECORD_TEXT, LOAD_TEXT, INK, PAGE), (*_ENDS[theme], *_GROUND[theme]), strict=True))}


def resolve(figure: go.Figure, theme: str = "light") -> go.Figure:
    """The same figure in the colours of a theme, on that theme's page, for an export."""
    text = go.Figure(figure).update_layout(template=go.layout.Template()).to_json() or "{}"
    for placeholder, colour in palette(theme).items():
        text = text.replace(placeholder, colour)
    page = palette(theme)[PAGE]
    return from_json(text).update_layout(paper_bgcolor=page, plot_bgcolor=page)
