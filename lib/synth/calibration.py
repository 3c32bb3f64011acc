"""What a generated force looks like beside published figures: the ranges it should reach, and what it does reach.

Measured over the last twelve months, on what was generated before dirt, so that a miss is the generator's and nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from lib.synth import overtime
from lib.synth.duties import RETURNED, SICK, WORKED
from lib.synth.living import GROUP, Lives, live
from lib.synth.plan import Plan
from lib.synth.ranks import OFFICER, SERGEANT, SPECIAL
from lib.synth.sickness import SHORT_DAYS
from lib.synth.world import World, world

YEAR = 365


@dataclass(frozen=True)
class Range:
    """One published range: what it says, from where to where, where it comes from, and how it is measured here."""

    name: str
    low: float
    high: float
    source: str
    measure: Callable[[Seen], float]
    decimals: int = 1


@dataclass
class Seen:
    """One force's last year, by person: who was an officer all year, days and spells of sickness, claims; and its days."""

    world: World
    officer: np.ndarray
    whole_year: np.ndarray
    in_post_days: np.ndarray
    ever: dict[str, np.ndarray] = field(default_factory=dict)  # all spells; `spell` holds those begun in the year
    spell: dict[str, np.ndarray] = field(default_factory=dict)
    days_lost: np.ndarray = field(default_factory=lambda: np.zeros(0))  # eight-hour days lost to sickness, by person
    hours: np.ndarray = field(default_factory=lambda: np.zeros(0))  # of overtime, by person
    counts: dict[str, float] = field(default_factory=dict)
    unit_days: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def of_officers(self, name: str) -> np.ndarray:
        return self.spell[name][self.officer[self.spell["person"]]]


def seen(plan: Plan) -> Seen:
    """Generates the force of a plan in memory and looks at its last year."""
    made = world(plan)
    people = made.people
    first = max(plan.days - YEAR, 0)
    days = np.clip(np.minimum(people.left, plan.days - 1) - np.maximum(people.joined, first) + 1, 0, None)
    found = Seen(made, people.kind == OFFICER, days >= plan.days - first, days)
    found.hours, found.days_lost = np.zeros(len(people)), np.zeros(len(people))
    found.unit_days = np.zeros((len(made.tree.units), 2))
    parts: dict[str, list[np.ndarray]] = {}
    for low in range(0, len(people), GROUP):
        lives = live(made, low, min(low + GROUP, len(people)))
        for name, column in _spells(lives, plan).items():
            parts.setdefault(name, []).append(column)
        _count(found, lives, first, plan)
        claims = overtime.claims(made, lives)
        last = (claims.day >= first - 61) & (claims.day < plan.days - 61)  # a year of which every claim has been written down
        np.add.at(found.hours, claims.person[last], claims.hours[last])
    found.ever = {name: np.concatenate(columns) for name, columns in parts.items()}
    recent = found.ever["start"] >= first
    found.spell = {name: column[recent] for name, column in found.ever.items()}
    return found


def _spells(lives: Lives, plan: Plan) -> dict[str, np.ndarray]:
    spells = lives.spells
    return {
        "person": spells.person,
        "start": spells.start,
        "end": np.minimum(spells.end, plan.days - 1),
        "length": spells.end - spells.start + 1,
        "minutes": lives.spell_minutes,
        "reason": spells.reason,
        "counted": spells.counted,
    }


