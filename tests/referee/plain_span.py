"""One metric over one span of months in plain Python: season, peers, rates with the person left out, and load."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from typing import Any, NamedTuple

import numpy as np
from plain_fits import spreads, z_of
from plain_load import Load, covariates, load_of, parts_of

Row = dict[str, Any]
KEYS = ("kind", "rank_band", "function", "shift_pattern")
RUNGS = (KEYS, KEYS[:3], KEYS[:2], KEYS[:1])
Place = tuple[int, tuple]  # a rung and a peer group on it


class Asked(NamedTuple):
    """What is counted, per what (a column), times what; `at_risk`: FTE to a fitted power enters, and time is the exposure."""

    id: str
    events: str
    base: str
    per: float
    at_risk: bool
    without: tuple[str, ...] = ()


SPELLS = Asked("sickness_spells", "sickness_spells_count", "at_risk_days", 365.25, True, ("vacancy", "under_strength"))
ABSENCES = Asked(
    "unauthorised_absences", "unauthorised_absences_count", "rostered_duties_count", 1000.0, False, ("under_strength",)
)


class Expected(NamedTuple):
    """An expectation; the uncertainty of the peers' rate is own + a x shared."""

    total: float
    own: float
    shared: float


def months_to(as_of: date, months: int) -> list[date]:
    """The first days of so many months ending with that one."""
    found = [as_of.replace(day=1)]
    while len(found) < months:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found


def days_of(month: date) -> int:
    return ((month + timedelta(days=32)).replace(day=1) - month).days


def of_load(b: np.ndarray, w: tuple[float, ...]) -> float:
    """What load multiplies by."""
    return math.exp(math.fsum(each * power for each, power in zip(w, b, strict=True)))


