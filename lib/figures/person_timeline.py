"""One person's window on one time axis: team strength, own roster, overtime, absence, postings and events.

Weeks in which the team was under its minimum are shaded through all lanes, so that what came first can be seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import plotly.graph_objects as go
import polars as pl

from lib.figures.canvas import SMALL, Picture, canvas, safe, short, width_of, words
from lib.figures.colours import BAND, GREY, GRID, INK, LOAD, LOAD_TEXT, ON_LOAD, PAGE, RECORD, RECORD_TEXT
from lib.pictures import Timeline

_DAY = 86_400_000
_TITLE, _ROW, _GAP, _FOOT, _SPAN = 22, 26, 8, 34, 90
"""Pixels: a lane's title, a row of marks, the gap below a lane, the months, and the height of a lane with a scale."""
_ROSTER = (
    ("night", "nights", "line-ns-open", GREY),
    ("long run", "7th day and later", "", LOAD),
    ("rest under 11 h", "rest < 11 h", "triangle-down", LOAD),
    ("rest day cancelled", "rest day cancelled", "x-thin-open", LOAD),
    ("kept on", "kept on", "circle-open", LOAD),
)


_SIZES = {"line-ns-open": 13, "circle-open": 7}


class _Lane:
    """One lane being placed: its title, pixels of plot, traces and axis."""

    def __init__(self, title: str, pixels: int, axis: dict[str, Any]) -> None:
        self.title, self.pixels, self.axis = title, pixels, axis
        self.traces: list[Any] = []
        self.notes: list[dict[str, Any]] = []


def picture(shown: Timeline, phone: bool = False) -> Picture:
    """The timeline with its words and rows."""
    return Picture(figure(shown, phone), alt(shown), table(shown))


def figure(shown: Timeline, phone: bool = False) -> go.Figure:
    """Draw it. Lanes without a source are left out and named by the page."""
    lanes = [lane for lane in (_team(shown), _roster(shown), _overtime(shown), _absence(shown), _postings(shown, phone)) if lane]
    height = sum(_TITLE + lane.pixels + _GAP for lane in lanes)
    small = {"tickfont": {"size": SMALL - 1, "color": GREY}} if phone else {}
    axes: dict[str, Any] = {"xaxis": _months(shown, phone)}
    traces: list[Any] = []
    told: list[dict[str, Any]] = []
    top, left = height, 110 if phone else 118
    for index, lane in enumerate(lanes):
        plot_top, name = top - _TITLE, str(index + 1) if index else ""
        axes[f"yaxis{name}"] = {**lane.axis, **small, "domain": [(plot_top - lane.pixels) / height, plot_top / height]}
        traces += [trace.update(yaxis=f"y{name}") for trace in lane.traces]
        told.append(words(lane.title, 0, (plot_top + 11) / height, xref="paper", yref="paper", xshift=-left if phone else 0))
        told += [{**note, "yref": f"y{name}"} for note in lane.notes]
        top = plot_top - lane.pixels - _GAP
    return canvas(
        traces,
        height + _FOOT,
        margin={"l": left, "r": 8, "t": 0, "b": _FOOT, "pad": 6},
        annotations=told,
        shapes=[_shade(first, last) for first, last in short_weeks(shown)],
        **axes,
    )


def alt(shown: Timeline) -> str:
    """What the timeline holds, in numbers."""
    marks = {what: shown.roster.filter(pl.col("what") == what).height for what, *_ in _ROSTER}
    roster = ", ".join(f"{name} {marks[what]}" for what, name, *_ in _ROSTER if marks[what])
    counted = shown.absence.filter(pl.col("counted")).height
    return (
        f"{shown.first:%-d %b %Y} to {shown.last:%-d %b %Y} on one axis. Weeks with the team under minimum: "
        f"{_weeks_under(shown)}. Own roster: {roster or 'nothing marked'}. "
        f"Absence: {counted} counted, {shown.absence.height - counted} not counted. "
        f"Postings: {', '.join(shown.postings['name'].drop_nulls().unique(maintain_order=True)) or 'not known'}."
    )


