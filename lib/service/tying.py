"""Tie-out: the force's published figure beside ours, and why they differ. Who may do it, over which place, and what is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass

import polars as pl

from lib import casebook, queries, store, tieout
from lib.casebook import TieOut
from lib.errors import InputError, NotAllowed, Refused
from lib.grant import Grant
from lib.question import FORCE, Month, Window
from lib.roles import allowed
from lib.service import holding, rights
from lib.service.holding import Held
from lib.tieout import FIGURES, KINDS, Figure, Group, Tally, Tied
from lib.tieout.group import NAMES

FEWEST = 10
"""A figure on file under this many people or events is not shown to those who do not tie out."""
_PRINTED = re.compile(r"-?\d{1,12}(?:\.(\d{1,6}))?")
_COUNTS = ("headcount", "leavers", "allegations")


@dataclass(frozen=True)
class Asked:
    """What is tied out: a figure, a place, kinds of people, whole months, and what was published, with its decimals."""

    figure: str
    where: str
    kinds: tuple[str, ...]
    first: Month
    last: Month
    published: float
    digits: int = 0


@dataclass(frozen=True)
class Outcome:
    """The figure tied out, in words that a page shows as they are."""

    asked: Asked
    figure: Figure
    place: str
    tied: Tied
    period: str


@dataclass(frozen=True)
class Choices:
    """What may be asked: figures that the sources can give, places in scope by name, months."""

    figures: tuple[Figure, ...]
    places: tuple[tuple[str, str], ...]  # (code, name), from the force down
    months: tuple[Month, ...]  # the newest first
    kinds: tuple[str, ...] = KINDS


def published(text: str) -> tuple[float, int]:
    """A published figure as it was printed, and its decimals: `1,204`, `4.6 %`, `£38.90`. Raises InputError for anything else."""
    plain = text.replace(",", "").replace("\u2212", "-").strip().removeprefix("£").removesuffix("%").strip()
    found = _PRINTED.fullmatch(plain)
    if not found:
        raise InputError("published figure", "not a number", "Write it as it was printed: 1,204 or 4.6 %.")
    return float(plain), len(found[1] or "")


def may(grant: Grant) -> bool:
    """True for the role that may take unit figures away: to tie out is to write such a figure down."""
    return allowed(grant.role, "export", "unit")


def choices(grant: Grant) -> Choices:
    """Raises NotAllowed, NoGeneration."""
    held = _held(grant)
    known = [row for row in held.places.iter_rows(named=True) if row["kind"] != "team" and row["unit"] in (None, row["node"])]
    places = [(row["node"], row["name"]) for row in known if rights.may_see_place(held, grant, row["node"])]
    span = range(held.newest.index - held.first.index + 1)
    return Choices(
        figures=tuple(figure for figure in FIGURES if all(held.present(source) for source in figure.sources)),
        places=tuple(places),
        months=tuple(held.newest.plus(-each) for each in span),
    )


def tie(grant: Grant, asked: Asked) -> Outcome:
    """Tie a figure out. Raises NotAllowed (role, place), Refused (months), InputError (figure, kinds)."""
    held = _held(grant)
    code = rights.require_place(held, grant, asked.where)
    if asked.first > asked.last or asked.last > held.newest or asked.first < held.first:
        raise Refused("the period lies outside the data", f"Choose whole months from {held.first} to {held.newest}.")
    tally = _tally(held, grant, code, Window(asked.last, asked.last.index - asked.first.index + 1))
    tied = tieout.tie(asked.figure, asked.kinds, tally, asked.published, asked.digits)
    return Outcome(asked, tieout.BY_ID[asked.figure], held.nodes[code]["name"], tied, _period(tied, tally))


def keep(grant: Grant, asked: Asked, source: str) -> TieOut:
    """Tie a figure out again and write it down, with its audit event. Raises what `tie` raises, and InputError for no source."""
    held, outcome = _held(grant), tie(grant, asked)
    nearest = outcome.tied.reasons[0].title if outcome.tied.reasons else ""
    told = TieOut(
        asked.figure, rights.require_place(held, grant, asked.where), outcome.place, asked.kinds, asked.first.first_day,
        asked.last.last_day, asked.published, outcome.tied.ours, source, nearest, held.lease.generation,
    )  # fmt: skip
    return casebook.keep_tie_out(grant, told)


def on_file(grant: Grant) -> tuple[TieOut, ...]:
    """Tie-outs on file: those of places in scope for who ties out; for others the force's, small counts left out."""
    held = holding.current()
    rights.require_data(held, grant)
    return tuple(each for each in casebook.tie_outs() if _shown(held, grant, each))


