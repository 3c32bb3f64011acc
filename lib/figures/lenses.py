"""Beside whom? The same job, the same team, one's own past: a strip each, everybody else grey and without a name."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from lib.figures.canvas import SMALL, TEXT, Picture, canvas, safe, short, words
from lib.figures.colours import BAND, GREY, GRID, HERE, INK
from lib.pictures import Lens

_ROW, _FOOT, _HEAD, _MOST = 66, 44, 22, 600
"""Pixels: a lens, the axis below, the words above; and the most dots drawn a lens (evenly thinned, since order is by value)."""


def picture(
    lenses: tuple[Lens, ...], unit: str, subject: str = "this person", phone: bool = False, with_z: bool = True
) -> Picture:
    """All lenses of one measure on one axis."""
    return Picture(figure(lenses, unit, subject, phone, with_z), alt(lenses, unit, subject), table(lenses))


def figure(
    lenses: tuple[Lens, ...], unit: str, subject: str = "this person", phone: bool = False, with_z: bool = True
) -> go.Figure:
    """Draw it; on a phone the lens's name stands above its strip."""
    height = _ROW * len(lenses)
    traces: list[Any] = []
    told: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    for index, lens in enumerate(lenses):
        y = height - _ROW * (index + 0.5) - (8 if phone else 0)
        traces += _strip(lens, y, subject)
        shapes += _box(lens, y)
        told += _names(lens, y, phone)
        if with_z:
            told.append(_z(lens, y, phone))
    most = max([1.0, *(value for lens in lenses for value in (*lens.values[-1:], lens.here or 0))])
    here = next((lens.here for lens in lenses if lens.here is not None), None)
    if here is not None:
        pin = words(
            f"{subject} <b>{short(here)}</b>", here, height, color=HERE, size=TEXT, xanchor=_anchor(here, most), yanchor="bottom"
        )
        told.append(pin)
    axis = {"showgrid": True, "gridcolor": GRID, "zeroline": False, "fixedrange": True, "automargin": False}
    title = {"text": unit, "font": {"size": SMALL, "color": GREY}, "standoff": 6}
    domain = [0, 1] if phone else [0.22, 0.8 if with_z else 1]
    return canvas(
        traces,
        height + _FOOT + _HEAD,
        margin={"l": 8, "r": 8, "t": _HEAD, "b": _FOOT, "pad": 2},
        xaxis={
            **axis,
            "range": [-0.04 * most, 1.06 * most],
            "domain": domain,
            "title": title,
            "tickfont": {"size": SMALL, "color": GREY},
        },
        yaxis={"range": [0, height], "visible": False, "fixedrange": True},
        annotations=told,
        shapes=shapes,
    )


def alt(lenses: tuple[Lens, ...], unit: str, subject: str = "this person") -> str:
    """Each lens in a sentence."""
    return " ".join(
        f"{lens.title} ({lens.peers or lens.n}): middle half {short(lens.lower_quartile)} to {short(lens.upper_quartile)} {unit}, "
        f"{subject} {short(lens.here)}; {_plain(lens)}."
        for lens in lenses
    )


def table(lenses: tuple[Lens, ...]) -> pl.DataFrame:
    """One row a lens; no peer is named."""
    return pl.DataFrame(
        {
            "lens": [lens.title for lens in lenses],
            "beside": [lens.peers for lens in lenses],
            "n": [lens.n for lens in lenses],
            "lower quartile": [short(lens.lower_quartile) for lens in lenses],
            "median": [short(lens.median) for lens in lenses],
            "upper quartile": [short(lens.upper_quartile) for lens in lenses],
            "this one": [short(lens.here) for lens in lenses],
            "z raw": [short(lens.raw_z) for lens in lenses],
            "z allowing for load": [short(lens.adjusted_z) for lens in lenses],
        }
    )


def _anchor(here: float, most: float) -> str:
    return "right" if here > 0.85 * most else "left" if here < 0.1 * most else "center"


def _jitter(index: int) -> float:
    """A fixed scatter by place in the sorted list (golden ratio), in pixels."""
    return ((index * 0.618034) % 1 - 0.5) * 24


def _strip(lens: Lens, y: float, subject: str) -> list[go.Scatter]:
    step = max(len(lens.values) // _MOST, 1)
    values = lens.values[::step]
    marker = {"color": GREY, "size": 6, "opacity": 0.5, "line": {"width": 0}}
    heights = [y + _jitter(index) for index in range(len(values))]
    traces = [go.Scatter(x=list(values), y=heights, mode="markers", marker=marker, hoverinfo="skip")]
    if lens.median is not None:
        line = {"color": INK, "width": 2.4}
        traces.append(go.Scatter(x=[lens.median] * 2, y=[y - 15, y + 15], mode="lines", line=line, hoverinfo="skip"))
    if lens.here is not None:
        here = {"symbol": "diamond", "size": 15, "color": HERE, "line": {"width": 0}}
        hover = f"{subject} {short(lens.here)}<extra></extra>"
        traces.append(go.Scatter(x=[lens.here], y=[y], mode="markers", marker=here, hovertemplate=hover))
    return traces


def _box(lens: Lens, y: float) -> list[dict[str, Any]]:
    """The middle half."""
    if lens.lower_quartile is None or lens.upper_quartile is None:
        return []
    edges = {"x0": lens.lower_quartile, "x1": lens.upper_quartile, "y0": y - 16, "y1": y + 16}
    return [
        {
            "type": "rect",
            "xref": "x",
            "yref": "y",
            **edges,
            "fillcolor": BAND,
            "opacity": 0.45,
            "line": {"width": 0},
            "layer": "below",
        }
    ]


def _names(lens: Lens, y: float, phone: bool) -> list[dict[str, Any]]:
    """`Same job: constable, response` in bold and plain, and how many; on a phone the first words and how many."""
    title, _, beside = (safe(part) for part in lens.title.partition(": "))
    n = lens.peers or f"{lens.n:,}"
    if phone:
        return [words(f'<b><span style="color:{INK}">{title}</span></b> {n}', 0, y + 27, xref="paper")]
    lines = [f'<b><span style="color:{INK}">{title}</span></b>', *([beside] if beside else []), n]
    return [words("<br>".join(lines), 0, y, xref="paper", align="left")]


def _z_words(lens: Lens) -> str:
    if lens.raw_z is None and lens.adjusted_z is None:
        return "too few to compare" if lens.n < 10 else "not compared"
    if lens.raw_z is None:
        return f"z <b>{lens.adjusted_z:.1f}</b> allowing for load".replace("-", "−")
    adjusted = f"<b>{lens.adjusted_z:.1f}</b>" if lens.adjusted_z is not None else "not known"
    return f"z <b>{lens.raw_z:.1f}</b> raw → {adjusted} allowing for load".replace("-", "−")


def _plain(lens: Lens) -> str:
    return _z_words(lens).replace("<b>", "").replace("</b>", "")


def _z(lens: Lens, y: float, phone: bool) -> dict[str, Any]:
    if phone:
        text = _z_words(lens).replace(" allowing for load", " at load")
        return words(text, 1, y + 27, xref="paper", xanchor="right", size=SMALL - 1)
    return words(_z_words(lens), 0.815, y, xref="paper")