def table(shown: Timeline) -> pl.DataFrame:
    """One row a mark: `lane, from, to, what`, by day."""
    rows: list[tuple[str, date, date, str]] = [("LOAD roster", day, day, what) for day, what in shown.roster.iter_rows()]
    rows += [("RECORD absence", a, b, "counted" if c else "not counted") for a, b, c in _spans(shown.absence, "counted")]
    rows += [("posting", a, b, name or "not known") for a, b, name in _spans(shown.postings, "name")]
    rows += [("event", a, b, name) for a, b, name in _events(shown)]
    if shown.team is not None:
        team = shown.team.select("week", "on_duty", "minimum").drop_nulls()
        rows += [("LOAD team", w, w, f"{short(on)} on duty, minimum {short(least)}") for w, on, least in team.iter_rows()]
    if shown.overtime is not None:
        hours = shown.overtime.select("week", "accepted_hours", "ordered_hours")
        rows += [("RECORD overtime", w, w, f"{short(a)} h accepted, {short(o)} h ordered") for w, a, o in hours.iter_rows()]
    names = {"lane": pl.String, "from": pl.Date, "to": pl.Date, "what": pl.String}
    return pl.DataFrame(rows, schema=names, orient="row").sort("from", "lane")


def short_weeks(shown: Timeline) -> list[tuple[date, date]]:
    """Runs of two and more weeks with the team under its minimum, as (first day, day after the last)."""
    if shown.team is None:
        return []
    under = shown.team.filter(pl.col("on_duty") < pl.col("minimum")).sort("week")["week"].to_list()
    return [(a, b) for a, b in _runs(under, 7) if (b - a).days > 7]


def _weeks_under(shown: Timeline) -> str:
    if shown.team is None:
        return "not known"
    return str(shown.team.filter(pl.col("on_duty") < pl.col("minimum")).height)


def _runs(days: Iterable[date], step: int) -> list[tuple[date, date]]:
    """Days no more than `step` apart joined, as (first, last + step)."""
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][1]).days <= 0:
            runs[-1][1] = day + timedelta(days=step)
        else:
            runs.append([day, day + timedelta(days=step)])
    return [(first, last) for first, last in runs]


def _spans(frame: pl.DataFrame, column: str) -> Iterable[tuple[date, date, Any]]:
    return frame.select("from_on", "to_on", column).iter_rows()


def _events(shown: Timeline) -> list[tuple[date, date, str]]:
    return [(a, b, name) for a, b, name in _spans(shown.events, "name") if a <= shown.last and (b or a) >= shown.first]


def _shade(first: date, last: date) -> dict[str, Any]:
    place = {"type": "rect", "xref": "x", "yref": "paper", "x0": str(first), "x1": str(last), "y0": 0, "y1": 1}
    return {**place, "fillcolor": LOAD, "opacity": 0.1, "line": {"width": 0}, "layer": "below"}


def _months(shown: Timeline, phone: bool) -> dict[str, Any]:
    span = (shown.last - shown.first).days
    return {
        "type": "date",
        "range": [str(shown.first), str(shown.last + timedelta(days=1))],
        "dtick": "M3" if phone or span > 400 else "M1",
        "tickformat": "%b",
        "ticklabelmode": "period",
        "tickangle": 0,
        "tickfont": {"size": SMALL, "color": GREY},
        "showgrid": True,
        "gridcolor": GRID,
        "zeroline": False,
        "fixedrange": True,
        "automargin": False,
        "anchor": "free",
        "position": 0,
    }


def _scale(**more: Any) -> dict[str, Any]:
    base = {"showgrid": False, "zeroline": False, "fixedrange": True, "automargin": False, "anchor": "x"}
    return {**base, "tickfont": {"size": SMALL, "color": GREY}, **more}


def _rows(names: list[str]) -> dict[str, Any]:
    """An axis of rows, the first on top."""
    at = [len(names) - 1 - index for index in range(len(names))]
    return _scale(range=[-0.5, len(names) - 0.5], tickvals=at, ticktext=names)


def _title(side: str, text: str) -> str:
    colour = {"LOAD": LOAD_TEXT, "RECORD": RECORD_TEXT}.get(side, INK)
    lead = f'<span style="color:{colour}">{side}</span>  ' if side else ""
    return f'<b>{lead}<span style="color:{INK}">{text}</span></b>'


