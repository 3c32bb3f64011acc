"""Limited duties: recuperative and adjusted (health), restricted (management): officers, dated, some still open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.synth.ranks import OFFICER
from lib.synth.plan import Plan
from lib.synth.world import World


@dataclass(frozen=True)
class LimitedKind:
    """A kind: begun per officer-year, and its mean length in days."""

    name: str
    rate: float
    mean_days: float


KINDS = (
    LimitedKind("recuperative", 0.13, 120), LimitedKind("adjusted", 0.04, 360), LimitedKind("restricted", 0.012, 270),
)  # fmt: skip


def limited(world: World) -> pl.DataFrame:
    """One row is a dated status of a person: person, kind, start and end (days; end -1 while open)."""
    plan, people = world.plan, world.people
    frames = [_kind(plan, kind, np.flatnonzero(people.kind == OFFICER), people.joined, people.left) for kind in KINDS]
    return (
        pl.concat(frames).unique(["person", "kind", "start"], keep="first", maintain_order=True).sort("start", "person", "kind")
    )


def _kind(plan: Plan, kind: LimitedKind, officers: np.ndarray, joined: np.ndarray, left: np.ndarray) -> pl.DataFrame:
    rng = plan.stream("limited", kind.name)
    before = int(2 * kind.mean_days)
    counts = rng.poisson(kind.rate * (plan.days + before) / 365.25, len(officers))
    who = np.repeat(officers, counts)
    start = rng.integers(-before, plan.days, len(who))
    end = np.minimum(start + rng.exponential(kind.mean_days, len(who)).astype(int) + 7, left[who])
    kept = (start >= joined[who]) & (end >= 0) & (end >= start)
    who, start, end = who[kept], start[kept], end[kept]
    return pl.DataFrame(
        {"person": who, "kind": [kind.name] * len(who), "start": start, "end": np.where(end < plan.horizon, end, -1)}
    )
