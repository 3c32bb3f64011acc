"""One measure over months as an XmR chart: line, mean, limits, the months outside them marked, the verdict in the title."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from lib.figures.bands import band
from lib.figures.canvas import SMALL, Picture, canvas, short, words
from lib.figures.colours import GREY, LOAD, PAGE, RECORD
from lib.figures.lanes import table as lanes_table
from lib.pictures import Lane


def picture(lane: Lane) -> Picture:
    """The chart of one lane."""
    known = [value for value in lane.values if value is not None]
    newest = short(known[-1]) if known else "not known"
    usual = f"usual {short(lane.usual_lower)} to {short(lane.usual_upper)}"
    return Picture(
        figure(lane),
        f"{lane.label} over {len(lane.months)} months: now {newest} {lane.unit}, {usual}; {lane.verdict}.",
        table(lane),
    )


def table(lane: Lane) -> pl.DataFrame:
    """One row a month, as in the lanes."""
    return lanes_table((lane,))


def figure(lane: Lane) -> go.Figure:
    """Draw it. Incomplete months are hollow and set no verdict."""
    colour, days = (LOAD if lane.side == "load" else RECORD), [f"{month}-15" for month in lane.months]
    whole = lane.complete or (True,) * len(lane.months)
    fills = [colour if each else PAGE for each in whole]
    sizes = [11 if each and _outside(lane, place) else 6 for place, each in enumerate(whole)]
    marker = {"color": fills, "size": sizes, "opacity": 1, "line": {"color": colour, "width": 1.6}}
    hover = f"%{{x|%b %Y}}: %{{y:,.3~g}} {lane.unit}<extra></extra>"
    line = go.Scatter(
        x=days, y=list(lane.values), mode="lines+markers", line={"color": colour, "width": 2}, marker=marker, hovertemplate=hover
    )
    shapes, told = _limits(lane)
    axis: dict[str, Any] = {"showgrid": False, "zeroline": False, "fixedrange": True, "tickfont": {"size": SMALL, "color": GREY}}
    return canvas(
        [line],
        240,
        margin={"l": 52, "r": 64, "t": 12, "b": 40, "pad": 4},
        xaxis={**axis, "type": "date", "dtick": "M6", "tickangle": 0, "tickformat": "%b<br>%Y"},
        yaxis={
            **axis,
            "nticks": 5,
            "rangemode": "tozero" if min((v for v in lane.values if v is not None), default=0) >= 0 else "normal",
        },
        shapes=shapes,
        annotations=told,
    )


def _outside(lane: Lane, place: int) -> bool:
    value, usual = lane.values[place], lane.usual_of(place)
    return value is not None and usual is not None and not usual[0] <= value <= usual[1]


def _limits(lane: Lane) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The band and the mean; where the season moves the band, its figures are the newest complete month's."""
    lower, upper = lane.usual_lower, lane.usual_upper
    if lower is None or upper is None:
        return [], []
    mean = (lower + upper) / 2
    shapes = band(lane, "y", 0.32)
    if not lane.season:
        across = {"xref": "paper", "x0": 0, "x1": 1, "layer": "below"}
        shapes.append({"type": "line", **across, "y0": mean, "y1": mean, "line": {"color": GREY, "width": 1.4, "dash": "dash"}})
    told = [
        words(f"{name} {short(at)}", 1, at, xref="paper", xshift=5, size=SMALL - 1)
        for name, at in (("", lower), ("mean", mean), ("", upper))
    ]
    return shapes, told
