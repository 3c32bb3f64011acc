"""The accounted-for bar: usual for this job, what this load adds, what is left over, and the load itself, in one figure.

Both halves are one figure, so that no export can lose the load. The vertical axis counts pixels.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import plotly.graph_objects as go
import polars as pl

from lib.figures import load_dots
from lib.figures.canvas import PHONE, TEXT, WIDE, Picture, canvas, fitting, short, signed, width_of, words
from lib.figures.colours import BAND, GREY, HERE, INK, LOAD, ON_LOAD, ON_RECORD, PAGE, RECORD
from lib.pictures import AccountedFor

_PIN, _BEHIND, _BAR, _RULER, _WORDS, _WORDS_BELOW = 10, (24, 66), (33, 57), 74, 92, 109
"""Pixels from the top: pin, range behind, bar, ruler, its words, and their second line."""
_PLOT_WIDE, _LEFT = 0.445, 9


@dataclass(frozen=True)
class _Scale:
    """The bar's axis: from 0 to `most`, `pixels` wide."""

    most: float
    pixels: float

    def px(self, value: float) -> float:
        return value / self.most * self.pixels


def picture(account: AccountedFor, phone: bool = False) -> Picture:
    """The bar with its load: beside it, or under it on a phone."""
    return Picture(figure(account, phone), alt(account), table(account))


def figure(account: AccountedFor, phone: bool = False) -> go.Figure:
    """Draw it."""
    width = PHONE if phone else WIDE
    scale = _Scale(_most(account), (width - _LEFT) * (0.97 if phone else _PLOT_WIDE))
    left_words, two_lines = _ruler_words(account, scale, phone)
    record = _WORDS_BELOW + 12 if two_lines else _WORDS + 14
    load = load_dots.LANE * max(len(account.dots), 1)
    height = record + 8 + load if phone else max(record, load + 6)
    top = record + 8 + load_dots.LANE / 2 if phone else max((height - load) / 2 - 2, 0) + load_dots.LANE / 2
    lanes = [height - top - load_dots.LANE * index for index in range(len(account.dots))]
    columns = load_dots.PHONE_COLUMNS if phone else load_dots.WIDE_COLUMNS
    traces = [*_behind(account, height), *_segments(account, height), *_ruler(account, height), *_pin(account, height)]
    told = [*_segment_words(account, scale, height), *left_words(height), _pin_words(account, scale, height)]
    if not account.dots:
        told.append(words("load not known", columns.label, height - top, xref="paper", xanchor="right"))
    return canvas(
        [*traces, *load_dots.traces(account.dots, lanes)],
        height,
        margin={"l": _LEFT, "r": 0, "t": 0, "b": 0, "pad": 0},
        xaxis={"domain": [0, 0.97 if phone else _PLOT_WIDE], "range": [0, scale.most], "visible": False, "fixedrange": True},
        xaxis2={"domain": list(columns.lane), "range": [0, 1], "visible": False, "fixedrange": True, "anchor": "y"},
        yaxis={"range": [0, height], "visible": False, "fixedrange": True},
        annotations=[*told, *load_dots.labels(account.dots, lanes, columns, phone)],
    )


def alt(account: AccountedFor) -> str:
    """The picture in words."""
    load = "; ".join(
        f"{dot.label} {load_dots.value_words(dot)} {load_dots.usual_words(dot)}".replace("  ", " ") for dot in account.dots
    )
    return f"{account.title}, {account.subject}: {account.sentence} Load beside it: {load or 'not known'}."


def table(account: AccountedFor) -> pl.DataFrame:
    """One row a mark: `part, value, usual`, as text."""
    parts = [
        (f"{account.subject}, {account.unit}".strip(", "), short(account.value), _range(account.ordinary_to)),
        ("usual for this job", short(account.usual), ""),
        ("what this load adds", _load_text(account), ""),
        ("left over", signed(_left(account)) if account.usual is not None else "not known", ""),
        ("ordinary at this load", "", _range(account.ordinary_at_load)),
    ]
    if account.ordinary_at_load_other is not None:
        parts.append(("ordinary at this load, the other way", "", _range(account.ordinary_at_load_other)))
    parts.append(("could stand out from", short(stand_out_from(account)), ""))
    parts += [(f"load: {dot.label}", f"{short(dot.value)} {dot.unit}".strip(), _usual(dot)) for dot in account.dots]
    return pl.DataFrame(parts, schema={"part": pl.String, "value": pl.String, "usual": pl.String}, orient="row")


