"""The coverage calendar: a cell a source and month, darker where more came, outlined where nothing did, hollow until it settles."""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go
import polars as pl

from lib.figures.canvas import SMALL, Picture, canvas, words
from lib.figures.colours import GREY, INK, LOAD, LOAD_TEXT, PAGE, SEQUENTIAL
from lib.figures.lanes import tick
from lib.pictures import Calendar, CalendarRow

_ROW, _FOOT, _LEFT, _LEFT_PHONE = 30, 36, 160, 138
_MONTH_MS = 30.4 * 86_400_000
_STEPS = (2, 4, 5, 6, 7, 8)
"""Shades of the sequence, from the least to the most: the palest two are left for the page."""
GAP = "no rows"
USUALLY = 0.75
"""Share of months with rows from which a month without any is a gap."""


def picture(calendar: Calendar, phone: bool = False) -> Picture:
    """The calendar, its gaps in words, and its cells as a table."""
    return Picture(figure(calendar, phone), alt(calendar), table(calendar))


def gaps(row: CalendarRow, months: tuple[str, ...]) -> tuple[str, ...]:
    """Months without a row between a source's first and last; none of a source that is often silent for a month."""
    known = [index for index, value in enumerate(row.values) if value is not None]
    if not known or len(known) < USUALLY * (known[-1] - known[0] + 1):
        return ()
    return tuple(months[i] for i in range(known[0], known[-1]) if row.values[i] is None)


def alt(calendar: Calendar) -> str:
    """Which sources have gaps, in a sentence."""
    told = [f"{row.label}: {GAP} in {', '.join(found)}" for row in calendar.rows if (found := gaps(row, calendar.months))]
    said = "; ".join(told) if told else "no month is missing between a source's first and last"
    return f"{len(calendar.rows)} sources over {len(calendar.months)} months, {calendar.unit}; {said}."


def table(calendar: Calendar) -> pl.DataFrame:
    """One row a month, one column a source; then whether it has settled is said by `*` behind the figure."""
    columns: dict[str, list[str]] = {"month": list(calendar.months)}
    for row in calendar.rows:
        missing = set(gaps(row, calendar.months))
        columns[row.label] = [
            _cell(value, whole, month in missing, calendar.decimals)
            for value, whole, month in zip(row.values, row.complete, calendar.months, strict=True)
        ]
    return pl.DataFrame(columns)


def _cell(value: float | None, whole: bool, missing: bool, decimals: int) -> str:
    if value is None:
        return GAP if missing else ""
    return f"{value:,.{decimals}f}{'' if whole else ' *'}"


def figure(calendar: Calendar, phone: bool = False) -> go.Figure:
    """Draw it; the vertical axis counts rows from the top."""
    height, count = _ROW * max(len(calendar.rows), 1), len(calendar.rows)
    left = _LEFT_PHONE if phone else _LEFT
    told = [
        words(row.label, 0, count - index - 0.5, xref="paper", xshift=-left, color=INK, size=SMALL - phone)
        for index, row in enumerate(calendar.rows)
    ]
    ticks = [month for month in calendar.months if month[5:] in (("01",) if phone else ("01", "04", "07", "10"))]
    return canvas(
        [_cells(calendar)],
        height + _FOOT,
        margin={"l": left, "r": 4, "t": 2, "b": _FOOT, "pad": 0},
        annotations=told,
        xaxis={
            "type": "date",
            "tickvals": [f"{month}-15" for month in ticks],
            "ticktext": [tick(month, index == 0) for index, month in enumerate(ticks)],
            "tickfont": {"size": 12, "color": GREY},
            "showgrid": False,
            "fixedrange": True,
        },
        yaxis={"range": [0, count], "visible": False, "fixedrange": True},
    )


def _cells(calendar: Calendar) -> go.Bar:
    """One bar a cell: a bar keeps its share of the month whatever the width, a square marker does not."""
    cells = [cell for index, row in enumerate(calendar.rows) for cell in _row(row, index, calendar)]
    return go.Bar(
        x=[cell["x"] for cell in cells],
        base=[cell["base"] for cell in cells],
        y=[0.8] * len(cells),
        width=_MONTH_MS * 0.9,
        marker={
            "color": [cell["fill"] for cell in cells],
            "line": {"color": [cell["line"] for cell in cells], "width": [cell["wide"] for cell in cells]},
        },
        text=[cell["mark"] for cell in cells],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": LOAD_TEXT, "size": SMALL},
        customdata=[cell["said"] for cell in cells],
        hovertemplate="%{customdata}<extra></extra>",
    )


def _row(row: CalendarRow, index: int, calendar: Calendar) -> list[dict[str, Any]]:
    known = [value for value in row.values if value is not None]
    missing, base = set(gaps(row, calendar.months)), len(calendar.rows) - index - 0.9
    found = []
    for month, value, whole in zip(calendar.months, row.values, row.complete, strict=True):
        if value is None and month not in missing:
            continue
        said = GAP if value is None else f"{value:,.{calendar.decimals}f} {calendar.unit}{'' if whole else ', not settled yet'}"
        shade = PAGE if value is None else _shade(value, known, calendar)
        found.append(
            {
                "x": f"{month}-15",
                "base": base,
                "fill": shade if whole or value is None else PAGE,
                "line": LOAD if value is None else shade,
                "wide": 1.8 if value is None or not whole else 0,
                "mark": "!" if value is None else "",
                "said": f"{row.label}, {month}: {said}",
            }
        )
    return found


def _shade(value: float, known: list[float], calendar: Calendar) -> str:
    """Beside the source's own most; a share of rows is shaded from 80 to 100 %, where the differences lie."""
    part = (value - 80) / 20 if calendar.unit.startswith("%") else value / (max(known) or 1)
    return SEQUENTIAL[_STEPS[min(max(int(part * len(_STEPS)), 0), len(_STEPS) - 1)]]


def legend(calendar: Calendar) -> str:
    """How to read it, in words."""
    most = "100 % linked" if calendar.unit.startswith("%") else f"the most {calendar.unit} that the source had in a month"
    return f"Dark: {most}. Hollow: not settled yet. ! in an orange frame: {GAP} though months before and after have them."