class PlainSpan:
    """Cells of the span with exposure `x`, season `s`, load `w` (once `load` is called), rung and expectations."""

    def __init__(
        self, cells: list[Row], unit_months: list[Row], asked: Asked, months: list[date], powers: dict[str, float]
    ) -> None:
        self.months = months
        self.rows = [dict(row) for row in cells if row["month"] in months and row["in_post_days"] > 0]
        self.of: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            row["y"] = row[asked.events]
            row["x"] = row[asked.base] * (row["fte"] ** powers[row["kind"]] if asked.at_risk else 1)
            row["time"] = row["x"] if asked.at_risk else row["fte_days"]
            row["group"] = [tuple(row[name] for name in keys) for keys in RUNGS]
            self.of[row["person"]].append(row)
        self.seasons()
        self.unit_months = [row for row in unit_months if row["month"] in months]
        self.y = {person: sum(row["y"] for row in rows) for person, rows in self.of.items()}
        self.x = {person: math.fsum(row["x"] for row in rows) for person, rows in self.of.items()}
        self.enough = {person: self.is_enough(person) for person in self.of}
        self.work = {person: self.main_work(person) for person in self.of}
        self.members: list[dict[tuple, dict[str, list[Row]]]] = [defaultdict(lambda: defaultdict(list)) for _ in RUNGS]
        for row in self.rows:
            for groups, group in zip(self.members, row["group"], strict=True):
                groups[group][row["person"]].append(row)
        self.masked: set[str] = set()
        self.stand()
        first = self.expected()
        a = self.spreads(first)
        self.masked = {person for person in self.of if (self.z(person, first, a) or 0) > 5}
        if self.masked:
            self.stand()
        self.raw = self.expected()

    def seasons(self) -> None:
        """A month's rate over the span's, by function; functions with fewer than 30 events a month share one index."""
        total: dict[str, float] = defaultdict(float)
        for row in self.rows:
            total[row["function"]] += row["y"]
        months = len({row["month"] for row in self.rows})
        y: dict[Any, float] = defaultdict(float)
        x: dict[Any, float] = defaultdict(float)
        for row in self.rows:
            row["season_of"] = row["function"] if total[row["function"]] >= 30 * months else None
            for key in (row["season_of"], (row["season_of"], row["month"])):
                y[key] += row["y"]
                x[key] += row["x"]
        for row in self.rows:
            whole, here = row["season_of"], (row["season_of"], row["month"])
            row["sx"] = row["x"] * ((y[here] / x[here]) / (y[whole] / x[whole]) if x[here] and y[whole] else 1.0)

    def load(self, wanted: dict[str, tuple[str, str]]) -> list[str]:
        """Puts `w` of the wanted covariates into the cells (None where not known) and gives the names that are known."""
        days: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for row in self.rows:
            days[row["unit"]][row["function"]] += row["fte_days"]
        work = {unit: min(by, key=lambda each: (-by[each], each)) for unit, by in days.items()}
        names, self.w = covariates(self.unit_months, work, wanted)
        for row in self.rows:
            row["w"] = self.w.get((row["unit"], row["month"]))
        return names

    def allow_for(self, wanted: dict[str, tuple[str, str]], limits: bool = True) -> Load | None:
        """What load adds, fitted; `w` of the cells keeps the covariates that entered, in order."""
        names = self.load(wanted)
        found = load_of(parts_of(self.rows, self.w), names, limits)
        self.keep(names, found.names if found else ())
        return found

    def keep(self, names: list[str], kept: tuple[str, ...]) -> None:
        for row in self.rows:
            if row["w"] is not None:
                row["w"] = tuple(row["w"][names.index(each)] for each in kept)

    def is_enough(self, person: str) -> bool:
        """A quarter of a full-time span and 3 whole months."""
        rows = self.of[person]
        whole = [
            month for month in self.months if sum(row["in_post_days"] for row in rows if row["month"] == month) == days_of(month)
        ]
        span = sum(days_of(month) for month in self.months)
        return self.x[person] > 0 and math.fsum(row["time"] for row in rows) >= span / 4 and len(whole) >= 3

    def main_work(self, person: str) -> str:
        total: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for row in self.of[person]:
            total[row["function"]][0] += row["x"]
            total[row["function"]][1] += row["in_post_days"]
        return min(total, key=lambda each: (-total[each][0], -total[each][1], each))

    def stand(self) -> None:
        """The rung of each cell: the first with 30 other people of enough exposure, the last with 10, else none (None)."""
        counted = [
            {
                group: {person for person, rows in people.items()
                        if self.enough[person] and person not in self.masked and any(row["x"] for row in rows)}
                for group, people in groups.items()
            }
            for groups in self.members
        ]  # fmt: skip
        for row in self.rows:
            row["place"] = None
            for rung, group in enumerate(row["group"]):
                row["n"] = len(counted[rung][group]) - (row["person"] in counted[rung][group])
                if row["n"] >= (10 if rung == len(RUNGS) - 1 else 30):
                    row["place"] = (rung, group)
                    break

    def expected(self, b: np.ndarray | None = None) -> dict[str, Expected | None]:
        """What is expected of each person, raw, or allowing for load with this b; None where it is not known."""
        name, facts = ("e" if b is None else "e_adj"), {}
        for row in self.rows:
            if not row["x"]:
                row[name] = 0.0
            elif row["place"] is None or (b is not None and row["w"] is None):
                row[name] = None
            else:
                rates = facts.setdefault(row["place"], {})
                if row["person"] not in rates:
                    rates.update(self.rates(row["place"], b))
                rate, factor, row["own"], row["shared"] = rates[row["person"]]
                row[name] = row["sx"] * rate if b is None else row["e"] * of_load(b, row["w"]) * factor
        return {person: self.summed(person, name) for person in self.of}

    def rates(self, place: Place, b: np.ndarray | None) -> dict[str, tuple[float, float, float, float]]:
        """For each person of a peer group, over the others: their rate, what centres the load, 1 / events, and
        the sum of squared expectations over the squared sum. Those masked are nobody's peers."""
        sums = {}
        for person, rows in self.members[place[0]][place[1]].items():
            known = [row for row in rows if b is None or row["w"] is not None]
            tilted = [row["sx"] * (1.0 if b is None else of_load(b, row["w"])) for row in known]
            sums[person] = (sum(row["y"] for row in rows), math.fsum(row["sx"] for row in rows),
                            math.fsum(row["sx"] for row in known), math.fsum(tilted))  # fmt: skip
        peers = [each for person, each in sums.items() if person not in self.masked]
        y, x, plain, tilt = (math.fsum(each[part] for each in peers) for part in range(4))
        squares = math.fsum(each[3] ** 2 for each in peers)
        found = {}
        for person, own in sums.items():
            out = own if person not in self.masked else (0, 0.0, 0.0, 0.0)
            others, heavy = y - out[0], tilt - out[3]
            found[person] = (
                others / (x - out[1]) if others else 0.0,
                (plain - out[2]) / heavy if heavy else math.nan,
                1 / others if others else 0.0,
                (squares - out[3] ** 2) / heavy**2 if heavy else 0.0,
            )
        return found

    def summed(self, person: str, name: str) -> Expected | None:
        rows = [row for row in self.of[person] if row["x"]]
        if any(row[name] is None for row in rows):
            return None
        e = math.fsum(row[name] for row in rows)
        if e < 1e-6:
            return Expected(e, 0.0, 0.0)
        by: dict[Place, list[Row]] = defaultdict(list)
        for row in rows:
            by[row["place"]].append(row)
        parts = [(math.fsum(row[name] for row in each) / e, each[0]) for each in by.values()]
        return Expected(e, math.fsum(p**2 * row["own"] for p, row in parts), math.fsum(p**2 * row["shared"] for p, row in parts))

    def known(self, person: str, *expected: dict[str, Expected | None]) -> bool:
        """Enough exposure, and expectations that are known and not next to nothing."""
        found = [each[person] for each in expected]
        return self.enough[person] and all(each is not None and each.total >= 1e-6 for each in found)

    def spreads(self, expected: dict[str, Expected | None], beside: dict[str, Expected | None] | None = None) -> dict[str, float]:
        """a by function, of people measured in both; a person belongs to their function of most exposure."""
        both = (expected, beside if beside is not None else expected)
        measured = {person: (self.y[person], expected[person].total) for person in self.of if self.known(person, *both)}  # type: ignore[union-attr]
        return spreads(measured, self.work)

    def z(self, person: str, expected: dict[str, Expected | None], a: dict[str, float]) -> float | None:
        """z of a person's events beside what is expected; `a` by function."""
        if not self.known(person, expected):
            return None
        return z_of(self.y[person], *self.mean_and_spread(person, expected, a))

    def mean_and_spread(self, person: str, expected: dict[str, Expected | None], a: dict[str, float]) -> tuple[float, float]:
        found, own = expected[person], a[self.work[person]]
        assert found is not None
        return found.total, own + found.own + own * found.shared