def _shown(held: Held, grant: Grant, told: TieOut) -> bool:
    if may(grant):
        return told.place in held.nodes and rights.may_see_place(held, grant, told.place)
    small = told.figure in _COUNTS and min(told.published, told.ours if told.ours is not None else 0) < FEWEST
    return told.place == held.root and allowed(grant.role, "see", "released") and grant.everywhere() and not small


def _held(grant: Grant) -> Held:
    held = holding.current()
    rights.require_data(held, grant)
    if not may(grant):
        raise NotAllowed
    return held


def _period(tied: Tied, tally: Tally) -> str:
    if tieout.BY_ID[tied.figure].on_a_day:
        return f"on {tally.last:%-d %b %Y}"
    return f"{tally.first:%-d %b %Y} to {tally.last:%-d %b %Y}"


def _tally(held: Held, grant: Grant, code: str, window: Window) -> Tally:
    where = held.asked(code)
    counts = {row["source"]: row for row in held.counts.iter_rows(named=True)}
    linked = store.read(queries.linked_in(grant, where, window), held.lease).to_dicts()
    return Tally(
        first=window.first_day,
        last=window.last_day,
        kinds=_kinds(held, grant, where, window),
        not_linked={row["source"]: row["rows_count"] - row["linked_count"] for row in linked},
        set_aside={source: row["quarantined"] for source, row in counts.items()},
        accepted={source: row["accepted"] for source, row in counts.items()},
        complete_to=dict(held.settled),
        events=_events(held, grant, code, window),
        unknown_here=where == FORCE,
    )


def _kinds(held: Held, grant: Grant, where: str, window: Window) -> dict[str, Group]:
    """A group a kind, put together from one query for each source that is there."""
    statements = [queries.in_post(grant, where, window), queries.leavers(grant, where, window)]
    per_source = {"sickness": queries.spells, "overtime": queries.claims, "conduct": queries.allegations}
    statements += [query(grant, where, window) for source, query in per_source.items() if held.present(source)]
    frames = [store.read(statement, held.lease) for statement in statements]
    frames.append(store.read(queries.posted_on(grant, where, window.last_day), held.lease))
    first = store.read(queries.posted_on(grant, where, window.first_day), held.lease)
    frames.append(first.select("kind", first_people="people", first_fte="fte"))
    sums: dict[str, dict[str, float]] = {}
    for frame in frames:
        for row in frame.iter_rows(named=True):
            known = {name: value for name, value in row.items() if name in NAMES}
            sums.setdefault(row["kind"], {}).update(known)
    return {kind: Group(**each) for kind, each in sums.items()}


def _events(held: Held, grant: Grant, code: str, window: Window) -> tuple[tuple[str, str], ...]:
    """Breaks and gaps within the period that concern the place: (source, sentence)."""
    path, first, last = rights.path_of(held, code), window.first_day, window.last_day
    rows = held.data_events.filter(
        pl.col("from_on") <= last,
        pl.col("to_on").fill_null(pl.col("from_on")) >= first,
        pl.col("unit").is_null() | pl.col("unit").is_in([*path, *held.under(code)]),
    )
    return tuple((row["source"], row["detail"]) for row in rows.iter_rows(named=True))
