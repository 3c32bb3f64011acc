"""All places of one kind at a glance: a row a place by name, record left and load right, each beside its own usual band.

Each half has its own scale a row, so that a place is seen beside its own past and not ranked against the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from lib.figures.canvas import TEXT, Picture, canvas, safe, short, words
from lib.figures.colours import BAND, INK, LOAD, LOAD_TEXT, PAGE, RECORD, RECORD_TEXT
from lib.pictures import Lane

_ROW, _HEAD = 44, 24
_HALVES = (("x", "record", RECORD, (0.2, 0.58)), ("x2", "load", LOAD, (0.62, 1.0)))


@dataclass(frozen=True)
class Row:
    """A place with one lane a side."""

    code: str
    name: str
    record: Lane
    load: Lane


def picture(rows: tuple[Row, ...]) -> Picture:
    """The overview; `customdata` of every mark is the place's code."""
    told = "; ".join(f"{row.name}: {row.record.label} {row.record.verdict}, {row.load.label} {row.load.verdict}" for row in rows)
    return Picture(figure(rows), f"{len(rows)} places by name, record left, load right. {told}.", table(rows))


def table(rows: tuple[Row, ...]) -> pl.DataFrame:
    """One row a place: `place`, then measure, newest value and verdict a side."""
    return pl.DataFrame(
        {
            "place": [row.name for row in rows],
            **{
                f"{side} {what}": [_told(getattr(row, side), what) for row in rows]
                for side in ("record", "load")
                for what in ("measure", "newest", "verdict")
            },
        }
    )


def figure(rows: tuple[Row, ...]) -> go.Figure:
    """Draw it; the vertical axis counts pixels."""
    height = max(_ROW * len(rows), _ROW)
    traces: list[Any] = []
    told = [
        words("<b>RECORD</b>", 0.2, 1, xref="paper", yref="paper", yanchor="bottom", color=RECORD_TEXT),
        words("<b>LOAD</b>", 0.62, 1, xref="paper", yref="paper", yanchor="bottom", color=LOAD_TEXT),
    ]
    for index, row in enumerate(rows):
        bottom = height - _ROW * (index + 1)
        told.append(words(f"<b>{safe(row.name)}</b>", 0, bottom + _ROW / 2, xref="paper", color=INK, size=TEXT))
        for axis, side, colour, _ in _HALVES:
            traces += _half(getattr(row, side), row, bottom, axis, colour)
    months: dict[str, Any] = {"type": "date", "visible": False, "fixedrange": True, "anchor": "y"}
    return canvas(
        traces,
        height + _HEAD,
        margin={"l": 0, "r": 6, "t": _HEAD, "b": 0, "pad": 0},
        clickmode="event+select",
        annotations=told,
        xaxis={**months, "domain": list(_HALVES[0][3])},
        xaxis2={**months, "domain": list(_HALVES[1][3])},
        yaxis={"range": [0, height], "visible": False, "fixedrange": True},
    )


def _half(lane: Lane, row: Row, bottom: float, axis: str, colour: str) -> list[go.Scatter]:
    known = [value for value in (*lane.values, lane.usual_lower, lane.usual_upper) if value is not None]
    if not known or not lane.months:
        return []
    least, most = min(known), max(known)
    least, most = least - (most - least) * 0.2, most + (most - least) * 0.2 or 1.0

    def up(value: float | None) -> float | None:
        return None if value is None else bottom + 4 + (value - least) / ((most - least) or 1) * (_ROW - 8)

    days = [f"{month}-15" for month in lane.months]
    whole = lane.complete or (True,) * len(days)
    usual = [each for place in range(len(days)) if (each := lane.usual_of(place))]
    band = [up(lower) for lower, _ in usual] + [up(upper) for _, upper in reversed(usual)]
    ends = [*days, *reversed(days)]
    text = [f"{safe(row.name)}, {lane.label}: {short(value)} {lane.unit}, {lane.verdict}" for value in lane.values]
    marker = {
        "color": [colour if each else PAGE for each in whole],
        "size": 6,
        "opacity": 1,
        "line": {"color": colour, "width": 1.3},
    }
    traces = []
    if usual:
        fill = {"fill": "toself", "fillcolor": BAND, "opacity": 0.34, "line": {"width": 0}}
        traces.append(go.Scatter(x=ends, y=band, mode="lines", xaxis=axis, hoverinfo="skip", **fill))
    traces.append(
        go.Scatter(
            x=days,
            y=[up(value) for value in lane.values],
            mode="lines+markers",
            line={"color": colour, "width": 1.8},
            marker=marker,
            xaxis=axis,
            customdata=[row.code] * len(days),
            text=text,
            hovertemplate="%{text} (%{x|%b %Y})<extra></extra>",
            unselected={"marker": {"opacity": 1}},
        )
    )
    return traces


def _told(lane: Lane, what: str) -> str:
    known = [value for value in lane.values if value is not None]
    newest = f"{short(known[-1])} {lane.unit}" if known else "not known"
    return {"measure": lane.label, "newest": newest, "verdict": lane.verdict}[what]