def _team(shown: Timeline) -> _Lane | None:
    team = shown.team
    if team is None or not team.height:
        return None
    on, least = team["on_duty"].to_list(), team["minimum"].to_list()
    known = [value for value in (*on, *least) if value is not None]
    low, high = min(known), max(known)
    room = (high - low) * 0.1 or 1.0
    marks = sorted({round(least[-1] or low), round(low)})
    lane = _Lane(
        _title("LOAD", "team on duty, and its minimum"),
        _SPAN,
        _scale(range=[low - room, high + room], tickvals=marks, ticktext=[short(mark) for mark in marks]),
    )
    weeks = [str(week) for week in team["week"]]
    under = [floor if value is None or floor is None else min(value, floor) for value, floor in zip(on, least, strict=True)]
    hatch = {"shape": "/", "fgcolor": LOAD, "bgcolor": PAGE, "size": 5, "solidity": 0.4}
    skip = {"hoverinfo": "skip", "mode": "lines"}
    hover = "week of %{x|%-d %b}: %{y:.1f} on duty<extra></extra>"
    lane.traces = [
        go.Scatter(x=weeks, y=least, line={"color": GREY, "width": 1.6, "dash": "dash"}, **skip),
        go.Scatter(x=weeks, y=under, line={"width": 0}, fill="tonexty", fillpattern=hatch, **skip),
        go.Scatter(x=weeks, y=on, mode="lines", line={"color": LOAD, "width": 2.2}, hovertemplate=hover),
    ]
    return lane


def _roster(shown: Timeline) -> _Lane | None:
    present = [row for row in _ROSTER if shown.roster.filter(pl.col("what") == row[0]).height]
    if not present:
        return None
    lane = _Lane(_title("LOAD", "what this person’s roster did"), _ROW * len(present), _rows([name for _, name, *_ in present]))
    for index, (what, _, symbol, colour) in enumerate(present):
        days = shown.roster.filter(pl.col("what") == what)["day"].to_list()
        lane.traces.append(_marks(days, what, symbol, colour, len(present) - 1 - index))
    return lane


def _marks(days: list[date], what: str, symbol: str, colour: str, row: int) -> Any:
    if not symbol:
        runs = _runs(days, 1)
        length = [(last - first).days for first, last in runs]
        return _boxes(
            runs, row, 0.46, {"color": colour, "line": {"width": 0}}, [f"{what}: {days} days over 6" for days in length]
        )
    line = {"width": 2, "color": colour} if symbol.endswith("open") else {"width": 0}
    marker = {"symbol": symbol, "size": _SIZES.get(symbol, 11), "color": colour, "line": line}
    hover = f"{what} %{{x|%-d %b %Y}}<extra></extra>"
    return go.Scatter(x=[str(day) for day in days], y=[row] * len(days), mode="markers", marker=marker, hovertemplate=hover)


def _boxes(spans: list[tuple[date, date]], row: float, tall: float, marker: dict[str, Any], texts: list[str]) -> go.Bar:
    """Bars from day to day (the day after the last excluded)."""
    return go.Bar(
        base=[str(first) for first, _ in spans],
        x=[(last - first).days * _DAY for first, last in spans],
        y=[row] * len(spans),
        width=[tall] * len(spans),
        orientation="h",
        marker=marker,
        text=texts,
        textposition="none",
        hovertemplate="%{text}<extra></extra>",
    )


def _overtime(shown: Timeline) -> _Lane | None:
    hours = shown.overtime
    if hours is None or not hours.height:
        return None
    ordered, accepted = hours["ordered_hours"].fill_null(0).to_list(), hours["accepted_hours"].fill_null(0).to_list()
    most = max(a + b for a, b in zip(ordered, accepted, strict=True)) or 1
    title = f'overtime accepted, above <span style="color:{LOAD_TEXT}">ordered</span>'
    lane = _Lane(
        _title("RECORD", title),
        _SPAN - 14,
        _scale(range=[0, most * 1.06], tickvals=[0, most], ticktext=["0", f"{short(most)} h"]),
    )
    weeks = [str(week + timedelta(days=3)) for week in hours["week"]]
    hatch = {"shape": "/", "fgcolor": ON_LOAD, "fillmode": "overlay", "size": 5, "solidity": 0.18}
    common: dict[str, Any] = {"x": weeks, "width": 5 * _DAY}
    lane.traces = [
        go.Bar(y=ordered, marker={"color": LOAD, "pattern": hatch}, hovertemplate="ordered %{y:.1f} h<extra></extra>", **common),
        go.Bar(y=accepted, base=ordered, marker={"color": RECORD}, hovertemplate="accepted %{y:.1f} h<extra></extra>", **common),
    ]
    return lane


