"""Did the load come first? Spells soon after a load event, beside what chance would give on the person's own roster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from scipy import special

from lib.stats.arrays import Floats

WITHIN_DAYS = 7


@dataclass(frozen=True)
class LoadFirst:
    """`observed` of `spells` began within 7 days after an event; `by_chance` would; 95 % range `lower` to `upper`.

    Without spells or days at risk, numbers are NaN and `status` says so. Unpacks as `observed, by_chance, lower, upper`.
    """

    observed: int
    by_chance: float
    lower: float
    upper: float
    spells: int
    status: str = "ok"

    def __iter__(self):
        return iter((self.observed, self.by_chance, self.lower, self.upper))


def load_first(spell_days: Sequence[date], event_days: Iterable[date], at_risk_days: Sequence[date]) -> LoadFirst:
    """Spells that start within 7 days after an event (day 1 to 7), beside spells x share of days at risk that lie so.

    The range is the central 95 % of a binomial with that share. Events: rest day cancelled, rest under 11 h, kept on past tour.
    A spell on a day that is not at risk is left out.
    """
    risk = set(at_risk_days)
    after = {day + timedelta(days=step) for day in set(event_days) for step in range(1, WITHIN_DAYS + 1)}
    starts = [day for day in spell_days if day in risk]
    observed = sum(day in after for day in starts)
    if not starts or not risk:
        nan = float("nan")
        return LoadFirst(observed, nan, nan, nan, len(starts), "no_spells" if risk else "no_days_at_risk")
    share = len(risk & after) / len(risk)
    counts = np.arange(len(starts) + 1, dtype=np.float64)
    below = _cumulative(counts, len(starts), share)
    lower, upper = int(np.argmax(below >= 0.025)), int(np.argmax(below >= 0.975))
    return LoadFirst(observed, len(starts) * share, lower, upper, len(starts))


def _cumulative(counts: Floats, n: int, share: float) -> Floats:
    """P(Y <= count) of a binomial."""
    return np.where(counts >= n, 1.0, special.bdtr(np.minimum(counts, n), n, share))
