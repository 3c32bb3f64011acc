"""Tables: measures beside their usual, places by name, people by reading. On a phone they are tables of words."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
import streamlit as st

from lib.figures import sparkline
from lib.pictures import TOO_EARLY, USUAL
from lib.service.values import MeasureRow, PeopleGroup, PersonRow, PlaceRow
from lib.ui.drawing.charts import pick
from lib.ui.drawing.texts import chip, colour_of, phone, plain
from lib.words.brief import newest_month

_FOLDED = 3
"""Columns from which a table of words is folded on a phone."""
_ROW, _TALL, _NARROW = 38, 25, 4
"""Height of a row; rows and, on a phone, columns up to which a table is shown whole: a wider one scrolls in its own box."""


def measures(rows: Sequence[MeasureRow], side: str) -> None:
    """One side's measures: now, 24 months, usual, verdict."""
    if not rows:
        st.markdown(":gray[:small[No source of this side has been loaded.]]")
    elif phone():
        words = {"Measure": [plain(row.title) for row in rows], "Now": [f"**{row.now}**" for row in rows]}
        st.table(
            pl.DataFrame({**words, "Verdict": [chip(row.verdict, side) for row in rows]}), border="horizontal", hide_index=True
        )
    else:
        st.dataframe(
            _measure_frame(rows),
            hide_index=True,
            row_height=_ROW,
            column_config={
                "Measure": st.column_config.TextColumn(width=228),
                "Now": st.column_config.TextColumn(_newest(rows), width=70),
                "24 months": st.column_config.ImageColumn(
                    width=126, help="Grey band: usual. The dot is the newest complete month."
                ),
                "Usual": st.column_config.TextColumn(width=80),
                "Verdict": _chips([row.verdict for row in rows], side, 128),
            },
            key=f"measures_{side}",
            alt=f"{side.capitalize()} measures: " + "; ".join(f"{row.title} {row.now} {row.unit}, {row.verdict}" for row in rows),
        )


def _newest(rows: Sequence[MeasureRow]) -> str:
    """The month that the figures of a table stand for, where all stand for one; a figure of a year says so itself."""
    months = {newest_month(row.lane) if row.lane.covers == 1 else "Newest" for row in rows}
    return months.pop() if len(months) == 1 else "Newest"


def _measure_frame(rows: Sequence[MeasureRow]) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "Measure": [_measure(row) for row in rows],
            "Now": [row.now for row in rows],
            "24 months": [sparkline.line(row.lane) for row in rows],
            "Usual": [row.usual for row in rows],
            "Verdict": [[row.verdict] for row in rows],
        }
    )


def _measure(row: MeasureRow) -> str:
    """`Unauthorised absence per 1,000 duties`: the title with as much of its unit as it does not say itself."""
    if "%" in row.title or " per " in row.title:
        return row.title
    unit = row.unit.split(" of ")[0].split(", ")[0].replace("rostered ", "")
    if unit.startswith("per 100 ") and row.title.startswith(unit.split()[2].capitalize()):
        return f"{row.title}, %"
    return f"{row.title} per {unit.split('per ', 1)[1]}" if "per " in unit else f"{row.title}, {unit}"


def _chips(words: Sequence[str], side: str, width: int) -> Any:
    options = list(dict.fromkeys(words))
    colours: list[Any] = [colour_of(each, side) for each in options]
    return st.column_config.MultiselectColumn(options=options, color=colours, width=width)


def places(rows: Sequence[PlaceRow], title: str, key: str, on_open: Callable[[str], None]) -> None:
    """Places by name, in words and pictures; Open goes down."""
    if phone():
        _places_in_words(rows, title)
        pick(key, {row.name: row.code for row in rows}, on_open)
        return
    frame = pl.DataFrame(
        {
            title.removesuffix("s"): [row.name for row in rows],
            "In words": [row.words for row in rows],
            "Record": [_split(row.record) for row in rows],
            "Record, 24 months": [sparkline.line(row.record_lane) for row in rows],
            "Load": [_split(row.load) for row in rows],
            "Load, 24 months": [sparkline.line(row.load_lane) for row in rows],
            "Open": ["Open"] * len(rows),
        }
    )
    codes = tuple(row.code for row in rows)
    key = f"{key}_{'_'.join(codes)}"
    st.dataframe(
        frame,
        hide_index=True,
        row_height=_ROW,
        column_config={
            "Record": _chips([each for row in rows for each in _split(row.record)], "record", 180),
            "Load": _chips([each for row in rows for each in _split(row.load)], "load", 400),
            "In words": st.column_config.TextColumn(width=215),
            "Record, 24 months": st.column_config.ImageColumn(width=126),
            "Load, 24 months": st.column_config.ImageColumn(width=126),
            "Open": _open_column(key, codes, on_open),
        },
        key=key,
        alt=f"{title} by name: " + "; ".join(f"{row.name}: {row.words}" for row in rows),
    )


def _split(told: str) -> list[str]:
    """A chip for each measure that is outside."""
    return re.split(r"(?: and |, )(?=higher|lower)", told)


def _places_in_words(rows: Sequence[PlaceRow], title: str) -> None:
    told = [" ".join([plain(row.words), *(chip(text, side) for text, side in _outside(row))]) for row in rows]
    names = [f"**{plain(row.name)}**" for row in rows]
    st.table(pl.DataFrame({title.removesuffix("s"): names, "In words": told}), border="horizontal", hide_index=True)


def _outside(row: PlaceRow) -> list[tuple[str, str]]:
    both = [(text, side) for told, side in ((row.record, "record"), (row.load, "load")) for text in _split(told)]
    return [(text, side) for text, side in both if text not in (USUAL, TOO_EARLY)]


