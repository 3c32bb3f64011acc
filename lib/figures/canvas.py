"""What all figures share: the picture with its words and table, a bare canvas, and words that fit a space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from lib.figures.colours import GREY, INK

WIDE, PHONE = 1150, 330
"""Widths in pixels that words are fitted to: Python does not know the screen."""
TEXT, SMALL = 14, 13


@dataclass(frozen=True)
class Picture:
    """A figure, what it says in words for those who cannot see it, and the numbers it was drawn from (one row a mark)."""

    figure: go.Figure
    alt: str
    table: pl.DataFrame


def canvas(traces: list[Any], height: int, **layout: Any) -> go.Figure:
    """A figure without frame, legend or dragging; the page shows through."""
    merged: dict[str, Any] = {
        "height": height,
        "margin": {"l": 0, "r": 0, "t": 0, "b": 0, "pad": 0},
        "showlegend": False,
        "dragmode": False,
        "barmode": "overlay",
        "bargap": 0,
        "hovermode": "closest",
        "font": {"size": SMALL, "color": INK},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        **layout,
    }
    return go.Figure(data=traces, layout=merged)


def words(text: str, x: float, y: float, **more: Any) -> dict[str, Any]:
    """An annotation without arrow: left of x, level with y unless told otherwise."""
    size, colour = more.pop("size", SMALL), more.pop("color", GREY)
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "middle",
        "font": {"size": size, "color": colour},
        "borderpad": 0,
        **more,
    }


def safe(name: str) -> str:
    """A name from the data as plain text: Plotly reads tags in a text."""
    return name.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def width_of(text: str, size: int = SMALL) -> float:
    """About how many pixels a text takes; tags take none."""
    plain = text.replace("<b>", "").replace("</b>", "")
    return len(plain) * size * 0.52


def fitting(texts: tuple[str, ...], pixels: float) -> str:
    """The first of the texts that fits; empty when none does."""
    return next((text for text in texts if width_of(text) + 8 <= pixels), "")


def short(value: float | None) -> str:
    """A number with as many digits as help: 1,204 · 64 · 9.5 · 0.31; `not known` for null."""
    if value is None or value != value:
        return "not known"
    size = abs(value)
    decimals = 0 if size >= 20 or abs(value - round(value)) < 0.005 else 1 if size >= 1 else 2
    text = f"{value:,.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace("-", "−")


def signed(value: float) -> str:
    """A number with its sign: +3, −0.4."""
    return f"+{short(value)}" if value >= 0 else short(value)
