"""What a generated force looks like beside published figures: the ranges it should reach, and what it does reach.

Measured over the last twelve months, on what was generated before dirt, so that a miss is the generator's and nobody else's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from lib.synth import conduct_seen as conduct
from lib.synth import likeness as like
from lib.synth.plan import Plan
from lib.synth.seen import Seen, seen


@dataclass(frozen=True)
class Published:
    """One published range: what it says, from where to where, and where it comes from."""

    name: str
    low: float
    high: float
    source: str
    decimals: int = 1

    def holds(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Range(Published):
    """A published range and how it is measured in a generated force."""

    measure: Callable[[Seen], float] = like.no_sickness


def _range(name: str, low: float, high: float, source: str, measure: Callable[[Seen], float], decimals: int = 1) -> Range:
    return Range(name, low, high, source, decimals, measure)


NICS = "Northern Ireland Civil Service releases, 2012/13 to 2023/24"
ASSUMED = "no published figure: assumed"
RANGES = (
    _range("Officers with no sickness in a year, %", 45, 58, f"Met FOI 2007 (50.4 %); {NICS}", like.no_sickness),
    _range("Days lost per officer and year", 8, 10, "Hansard 2008 (8.7); current Met level, unverified", like.days_per_officer),
    _range("Share of days held by the top tenth, %", 65, 80, NICS, like.top_tenth_of_days),
    _range("Long-term share of days, %", 65, 83, NICS, like.per("long_lost", 100, "lost")),
    _range("Officers on long-term sick on a day, %", 1.5, 2.2, "Home Office, Mar 2021 and 2022: absent for more than 28 days by then",
           like.per("long_sick_days", 100, "officer_days"), 2),
    _range("Mental health, share of officer days, %", 30, 47, "Avon & Somerset, West Midlands FOI", like.mental_days),
    _range("Mental health, share of spells, %", 15, 20, NICS, like.mental_spells),
    _range("Winter to summer, daily days lost, ratio", 1.15, 1.30, "NHS England, Mar 2024 - Feb 2025", like.season, 2),
    _range("Colds and flu, January to August, ratio", 3, 20, "NHS England: over 3", like.colds),
    _range("Short counted spells per person-year", 0.49, 0.70, NICS, like.short_rate, 2),
    _range("Unauthorised absences per 1,000 duties", 1.0, 1.5, ASSUMED, like.per("unauthorised", 1000), 2),
    _range("Overtime, hours per constable or sergeant", 100, 140, "Met FOI 2018 (120)", like.overtime_mean),
    _range("Overtime paid above sergeant, hours", 0, 0, "Police Regulations", like.paid_above),
    _range("Constables and sergeants without overtime, %", 12, 22, "Boston pay data (19 to 20); 15 to 20, unverified", like.overtime_none),
    _range("Overtime held by the top tenth, %", 33, 40, "Boston pay data (33 to 36)", like.overtime_top),
    _range("Most overtime over the mean, ratio", 10, 30, "Met FOI 2018, Guardian 2011: over 10", like.overtime_most),
    _range("Public complaint cases per 1,000 people", 170, 290, "IOPC 2020/21 (184; E&W 290)", conduct.cases("complaint"), 0),
    _range("Allegations per complaint case", 1.9, 2.2, "IOPC 2020/21 (2.05)", conduct.allegations, 2),
    _range("Complaint allegations that name nobody, %", 12, 19, "Chicago (15.4)", conduct.nobody_named),
    _range("Internal cases per 1,000 people", 20, 40, "Casey interim report (25)", conduct.cases("conduct"), 0),
    _range("Internal allegations with a case to answer, %", 25, 40, "Casey letter (33)", conduct.case_to_answer),
    _range("Days until an internal case closes, mean", 340, 460, "Casey letter (400)", conduct.delay, 0),
    _range("Internal cases that take over two years, %", 15, 25, "Casey letter (nearly 20)", conduct.over_two_years),
    _range("Named in an internal case and again in nine years, %", 15, 25, "Casey interim report (about 20)", conduct.recurrence),
    _range("Officers in proceedings, per 1,000 a year", 6, 10, "Home Office, Mar 2023 and 2024 (6.6; 8.9)", conduct.proceedings),
    _range("Officers dismissed, per 1,000 a year", 2, 4, "Met, year to Sept 2023 (100 of 34,000)", conduct.dismissals),
    _range("Allegations, Black to White, ratio of true rates", 1.61, 2.01, "Casey, 2021/22 (1.81)", conduct.crude("Black"), 2),
    _range("Allegations, Asian to White, ratio of true rates", 1.35, 1.75, "Casey, 2021/22 (1.55)", conduct.crude("Asian"), 2),
    _range("Allegations, Mixed to White, ratio of true rates", 1.21, 1.61, "Casey, 2021/22 (1.41)", conduct.crude("Mixed"), 2),
    _range("Allegations, men to women, ratio of true rates", 1.3, 1.5, "1.3 to 1.5, unverified", conduct.crude("Male"), 2),
    _range("The 25 largest units, most to least sickness, ratio", 2, 4, "Standard 2011; about 3", like.unit_most_to_least),
    _range("Units, 95th to 5th percentile of sickness, ratio", 2, 4, "Standard 2011; about 3", like.unit_spread),
    _range("People's spread within units over units' own, ratio", 1, 999, "Standard 2011: larger within", like.within_to_between),
    _range("Units with fewer than ten people", 1, 99, "must trip suppression", like.small_units, 0),
    _range("Leavers, % a year", 5, 7, "Home Office, Mar 2022; Met 2019", like.leavers),
    _range("People whose unit changes in a half-year, %", 11, 15, "NYPD rosters (11.5 to 14.9)", like.movers),
    _range("Rest days owed per officer at the end", 4, 8, "BBC 2018, Police Oracle 2016 (about 6)", like.owed),
    _range("Duties kept on, per 100", 2, 8, ASSUMED, like.per("kept_on", 100)),
    _range("Rests under 11 hours, per 100 duties", 0, 5, "law: under 5", like.per("short_rests", 100)),
)  # fmt: skip


def table(plan: Plan) -> list[tuple[Range, float]]:
    """Each range with what the force of that plan gives."""
    found = seen(plan)
    return [(each, each.measure(found)) for each in RANGES]


def printed(rows: Sequence[tuple[Published, Sequence[float]]]) -> str:
    """The table as Markdown: the mean over forces, the lowest and highest, and how many lie within the range."""
    lines = [
        "| figure | mean | lowest | highest | should be | within | published |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for each, values in rows:
        mean, low, high = (f"{value:.{each.decimals}f}" for value in (np.mean(values), min(values), max(values)))
        within = sum(each.holds(value) for value in values)
        span = f"{each.low:g} to {each.high:g}" if each.low < each.high else f"{each.low:g}"
        lines.append(f"| {each.name} | {mean} | {low} | {high} | {span} | {within} of {len(values)} | {each.source} |")
    return "\n".join(lines)
