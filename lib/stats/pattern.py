"""A pattern: stricter than standing out. Everything but the false discovery step, which is over all metrics at once."""

from __future__ import annotations

import numpy as np
import polars as pl

from lib.metrics import Metric
from lib.peers import ENOUGH_PEERS
from lib.question import Window
from lib.stats import multiplicity, shrinkage, tails
from lib.stats.allowing import Allowed
from lib.stats.arrays import Floats, Truth, Whole, summed
from lib.stats.judging import Judged
from lib.stats.reading import STANDS_OUT, Words
from lib.stats.spans import Span

DECIDING_MONTHS = 12
"""The one window in which a pattern is looked for."""
Q_BELOW = 0.05
SURELY = 1.5
LEVEL = 0.10
"""The ratio to what is usual at this load that is exceeded with nine tenths of certainty."""
QUARTERS, OF_THEM = 4, 3
HALF_OF_ONE = 2.0
"""One spell is less than half the excess where more than two are in excess. (For whole spells the three quarters see to most of it.)"""


def but_for_q(
    span: Span, allowed: Allowed, judged: Judged, words: Words, peers: Whole, metric: Metric, window: Window, complete: bool
) -> Truth | None:
    """True for people who meet all of it but for q; None in a window that does not decide. `peers`: of each person.

    Stands out and is not held with the unit; nine tenths sure of 1.5 times the usual at this load; above what is expected in 3 of
    4 quarters; no single spell half the excess; every month's data known; 30 peers.
    """
    if window.months != DECIDING_MONTHS:
        return None
    size = 1.0 / np.maximum(allowed.spreads.people, tails.POISSON_BELOW)
    adjusted = np.where(np.isfinite(judged.adjusted), judged.adjusted, 1.0)
    sure = shrinkage.quantile(size + span.events, size + adjusted, LEVEL) >= SURELY
    known = span.layout.by_person((~span.frame["known"].to_numpy()).astype(np.float64)) == 0
    return (
        (words == STANDS_OUT)
        & sure
        & (_quarters_above(span, allowed, window) >= OF_THEM)
        & (span.events - adjusted > HALF_OF_ONE)
        & (peers >= ENOUGH_PEERS)
        & known
        & (complete and metric.is_pattern_metric)
    )


def _quarters_above(span: Span, allowed: Allowed, window: Window) -> Whole:
    """In how many quarters of the window each person has more events than are expected at this load."""
    month = span.frame.select(pl.col("month").dt.year().cast(pl.Int64) * 12 + pl.col("month").dt.month() - 1)["month"].to_numpy()
    quarter = (month - window.first.index) // 3
    place = span.layout.person * QUARTERS + quarter
    size = span.layout.size * QUARTERS
    events, expected = (summed(place, each, size) for each in (span.layout.events, np.nan_to_num(allowed.adjusted.cells)))
    return (events > expected).reshape(-1, QUARTERS).sum(axis=1).astype(np.int64)


def decided(people: pl.DataFrame, looks: int = 1) -> pl.DataFrame:
    """Person rows of all metrics of a date with `q_value` over all that have a p (Benjamini-Hochberg, once), and `is_pattern` where
    it is also below 0.05 / `looks`, the number of sealed decision dates."""
    p: Floats = people["p_value"].cast(pl.Float64).fill_null(float("nan")).to_numpy()
    q = pl.Series("q_value", multiplicity.known_q_values(p)).fill_nan(None)
    few = (q < Q_BELOW / looks).fill_null(False)
    both = pl.when(pl.col("is_pattern").is_not_null()).then(pl.col("is_pattern") & few)
    return people.with_columns(q, both.alias("is_pattern"))
