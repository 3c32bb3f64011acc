"""A slow, readable referee of the comparison: dictionaries and loops over the rows, SciPy's own negative binomial.

Peer groups, rungs, rates, seasons, load, z, lenses, readings and statuses are worked out again from the rows. The fitted
numbers (kappa, spreads, b) are worked out again with other means and compared apart (`kappa`, `spread_loss`, `load_b`); the
comparison's own are then used here, so that everything else can be held to 1e-9.
"""

from __future__ import annotations

import math
from collections import defaultdict
from typing import Any

import numpy as np
from scipy import optimize, special, stats

Row = dict[str, Any]


def days_of(month: Any) -> int:
    following = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return (following - month).days


def z_of(y: float, mean: float, spread: float) -> float:
    at, above, below = parts_of(y, mean, spread)
    upper, lower = above + at / 2, below + at / 2
    z = -special.ndtri(upper) if upper <= 0.5 else special.ndtri(lower)
    return max(-30.0, min(30.0, float(z)))


def tail_of(y: float, mean: float, spread: float) -> float:
    at, above, _ = parts_of(y, mean, spread)
    return at + above


def parts_of(y: float, mean: float, spread: float) -> tuple[float, float, float]:
    """P(Y = y), P(Y > y), P(Y < y) by SciPy's distributions (unfrozen: freezing costs more than the sum)."""
    if spread < 1e-6:
        law, shape = stats.poisson, (mean,)
    else:
        law, shape = stats.nbinom, (1 / spread, 1 / (1 + spread * mean))
    at = float(law._pmf(y, *shape))
    above = float(special.betainc(y + 1, shape[0], 1 - shape[1])) if law is stats.nbinom else float(special.pdtrc(y, mean))
    below = (
        0.0
        if y == 0
        else (float(special.betainc(shape[0], y, shape[1])) if law is stats.nbinom else float(special.pdtr(y - 1, mean)))
    )
    return at, above, below


def kappa(rows: list[Row], base: str, events: str, keys: tuple[str, ...], kind: str) -> float:
    """The grid point with the greatest profile likelihood."""
    best, found = -math.inf, 0.0
    rows = [row for row in rows if row["kind"] == kind and row[base]]
    for step in range(101):
        power = step / 100
        groups: dict[Any, list[Row]] = defaultdict(list)
        for row in rows:
            groups[tuple(row[key] for key in keys)].append(row)
        total = 0.0
        for group in groups.values():
            below = math.fsum(row[base] * row["fte"] ** power for row in group)
            total += math.fsum(row[events] * math.log(row["fte"] ** power / below) for row in group)
        if total > best + 1e-9:
            best, found = total, power
    return found


def spread_loss(events: list[float], expected: list[float], a: float) -> float:
    """Minus the censored log-likelihood of methods, section 4."""
    y, e = np.array(events), np.array(expected)
    root = np.sqrt(e + 0.5 * e * e)
    away = (y - e) / root
    edge = np.quantile(away, 0.99, method="lower")
    gross = away > edge
    cap = np.maximum(np.floor(e + edge * root), 0)
    if a < 1e-6:
        logs = np.where(gross, stats.poisson.logsf(cap, e), stats.poisson.logpmf(y, e))
    else:
        size, chance = 1 / a, 1 / (1 + a * e)
        logs = np.where(gross, stats.nbinom.logsf(cap, size, chance), stats.nbinom.logpmf(y, size, chance))
    return -float(logs.sum())


def load_b(parts: list[tuple[float, float, float, Any]]) -> float:
    """The b that maximises the multinomial likelihood within peer groups; parts are (events, exposure x season, w, group)."""
    groups: dict[Any, list[tuple[float, float, float]]] = defaultdict(list)
    for y, x, w, group in parts:
        groups[group].append((y, x, w))

    def loss(b: float) -> float:
        total = 0.0
        for group in groups.values():
            below = math.log(math.fsum(x * math.exp(b * w) for _, x, w in group))
            total -= math.fsum(y * (math.log(x) + b * w - below) for y, x, w in group if y)
        return total

    return float(optimize.minimize_scalar(loss, bounds=(-5, 5), method="bounded", options={"xatol": 1e-10}).x)