def stand_out_from(account: AccountedFor) -> float | None:
    """The smallest value that could have stood out, given the load: a whole number for counts."""
    edges = [edge for edge in (account.ordinary_to, account.ordinary_at_load, account.ordinary_at_load_other) if edge is not None]
    if not edges:
        return None
    return math.floor(max(edges)) + 1 if account.decimals == 0 else max(edges)


def _usual(dot: load_dots.Dot) -> str:
    return load_dots.usual_words(load_dots.Dot(dot.label, dot.value, dot.usual_lower, dot.usual_upper)).removeprefix("usual ")


def _edge(account: AccountedFor, value: float) -> str:
    return short(math.floor(value)) if account.decimals == 0 else short(value)


def _range(edge: float | None) -> str:
    return "not known" if edge is None else f"0–{short(math.floor(edge))}"


def _load_text(account: AccountedFor) -> str:
    return account.why or "not known" if account.load is None else signed(account.load)


def _expected(account: AccountedFor) -> float:
    """Usual for this job, with what this load adds or takes off."""
    return max((account.usual or 0.0) + (account.load or 0.0), 0.0)


def _left(account: AccountedFor) -> float:
    return account.value - _expected(account)


def _most(account: AccountedFor) -> float:
    ends = [account.value, account.usual, _expected(account), stand_out_from(account), 0.5]
    return max(end for end in ends if end is not None) * 1.03


def _h_bar(base: float, length: float, band: tuple[float, float], height: float, marker: dict[str, Any], **more: Any) -> go.Bar:
    middle = height - (band[0] + band[1]) / 2
    return go.Bar(x=[length], base=[base], y=[middle], width=[band[1] - band[0]], orientation="h", marker=marker, **more)


def _behind(account: AccountedFor, height: float) -> list[go.Bar]:
    """Grey: ordinary in this job. Tint: what this load adds to it. Hatch: where the two ways of allowing for load disagree."""
    job, load, other = account.ordinary_to, account.ordinary_at_load, account.ordinary_at_load_other
    bars = []
    if job is not None:
        bars.append(_h_bar(0, job, _BEHIND, height, {"color": BAND, "line": {"width": 0}}, opacity=0.36, hoverinfo="skip"))
    lower = min(load, other) if load is not None and other is not None else load
    if job is not None and lower is not None and lower > job:
        bars.append(
            _h_bar(job, lower - job, _BEHIND, height, {"color": LOAD, "line": {"width": 0}}, opacity=0.17, hoverinfo="skip")
        )
    if load is not None and other is not None and other != load:
        hatch = {"shape": "/", "fgcolor": LOAD, "bgcolor": PAGE, "fillmode": "overlay", "size": 8, "solidity": 0.14}
        marker = {"color": PAGE, "pattern": hatch, "line": {"width": 0}}
        bars.append(_h_bar(min(load, other), abs(other - load), _BEHIND, height, marker, hoverinfo="skip"))
    return bars


def _segments(account: AccountedFor, height: float) -> list[go.Bar]:
    """Usual, load, left over, abutting."""
    usual, load, line = account.usual, account.load or 0.0, {"color": PAGE, "width": 1.4}
    if usual is None:
        return []
    first = usual if load >= 0 else _expected(account)
    told = f"usual for this job {short(usual)}"
    bars = [_h_bar(0, first, _BAR, height, {"color": RECORD, "line": line}, hovertemplate=f"{told}<extra></extra>")]
    if load > 0:
        marker: dict[str, Any] = {"color": LOAD, "line": line}
        if load / _most(account) < 0.06:
            marker["pattern"] = {"shape": "/", "fgcolor": ON_LOAD, "fillmode": "overlay", "size": 5, "solidity": 0.2}
        bars.append(_h_bar(usual, load, _BAR, height, marker, hovertemplate=f"this load adds {short(load)}<extra></extra>"))
    if _left(account) > 0:
        marker = {"color": PAGE, "line": {"color": INK, "width": 1.8}}
        note = f"left over {signed(_left(account))}: nothing here accounts for it<extra></extra>"
        bars.append(_h_bar(_expected(account), _left(account), _BAR, height, marker, hovertemplate=note))
    return bars


