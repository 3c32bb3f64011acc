"""One word for a person and metric. The first line of the table that applies."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from lib.stats.arrays import Floats, Truth

LIMIT = 3.0
STANDS_OUT = "stands_out"
HELD = "held_with_unit"
Words = npt.NDArray[np.str_]


def readings(
    raw_z: Floats,
    adjusted_z: Floats,
    z_at_limits: tuple[Floats, Floats],
    second_z: Floats,
    factor_lower: Floats,
    in_raised: Truth,
) -> Words:
    """`cannot_tell | only_after_adjustment | ordinary | stands_out | in_line_with_load | held_with_unit`.

    Load may clear a person; it may not by itself bring one in, so both z must reach 3. `z_at_limits`: adjusted z at the two
    limits of what load adds. `second_z`: allowing for load by the second set of covariates; NaN where there is none. `factor_lower`: lower limit of the load factor. In a raised unit the people are held with it.
    """
    high_raw, high_adjusted = raw_z >= LIMIT, adjusted_z >= LIMIT
    straddles = (z_at_limits[0] >= LIMIT) != (z_at_limits[1] >= LIMIT)
    depends = np.isfinite(second_z) & ((second_z >= LIMIT) != high_adjusted)
    words = np.select(
        [
            np.isnan(raw_z) | np.isnan(adjusted_z),
            ~high_raw & high_adjusted,
            ~high_raw,
            straddles | depends,
            high_adjusted,
            factor_lower > 1.0,
        ],
        ["cannot_tell", "only_after_adjustment", "ordinary", "cannot_tell", STANDS_OUT, "in_line_with_load"],
        "cannot_tell",
    )
    held = in_raised & np.isin(words, [STANDS_OUT, "only_after_adjustment"])
    return np.where(held, HELD, words)
