"""The spread of peers, function by function."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lib.stats.arrays import Floats, Truth
from lib.stats.z import peer_spread

FEWEST_PEOPLE = 200
FEWEST_EXPECTED = 0.3


@dataclass(frozen=True)
class Spreads:
    """`people`: each person's spread a. `by_function`: the fitted ones. `pooled`: functions that share one."""

    people: Floats
    by_function: dict[str, float]
    pooled: tuple[str, ...]


def fitted(events: Floats, expected: Floats, work: tuple[str, ...], fit_on: Truth) -> Spreads:
    """a for each function with at least 200 people and a mean expectation of 0.3; the others share one.

    Where the sharing ones are themselves too few, they take the spread of the whole force. `fit_on`: people with a valid
    expectation and enough exposure. 0 where nothing can be fitted: nobody differs by more than counts do.
    """
    names, place = np.unique(np.array(work, dtype=np.str_), return_inverse=True)
    own = np.array([_alone(expected[fit_on & (place == each)]) for each in range(names.size)], dtype=np.bool_)
    shared = ~own[place] if names.size else np.zeros(0, dtype=np.bool_)
    common_on = fit_on & shared if (fit_on & shared).sum() >= FEWEST_PEOPLE else fit_on
    common = _fit(events, expected, common_on) if shared.any() else 0.0
    by_function = {
        str(name): _fit(events, expected, fit_on & (place == each)) if own[each] else common for each, name in enumerate(names)
    }
    people = np.array([by_function[str(name)] for name in names])[place] if names.size else np.zeros(0)
    return Spreads(people, by_function, tuple(str(name) for each, name in enumerate(names) if not own[each]))


def nothing(work: tuple[str, ...]) -> Spreads:
    """No spread for anybody: for figures that are not counts."""
    return Spreads(np.zeros(len(work)), {}, ())


def _alone(expected: Floats) -> bool:
    return expected.size >= FEWEST_PEOPLE and float(expected.mean()) >= FEWEST_EXPECTED


def _fit(events: Floats, expected: Floats, fit_on: Truth) -> float:
    found = peer_spread(events[fit_on], expected[fit_on])
    return found if np.isfinite(found) else 0.0
