"""Figures of a force as published ones are counted, from what was seen of it: sickness, overtime, units, careers."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from lib.synth.ranks import SERGEANT
from lib.synth.seen import YEAR, Seen
from lib.synth.sickness import COLD, SHORT_DAYS

MENTAL = ("Stress or anxiety", "Depression")
LARGE_UNIT, SMALL_UNIT, LARGEST_UNITS = 30, 10, 25


def top_share(values: np.ndarray, share: float = 0.1) -> float:
    """Percentage of the total that the top tenth hold."""
    ordered = np.sort(values)[::-1]
    return 100 * float(ordered[: max(1, round(share * len(ordered)))].sum() / max(ordered.sum(), 1e-9))


def all_year(each: Seen) -> np.ndarray:
    return each.officer & each.whole_year


def per(name: str, by: float, base: str = "duties") -> Callable[[Seen], float]:
    """A sum over another, by 100 or 1,000."""
    return lambda each: by * each.counts[name] / each.counts[base]


def no_sickness(each: Seen) -> float:
    return 100 * float((np.bincount(each.spell["person"], minlength=len(each.officer))[all_year(each)] == 0).mean())


def days_per_officer(each: Seen) -> float:
    return float(each.days_lost[all_year(each)].mean())


def top_tenth_of_days(each: Seen) -> float:
    return top_share(each.days_lost[all_year(each)])


def _mental(each: Seen) -> np.ndarray:
    return np.isin(each.of_officers("reason"), MENTAL)


def mental_days(each: Seen) -> float:
    minutes = each.of_officers("minutes")
    return 100 * float(minutes[_mental(each)].sum() / minutes.sum())


def mental_spells(each: Seen) -> float:
    return 100 * float(_mental(each).mean())


def _daily(each: Seen, kept: np.ndarray, months: tuple[int, ...]) -> float:
    """Calendar days lost per day in those calendar months."""
    plan = each.world.plan
    grid = np.zeros(plan.days + 1)
    np.add.at(grid, np.maximum(each.ever["start"][kept], 0), 1)
    np.add.at(grid, np.minimum(each.ever["end"][kept] + 1, plan.days), -1)
    year = np.arange(each.first, plan.days)
    return float(np.cumsum(grid)[year][np.isin(plan.month_number[year] + 1, months)].mean())


def season(each: Seen) -> float:
    everything = np.ones(len(each.ever["start"]), bool)
    return _daily(each, everything, (12, 1, 2)) / _daily(each, everything, (6, 7, 8))


def colds(each: Seen) -> float:
    mine = each.ever["reason"] == COLD
    return _daily(each, mine, (1,)) / _daily(each, mine, (8,))


def short_rate(each: Seen) -> float:
    short = each.spell["counted"] & (each.spell["length"] <= SHORT_DAYS) & (each.spell["end"] < each.world.plan.days - 1)
    return float(short.sum() / (each.in_post_days[each.regular].sum() / 365.25))


def claimants(each: Seen) -> np.ndarray:
    """Overtime hours of constables and sergeants in post all year."""
    return each.hours[all_year(each) & (each.world.people.rank <= SERGEANT)]


def overtime_mean(each: Seen) -> float:
    return float(claimants(each).mean())


def overtime_none(each: Seen) -> float:
    return 100 * float((claimants(each) == 0).mean())


def overtime_top(each: Seen) -> float:
    return top_share(claimants(each))


def overtime_most(each: Seen) -> float:
    return float(claimants(each).max() / claimants(each).mean())


def leavers(each: Seen) -> float:
    plan, people = each.world.plan, each.world.people
    left = (people.left >= plan.days - YEAR) & (people.left < plan.days)
    return 100 * float(left.sum() / (each.in_post_days.sum() / 365.25))


def movers(each: Seen) -> float:
    """People in post at both ends of the last half-year whose unit differs between them."""
    plan, people, held = each.world.plan, each.world.people, each.world.held
    ends = []
    for day in (plan.days - 183, plan.days - 1):
        covering = np.flatnonzero((held.kind == 0) & (held.start <= day) & (held.end >= day))
        unit = np.full(len(people), -1)
        unit[held.person[covering]] = each.world.tree.team_unit[held.team[covering]]
        ends.append(np.where((people.joined <= day) & (people.left >= day), unit, -1))
    both = (ends[0] >= 0) & (ends[1] >= 0)
    return 100 * float((ends[0] != ends[1])[both].mean())


def _unit_rates(each: Seen) -> np.ndarray:
    large = each.unit_days[:, 1] > LARGE_UNIT * YEAR
    return each.unit_days[large, 0] / each.unit_days[large, 1]


def unit_most_to_least(each: Seen) -> float:
    """Sickness days per day in post: the highest over the lowest of the 25 largest units (of 30 people and more)."""
    large = each.unit_days[each.unit_days[:, 1] > LARGE_UNIT * YEAR]
    largest = large[np.argsort(large[:, 1])[-LARGEST_UNITS:]]
    rates = largest[:, 0] / largest[:, 1]
    return float(rates.max() / rates.min())


def unit_spread(each: Seen) -> float:
    """The unit at the 95th percentile over the one at the 5th."""
    return float(np.quantile(_unit_rates(each), 0.95) / np.quantile(_unit_rates(each), 0.05))


def within_to_between(each: Seen) -> float:
    """Standard deviation of people's days lost within units over that of the units' means (chance within them taken off).

    People in post all year, by their unit at the end, units of 30 and more. At least 0.01 between units, so that the ratio is finite.
    """
    kept = each.whole_year & each.regular & (each.unit_at_end >= 0)
    unit, lost = each.unit_at_end[kept], each.days_lost[kept]
    size = np.bincount(unit)
    use = size >= LARGE_UNIT
    mean = np.bincount(unit, weights=lost) / np.maximum(size, 1)
    within = np.bincount(unit, weights=(lost - mean[unit]) ** 2) / np.maximum(size - 1, 1)
    inside = float(np.average(within[use], weights=size[use]))
    between = float(mean[use].var(ddof=1) - (within[use] / size[use]).mean())
    return float(np.sqrt(inside / max(between, 0.01)))


def small_units(each: Seen) -> float:
    """Units with one to nine people at the end."""
    size = np.bincount(each.unit_at_end[each.unit_at_end >= 0])
    return float(((size > 0) & (size < SMALL_UNIT)).sum())


def owed(each: Seen) -> float:
    return each.counts["owed"] / (each.counts["officer_days"] / YEAR)


def paid_above(each: Seen) -> float:
    return each.paid_above