def _count(found: Seen, lives: Lives, first: int, plan: Plan) -> None:
    window = slice(first, plan.days)
    made, kind = lives.duties, found.world.people.kind[lives.low : lives.high]
    regular = kind != SPECIAL
    state = made.state[regular, window]
    ends = (made.start + made.length.astype(int) + made.late)[regular, window]
    begins = (made.start.astype(int) - made.early)[regular, window]
    at_work = made.at_work[regular, window]
    gap = begins[:, 1:] + 1440 - ends[:, :-1]
    rostered = ~np.isin(state, (0, 2, 3, RETURNED))
    long_sick, on_day = np.zeros(lives.posting.shape, bool), np.zeros(lives.posting.shape, bool)
    spells = lives.spells
    for person, start, end in zip(spells.person - lives.low, spells.start, spells.end, strict=True):
        if end - start + 1 > SHORT_DAYS:
            long_sick[person, start : end + 1] = True
            on_day[person, start + SHORT_DAYS : end + 1] = True  # absent for more than 28 days by then
    officers = kind == OFFICER
    lost = np.where(made.state == SICK, made.length, 0)[:, window]
    found.days_lost[lives.low : lives.high] = lost.sum(axis=1) / 480
    totals = {
        "duties": rostered.sum(), "cancelled": made.cancelled[regular, window].sum(), "returned": (state == RETURNED).sum(),
        "kept_on": ((state == WORKED) & (made.late[regular, window] >= 30)).sum(),
        "short_rests": (at_work[:, 1:] & at_work[:, :-1] & (gap > 0) & (gap < 660)).sum(),
        "unauthorised": ((lives.absences[2].start >= first) & (lives.absences[2].start < plan.days)).sum(),
        "lost": lost[officers].sum(), "long_lost": lost[officers][long_sick[officers, window]].sum(),
        "long_sick_days": on_day[officers, window].sum(), "officer_days": (lives.posting[officers, window] >= 0).sum(),
        "owed": made.cancelled[officers, : plan.days].sum() - (made.state[officers, : plan.days] == RETURNED).sum(),
    }  # fmt: skip
    for name, value in totals.items():
        found.counts[name] = found.counts.get(name, 0.0) + float(value)
    sick = made.state[:, window] == SICK
    unit = lives.unit[:, window]
    found.unit_days[:, 0] += np.bincount(unit[sick & (unit >= 0)], minlength=len(found.unit_days))
    found.unit_days[:, 1] += np.bincount(unit[unit >= 0], minlength=len(found.unit_days))


def top_share(values: np.ndarray, share: float = 0.1) -> float:
    """Percentage of the total that the top tenth hold."""
    ordered = np.sort(values)[::-1]
    return 100 * float(ordered[: max(1, round(share * len(ordered)))].sum() / max(ordered.sum(), 1e-9))


def _all_year(each: Seen) -> np.ndarray:
    return each.officer & each.whole_year


def _no_sickness(each: Seen) -> float:
    return 100 * float((np.bincount(each.spell["person"], minlength=len(each.officer))[_all_year(each)] == 0).mean())


def _mental(each: Seen) -> np.ndarray:
    return np.isin(each.of_officers("reason"), ("Stress or anxiety", "Depression"))


def _daily(each: Seen, kept: np.ndarray, months: tuple[int, ...]) -> float:
    """Calendar days lost per day in those calendar months."""
    plan = each.world.plan
    grid = np.zeros(plan.days + 1)
    np.add.at(grid, each.ever["start"][kept], 1)
    np.add.at(grid, np.minimum(each.ever["end"][kept] + 1, plan.days), -1)
    year = np.arange(max(plan.days - YEAR, 0), plan.days)
    return float(np.cumsum(grid)[year][np.isin(plan.month_number[year] + 1, months)].mean())


def _season(each: Seen) -> float:
    everything = np.ones(len(each.ever["start"]), bool)
    return _daily(each, everything, (12, 1, 2)) / _daily(each, everything, (6, 7, 8))


def _colds(each: Seen) -> float:
    colds = each.ever["reason"] == "Cold, cough or flu"
    return _daily(each, colds, (1,)) / _daily(each, colds, (8,))


def _claimants(each: Seen) -> np.ndarray:
    return each.hours[_all_year(each) & (each.world.people.rank <= SERGEANT)]


def _short_rate(each: Seen) -> float:
    regular = each.world.people.kind != SPECIAL
    short = each.spell["counted"] & (each.spell["length"] <= SHORT_DAYS) & (each.spell["end"] < each.world.plan.days - 1)
    return float(short.sum() / (each.in_post_days[regular].sum() / 365.25))


def _cases(each: Seen, kind: str) -> float:
    """Cases of the last year per 1,000 people (specials apart)."""
    first = max(each.world.plan.days - YEAR, 0)
    rows = each.world.matters
    cases = rows.filter((rows["kind"] == kind) & (rows["received"] >= first))["case"].n_unique()
    regular = each.world.people.kind != SPECIAL
    return 1000 * cases / (each.in_post_days[regular].sum() / 365.25)


def _leavers(each: Seen) -> float:
    plan, people = each.world.plan, each.world.people
    left = (people.left >= plan.days - YEAR) & (people.left < plan.days)
    return 100 * float(left.sum() / (each.in_post_days.sum() / 365.25))


def _movers(each: Seen) -> float:
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