class Referee:
    """One window of one metric, worked out row by row."""

    def __init__(self, rows: list[Row], unit_months: list[Row], events: str, base: str, per: float, window: Any, keys: tuple[str, ...],
                 powers: dict[str, float], time: str) -> None:  # fmt: skip
        self.per, self.window = per, window
        self.rungs = [keys[:size] for size in range(len(keys), 0, -1)]
        self.rows = [dict(row) for row in rows if row["in_post_days"] > 0]
        for row in self.rows:
            row["y"] = row[events]
            row["x"] = row[base] * (row["fte"] ** powers[row["kind"]] if powers else 1.0)
            row["time"] = row["x"] if time == "exposure" else row[time]
        self.people = sorted({row["person_id"] for row in self.rows})
        self.of: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            self.of[row["person_id"]].append(row)
        self.season()
        self.enough = {person: self.has_enough(person) for person in self.people}
        self.work = {person: self.main_work(person) for person in self.people}
        self.load(unit_months)

    def season(self) -> None:
        months = len({row["month"] for row in self.rows})
        totals: dict[Any, float] = defaultdict(float)
        for row in self.rows:
            totals[row["function"]] += row["y"]
        own = {work for work, total in totals.items() if total >= 30 * months}
        y: dict[Any, float] = defaultdict(float)
        x: dict[Any, float] = defaultdict(float)
        for row in self.rows:
            row["season_of"] = row["function"] if row["function"] in own else None
            for key in ((row["season_of"],), (row["season_of"], row["month"])):
                y[key] += row["y"]
                x[key] += row["x"]
        for row in self.rows:
            all_, here = (row["season_of"],), (row["season_of"], row["month"])
            row["s"] = (y[here] / x[here]) / (y[all_] / x[all_]) if x[here] and y[all_] else 1.0
            row["sx"] = row["s"] * row["x"]

    def has_enough(self, person: str) -> bool:
        in_post: dict[Any, int] = defaultdict(int)
        for row in self.of[person]:
            in_post[row["month"]] += row["in_post_days"]
        whole = sum(in_post[month] >= days_of(month) for month in in_post)
        time = math.fsum(row["time"] for row in self.of[person])
        return math.fsum(row["x"] for row in self.of[person]) > 0 and time >= 0.25 * self.window.days and whole >= 3

    def main_work(self, person: str) -> str:
        total: dict[str, float] = defaultdict(float)
        for row in self.of[person]:
            total[row["function"]] += row["x"]
        return max(sorted(total), key=lambda work: total[work])

    def load(self, unit_months: list[Row]) -> None:
        days: dict[Any, dict[str, float]] = defaultdict(lambda: defaultdict(float))
        for row in self.rows:
            days[row["unit"]][row["function"]] += row["fte_days"]
        work = {unit: max(sorted(by), key=lambda each: by[each]) for unit, by in days.items()}
        known = [
            row
            for row in unit_months
            if row["demand_days_count"] > 0 and row["establishment_fte_days"] > 0 and row["unit"] in work
        ]
        top: dict[str, float] = defaultdict(float)
        bottom: dict[str, float] = defaultdict(float)
        for row in known:
            top[work[row["unit"]]] += row["incidents_count"]
            bottom[work[row["unit"]]] += row["establishment_fte_days"]
        w = {}
        for row in known:
            centre = top[work[row["unit"]]] / bottom[work[row["unit"]]]
            w[row["unit"], row["month"]] = math.log(max(row["incidents_count"], 0.5) / row["establishment_fte_days"] / centre)
        for row in self.rows:
            row["w"] = w.get((row["unit"], row["month"]))

    def key(self, row: Row, step: int) -> tuple[Any, ...]:
        return tuple(row[name] for name in self.rungs[step])

    def groups(self) -> None:
        """For each rung and group: rows by person."""
        self.inside: list[dict[Any, dict[str, list[Row]]]] = []
        for step in range(len(self.rungs)):
            groups: dict[Any, dict[str, list[Row]]] = defaultdict(lambda: defaultdict(list))
            for row in self.rows:
                groups[self.key(row, step)][row["person_id"]].append(row)
            self.inside.append(groups)

    def stand(self, masked: set[str]) -> None:
        self.groups()
        present = [
            {key: {person for person, rows in by.items() if sum(row["x"] for row in rows) > 0} for key, by in groups.items()}
            for groups in self.inside
        ]
        counted = {person for person in self.people if person not in masked and self.enough[person]}
        for row in self.rows:
            row["rung"], row["n"] = -1, 0
            for step in range(len(self.rungs)):
                others = (present[step][self.key(row, step)] & counted) - {row["person_id"]}
                row["n"] = len(others)
                if len(others) >= (10 if step == len(self.rungs) - 1 else 30):
                    row["rung"] = step
                    break

    def others(self, row: Row, masked: set[str]) -> list[tuple[str, list[Row]]]:
        group = self.inside[row["rung"]][self.key(row, row["rung"])]
        return [(person, rows) for person, rows in group.items() if person != row["person_id"] and person not in masked]

    def expect(self, masked: set[str], b: float | None = None) -> dict[str, tuple[float, float, float] | None]:
        """Person -> (E, part of v without a, part of v with a), or None where it is not known."""
        name = "e" if b is None else "e_adj"
        facts: dict[Any, tuple[float, float, float, float]] = {}
        for row in self.rows:
            if row["x"] <= 0:
                row[name] = 0.0
                continue
            if row["rung"] < 0 or (b is not None and (row["w"] is None or row["e"] is None)):
                row[name] = None
                continue
            place = (row["person_id"], row["rung"], self.key(row, row["rung"]))
            if place not in facts:
                facts[place] = self.rate(row, masked, b)
            rate, factor, own, shared = facts[place]
            row["rate"], row["own"], row["shared"] = rate, own, shared
            row[name] = row["sx"] * rate if b is None else row["e"] * math.exp(b * row["w"]) * factor
        return {person: self.total(person, name) for person in self.people}

    def rate(self, row: Row, masked: set[str], b: float | None) -> tuple[float, float, float, float]:
        others = self.others(row, masked)
        y = math.fsum(each["y"] for _, rows in others for each in rows)
        x = math.fsum(each["sx"] for _, rows in others for each in rows)
        known = x
        weights = [math.fsum(each["sx"] for each in rows) for _, rows in others]
        if b is not None:
            weights = [
                math.fsum(each["sx"] * math.exp(b * each["w"]) for each in rows if each["w"] is not None) for _, rows in others
            ]
            known = math.fsum(each["sx"] for _, rows in others for each in rows if each["w"] is not None)
        total = math.fsum(weights)
        squares = math.fsum(weight**2 for weight in weights)
        return (
            (y / x if x else 0.0),
            (known / total if total else math.nan),
            (1 / y if y else 0.0),
            (squares / total**2 if total else 0.0),
        )

    def total(self, person: str, name: str) -> tuple[float, float, float] | None:
        if any(row[name] is None for row in self.of[person]):
            return None
        e = math.fsum(row[name] for row in self.of[person])
        if e < 1e-6:
            return (e, 0.0, 0.0)
        by: dict[Any, list[Row]] = defaultdict(list)
        for row in self.of[person]:
            if row["x"] > 0:
                by[row["rung"], self.key(row, row["rung"])].append(row)
        own = math.fsum(math.fsum(row[name] for row in rows) ** 2 * rows[0]["own"] for rows in by.values()) / e**2
        shared = math.fsum(math.fsum(row[name] for row in rows) ** 2 * rows[0]["shared"] for rows in by.values()) / e**2
        return (e, own, shared)

    def y(self, person: str) -> float:
        return math.fsum(row["y"] for row in self.of[person])

    def known(self, person: str, expected: tuple[float, float, float] | None) -> bool:
        return self.enough[person] and expected is not None and expected[0] >= 1e-6

    def z(self, person: str, expected: tuple[float, float, float] | None, a: float) -> float | None:
        if expected is None or not self.known(person, expected):
            return None
        e, own, shared = expected
        return z_of(self.y(person), e, a + own + a * shared)


