"""The peer group that is named beside a figure: of a person's cells, the one that stands on the highest rung."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.stats.arrays import Floats, Truth, Whole
from lib.stats.spans import Span


@dataclass(frozen=True)
class Named:
    """For each person: a cell of the named group (-1: no exposure), its rung (-1: too few peers), the smallest cell's peers.

    `short`: some cell with exposure has too few peers on every rung. `texts`: the keys' values.
    """

    cell: Whole
    rung: Whole
    peers: Whole
    short: Truth
    texts: list[str | None]


def named(span: Span) -> Named:
    """The highest rung is named, of several groups on it the one with most exposure."""
    layout, rung = span.layout, span.standing.rung
    top = len(layout.rungs)
    height = np.where(rung < 0, top, rung)
    exposed = np.flatnonzero(layout.exposure > 0)
    order = exposed[np.lexsort((exposed, -_group_exposure(span, height)[exposed], -height[exposed], layout.person[exposed]))]
    people, first = np.unique(layout.person[order], return_index=True)
    cell = np.full(layout.size, -1, dtype=np.int64)
    cell[people] = order[first]
    fewest = np.full(layout.size, np.iinfo(np.int64).max)
    np.minimum.at(fewest, layout.person[exposed], span.standing.peers[exposed])
    short = np.zeros(layout.size, dtype=np.bool_)
    short[layout.person[exposed[rung[exposed] < 0]]] = True
    texts = [_text(span, height, int(each)) for each in cell]
    return Named(cell, np.where(cell >= 0, rung[cell], -1), np.where(cell >= 0, fewest, -1), short, texts)


def _group_exposure(span: Span, height: Whole) -> Floats:
    """For each cell, the person's exposure in the group that the cell uses."""
    total = np.zeros(height.size)
    for step in range(len(span.layout.rungs) + 1):
        here = height == step
        if here.any():
            rung = span.layout.rungs[min(step, len(span.layout.rungs) - 1)]
            total[here] = rung.by_pair(np.where(here, span.layout.exposure, 0.0))[rung.pair[here]]
    return total


def _text(span: Span, height: Whole, cell: int) -> str | None:
    if cell < 0:
        return None
    rung = span.layout.rungs[min(int(height[cell]), len(span.layout.rungs) - 1)]
    return rung.texts[int(rung.group[cell])]


def texts(span: Span) -> pl.Series:
    """The group that each cell uses, as text; null where it has too few peers."""
    every: list[str] = []
    place = np.full(span.standing.rung.size, -1, dtype=np.int64)
    for step, rung in enumerate(span.layout.rungs):
        here = span.standing.rung == step
        place[here] = rung.group[here] + len(every)
        every.extend(rung.texts)
    named_ = pl.Series("group", every, dtype=pl.String)
    index = pl.Series(place)
    return named_.gather(pl.select(pl.when(index >= 0).then(index)).to_series())