def _unit_spread(each: Seen) -> float:
    """Sickness days per day in post: the unit at the 95th percentile over the one at the 5th, units of 30 people and more."""
    large = each.unit_days[:, 1] > 30 * YEAR
    rate = each.unit_days[large, 0] / each.unit_days[large, 1]
    return float(np.quantile(rate, 0.95) / np.quantile(rate, 0.05))


def _per(name: str, per: float, base: str = "duties") -> Callable[[Seen], float]:
    return lambda each: per * each.counts[name] / each.counts[base]


_NICS = "Northern Ireland Civil Service releases, 2012/13 to 2023/24"
RANGES = (
    Range("Officers with no sickness in a year, %", 45, 58, "Met FOI 2007 (50.4 %); " + _NICS, _no_sickness),
    Range("Days lost per officer and year", 8, 10, "Hansard 2008 (8.7); current Met level, unverified",
          lambda each: float(each.days_lost[_all_year(each)].mean())),
    Range("Share of days held by the top tenth, %", 65, 80, _NICS, lambda each: top_share(each.days_lost[_all_year(each)])),
    Range("Long-term share of days, %", 65, 83, _NICS, _per("long_lost", 100, "lost")),
    Range("Officers on long-term sick on a day, %", 1.5, 2.2, "Home Office, Mar 2021 and 2022", _per("long_sick_days", 100, "officer_days"), 2),
    Range("Mental health, share of officer days, %", 30, 47, "Avon & Somerset, West Midlands FOI",
          lambda each: 100 * float(each.of_officers("minutes")[_mental(each)].sum() / each.of_officers("minutes").sum())),
    Range("Mental health, share of spells, %", 15, 20, _NICS, lambda each: 100 * float(_mental(each).mean())),
    Range("Winter to summer, daily days lost, ratio", 1.15, 1.30, "NHS England, Mar 2024 - Feb 2025", _season, 2),
    Range("Colds and flu, January to August, ratio", 3, 20, "NHS England", _colds),
    Range("Short counted spells per person-year", 0.49, 0.70, _NICS, _short_rate, 2),
    Range("Unauthorised absences per 1,000 duties", 1.0, 1.5, "no published figure: assumed", _per("unauthorised", 1000), 2),
    Range("Overtime, hours per constable or sergeant", 100, 140, "Met FOI 2018 (120)", lambda each: float(_claimants(each).mean())),
    Range("Overtime held by the top tenth, %", 33, 40, "Boston pay data", lambda each: top_share(_claimants(each))),
    Range("Most overtime over the mean, ratio", 10, 99, "Met FOI 2018", lambda each: float(_claimants(each).max() / _claimants(each).mean())),
    Range("Public complaint cases per 1,000 people", 170, 290, "IOPC 2020/21", lambda each: _cases(each, "complaint"), 0),
    Range("Internal cases per 1,000 people", 20, 40, "Casey interim report", lambda each: _cases(each, "conduct"), 0),
    Range("Units, 95th to 5th percentile of sickness, ratio", 2, 4, "Standard 2011; about 3", _unit_spread),
    Range("Leavers, % a year", 5, 7, "Home Office, Mar 2022; Met 2019", _leavers),
    Range("People whose unit changes in a half-year, %", 11, 15, "NYPD rosters", _movers),
    Range("Rest days owed per officer at the end", 4, 8, "BBC 2018, Police Oracle 2016 (about 6)",
          lambda each: each.counts["owed"] / (each.counts["officer_days"] / YEAR)),
    Range("Duties kept on, per 100", 2, 8, "no published figure: assumed", _per("kept_on", 100)),
    Range("Rests under 11 hours, per 100 duties", 0.3, 5, "law: under 5", _per("short_rests", 100)),
)  # fmt: skip


def table(plan: Plan) -> list[tuple[Range, float]]:
    """Each range with what the force of that plan gives."""
    found = seen(plan)
    return [(each, each.measure(found)) for each in RANGES]


def printed(rows: list[tuple[Range, float]]) -> str:
    """The table as Markdown; a value outside its range is marked."""
    lines = ["| figure | here | should be | published |", "| --- | ---: | ---: | --- |"]
    for each, value in rows:
        miss = "" if each.low <= value <= each.high else " (outside)"
        lines.append(f"| {each.name} | {value:.{each.decimals}f}{miss} | {each.low:g} to {each.high:g} | {each.source} |")
    return "\n".join(lines)
