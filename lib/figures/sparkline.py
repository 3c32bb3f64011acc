"""Months as a small picture in a table cell: an SVG that shows the usual band and carries no number to rank by."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence

from lib.pictures import Lane

WIDTH, HEIGHT = 118, 32
"""3.7 to 1, which fits a row of 38 pixels."""
_SIDES = {"record": "#3D84CC", "load": "#E8702F"}
_BAND = "#8D98A4"
"""A picture in a cell does not follow the theme: these colours reach 3:1 on both pages."""


def line(lane: Lane) -> str:
    """A data address of the lane as a line with its usual band and a dot at the newest complete month; empty for no data."""
    values = [
        value if whole else None for value, whole in zip(lane.values, lane.complete or (True,) * len(lane.values), strict=True)
    ]
    known = [value for value in values if value is not None]
    if not known:
        return ""
    least, most = _ends(known, lane)
    x = [5 + (WIDTH - 10) * index / max(len(values) - 1, 1) for index in range(len(values))]
    colour = _SIDES[lane.side]
    parts = []
    if lane.usual_lower is not None and lane.usual_upper is not None:
        top, bottom = _y(lane.usual_upper, least, most), _y(lane.usual_lower, least, most)
        shape = f'x="4" width="{WIDTH - 8}" y="{top:.1f}" height="{max(bottom - top, 2):.1f}"'
        parts.append(f'<rect {shape} fill="{_BAND}" fill-opacity="0.34"/>')
    for run in _runs(values):
        points = " ".join(f"{x[i]:.1f},{_y(value, least, most):.1f}" for i, value in run)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="1.9" stroke-linejoin="round"/>')
    last, value = [(i, each) for i, each in enumerate(values) if each is not None][-1]
    parts.append(f'<circle cx="{x[last]:.1f}" cy="{_y(value, least, most):.1f}" r="3.2" fill="{colour}"/>')
    return _address(parts)


def bars(lane: Lane) -> str:
    """A data address of the lane as bars from nought, a stroke for a month of none, a gap where nothing is known."""
    known = [value for value in lane.values if value is not None]
    if not known:
        return ""
    most, step, colour = max(*known, 1), (WIDTH - 8) / max(len(lane.values), 1), _SIDES[lane.side]
    parts = []
    for index, value in enumerate(lane.values):
        if value is not None:
            tall = max(value / most * (HEIGHT - 6), 1)
            box = f'x="{4 + step * index:.1f}" width="{step * 0.74:.1f}" y="{HEIGHT - 3 - tall:.1f}" height="{tall:.1f}"'
            parts.append(f'<rect {box} fill="{colour if value else _BAND}"/>')
    return _address(parts)


def _ends(known: list[float], lane: Lane) -> tuple[float, float]:
    """The picture's lowest and highest value: the usual band takes a third at most, so that usual looks usual."""
    if lane.usual_lower is None or lane.usual_upper is None:
        return min(known), max(known)
    spread = lane.usual_upper - lane.usual_lower
    return min(*known, lane.usual_lower - spread), max(*known, lane.usual_upper + spread)


def _y(value: float, least: float, most: float) -> float:
    return HEIGHT - 5 - (value - least) / ((most - least) or 1) * (HEIGHT - 10)


def _runs(values: Sequence[float | None]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((index, value))
    return [run for run in runs if len(run) > 1]


def _address(parts: list[str]) -> str:
    body = "".join(parts)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">{body}</svg>'
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"
