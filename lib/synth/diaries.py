"""Ten diaries: people of a synthetic force, told day by day over three weeks, for a reader who knows what such weeks are like."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np

from lib.synth.day_told import DAY, Days
from lib.synth.events import events
from lib.synth.plan import Plan
from lib.synth.ranks import CONSTABLE, OFFICER, PCSO, SERGEANT, SPECIAL, STAFF
from lib.synth.records import Person, records
from lib.synth.tree_rows import units
from lib.synth.world import World, world

WEEKS = 3
RARE = (
    "reported sick",
    "at court",
    "leave asked",
    "did not come",
    "acting",
    "attached",
    "posted",
    "called on early",
    "carer",
    "bereavement",
)
OFF = ("Rest day.", "Day off.", "No duty.")
HEAD = """# Ten diaries

People of the synthetic force, drawn at random, one for each sort of work below, and told by `lib/synth/diaries.py` from what their
systems hold of them: nothing is added. Nobody here exists. Of each one's last year the three weeks with the most different kinds of
days are told: most weeks are quieter. Who knows such weeks can judge whether the force is alive. Written by

```
{command}
```
"""


@dataclass(frozen=True)
class Sort:
    """A sort of person to draw one of: kind, rank, work, and whether in probation (None: either)."""

    kind: int
    rank: int | None
    function: str
    probation: bool | None = None


SORTS = (
    Sort(OFFICER, CONSTABLE, "response", False),
    Sort(OFFICER, CONSTABLE, "response", True),
    Sort(OFFICER, SERGEANT, "response"),
    Sort(OFFICER, CONSTABLE, "neighbourhood", False),
    Sort(PCSO, None, "neighbourhood"),
    Sort(OFFICER, CONSTABLE, "investigation", False),
    Sort(OFFICER, CONSTABLE, "public protection", False),
    Sort(OFFICER, CONSTABLE, "operations", False),
    Sort(STAFF, None, "contact"),
    Sort(SPECIAL, None, "response"),
)


def told(plan: Plan) -> str:
    """The diaries of the force of that plan, as Markdown. The same plan gives the same text."""
    made = world(plan)
    rng = plan.stream("diaries")
    chosen = [who for sort in SORTS if (who := _drawn(made, sort, rng)) is not None]
    names = {row["unit"]: row["name"] for row in units(made).iter_rows(named=True)}
    command = (
        f"python -m lib synth --people {plan.people} --months {plan.months} --seed {plan.seed} --scenario {plan.scenario} \\\n"
    )
    parts = [HEAD.format(command=command + f"  --end {plan.end} --out DIR --diaries FILE")]
    for number, person in enumerate(records(made, chosen), 1):
        days = Days(person, names, events(plan))
        parts.append(_diary(number, days, _stretch(plan, days)))
    return "\n".join(parts)


def _drawn(made: World, sort: Sort, rng: np.random.Generator) -> int | None:
    """A person of that sort who serves all through the window (probation: through its last year); None where there is none."""
    people, plan, held = made.people, made.plan, made.held
    last = np.flatnonzero((held.kind == 0) & (held.end >= plan.days - 1) & (held.start < plan.days - 180))
    function = made.tree.unit_function[made.tree.team_unit[held.team[last]]]
    able = (function == sort.function) & (people.kind[held.person[last]] == sort.kind)
    able &= (held.rank[last] == sort.rank) | (sort.rank is None)
    able &= (held.probation[last] == sort.probation) | (sort.probation is None)
    able &= (people.joined[held.person[last]] < max(plan.days - 365, 0)) & (people.left[held.person[last]] >= plan.horizon)
    found = held.person[last][able]
    return int(rng.choice(found)) if len(found) else None


def _stretch(plan: Plan, days: Days) -> date:
    """The first Monday of the stretch told: of the last year the one with most kinds of days, the earliest of several."""
    weeks = range(max(plan.days // 7 - 51, 0), plan.days // 7 - WEEKS - 1)
    return max((_monday(plan, week) for week in weeks), key=lambda first: (*_kinds(days, first), -first.toordinal()))


def _monday(plan: Plan, week: int) -> date:
    day = plan.day(7 * week)
    return day + DAY * ((7 - day.weekday()) % 7)


def _kinds(days: Days, first: date) -> tuple[int, int]:
    """How many different things are told, by the first words of sentences and clauses, what is rare thrice; and days not off."""
    told = [days.told(first + n * DAY) for n in range(7 * WEEKS)]
    clauses = {" ".join(re.findall(r"[a-z']+", clause.lower())[:3]) for line in told for clause in re.split(r"[.;]", line)}
    return len(clauses) + 2 * sum(clause.startswith(RARE) for clause in clauses), sum(not line.startswith(OFF) for line in told)


def _diary(number: int, days: Days, first: date) -> str:
    person, post = days.person, days.post(first)
    title = f"## {number}. {post['rank']}, {days.units[post['unit']]}"
    lines = [title, "", _about(days, first), ""]
    at = first
    while at < first + 7 * WEEKS * DAY:
        until = at
        while until + DAY < first + 7 * WEEKS * DAY and days.told(until + DAY) == days.told(at):
            until += DAY
        lines.append(f"- **{_dates(at, until)}** {days.told(at)}")
        at = until + DAY
    return "\n".join([*lines, "", _sum(person, first), ""])


def _dates(first: date, last: date) -> str:
    if first == last:
        return f"{first:%a} {first.day} {first:%b}."
    return f"{first:%a} {first.day} to {last:%a} {last.day} {last:%b}."


def _about(days: Days, first: date) -> str:
    about, post = days.person.about, days.post(first)
    years = (first - about["joined"]).days / 365.25
    served = "under a year" if years < 1 else "a year" if years < 2 else f"{int(years)} years"
    hours = "full time" if post["fte"] == 1 else f"{about['contracted_hours']:g} hours a week"
    pattern = "No roster: turns out when free" if about["kind"] == "special" else f"{post['shift_pattern']}, {hours}"
    limited = days.covering("limited_duties", first)
    status = f" On {limited['kind']} duties since {limited['from'].day} {limited['from']:%B %Y}." if limited else ""
    owed = _owed(days.person, first)
    debt = f" {owed or 'No'} rest day{'s' * (owed != 1)} owed." if about["kind"] == "officer" else ""
    return f"Number {about['payroll_number']}, {served} in. {pattern}.{status}{debt} Three weeks from {first.day} {first:%B %Y}."


def _owed(person: Person, before: date) -> int:
    rows = [row for row in person.rows["duties"] if row["planned_from"].date() < before]
    return sum(bool(row["rest_day_cancelled"]) for row in rows) - sum(row["state"] == "rest_day_returned" for row in rows)


def _sum(person: Person, first: date) -> str:
    last = first + 7 * WEEKS * DAY
    duties = [row for row in person.rows["duties"] if first <= row["planned_from"].date() < last]
    counts: list[tuple[str, Callable[[dict], bool]]] = [
        ("worked", lambda row: row["state"] in ("worked", "rest_day")),
        ("taken away", lambda row: row["state"] == "abstracted"),
        ("on leave", lambda row: row["state"] == "leave"),
        ("sick", lambda row: row["state"] == "sick"),
        ("given back", lambda row: row["state"] == "rest_day_returned"),
    ]
    told = [f"{many} {name}" for name, is_so in counts if (many := sum(map(is_so, duties)))]
    cancelled = sum(bool(row["rest_day_cancelled"]) for row in duties)
    hours = sum(row["hours"] for row in person.rows["overtime"] if first <= row["from"] < last)
    more = [f"{cancelled} rest day{'s' * (cancelled != 1)} cancelled"] * bool(cancelled) + [
        f"{hours:g} h of overtime claimed"
    ] * bool(hours)
    return f"*Duties: {', '.join(told) or 'none'}{'; ' if more else ''}{', '.join(more)}.*"
