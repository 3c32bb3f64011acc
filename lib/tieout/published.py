"""The figures that forces publish, each with its definition here and the sums it is made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from lib.tieout.group import Group

HOURS_A_DAY, STAFF_HOURS_A_DAY = 8.0, 7.4
"""An officer's working day, and that of 37 hours a week."""
LONG_TERM_DAYS = 28
Formula = Callable[[Group, int], float | None]
"""A group and the days of its period to the figure; None where it is not defined."""


def _over(top: float, bottom: float, per: float = 1.0) -> float | None:
    return per * top / bottom if bottom else None


def working_days(hours_a_day: float) -> Formula:
    """Working days lost to sickness per FTE, at so many hours a day."""
    return lambda group, days: _over(group.lost_hours / hours_a_day, group.fte_days / days)


@dataclass(frozen=True)
class Figure:
    """One published figure. `definition` says how ours is made; `sources` what it needs; `on_a_day`: it stands for a day."""

    id: str
    title: str
    unit: str
    definition: str
    published_as: str
    sources: tuple[str, ...]
    formula: Formula
    decimals: int = 0
    on_a_day: bool = False


FIGURES: tuple[Figure, ...] = (
    Figure(
        "headcount", "Headcount", "people",
        "people with a posting on the last day of the period; somebody with two postings counts once",
        "Home Office workforce snapshot (31 March, 30 September); HR monthly", ("postings",),
        lambda group, days: group.people, on_a_day=True,
    ),
    Figure(
        "fte", "FTE", "FTE",
        "the FTE of the posting of the last day of the period; a posting without an FTE counts as 1",
        "Home Office workforce snapshot; HR monthly", ("postings",),
        lambda group, days: group.fte, 1, on_a_day=True,
    ),
    Figure(
        "working_days_lost", "Working days lost to sickness per FTE", "days per FTE",
        f"hours lost in the period / {HOURS_A_DAY:g} h, over the mean FTE of the period; not scaled to a year",
        "HR monthly; HMICFRS value for money profiles", ("sickness", "postings"),
        working_days(HOURS_A_DAY), 2,
    ),
    Figure(
        "sickness_share", "Sickness, % of contracted hours", "%",
        "hours lost in the period / contracted hours of everybody in post on each day of it",
        "HR monthly", ("sickness", "postings"),
        lambda group, days: _over(group.lost_hours, group.contracted_hours, 100), 2,
    ),
    Figure(
        "long_term_share", "Long-term share of sickness days", "%",
        f"calendar days in spells of more than {LONG_TERM_DAYS} days / calendar days of all sickness, within the period",
        "Home Office long-term absence; HR monthly", ("sickness",),
        lambda group, days: _over(group.long_days, group.spell_days, 100), 1,
    ),
    Figure(
        "short_spells", "Short-term sickness spells per person", "spells per person",
        f"closed spells of {LONG_TERM_DAYS} days or fewer begun in the period / mean headcount of the period",
        "HR monthly", ("sickness", "postings"),
        lambda group, days: _over(group.short_spells, group.in_post_days / days), 3,
    ),
    Figure(
        "overtime_hours", "Overtime hours", "hours",
        "hours of claim lines that lie wholly within the period; a line is never spread over days",
        "Payroll monthly", ("overtime",),
        lambda group, days: group.overtime_hours,
    ),
    Figure(
        "overtime_pay", "Overtime pay", "pounds",
        "pay of claim lines that lie wholly within the period; money is never made from hours",
        "Statement of accounts; payroll monthly", ("overtime",),
        lambda group, days: group.overtime_pay,
    ),
    Figure(
        "leavers", "Leavers", "people",
        "people whose leaving day lies in the period; somebody who moves to another unit is no leaver",
        "Home Office leavers table (year to 31 March)", ("people",),
        lambda group, days: group.leavers,
    ),
    Figure(
        "allegations", "Allegations received", "allegations",
        "allegations received in the period, of complaints and of conduct, whether or not somebody is identified",
        "IOPC complaints statistics; professional standards monthly", ("conduct",),
        lambda group, days: group.allegations,
    ),
)  # fmt: skip
BY_ID = {figure.id: figure for figure in FIGURES}
