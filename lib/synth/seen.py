"""One generated force as a statistician of the force would see it: its last year, before dirt, added up by person and unit."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from lib.synth import overtime
from lib.synth.duties import RETURNED, SICK, WORKED
from lib.synth.living import GROUP, Lives, live
from lib.synth.plan import Plan
from lib.synth.ranks import OFFICER, SPECIAL
from lib.synth.sickness import SHORT_DAYS
from lib.synth.world import World, world

YEAR = 365
SETTLED = 61
"""Overtime is taken from a year that ends so many days earlier: by then every claim has been written down."""


@dataclass
class Seen:
    """One force's last year. By person: officers, in post all year, days in post, eight-hour days lost to sickness, overtime hours.

    `ever` holds all spells (person, start, end, length, minutes, reason, counted), `spell` those begun in the year. `unit_days`: units x
    (days sick, days in post). `counts`: sums over the force. `paid_above` is overtime paid to inspectors and above.
    """

    world: World
    officer: np.ndarray
    whole_year: np.ndarray
    in_post_days: np.ndarray
    days_lost: np.ndarray
    hours: np.ndarray
    unit_days: np.ndarray
    unit_at_end: np.ndarray
    paid_above: float = 0.0
    ever: dict[str, np.ndarray] = field(default_factory=dict)
    spell: dict[str, np.ndarray] = field(default_factory=dict)
    counts: dict[str, float] = field(default_factory=dict)

    @property
    def first(self) -> int:
        """First day of the year."""
        return max(self.world.plan.days - YEAR, 0)

    @property
    def regular(self) -> np.ndarray:
        return self.world.people.kind != SPECIAL

    def of_officers(self, name: str) -> np.ndarray:
        return self.spell[name][self.officer[self.spell["person"]]]


def seen(plan: Plan) -> Seen:
    """Generates the force of a plan in memory and looks at its last year."""
    made = world(plan)
    people, size = made.people, len(made.people)
    first = max(plan.days - YEAR, 0)
    days = np.clip(np.minimum(people.left, plan.days - 1) - np.maximum(people.joined, first) + 1, 0, None)
    found = Seen(
        made, people.kind == OFFICER, days >= plan.days - first, days, np.zeros(size), np.zeros(size),
        np.zeros((len(made.tree.units), 2)), np.full(size, -1),
    )  # fmt: skip
    parts: dict[str, list[np.ndarray]] = {}
    for low in range(0, size, GROUP):
        lives = live(made, low, min(low + GROUP, size))
        for name, column in _spells(lives, plan).items():
            parts.setdefault(name, []).append(column)
        _count_duties(found, lives)
        _count_sickness(found, lives)
        _count_overtime(found, lives)
        found.unit_at_end[low : lives.high] = lives.unit[:, plan.days - 1]
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


def _add(found: Seen, totals: dict[str, float]) -> None:
    for name, value in totals.items():
        found.counts[name] = found.counts.get(name, 0.0) + float(value)


def _count_duties(found: Seen, lives: Lives) -> None:
    plan, made = found.world.plan, lives.duties
    window = slice(found.first, plan.days)
    kind = found.world.people.kind[lives.low : lives.high]
    regular, officers = kind != SPECIAL, kind == OFFICER
    state, at_work = made.state[regular, window], made.at_work[regular, window]
    ends = (made.start + made.length.astype(int) + made.late)[regular, window]
    begins = (made.start.astype(int) - made.early)[regular, window]
    gap = begins[:, 1:] + 1440 - ends[:, :-1]
    absent = lives.absences[2]
    _add(found, {
        "duties": (~np.isin(state, (0, 2, 3, RETURNED))).sum(),
        "kept_on": ((state == WORKED) & (made.late[regular, window] >= 30)).sum(),
        "short_rests": (at_work[:, 1:] & at_work[:, :-1] & (gap > 0) & (gap < 660)).sum(),
        "unauthorised": ((absent.start >= found.first) & (absent.start < plan.days)).sum(),
        "owed": made.cancelled[officers, : plan.days].sum() - (made.state[officers, : plan.days] == RETURNED).sum(),
    })  # fmt: skip


def _count_sickness(found: Seen, lives: Lives) -> None:
    plan, made, spells = found.world.plan, lives.duties, lives.spells
    window = slice(found.first, plan.days)
    officers = found.world.people.kind[lives.low : lives.high] == OFFICER
    long_sick, on_day = np.zeros(lives.posting.shape, bool), np.zeros(lives.posting.shape, bool)
    for person, start, end in zip(spells.person - lives.low, spells.start, spells.end, strict=True):
        if end - start + 1 > SHORT_DAYS:
            long_sick[person, max(start, 0) : end + 1] = True
            on_day[person, max(start + SHORT_DAYS, 0) : end + 1] = True  # absent for more than 28 days by then
    lost = np.where(made.state == SICK, made.length, 0)[:, window]
    found.days_lost[lives.low : lives.high] = lost.sum(axis=1) / 480
    _add(found, {
        "lost": lost[officers].sum(), "long_lost": lost[officers][long_sick[officers, window]].sum(),
        "long_sick_days": on_day[officers, window].sum(), "officer_days": (lives.posting[officers, window] >= 0).sum(),
    })  # fmt: skip
    sick, unit = made.state[:, window] == SICK, lives.unit[:, window]
    found.unit_days[:, 0] += np.bincount(unit[sick & (unit >= 0)], minlength=len(found.unit_days))
    found.unit_days[:, 1] += np.bincount(unit[unit >= 0], minlength=len(found.unit_days))


def _count_overtime(found: Seen, lives: Lives) -> None:
    claims = overtime.claims(found.world, lives)
    last = (claims.day >= found.first - SETTLED) & (claims.day < found.world.plan.days - SETTLED)
    np.add.at(found.hours, claims.person[last], claims.hours[last])
    posting = lives.posting[claims.person - lives.low, claims.day]
    found.paid_above += float(claims.hours[~found.world.may_be_paid[posting]].sum())