def _absence(shown: Timeline) -> _Lane:
    spans = list(_spans(shown.absence, "counted"))
    counted = [(a, b + timedelta(days=1)) for a, b, counts in spans if counts]
    other = [(a, b + timedelta(days=1)) for a, b, counts in spans if not counts]
    lane = _Lane(_title("RECORD", "absence"), _ROW * 2, _rows([f"counted ({len(counted)})", "not counted"]))
    solid = {"color": RECORD, "line": {"width": 0}}
    hollow = {"color": PAGE, "line": {"color": GREY, "width": 1.5}}
    lane.traces = [
        _boxes(counted, 1, 0.66, solid, [_days("counted", *span) for span in counted]),
        _boxes(other, 0, 0.66, hollow, [_days("not counted", *span) for span in other]),
    ]
    return lane


def _days(what: str, first: date, after: date) -> str:
    days = (after - first).days
    return f"{what}: {first:%-d %b %Y}, {days} {'day' if days == 1 else 'days'}"


def _postings(shown: Timeline, phone: bool) -> _Lane:
    lane = _Lane(_title("", "Postings and events"), _ROW * 2 + 8, _rows(["posting", "events"]))
    spans = [(a, b + timedelta(days=1), name or "not known") for a, b, name in _spans(shown.postings, "name")]
    for index, (first, after, name) in enumerate(spans):
        marker = {"color": BAND, "line": {"color": PAGE, "width": 2}}
        box = _boxes([(first, after)], 1, 0.8, marker, [_days(safe(name), first, after)])
        lane.traces.append(box.update(opacity=0.45 if index % 2 == 0 else 0.75))
        if width_of(name) < (after - first).days * (0.6 if phone else 2.6):
            lane.notes.append(words(safe(name), 0, 1, size=SMALL - 1, color=INK, xshift=5) | {"x": str(first)})
    events = _events(shown)
    days = [str(max(a, shown.first)) for a, *_ in events]
    marker = {"symbol": "diamond-open", "size": 11, "color": GREY, "line": {"width": 1.6}}
    lane.traces.append(
        go.Scatter(
            x=days,
            y=[0] * len(days),
            mode="markers",
            marker=marker,
            text=[safe(n) for *_, n in events],
            hovertemplate="%{text}<extra></extra>",
        )
    )
    lane.notes += _event_names(events, days, _names_fit(shown, phone))
    return lane


def numbered(shown: Timeline, phone: bool = False) -> tuple[str, ...]:
    """The names of the events where the figure has numbers for them: in that order."""
    return () if _names_fit(shown, phone) else tuple(name for *_, name in _events(shown))


def _names_fit(shown: Timeline, phone: bool) -> bool:
    """True where every name ends before the next mark."""
    events = _events(shown)
    if phone:
        return not events
    per_day = 2.6 * 366 / max((shown.last - shown.first).days, 1)
    starts = [max(first, shown.first) for first, *_ in events]
    ends = [*starts[1:], shown.last] if starts else []
    pairs = zip(events, starts, ends, strict=True)
    return all(width_of(name) + 24 < (end - start).days * per_day for (*_, name), start, end in pairs)


def _event_names(events: list[tuple[date, date, str]], days: list[str], named: bool) -> list[dict[str, Any]]:
    """Names beside the marks; numbers where names would meet."""
    texts = [safe(name) if named else str(index) for index, (*_, name) in enumerate(events, 1)]
    pairs = zip(texts, days, strict=True)
    return [words(text, 0, 0, size=SMALL - 1, color=INK, xshift=9) | {"x": day} for text, day in pairs]
