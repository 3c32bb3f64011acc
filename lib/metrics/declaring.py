"""How a metric is declared: what it counts, per what, and what may and may not be read from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

Nature = Literal["chosen", "joint", "context"]
"""Chosen: the person did it. Joint: cannot be the only pattern. Context: shown, never a pattern. (Imposed is a load measure.)"""
Family = Literal["count", "hours", "people", "money"]
Exposure = Literal["time_at_risk", "rostered_duties_count", "contracted_hours", "in_post"]


@dataclass(frozen=True)
class Metric:
    """One metric. `events` and `exposure` are columns of `person_months` (or of the table its source fills).

    `value` = events / exposure x `per`, in the words of `unit_text`. `level` person: measured for people and above;
    unit: for units and above only. `is_pattern_metric` False: context only, never a pattern.
    """

    id: str
    title: str
    nature: Nature
    family: Family
    level: Literal["person", "unit"]
    source: str
    events: str
    exposure: Exposure
    per: float
    unit_text: str
    events_text: str
    why_it_matters: str
    what_else: tuple[str, ...]
    workload_without: tuple[str, ...] = ()
    is_pattern_metric: bool = False
    decimals: int = 2
    author: str = "Evenhand project"
    review_on: date = date(2027, 11, 1)
