"""Peer groups: the ladder of keys, and which rung each cell stands on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.peers import ENOUGH_PEERS, FEWEST_PEERS, PeerRule
from lib.stats.arrays import Floats, Truth, Whole, summed

NOT_RECORDED = "not recorded"


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder: the peer group of each cell, and the pairs (person, peer group).

    `group` and `pair` are one number a cell; `pair_person` and `pair_group` one a pair. `texts`: the keys' values of a group.
    """

    group: Whole
    pair: Whole
    pair_person: Whole
    pair_group: Whole
    texts: tuple[str, ...]

    def by_pair(self, values: Floats) -> Floats:
        """Sums of a cell figure over pairs."""
        return summed(self.pair, values, self.pair_person.size)

    def by_group(self, values: Floats) -> Floats:
        """Sums of a pair figure over peer groups."""
        return summed(self.pair_group, values, len(self.texts))


@dataclass(frozen=True)
class Layout:
    """Cells as arrays: `person` numbers people in order of person_id; figures are float64, one a cell."""

    ids: tuple[str, ...]
    person: Whole
    events: Floats
    exposure: Floats
    rungs: tuple[Rung, ...]

    @property
    def size(self) -> int:
        """How many people."""
        return len(self.ids)

    def by_person(self, values: Floats) -> Floats:
        """Sums of a cell figure over people."""
        return summed(self.person, values, self.size)


def codes(frame: pl.DataFrame, keys: Sequence[str]) -> tuple[Whole, pl.DataFrame]:
    """A number for each row's combination of keys (null is a value like another), and the combinations in order."""
    different = frame.select(keys).unique().sort(keys, nulls_last=True)
    numbered = different.with_row_index("code")
    found = frame.select(keys).join(numbered, on=list(keys), how="left", nulls_equal=True, maintain_order="left")
    return found["code"].cast(pl.Int64).to_numpy(), different


def layout(exposed_cells: pl.DataFrame, rule: PeerRule) -> Layout:
    """The arrays of exposed cells (`person_id, events, exposure` and the rule's keys)."""
    person, people = codes(exposed_cells, ["person_id"])
    return Layout(
        ids=tuple(people["person_id"].to_list()),
        person=person,
        events=exposed_cells["events"].to_numpy(),
        exposure=exposed_cells["exposure"].to_numpy(),
        rungs=tuple(_rung(exposed_cells, person, keys) for keys in rule.rungs()),
    )


def _rung(cells: pl.DataFrame, person: Whole, keys: Sequence[str]) -> Rung:
    group, different = codes(cells, keys)
    pairs, pair = np.unique(person * different.height + group, return_inverse=True)
    texts = tuple(", ".join(NOT_RECORDED if part is None else str(part) for part in row) for row in different.iter_rows())
    return Rung(group, pair.astype(np.int64), pairs // max(different.height, 1), pairs % max(different.height, 1), texts)


@dataclass(frozen=True)
class Standing:
    """The rung each cell stands on (-1: too few peers on every rung) and its number of peers there, the person not counted."""

    rung: Whole
    peers: Whole


def standing(layout_: Layout, counted: Truth) -> Standing:
    """The first rung with 30 peers, else the last if it has 10. Peers: other people of `counted` with exposure in the group."""
    rung = np.full(layout_.person.size, -1, dtype=np.int64)
    peers = np.zeros(layout_.person.size, dtype=np.int64)
    for step, each in enumerate(layout_.rungs):
        present = (each.by_pair(layout_.exposure) > 0) & counted[each.pair_person]
        others = each.by_group(present.astype(np.float64))[each.pair_group] - present
        here = others.astype(np.int64)[each.pair]
        needed = FEWEST_PEERS if step == len(layout_.rungs) - 1 else ENOUGH_PEERS
        open_ = rung < 0
        rung[open_ & (here >= needed)] = step
        peers[open_] = here[open_]
    return Standing(rung, peers)
