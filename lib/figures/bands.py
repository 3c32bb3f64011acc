"""The usual band behind a lane: one piece, or one a month where the season moves it."""

from __future__ import annotations

from typing import Any

from lib.figures.colours import BAND
from lib.pictures import Lane


def band(lane: Lane, yref: str, opacity: float) -> list[dict[str, Any]]:
    """Shapes of the band; none where there is no usual."""
    if lane.usual_lower is None or lane.usual_upper is None or not lane.months:
        return []
    fixed = {"type": "rect", "yref": yref, "fillcolor": BAND, "opacity": opacity, "line": {"width": 0}, "layer": "below"}
    if not lane.season:
        return [{**fixed, "xref": "paper", "x0": 0, "x1": 1, "y0": lane.usual_lower, "y1": lane.usual_upper}]
    pieces = []
    for place, month in enumerate(lane.months):
        lower, upper = lane.usual_of(place) or (0.0, 0.0)
        pieces.append({**fixed, "xref": "x", "x0": f"{month}-01", "x1": _after(month), "y0": lower, "y1": upper})
    return pieces


def _after(month: str) -> str:
    """The first day after a month."""
    year, number = int(month[:4]), int(month[5:7])
    return f"{year + number // 12:04d}-{number % 12 + 1:02d}-01"