def _segment_words(account: AccountedFor, scale: _Scale, height: float) -> list[dict[str, Any]]:
    if account.usual is None:
        return []
    usual, load, y = account.usual, account.load or 0.0, height - (_BAR[0] + _BAR[1]) / 2
    if load >= 0:
        first = (f"usual <b>{short(usual)}</b>", f"<b>{short(usual)}</b>")
        parts: list[tuple[float, float, tuple[str, ...], str]] = [(0.0, usual, first, ON_RECORD)]
    else:
        end = _expected(account)
        parts = [
            (
                0.0,
                end,
                (f"usual at this load <b>{short(end)}</b>", f"usual <b>{short(end)}</b>", f"<b>{short(end)}</b>"),
                ON_RECORD,
            )
        ]
    if load > 0:
        parts.append((usual, load, (f"load <b>{signed(load)}</b>", f"<b>{signed(load)}</b>"), ON_LOAD))
    if _left(account) > 0:
        left = signed(_left(account))
        parts.append((_expected(account), _left(account), (f"left over <b>{left}</b>", f"<b>{left}</b>"), INK))
    told = [(base + length / 2, fitting(texts, scale.px(length)), colour) for base, length, texts, colour in parts]
    return [words(text, x, y, xanchor="center", color=colour) for x, text, colour in told if text]


def _pin(account: AccountedFor, height: float) -> list[go.Scatter]:
    """This one: a line through the bar and a diamond above it."""
    told = f"{account.subject} {short(account.value)} {account.unit}<extra></extra>"
    line = {"color": HERE, "width": 2.4}
    x = [account.value, account.value]
    return [
        go.Scatter(x=x, y=[height - _BEHIND[1], height - _PIN], mode="lines", line=line, hoverinfo="skip", cliponaxis=False),
        go.Scatter(
            x=x[:1],
            y=[height - _PIN],
            mode="markers",
            marker={"symbol": "diamond", "size": 14, "color": HERE, "line": {"width": 0}},
            cliponaxis=False,
            hovertemplate=told,
        ),
    ]


def _pin_words(account: AccountedFor, scale: _Scale, height: float) -> dict[str, Any]:
    text = f"{account.subject} <b>{short(account.value)}</b>"
    on_left = scale.px(account.value) > width_of(text, TEXT) + 14
    side = {"xanchor": "right", "xshift": -12} if on_left else {"xanchor": "left", "xshift": 12}
    return words(text, account.value, height - _PIN, color=HERE, size=TEXT, **side)


def _ruler(account: AccountedFor, height: float) -> list[go.Scatter]:
    """The ordinary range as a ruler, and the dotted line from which something could stand out."""
    y, common = height - _RULER, {"mode": "lines", "hoverinfo": "skip", "cliponaxis": False}
    edges = [e for e in (account.ordinary_to, account.ordinary_at_load, account.ordinary_at_load_other) if e is not None]
    if not edges:
        return []
    end, out = max(edges), stand_out_from(account) or 0.0
    line = {"color": GREY, "width": 1.3}
    lines = [
        go.Scatter(x=[0, 0, None, 0, end, None, end, end], y=[y - 4, y + 4, None, y, y, None, y - 4, y + 4], line=line, **common),
        go.Scatter(x=[out, out], y=[y, height - _BEHIND[0]], line={"color": GREY, "width": 1.6, "dash": "dot"}, **common),
    ]
    if account.ordinary_to is not None and account.ordinary_to < end:
        tick = {"x": [account.ordinary_to] * 2, "y": [y - 5, y + 5], "line": {"color": RECORD, "width": 2.4}}
        lines.append(go.Scatter(**tick, **common))
    return lines


def _range_words(account: AccountedFor, phone: bool) -> str:
    job, load, other = account.ordinary_to, account.ordinary_at_load, account.ordinary_at_load_other
    if job is None:
        return "ordinary range not known"
    if load is None:
        return f"ordinary: <b>0–{_edge(account, job)}</b> in this job; {'load not known' if phone or not account.why else account.why}"
    either = "" if other is None else f" or 0–{_edge(account, other)}"
    if _edge(account, load) == _edge(account, job) and not either:
        return f"ordinary: <b>0–{_edge(account, job)}</b>, also at this load"
    return f"ordinary: 0–{_edge(account, job)} in this job, <b>0–{_edge(account, load)}{either} at this load</b>"


def _ruler_words(account: AccountedFor, scale: _Scale, phone: bool) -> tuple[Any, bool]:
    """A function of the height giving the words under the ruler, and whether they take two lines."""
    left, out = _range_words(account, phone), stand_out_from(account)
    right = "" if out is None else f"could stand out from {short(out)}"
    room = scale.px(out or 0) - width_of(right) / 2
    room = min(room, scale.pixels - width_of(right))
    two = bool(right) and width_of(left) + 14 > room

    def drawn(height: float) -> list[dict[str, Any]]:
        told = [words(left, 0, height - _WORDS)]
        if right:
            y = height - (_WORDS_BELOW if two else _WORDS)
            middle = scale.px(out or 0) + width_of(right) / 2 < scale.pixels
            told.append(words(right, out if middle and out else scale.most, y, xanchor="center" if middle else "right"))
        return told

    return drawn, two
