"""What chance would show beside a list of people."""

from __future__ import annotations

from typing import Any

import numpy as np

from lib.stats import tails
from lib.stats.arrays import Floats, Truth

RULE = "stands_out"


def expected_count(edge: Floats, mean: Floats, spread: Floats) -> float:
    """Sum over people of P(Y > edge) in each one's own distribution: how many would lie beyond by chance."""
    known = np.isfinite(edge) & np.isfinite(mean) & (mean > 0) & np.isfinite(spread)
    return float(tails.above(np.maximum(edge, 0.0)[known], mean[known], spread[known]).sum())


def beside(observed: Truth, edge: Floats, mean: Floats, spread: Floats) -> dict[str, Any]:
    """The CHANCE record of the contract. `edge`: the largest count that does not stand out. Simulated parts are null: not simulated."""
    return {
        "rule": RULE,
        "observed": int(observed.sum()),
        "expected": expected_count(edge, mean, spread),
        "nobody_differs": None,
        "usual_spread": None,
        "p_value": None,
    }
