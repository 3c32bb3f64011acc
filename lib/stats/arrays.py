"""Arguments as float64 arrays, refused by name when they are not legal."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from lib.errors import InputError

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]
Truth = npt.NDArray[np.bool_]


def floats(name: str, values: Any) -> Floats:
    """`values` as float64. Raises InputError for text or NaN."""
    try:
        array = np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(name, "not numbers") from None
    if np.isnan(array).any():
        raise InputError(name, "holds NaN", "Leave out what is not known.")
    return array


def at_least(name: str, values: Any, lowest: float = 0.0) -> Floats:
    """`values` as float64, none below `lowest`. Raises InputError."""
    array = floats(name, values)
    if (array < lowest).any():
        raise InputError(name, f"holds a value below {lowest:g}")
    return array


def same_shape(name: str, array: Floats, beside: Floats) -> Floats:
    """`array`, unless its shape differs from `beside`. Raises InputError."""
    if array.shape != beside.shape:
        raise InputError(name, "its length differs", "Give one value for each event count.")
    return array


def spread_to(name: str, array: Floats, beside: Floats) -> Floats:
    """`array` repeated to the shape of `beside` when it is one number. Raises InputError when its length differs."""
    if array.ndim and array.shape != beside.shape:
        raise InputError(name, "its length differs", "Give one number, or one for each event count.")
    return np.broadcast_to(array, beside.shape)


def between(name: str, value: float, lowest: float, highest: float) -> float:
    """`value`, strictly between the two. Raises InputError."""
    if not lowest < value < highest:
        raise InputError(name, f"not between {lowest:g} and {highest:g}")
    return float(value)


def summed(place: Whole, values: Floats, size: int) -> Floats:
    """Sums of `values` by place 0..size - 1."""
    return np.bincount(place, values, size).astype(np.float64, copy=False)
