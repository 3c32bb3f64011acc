"""`measure --level person` worked out again in plain Python from cells and unit-months: one row a person and metric."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date
from typing import Any

import numpy as np
from plain_fits import kappa, tail_of, z_of
from plain_fits import parts_of as probabilities_of
from plain_load import PRIMARY, SECOND, Load, load_of, parts_of
from plain_span import KEYS, RUNGS, Asked, Expected, PlainSpan, months_to
from scipy import special, stats

Row = dict[str, Any]


class PlainMeasure:
    """One metric over one window. `spreads`: those the product fitted, raw and adjusted by function; without, our own."""

    def __init__(self, cells: list[Row], unit_months: list[Row], asked: Asked, as_of: date, months: int,
                 spreads: tuple[dict[str, float], dict[str, float]] | None = None) -> None:  # fmt: skip
        self.asked, self.as_of, self.months = asked, as_of, months
        window = months_to(as_of, months)
        before = months_to(as_of, months + 12)[:12]
        here = [row for row in cells if row["month"] in window]
        self.kappa = {
            kind: kappa(here, asked.base, asked.events, KEYS, kind)
            for kind in sorted({row["kind"] for row in here})
            if asked.at_risk
        }
        self.span = PlainSpan(cells, unit_months, asked, window, self.kappa)
        span = self.span
        self.second = self.by_second_set(span)
        self.load = span.allow_for(PRIMARY)
        self.adjusted = self.expected(span, self.load)
        self.lower, self.upper = self.at_limits()
        self.own_spreads = span.spreads(span.raw), span.spreads(self.adjusted, span.raw)
        self.a, self.a_adj = spreads or self.own_spreads
        self.by_unit = self.units()
        self.tau2 = self.between_units()
        self.unit_of = {
            person: max(rows, key=lambda row: (row["last_on"], row["unit"]))["unit"] for person, rows in span.of.items()
        }
        self.past = PlainSpan(cells, unit_months, asked, before, self.kappa)
        self.past_adjusted = self.of_the_past()
        self.raised: set[str] = set()

    def expected(self, span: PlainSpan, load: Load | None) -> dict[str, Expected | None]:
        return span.expected(load.b) if load else dict.fromkeys(span.of)

    def by_second_set(self, span: PlainSpan) -> dict[str, Expected | None]:
        """Expectations by demand and what the metric does not itself make; None where that is the primary set."""
        wanted = {name: columns for name, columns in SECOND.items() if name not in self.asked.without}
        found = span.allow_for(wanted, limits=False)
        expected = self.expected(span, found)
        names = span.load(PRIMARY)
        primary = load_of(parts_of(span.rows, span.w), names, limits=False)
        return expected if found and primary and found.names != primary.names else dict.fromkeys(span.of)

    def at_limits(self) -> tuple[dict[str, float | None], dict[str, float | None]]:
        """People's expectation at both limits of what load adds: along every axis to either end, combined as independent."""
        people = self.adjusted
        down, up = dict.fromkeys(people, 0.0), dict.fromkeys(people, 0.0)
        for axis in self.load.axes() if self.load else ():
            assert self.load is not None
            ends = [self.span.expected(self.load.b + sign * axis) for sign in (-1, 1)]
            for person, found in people.items():
                if found is not None and found.total > 0:
                    away = [math.log(each[person].total / found.total) for each in ends]  # type: ignore[union-attr]
                    down[person] += min(*away, 0.0) ** 2
                    up[person] += max(*away, 0.0) ** 2
        self.span.expected(self.load.b if self.load else None)  # the cells hold the adjusted expectation again
        return tuple(
            {
                person: found.total * math.exp(sign * math.sqrt(squares[person])) if found is not None else None
                for person, found in people.items()
            }
            for sign, squares in ((-1, down), (1, up))
        )  # type: ignore[return-value]

    def of_the_past(self) -> dict[str, Expected | None]:
        names = self.past.load(PRIMARY)
        if self.load is None or not set(self.load.names) <= set(names):
            return dict.fromkeys(self.past.of)
        self.past.keep(names, self.load.names)
        return self.past.expected(self.load.b)

    def rows(self) -> list[Row]:
        """The contract's rows but for q, which is over all metrics."""
        found = [self.row(person) for person in sorted(self.span.of)]
        self.raised = self.raised_units(found)
        for row in found:
            if row["unit"] in self.raised and row["reading"] in ("stands_out", "only_after_adjustment"):
                row["reading"] = "held_with_unit"
            if self.months == 12:
                row["is_pattern"] = row["reading"] == "stands_out" and self.is_pattern(row)
        return found

    def is_pattern(self, row: Row) -> bool:
        """All of a pattern but for q, of a person who stands out."""
        person, quarters = row["person"], 0
        for first in range(0, 12, 3):
            cells = [each for each in self.span.of[person] if each["month"] in self.span.months[first : first + 3]]
            quarters += sum(each["y"] for each in cells) > math.fsum(each["e_adj"] or 0.0 for each in cells)
        size = 1 / max(self.a_adj[self.span.work[person]], 1e-6)
        sure = gamma_quantile(size + row["events"], size + row["adjusted_expected"], 0.1) >= 1.5
        return sure and quarters >= 3 and row["events"] - row["adjusted_expected"] > 2 and row["n_peers"] >= 30

    def row(self, person: str) -> Row:
        span, y, x = self.span, self.span.y[person], self.span.x[person]
        peers = self.peers(person)
        raw_z = span.z(person, span.raw, self.a)
        row: Row = {
            "person": person, "unit": self.unit_of[person], "metric": self.asked.id, "as_of": f"{self.as_of:%Y-%m}",
            "months": self.months, "events": y, "exposure": x, "value": y / x * self.asked.per if x else None, **peers,
            "textbook_z": None, "raw_z": raw_z, "adjusted_z": None, "is_pattern": False if self.months == 12 else None,
        }  # fmt: skip
        raw, adjusted = span.raw[person], self.adjusted[person]
        away = sum(each["uncounted_days"] for each in span.of[person]) >= sum(each["in_post_days"] for each in span.of[person])
        little = not span.enough[person] or (raw is not None and raw.total < 1e-6)
        reasons = ["protected_only"] * away + ["too_little_exposure"] * (little and not away)
        reasons += ["too_few_peers"] * any(each["x"] and each["place"] is None for each in span.of[person])
        at_limits: list[float] = []
        if raw_z is not None and raw is not None:
            row |= {"raw_expected": raw.total, "textbook_z": self.textbook(person, row["value"])}
            reasons += ["textbook_z:no_spread"] * (row["textbook_z"] is None)
            if span.known(person, self.adjusted) and adjusted is not None:
                row |= self.allowed(person, raw, adjusted)
                at_limits = [self.z_beside(person, each[person]) for each in (self.lower, self.upper)]  # type: ignore[misc]
                reasons += [
                    f"{name}:{why}"
                    for name, why in (("explained_share", "not_raised"), ("self_z", "no_past"))
                    if row[name] is None
                ]
            else:
                reasons.append("no_workload_data")
        reasons += ["extreme"] * any(z is not None and abs(z) >= 30 for z in (raw_z, row["adjusted_z"]))
        second = self.second[person]
        second_z = None if second is None else self.z_beside(person, second.total)
        row["reading"] = reading(raw_z, row["adjusted_z"], at_limits, second_z, row.get("load_factor_lower"))
        row["status"] = {*reasons, *["is_pattern:other_window"] * (self.months != 12)} or {"ok"}
        return row

    def z_beside(self, person: str, mean: float) -> float | None:
        """z beside another expectation, with the adjusted spread."""
        if not self.span.known(person, self.span.raw, self.adjusted):
            return None
        return z_of(self.span.y[person], mean, self.span.mean_and_spread(person, self.adjusted, self.a_adj)[1])

    def peers(self, person: str) -> Row:
        """The named group: of those a person's cells stand on, on the highest rung, the one with most exposure."""
        cells = [row for row in self.span.of[person] if row["x"]]
        if not cells:
            return {"peers": None, "peer_rung": None, "n_peers": None}
        last = len(RUNGS) - 1
        exposure: dict[tuple, float] = defaultdict(float)
        for row in cells:
            row["stands"] = (last + 1, row["group"][last]) if row["place"] is None else row["place"]
            exposure[row["stands"]] += row["x"]
        rung, group = max(exposure, key=lambda each: (each[0], exposure[each]))
        named = ", ".join("not recorded" if each is None else str(each) for each in group)
        return {"peers": named, "peer_rung": None if rung > last else rung, "n_peers": min(row["n"] for row in cells)}

    def textbook(self, person: str, value: float) -> float | None:
        """(value - mean) / sd, n - 1, over the others of the named group with enough exposure, their value within it."""
        found = self.peers(person)
        rung = found["peer_rung"]
        exposure: dict[tuple, float] = defaultdict(float)
        for row in self.span.of[person]:
            if row["x"] and row["place"] is not None and row["place"][0] == rung:
                exposure[row["place"][1]] += row["x"]
        values = self.values_of(rung, max(exposure, key=lambda each: exposure[each]))
        others = np.array([each for other, each in values.items() if other != person])
        if len(others) < 2 or np.ptp(others) == 0:
            return None
        return float((value - others.mean()) / others.std(ddof=1))

    def values_of(self, rung: int, group: tuple) -> dict[str, float]:
        people = self.span.members[rung][group]
        x = {person: math.fsum(row["x"] for row in rows) for person, rows in people.items()}
        return {
            person: sum(row["y"] for row in rows) / x[person] * self.asked.per
            for person, rows in people.items()
            if x[person] and self.span.enough[person]
        }

    def allowed(self, person: str, raw: Expected, adjusted: Expected) -> Row:
        """The figures that allow for load."""
        span, y = self.span, self.span.y[person]
        a, a_adj = max(self.a[span.work[person]], 1e-6), max(self.a_adj[span.work[person]], 1e-6)
        shape, rate = 1 / a_adj + y, 1 / a_adj + adjusted.total
        theta_raw = (1 / a + y) / (1 / a + raw.total)
        above_one = gamma_quantile(1 / a + y, 1 / a + raw.total, 0.025) > 1
        factors = [each[person] / raw.total for each in (self.lower, self.upper)]  # type: ignore[operator]
        return {
            "adjusted_expected": adjusted.total,
            "adjusted_z": span.z(person, self.adjusted, self.a_adj),
            "load_factor": adjusted.total / raw.total,
            "load_factor_lower": min(factors),
            "load_factor_upper": max(factors),
            "explained_share": 1 - (shape / rate - 1) / (theta_raw - 1) if above_one else None,
            "unit_z": self.unit_z(person),
            "self_z": self.self_z(person, adjusted.total, a_adj),
            "effect": shape / rate,
            "effect_lower": gamma_quantile(shape, rate, 0.025),
            "effect_upper": gamma_quantile(shape, rate, 0.975),
            "p_value": tail_of(y, *span.mean_and_spread(person, self.adjusted, self.a_adj)),
        }

    def units(self) -> dict[str, dict[str, tuple[float, float]]]:
        """unit -> person -> (events, adjusted expectation) there, of people who have one."""
        found: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
        for person, rows in self.span.of.items():
            if self.span.known(person, self.span.raw, self.adjusted):
                for row in rows:
                    y, e = found[row["unit"]].get(person, (0.0, 0.0))
                    found[row["unit"]][person] = (y + row["y"], e + row["e_adj"])
        return found

    def between_units(self) -> float:
        """Relative variance between units beyond counts and the spread of people, by moments."""
        top = bottom = 0.0
        for people in self.by_unit.values():
            o, e = math.fsum(y for y, _ in people.values()), math.fsum(e for _, e in people.values())
            usual = math.fsum(self.a_adj[self.span.work[person]] * mean**2 for person, (_, mean) in people.items())
            top += (o - e) ** 2 - e - usual
            bottom += e**2
        return max(0.0, top / bottom)

    def unit_z(self, person: str) -> float:
        a, mean, squared = self.a_adj[self.span.work[person]], 0.0, 0.0
        for people in self.by_unit.values():
            if person not in people:
                continue
            if self.tau2 == 0:
                mean += people[person][1]
                continue
            k = 1 / self.tau2
            others = [pair for other, pair in people.items() if other != person]
            y, e = sum(pair[0] for pair in others), math.fsum(pair[1] for pair in others)
            here = people[person][1] * (k + y) / (k + e)
            mean += here
            squared += here**2 / (k + y)
        return z_of(self.span.y[person], mean, a + squared / mean**2)

    def self_z(self, person: str, expected: float, a: float) -> float | None:
        before = self.past_adjusted.get(person)
        if before is None or not self.past.known(person, self.past_adjusted):
            return None
        y = self.past.y[person]
        return z_of(self.span.y[person], expected * (1 / a + y) / (1 / a + before.total), 1 / (1 / a + y))

    def raised_units(self, rows: list[Row]) -> set[str]:
        """3 people with raw z of 2, more than a tenth, a binomial tail under 0.001, and the adjusted funnel z above 2."""
        funnel = self.funnel_z()
        by: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            if row["raw_z"] is not None:
                by[row["unit"]].append(row)
        found = set()
        for unit, people in by.items():
            high = sum(row["raw_z"] >= 2 for row in people)
            if high < 3 or high <= len(people) / 10 or funnel.get(unit, -math.inf) <= 2:
                continue
            share = math.fsum(self.chance_of_two(row["person"]) for row in people) / len(people)
            if float(stats.binom.sf(high - 1, len(people), share)) < 0.001:
                found.add(unit)
        return found

    def chance_of_two(self, person: str) -> float:
        """P(z >= 2) of a person by chance."""
        law, y = self.span.mean_and_spread(person, self.span.raw, self.a), 0
        while z_of(y, *law) < 2:
            y += 1
        return sum(probabilities_of(y, *law)[:2])

    def funnel_z(self) -> dict[str, float]:
        """Additive z of each unit's adjusted funnel (methods, section 6), rescaled; nothing below 10 units."""
        sums = {unit: (math.fsum(y for y, _ in people.values()), math.fsum(e for _, e in people.values()))
                for unit, people in self.by_unit.items()}  # fmt: skip
        sums = {unit: (o, e) for unit, (o, e) in sums.items() if e > 0}
        k = len(sums)
        if k < 10:
            return {}
        z = np.array([2 * (math.sqrt(o) - math.sqrt(e)) for o, e in sums.values()])
        phi = float(np.mean(np.clip(z, np.quantile(z, 0.1), np.quantile(z, 0.9)) ** 2)) / 0.678655
        weights = [4 * e for _, e in sums.values()]
        total = math.fsum(weights)
        tau2 = max(0.0, (k * phi - (k - 1)) / (total - math.fsum(w**2 for w in weights) / total))
        return {unit: (math.sqrt(o / e) - 1) / math.sqrt(1 / (4 * e) + tau2) for unit, (o, e) in sums.items()}


def gamma_quantile(shape: float, rate: float, level: float) -> float:
    return float(special.gammaincinv(shape, level) / rate)


def reading(
    raw: float | None, adjusted: float | None, at_limits: list[float], second: float | None, factor_lower: float | None
) -> str:
    """The table of readings, top to bottom, before unit first."""
    if raw is None or adjusted is None:
        return "cannot_tell"
    if raw < 3 and adjusted >= 3:
        return "only_after_adjustment"
    if raw < 3:
        return "ordinary"
    if (at_limits[0] >= 3) != (at_limits[1] >= 3) or (second is not None and (second >= 3) != (adjusted >= 3)):
        return "cannot_tell"
    if adjusted >= 3:
        return "stands_out"
    return "in_line_with_load" if factor_lower is not None and factor_lower > 1 else "cannot_tell"


def benjamini_hochberg(p: list[float]) -> list[float]:
    """q in the order of p."""
    order = sorted(range(len(p)), key=lambda each: p[each], reverse=True)
    q, smallest = [0.0] * len(p), 1.0
    for place, each in enumerate(order):
        smallest = min(smallest, p[each] * len(p) / (len(p) - place))
        q[each] = smallest
    return q
