"""The right half of the accounted-for bar: a lane a load measure, grey box = usual, bar from its edge to the dot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go

from lib.figures.canvas import SMALL, TEXT, short, width_of, words
from lib.figures.colours import BAND, GREY, INK, LOAD, LOAD_TEXT, PAGE
from lib.pictures import Dot

_BOX_LOWER, _BOX_UPPER, _SHORT_UNITS = 0.14, 0.38, ("h", "%", "days", "posts", "")
LANE = 27
"""Pixels a lane takes."""


@dataclass(frozen=True)
class Columns:
    """Where the columns stand, in fractions of the figure's width: label's right edge, lane, value's right edge, usual's left."""

    label: float
    lane: tuple[float, float]
    value: float
    usual: float


WIDE_COLUMNS = Columns(0.645, (0.655, 0.76), 0.825, 0.837)
PHONE_COLUMNS = Columns(0.5, (0.515, 0.61), 0.79, 0.805)
_USUAL_PIXELS = 180


def place(dot: Dot) -> float | None:
    """Where the dot stands on its lane (0 to 1), the usual range always in the same box; null where either is unknown."""
    if dot.value is None or dot.usual_lower is None or dot.usual_upper is None:
        return None
    spread = dot.usual_upper - dot.usual_lower or max(abs(dot.usual_upper), 1.0) / 2
    at = _BOX_LOWER + (dot.value - dot.usual_lower) / spread * (_BOX_UPPER - _BOX_LOWER)
    return min(max(at, 0.0), 1.0)


def outside(dot: Dot) -> bool:
    """True when the value is known to lie outside its usual range."""
    if dot.value is None or dot.usual_lower is None or dot.usual_upper is None:
        return False
    return not dot.usual_lower <= dot.value <= dot.usual_upper


def value_words(dot: Dot) -> str:
    """`14`, `121 h`, `31 %`; a long unit stands behind the usual range."""
    unit = _unit(dot)
    return f"{short(dot.value)} {unit}" if unit in _SHORT_UNITS and unit and dot.value is not None else short(dot.value)


def usual_words(dot: Dot, phone: bool = False) -> str:
    """`usual 3–7`, `usual 2–4 per 100 duties`; on a phone `(3–7)`."""
    if dot.usual_lower is None or dot.usual_upper is None:
        return "" if phone else "usual not known"
    between = f"{short(dot.usual_lower)}–{short(dot.usual_upper)}"
    if phone:
        return f"({between})"
    long = "" if _unit(dot) in _SHORT_UNITS else f"usual {between} {_unit(dot)}"
    return long if long and width_of(long) < _USUAL_PIXELS else f"usual {between}"


def _unit(dot: Dot) -> str:
    """`% of establishment` is `%` here; the table has it whole."""
    return dot.unit.split(" of ")[0]


def traces(dots: tuple[Dot, ...], heights: list[float]) -> list[Any]:
    """Boxes, lanes, bars and dots on the axes x2, y."""
    known = [(dot, place(dot), y) for dot, y in zip(dots, heights, strict=True)]
    boxes = [y for dot, _, y in known if dot.usual_lower is not None]
    far = [(at, y) for dot, at, y in known if at is not None and outside(dot)]
    near = [(at, y) for dot, at, y in known if at is not None and not outside(dot)]
    lines_x: list[float | None] = []
    lines_y: list[float | None] = []
    for at, y in far:
        lines_x += [_BOX_UPPER if at > _BOX_UPPER else _BOX_LOWER, at, None]
        lines_y += [y, y, None]
    lane_x = [each for _ in heights for each in (0, 1, None)]
    lane_y = [each for y in heights for each in (y, y, None)]
    box = {"x": [_BOX_UPPER - _BOX_LOWER] * len(boxes), "y": boxes, "base": _BOX_LOWER, "width": 16}
    common = {"xaxis": "x2", "hoverinfo": "skip", "cliponaxis": False}
    return [
        go.Scatter(x=lane_x, y=lane_y, mode="lines", line={"color": BAND, "width": 1.4}, **common),
        go.Bar(**box, orientation="h", marker={"color": BAND, "line": {"width": 0}}, opacity=0.55, xaxis="x2", hoverinfo="skip"),
        go.Scatter(x=lines_x, y=lines_y, mode="lines", line={"color": LOAD, "width": 3}, **common),
        go.Scatter(
            x=[at for at, _ in far],
            y=[y for _, y in far],
            mode="markers",
            marker={"color": LOAD, "size": 14, "line": {"width": 0}, "symbol": [_symbol(at) for at, _ in far]},
            **common,
        ),
        go.Scatter(
            x=[at for at, _ in near],
            y=[y for _, y in near],
            mode="markers",
            marker={"color": PAGE, "size": 13, "line": {"width": 2.2, "color": LOAD}},
            **common,
        ),
    ]


def _symbol(at: float) -> str:
    """A value beyond the lane points out of it."""
    return "triangle-right" if at == 1.0 else "circle"


def labels(dots: tuple[Dot, ...], heights: list[float], columns: Columns, phone: bool) -> list[dict[str, Any]]:
    """Name, value and usual range of each lane."""
    told: list[dict[str, Any]] = []
    paper: dict[str, Any] = {"xref": "paper", "size": SMALL - 1 if phone else SMALL}
    for dot, y in zip(dots, heights, strict=True):
        strong = LOAD_TEXT if outside(dot) else INK if dot.value is not None else GREY
        told.append(words(dot.label, columns.label, y, xanchor="right", color=INK, **paper))
        told.append(
            words(
                f"<b>{value_words(dot)}</b>",
                columns.value,
                y,
                xanchor="right",
                color=strong,
                **{**paper, "size": SMALL if phone else TEXT},
            )
        )
        told.append(words(usual_words(dot, phone), columns.usual, y, **paper))
    return told
