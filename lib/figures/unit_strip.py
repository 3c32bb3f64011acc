"""Is it the load? Units of one kind: load across, record against usual up, and the line usual at this load."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from lib.figures.canvas import SMALL, TEXT, Picture, canvas, safe, words
from lib.figures.colours import BAND, GREY, HERE, LOAD, LOAD_TEXT, PAGE, RECORD_TEXT
from lib.pictures import Strip, StripPoint

Line = tuple[tuple[float, float], ...]


def picture(strip: Strip, phone: bool = False) -> Picture:
    """The strip; `customdata` of a mark is the unit's code."""
    here = [point.words for point in strip.points if point.here]
    alt = f"{strip.title}. {len(strip.points)} units, load across, record up. {'; '.join(here[:3])}".strip()
    return Picture(figure(strip, phone), alt, table(strip.points))


def table(units: tuple[StripPoint, ...]) -> pl.DataFrame:
    """One row a unit, by name: `unit, load, record` (times usual), `here`."""
    rows = sorted((unit.name, unit.load, unit.ratio, "this one" if unit.here else "") for unit in units)
    return pl.DataFrame(
        rows, schema={"unit": pl.String, "load": pl.Float64, "record": pl.Float64, "here": pl.String}, orient="row"
    )


def figure(strip: Strip, phone: bool = False) -> go.Figure:
    """Draw it. Grey circles are units, the plum diamond this one."""
    units, line = strip.points, strip.line
    xs, ys = [unit.load for unit in units] or [1.0], [unit.ratio for unit in units] or [1.0]
    span = max(max(xs) - min(xs), 0.1)
    ends = [min(xs) - span * 0.06, max(xs) + span * 0.08]
    height = max(max(ys) - min(*ys, 1.0), 0.2)
    up = [min(*ys, 0.9) - height * 0.08, max(*ys, 1.1) + height * 0.12]
    traces = [*_band(strip.lower, strip.upper), _usual(ends), *_at_load(line), *_marks(units)]
    told = [words("usual for this job", ends[1], 1.0, xanchor="right", yshift=-10)]
    if line:
        x, y = line[int(len(line) * 0.62)]
        told.append(words("<b>usual at this load</b>", x, y, color=LOAD_TEXT, yshift=-16))
    told += [_name(unit, ends) for unit in units if unit.here][:3]
    axis: dict[str, Any] = {"showgrid": False, "zeroline": False, "fixedrange": True, "tickfont": {"size": SMALL, "color": GREY}}
    return canvas(
        traces,
        330,
        margin={"l": 72 if phone else 58, "r": 8, "t": 6, "b": 64 if phone else 48, "pad": 4},
        clickmode="event+select",
        annotations=told,
        xaxis={
            **axis,
            "range": ends,
            "nticks": 8,
            "title": {"text": _title(strip.load_title, phone), "font": {"color": LOAD_TEXT, "size": SMALL}},
        },
        yaxis={
            **axis,
            "range": up,
            "nticks": 7,
            "title": {"text": _title(strip.record_title, phone), "font": {"color": RECORD_TEXT, "size": SMALL}},
        },
    )


def _title(text: str, phone: bool) -> str:
    return text.replace(", ", ",<br>") if phone else text


def _usual(ends: list[float]) -> go.Scatter:
    line = {"color": GREY, "width": 1.4, "dash": "dash"}
    return go.Scatter(x=ends, y=[1, 1], mode="lines", line=line, hoverinfo="skip")


def _at_load(line: Line) -> list[go.Scatter]:
    x, y = [at for at, _ in line], [at for _, at in line]
    return [go.Scatter(x=x, y=y, mode="lines", line={"color": LOAD, "width": 2.4}, hoverinfo="skip")] if line else []


def _band(lower: Line, upper: Line) -> list[go.Scatter]:
    if not lower or not upper:
        return []
    around = [*lower, *reversed(upper)]
    x, y = [at for at, _ in around], [at for _, at in around]
    return [go.Scatter(x=x, y=y, mode="lines", line={"width": 0}, fill="toself", fillcolor=BAND, opacity=0.3, hoverinfo="skip")]


def _marks(units: tuple[StripPoint, ...]) -> list[go.Scatter]:
    others = [unit for unit in units if not unit.here]
    here = [unit for unit in units if unit.here]
    edge = {"color": PAGE, "width": 0.8}
    return [
        _scatter(others, {"size": 10, "color": GREY, "line": edge}),
        _scatter(here, {"size": 17 if len(here) == 1 else 13, "color": HERE, "symbol": "diamond", "line": edge}),
    ]


def _scatter(units: list[StripPoint], marker: dict[str, Any]) -> go.Scatter:
    return go.Scatter(
        x=[unit.load for unit in units],
        y=[unit.ratio for unit in units],
        mode="markers",
        marker=marker,
        customdata=[unit.code for unit in units],
        text=[safe(unit.words) for unit in units],
        hovertemplate="%{text}<extra></extra>",
        unselected={"marker": {"opacity": 1}},
    )


def _name(unit: StripPoint, ends: list[float]) -> dict[str, Any]:
    on_left = unit.load > ends[0] + (ends[1] - ends[0]) * 0.55
    side = {"xanchor": "right", "xshift": -13} if on_left else {"xanchor": "left", "xshift": 13}
    return words(f"<b>{safe(unit.name)}</b>", unit.load, unit.ratio, color=HERE, size=TEXT, **side)
