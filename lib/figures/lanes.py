"""Months as lanes, one above the other on one time axis: usual band, verdict in each title, incomplete months hollow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, cast

import plotly.graph_objects as go
import polars as pl

from lib.figures.bands import band
from lib.figures.canvas import PHONE, SMALL, Picture, canvas, safe, short, width_of, words
from lib.figures.colours import GREY, INK, LOAD, LOAD_TEXT, PAGE, RECORD, RECORD_TEXT
from lib.pictures import BREAK, GAP, HIGHER, LOWER, Lane

LANE, _TITLE, _FOOT, _MOST_LINES = 82, 24, 30, 2
"""Pixels: a lane with its title, the title alone, and the months below; and the most events whose names stand at their line."""
Event = tuple[str, str, str]
"""(name, first day, last day), ISO days."""


def picture(lanes: tuple[Lane, ...], events: tuple[Event, ...] = (), phone: bool = False) -> Picture:
    """All lanes in one figure."""
    return Picture(figure(lanes, events, phone), alt(lanes), pl.concat([table(lanes), _event_rows(lanes, events)]))


def figure(lanes: tuple[Lane, ...], events: tuple[Event, ...] = (), phone: bool = False) -> go.Figure:
    """Draw the lanes; the axis counts months by name."""
    height = LANE * len(lanes)
    months = max((lane.months for lane in lanes), key=len, default=())
    traces: list[Any] = []
    told: list[dict[str, Any]] = []
    axes: dict[str, Any] = {}
    for index, lane in enumerate(lanes):
        top = height - LANE * index - _TITLE
        bottom = top - (LANE - _TITLE) + 10
        axis = f"yaxis{index + 1 if index else ''}"
        axes[axis] = _axis(lane, bottom / height, top / height, bool(index))
        traces += _lane(lane, index)
        told.append(words(_title(lane, phone), 0, (top + 11) / height, xref="paper", yref="paper", xshift=2))
    axes["xaxis"] = _months(months)
    marks = _marks(_shown(lanes, events), phone)
    shapes = [_event_line(_month_of(mark.month)) for mark in marks if mark.line]
    told += [_event_words(mark, months) for mark in marks]
    shapes += [shape for index, lane in enumerate(lanes) for shape in band(lane, f"y{index + 1}" if index else "y", 0.38)]
    head = 18 if marks else 0
    margin = {"l": 42, "r": 4, "t": head, "b": _FOOT, "pad": 4}
    return canvas(traces, height + head + _FOOT, margin=margin, annotations=told, shapes=shapes, **axes)


def _shown(lanes: tuple[Lane, ...], events: tuple[Event, ...]) -> list[Event]:
    months = max((lane.months for lane in lanes), key=len, default=())
    return [event for event in events if months and months[0] <= event[1][:7] <= months[-1]]


def numbered(lanes: tuple[Lane, ...], events: tuple[Event, ...], phone: bool = False) -> tuple[Event, ...]:
    """Breaks and gaps that stand as numbers in the figure, in that order: their names belong below it."""
    shown = _shown(lanes, events)
    return () if _names_fit(shown, phone) else tuple(event for event in shown if _is_break(event))


def _is_break(event: Event) -> bool:
    return event[0].startswith((BREAK, GAP))


def _names_fit(shown: list[Event], phone: bool) -> bool:
    return not phone and len(shown) <= _MOST_LINES


@dataclass(frozen=True)
class _Mark:
    """What stands above a month: a name, the numbers of its breaks, or a diamond for what else happened."""

    month: str
    text: str
    hover: str
    line: bool


def _marks(shown: list[Event], phone: bool) -> list[_Mark]:
    if _names_fit(shown, phone):
        return [_Mark(first[:7], safe(name), f"{safe(name)}, from {first}", True) for name, first, _ in shown]
    numbers = {event: number for number, event in enumerate((each for each in shown if _is_break(each)), 1)}
    marks = []
    for month in dict.fromkeys(first[:7] for _, first, _ in shown):
        here = [event for event in shown if event[1][:7] == month]
        breaks = [str(numbers[event]) for event in here if event in numbers]
        hover = "<br>".join(dict.fromkeys(f"{safe(name)}, from {first}" for name, first, _ in here))
        marks.append(_Mark(month, ",".join(breaks) or "◇", hover, bool(breaks)))
    return marks


def alt(lanes: tuple[Lane, ...]) -> str:
    """Each lane in a sentence."""
    return " ".join(_sentence(lane) for lane in lanes)


def table(lanes: tuple[Lane, ...]) -> pl.DataFrame:
    """One row a month and measure: `measure, month, value, unit, usual, complete`. A null value: nothing known."""
    rows = [
        (lane.label, month, value, lane.unit, _usual(lane), "yes" if whole else "no")
        for lane in lanes
        for month, value, whole in zip(lane.months, lane.values, _complete(lane), strict=True)
    ]
    names = {"measure": pl.String, "month": pl.String, "value": pl.Float64, "unit": pl.String, "usual": pl.String}
    return pl.DataFrame(rows, schema={**names, "complete": pl.String}, orient="row")


def _event_rows(lanes: tuple[Lane, ...], events: tuple[Event, ...]) -> pl.DataFrame:
    rows = [(f"event: {name}", first[:7], None, "", "", "") for name, first, _ in events]
    return pl.DataFrame(rows, schema=table(lanes).schema, orient="row")


def _complete(lane: Lane) -> tuple[bool, ...]:
    return lane.complete or (True,) * len(lane.months)


def _usual(lane: Lane) -> str:
    if lane.usual_lower is None or lane.usual_upper is None:
        return "not known"
    return f"{short(lane.usual_lower)}–{short(lane.usual_upper)}"


def _sentence(lane: Lane) -> str:
    known = [(month, value) for month, value in zip(lane.months, lane.values, strict=True) if value is not None]
    newest = f"{short(known[-1][1])} {lane.unit} in {known[-1][0]}" if known else "nothing known"
    return f"{lane.label}: {newest}; usual {_usual(lane)}; {lane.verdict}."


def _title(lane: Lane, phone: bool) -> str:
    colour = GREY
    if lane.verdict in (HIGHER, LOWER) and lane.heavy in ("", lane.verdict):
        colour = LOAD_TEXT if lane.side == "load" else RECORD_TEXT
    unit = f" {lane.unit}" if lane.unit and lane.unit not in lane.label else ""
    if phone and width_of(f"{lane.label}{unit} · {lane.verdict}") > PHONE - 60:
        unit = ""
    return f'<b><span style="color:{INK}">{lane.label}</span></b>{unit} · <span style="color:{colour}">{lane.verdict}</span>'


def _month_of(day: str) -> str:
    return f"{day[:7]}-15"


def _axis(lane: Lane, bottom: float, top: float, overlays: bool) -> dict[str, Any]:
    values = [value for value in (*lane.values, *lane.against, lane.usual_upper) if value is not None]
    most = max(values, default=1.0) or 1.0
    least = min((value for value in (*lane.values, *lane.against, lane.usual_lower) if value is not None), default=0.0)
    floor = 0.0 if _bars(lane) or least < 0.5 * most else least - (most - least) * 0.3
    ends = [floor, most]
    return {
        "domain": [max(bottom, 0), min(top, 1)],
        "range": [floor, most * 1.06 if floor == 0 else most + (most - floor) * 0.1],
        "tickvals": ends if floor == 0 else [lane.usual_lower or ends[0], most],
        "ticktext": [short(value) for value in (ends if floor == 0 else [lane.usual_lower or ends[0], most])],
        "tickfont": {"size": 12, "color": GREY},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": False,
        "anchor": "x",
    }


def _bars(lane: Lane) -> bool:
    """Rates per hundred or thousand are bars from nought; levels (strength, owed, per person) are lines."""
    return lane.unit.startswith(("per 100", "occurrences", "allegations", "spells"))


def _months(months: tuple[str, ...]) -> dict[str, Any]:
    ticks = [month for month in months if month[5:] in ("01", "04", "07", "10")] or list(
        months
    )  # whole years have one month each
    text = [tick(month, index == 0 or len(ticks) == len(months)) for index, month in enumerate(ticks)]
    ends = [f"{months[0]}-01", f"{months[-1]}-28"] if months else None
    return {
        "type": "date",
        "range": ends,
        "tickvals": [f"{month}-15" for month in ticks],
        "ticktext": text,
        "tickfont": {"size": 12, "color": GREY},
        "showgrid": False,
        "zeroline": False,
        "fixedrange": True,
        "automargin": False,
        "anchor": "free",
        "position": 0,
        "domain": [0, 1],
    }


def tick(month: str, first: bool) -> str:
    """A month below an axis: the year with the first and with each January."""
    day = date.fromisoformat(f"{month}-01")
    return day.strftime("%b<br>%Y") if first or day.month == 1 else day.strftime("%b")


def _lane(lane: Lane, index: int) -> list[Any]:
    axis = f"y{index + 1}" if index else "y"
    colour = LOAD if lane.side == "load" else RECORD
    days = [f"{month}-15" for month in lane.months]
    whole = _complete(lane)
    traces: list[Any] = []
    span = "" if lane.covers == 1 else f"{lane.covers} months to "
    hover = f"{span}%{{x|%b %Y}}: %{{y:,.3~g}} {lane.unit}, usual {_usual(lane)}<extra>{lane.label}</extra>"
    if _bars(lane):
        fills = [colour if each else PAGE for each in whole]
        marker = {"color": fills, "line": {"color": colour, "width": [0 if each else 1.4 for each in whole]}}
        width = 20 * 86_400_000
        return [*traces, go.Bar(x=days, y=list(lane.values), width=width, marker=marker, yaxis=axis, hovertemplate=hover)]
    solid = [value if each else None for value, each in zip(lane.values, whole, strict=True)]
    traces += _against(lane, days, axis)
    line = {"color": colour, "width": 2.2}
    mode = "lines" if lane.covers == 1 else "lines+markers"  # a few whole years are points, and the line between them is a guide
    traces.append(go.Scatter(x=days, y=solid, mode=mode, line=line, yaxis=axis, hovertemplate=hover))
    early = [(day, value) for day, value, each in zip(days, lane.values, whole, strict=True) if not each and value is not None]
    if early:
        marker = {"color": PAGE, "size": 8, "line": {"color": colour, "width": 1.6}}
        ends = {"x": [day for day, _ in early], "y": [value for _, value in early], "yaxis": axis}
        traces.append(go.Scatter(**ends, mode="markers", marker=marker, hovertemplate=hover))
    return traces


def _against(lane: Lane, days: list[str], axis: str) -> list[Any]:
    """The second line (a minimum), and the shortfall below it hatched."""
    if not lane.against:
        return []
    pairs = zip(lane.values, lane.against, strict=True)
    under = [least if value is None or least is None else min(value, least) for value, least in pairs]
    hatch = {"shape": "/", "fgcolor": LOAD, "bgcolor": PAGE, "size": 5, "solidity": 0.4}
    return [
        go.Scatter(x=days, y=list(lane.against), mode="lines", line={"color": GREY, "width": 1.6, "dash": "dash"}, yaxis=axis),
        go.Scatter(
            x=days, y=under, mode="lines", line={"width": 0}, fill="tonexty", fillpattern=hatch, yaxis=axis, hoverinfo="skip"
        ),
    ]


def _event_line(day: str) -> dict[str, Any]:
    line = {"color": GREY, "width": 1.3, "dash": "dot"}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": day, "x1": day, "y0": 0, "y1": 1, "line": line}


def _event_words(mark: _Mark, months: tuple[str, ...]) -> dict[str, Any]:
    """A name beside its line, a number or a diamond above its month."""
    late, short_text = mark.month > months[len(months) // 2], len(mark.text) < 6
    where = {"xanchor": "center"} if short_text else {"xanchor": "right" if late else "left", "xshift": -4 if late else 4}
    return words(
        f"<b>{mark.text}</b>" if mark.line and short_text else mark.text,
        cast(float, _month_of(mark.month)),
        1,
        size=SMALL - 1,
        yshift=1,
        xref="x",
        yref="paper",
        yanchor="bottom",
        hovertext=mark.hover,
        color=INK if mark.line and short_text else GREY,
        **where,
    )