def _open_column(key: str, ids: tuple[str, ...], on_open: Callable[[str], None]) -> Any:
    name = f"{key}_button"
    return st.column_config.ButtonColumn(
        "Open", key=name, type="tertiary", width=80, on_click=open_row, args=(name, ids, on_open)
    )


def open_row(name: str, ids: tuple[str, ...], on_open: Callable[[str], None]) -> None:
    """Open by id: `ids` are those of the very rows the reader saw, and the table's key holds them too."""
    click = st.session_state.get(name)
    if click is not None and 0 <= click["row"] < len(ids):
        on_open(ids[click["row"]])


def people(group: PeopleGroup, key: str, on_open: Callable[[str], None]) -> None:
    """People of one reading by pseudonym, closed until opened: words and pictures, no number to rank by."""
    box = st.expander(f"**{plain(group.title)}** · {group.count}", key=f"{key}_{group.reading}", on_change="rerun")
    if not box.open:
        return
    with box:
        if phone():
            _people_in_words(group.rows)
            pick(f"{key}_{group.reading}", {row.person_id: row.person_id for row in group.rows}, on_open, "Open a person")
        else:
            _people_table(group.rows, f"{key}_{group.reading}_table", on_open)


def _people_in_words(rows: Sequence[PersonRow]) -> None:
    told = [" · ".join(f"{plain(title)}: {plain(words.lower())}" for title, words in row.readings) for row in rows]
    st.table(
        pl.DataFrame({"Person": [f"**{row.person_id}**" for row in rows], "In words": told}), border="horizontal", hide_index=True
    )


def _people_table(rows: Sequence[PersonRow], key: str, on_open: Callable[[str], None]) -> None:
    titles = list(dict.fromkeys(title for row in rows for title, _ in row.readings))
    told = {title: [dict(row.readings).get(title, "not compared") for row in rows] for title in titles}
    frame = pl.DataFrame(
        {
            "Person": [row.person_id for row in rows],
            "Job": [row.job for row in rows],
            **told,
            "Record, by month": [sparkline.bars(row.record) for row in rows],
            "Load, by month": [sparkline.bars(row.load) for row in rows],
            "Open": ["Open"] * len(rows),
        }
    )
    ids = tuple(row.person_id for row in rows)
    st.dataframe(
        frame,
        hide_index=True,
        row_height=_ROW,
        column_config={
            "Record, by month": st.column_config.ImageColumn(width=132),
            "Load, by month": st.column_config.ImageColumn(width=132),
            "Open": _open_column(key, ids, on_open),
        },
        key=f"{key}_{len(ids)}_{ids[0] if ids else ''}",
        alt=f"{len(ids)} people of one reading, by pseudonym",
    )


def words(rows: Sequence[tuple[str, str]]) -> None:
    """Label and text pairs."""
    st.table(
        pl.DataFrame({"": [plain(label) for label, _ in rows], " ": [plain(text) for _, text in rows]}),
        border="horizontal",
        hide_index=True,
        hide_header=True,
    )


def wrapped(shown: pl.DataFrame, empty: str, marked: Collection[str] = ()) -> None:
    """A frame as a table of words in which nothing is cut; on a phone each row is its first column and the rest in words.

    Columns of `marked` hold Markdown of our own; every other text is shown as it is.
    """
    if shown.is_empty():
        st.markdown(f":gray[{empty}]")
        return
    told = {_label(name): [str(value) if name in marked else _told(value) for value in shown[name]] for name in shown.columns}
    if phone() and len(told) > _FOLDED:
        told = _folded(told)
    st.table(pl.DataFrame(told), border="horizontal", hide_index=True)


def _folded(told: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """One column: the first in bold, and the others as `Label: value` behind it."""
    first, *others = told
    rows = zip(*[told[name] for name in others], strict=True)
    words = [" · ".join(f":gray[{name}:] {value}" for name, value in zip(others, row, strict=True) if value) for row in rows]
    return {first: [f"**{value}** {rest}" for value, rest in zip(told[first], words, strict=True)]}


def frame(shown: pl.DataFrame, key: str, empty: str) -> None:
    """A frame ready to show; where it is empty, one sentence why."""
    if shown.is_empty():
        st.markdown(f":gray[{empty}]")
    elif phone() and shown.width > _NARROW and shown.height <= _TALL:
        wrapped(shown, empty)
    elif phone() and shown.width <= _NARROW:
        words = {_label(name): [_told(value) for value in shown.head(_TALL)[name]] for name in shown.columns}
        st.table(pl.DataFrame(words), border="horizontal", hide_index=True)
    else:
        labels = {name: _column(name, kind) for name, kind in shown.schema.items()}
        alt = f"Table of {shown.height} rows: {', '.join(shown.columns)}"
        height = "content" if shown.height <= _TALL else "auto"
        st.dataframe(shown, hide_index=True, key=key, alt=alt, height=height, column_config=labels)


def _told(value: object) -> str:
    """One value in words: yes and no, thousands apart, days as days; nothing for null."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return f"{value:%-d %b %Y}"
    return f"{value:,.6g}" if isinstance(value, int | float) else plain(str(value))


def _column(name: str, kind: pl.DataType) -> Any:
    """A column under its name in words; days as days, thousands apart."""
    if kind.is_temporal():
        return st.column_config.DateColumn(_label(name), format="D MMM YYYY")
    return st.column_config.NumberColumn(_label(name), format="localized") if kind.is_numeric() else _label(name)


def _label(name: str) -> str:
    label = name.removesuffix("_on").removesuffix("_count").replace("_", " ")
    return f"{label[:1].upper()}{label[1:]}"