def gamma_quantile(shape: float, rate: float, level: float) -> float:
    return float(special.gammaincinv(shape, level) / rate)


def reading(
    raw: float | None, adjusted: float | None, limits: tuple[float | None, float | None], factor_lower: float | None
) -> str:
    """The table of readings, top to bottom, before unit first."""
    if raw is None or adjusted is None:
        return "cannot_tell"
    if raw < 3 and adjusted >= 3:
        return "only_after_adjustment"
    if raw < 3:
        return "ordinary"
    if limits[0] is not None and limits[1] is not None and (limits[0] >= 3) != (limits[1] >= 3):
        return "cannot_tell"
    if adjusted >= 3:
        return "stands_out"
    if factor_lower is not None and factor_lower > 1:
        return "in_line_with_load"
    return "cannot_tell"


def raised_units(people: list[tuple[str, float | None, float | None, float | None]], funnel_z: dict[str, float]) -> set[str]:
    """Units judged first; people are (unit, raw z, raw E, spread)."""
    by: dict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for unit, z, e, spread in people:
        if z is not None and e is not None and spread is not None:
            by[unit].append((z, e, spread))
    found = set()
    for unit, members in by.items():
        high = sum(z >= 2 for z, _, _ in members)
        chance = []
        for _, e, spread in members:
            y = 0
            while z_of(y, e, spread) < 2:
                y += 1
            chance.append(tail_of(y, e, spread))
        tail = float(stats.binom.sf(high - 1, len(members), sum(chance) / len(members)))
        if high >= 3 and high > len(members) / 5 and tail < 0.001 and funnel_z.get(unit, -math.inf) > 2:
            found.add(unit)
    return found
