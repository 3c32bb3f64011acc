"""Limited duties: recuperative and adjusted (health), restricted (management): officers, dated, some still open."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from lib.synth.plan import Plan
from lib.synth.ranks import OFFICER
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
    """One row is a dated status of a person: person, kind, start and end (days; end -1 while open). None overlaps another."""
    plan, people = world.plan, world.people
    frames = [_kind(plan, kind, np.flatnonzero(people.kind == OFFICER), people.joined, people.left) for kind in KINDS]
    rows = pl.concat(frames).sort("person", "start", "kind").to_dict(as_series=False)
    kept = _apart(rows["person"], rows["start"], rows["end"])
    ended = pl.when(pl.col("end") < plan.horizon).then("end").otherwise(-1)
    return pl.DataFrame(rows).filter(pl.Series(kept)).with_columns(end=ended).sort("start", "person", "kind")


def _apart(people: list[int], starts: list[int], ends: list[int]) -> list[bool]:
    """Of rows sorted by person and first day: those that begin after the earlier ones kept have ended."""
    kept: list[bool] = []
    who, until = -1, -1
    for person, start, end in zip(people, starts, ends, strict=True):
        kept.append(person != who or start > until)
        if kept[-1]:
            who, until = person, end
    return kept


def _kind(plan: Plan, kind: LimitedKind, officers: np.ndarray, joined: np.ndarray, left: np.ndarray) -> pl.DataFrame:
    rng = plan.stream("limited", kind.name)
    before = int(2 * kind.mean_days)
    counts = rng.poisson(kind.rate * (plan.days + before) / 365.25, len(officers))
    who = np.repeat(officers, counts)
    start = rng.integers(-before, plan.days, len(who))
    end = np.minimum(start + rng.exponential(kind.mean_days, len(who)).astype(int) + 7, left[who])
    kept = (start >= joined[who]) & (end >= 0) & (end >= start)
    who, start, end = who[kept], start[kept], end[kept]
    return pl.DataFrame({"person": who, "kind": [kind.name] * len(who), "start": start, "end": end})
