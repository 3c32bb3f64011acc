"""Where somebody is posted on a day, without living through the days before it."""

from __future__ import annotations

import numpy as np

from lib.synth.careers import Postings


def posting_on(held: Postings, person: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Index of the posting that covers each person's day; of several, the one that began last, as in `Postings.daily`.

    Before a person's first posting it is that one; -1 where the person never held any. The rows of `held` may be in any order.
    """
    order = np.lexsort((held.kind, held.start, held.person))
    low = int(min(held.start.min(initial=0), day.min(initial=0)))
    wide = int(max(held.end.max(initial=0), day.max(initial=0))) - low + 1
    began = held.person[order].astype(np.int64) * wide + (held.start[order] - low)
    place = np.searchsorted(began, person.astype(np.int64) * wide + (day - low), side="right") - 1
    first = np.searchsorted(held.person[order], person, side="left")
    some = np.searchsorted(held.person[order], person, side="right") > first
    found = np.maximum(place, first)
    while (over := some & (found > first) & (held.end[order[np.where(some, found, 0)]] < day)).any():
        found = np.where(over, found - 1, found)
    return np.where(some, order[np.where(some, found, 0)], -1)
