"""The first screen: what changed, where, and was it the load."""

from __future__ import annotations

import polars as pl

from lib.grant import Grant
from lib.pictures import TOO_EARLY, USUAL, Lane, Sentence
from lib.question import Month, Question, Window
from lib.service import holding, lanes, quality, rights, status
from lib.service.holding import Held
from lib.service.values import Brief, MeasureRow, PlaceRow
from lib.sources import SOURCES
from lib.words import brief as words
from lib.words.numbers import listing


def brief(grant: Grant, question: Question) -> Brief:
    """The Brief of a place. Raises NotAllowed, Refused (month), NoGeneration."""
    held = holding.current()
    code = rights.require_place(held, grant, question.where)
    as_of = held.window(question).as_of
    record, load = lanes.record_rows(held, grant, code, as_of), lanes.load_rows(held, grant, code, as_of)
    below = series_below(held, grant, code, as_of)
    name = told_name(held, code)
    return Brief(
        headline=words.headline(_lanes(record), _lanes(load)),
        sentences=tuple(
            sentence
            for sentence in (
                words.across(name, _lanes(record), _lanes(load)),
                words.outside_places(kinds_below(held, code), below),
                words.load_there(below),
                _owed(held, code, name, as_of),
                words.too_early(_lanes((*record, *load)), status.incomplete(held)),
            )
            if sentence is not None
        ),
        record=record,
        load=load,
        places_title=kinds_below(held, code).capitalize(),
        places=tuple(place_row(place) for place in below),
        ask=words.ask(name, below, _lanes(load)),
        missing=missing(held),
        breaks=_breaks(held, grant, code, as_of),
    )


def _breaks(held: Held, grant: Grant, code: str, as_of: Month) -> tuple[str, ...]:
    """What must not be compared across, in the months that are shown: `definition break: demand (Oct 2025)`."""
    shown = Window(as_of, lanes.MONTHS_SHOWN)
    found = quality.breaks(held, grant, rights.path_of(held, code))
    within = [(name, Month.parse(first[:7])) for name, first, _ in found if shown.first <= Month.parse(first[:7]) <= shown.as_of]
    return tuple(f"{name} ({month.words})" for name, month in within)


def _lanes(rows: tuple[MeasureRow, ...]) -> tuple[Lane, ...]:
    return tuple(row.lane for row in rows)


def told_name(held: Held, code: str) -> str:
    """What a place is called in a sentence."""
    return "the force" if code == held.root else held.nodes[code]["name"]


def children(held: Held, grant: Grant, code: str) -> list[tuple[str, str]]:
    """(code, name) of the places a step below that this grant may see, by name. Business groups are passed over."""
    level = rights.level_of(held, code)
    wanted = "command" if level in ("force", "group") else "unit"
    below = held.places.filter(pl.col("path").str.split("/").list.contains(code) & (pl.col("node") != code))
    column = pl.col("command") if wanted == "command" else pl.col("unit")
    rows = below.filter(column == pl.col("node")).sort("name").select("node", "name").iter_rows()
    return [(node, name) for node, name in rows if rights.may_see_place(held, grant, node)]


def kinds_below(held: Held, code: str) -> str:
    """What the places below are called."""
    return "commands" if rights.level_of(held, code) in ("force", "group") else "units"


def series_below(held: Held, grant: Grant, code: str, as_of: Month) -> list[words.PlaceSeries]:
    """The places below with their lanes; a place of fewer than 10 people is too small to show here and is left out."""
    return [
        words.PlaceSeries(
            node, name, _lanes(lanes.record_rows(held, grant, node, as_of)), _lanes(lanes.load_rows(held, grant, node, as_of))
        )
        for node, name in children(held, grant, code)
        if people_in(held, node, as_of) >= rights.FEWEST_PEOPLE
    ]


def people_in(held: Held, code: str, as_of: Month) -> int:
    """People with a day in post here in that month."""
    return held.cells.filter((pl.col("month") == as_of.first_day) & pl.col("unit").is_in(held.under(code)))[
        "person_id"
    ].n_unique()


def place_row(place: words.PlaceSeries) -> PlaceRow:
    """A place in words, with one lane a side: the first outside the usual, else the first."""
    record_out, load_out = words.outside(place.record), words.outside(place.load)
    return PlaceRow(
        code=place.code,
        name=place.name,
        words={
            ("usual", "usual"): "Nothing unusual",
            ("usual", "outside"): "Load outside the usual, record usual",
            ("outside", "usual"): "Load usual: ask what else",
            ("outside", "outside"): "Record and load outside the usual",
            ("usual", "unknown"): "Record usual, load cannot be judged",
            ("outside", "unknown"): "Record outside, load cannot be judged",
            ("unknown", "usual"): "Load usual, record cannot be judged",
            ("unknown", "outside"): "Load outside, record cannot be judged",
            ("unknown", "unknown"): "Cannot tell yet",
        }[words.standing(place.record), words.standing(place.load)],
        record=_told(place.record),
        load=_told(place.load),
        record_lane=(record_out or place.record or (_empty("record"),))[0],
        load_lane=(load_out or place.load or (_empty("load"),))[0],
    )


def _told(shown: tuple[Lane, ...]) -> str:
    out = words.outside(shown)
    if out:
        return listing([f"{lane.verdict.split()[0]}: {words.short(lane)}" for lane in out], 2)
    return USUAL if any(lane.verdict == USUAL for lane in shown) else TOO_EARLY


def _empty(side: str) -> Lane:
    return Lane("no source", (), (), None, None, TOO_EARLY, side)


def _owed(held: Held, code: str, name: str, as_of: Month) -> Sentence | None:
    month = held.unit_months.filter((pl.col("month") == as_of.first_day) & pl.col("unit").is_in(held.under(code)))
    days = as_of.last_day.day
    owed, officers = month["rest_days_owed_days"].sum() / days, month["in_post_officer_days"].sum() / days
    return words.owed(name, round(owed), officers, month["rest_days_oldest_days"].max())  # type: ignore[arg-type]


def missing(held: Held) -> tuple[str, ...]:
    """The sources this force has not given, and so what no view can show."""
    return tuple(source.title for source in SOURCES if not held.present(source.id))
