"""The comparison agrees with the slow referee on every rung, figure, reading and status."""

from __future__ import annotations

import math
from collections import defaultdict

import numpy as np
import polars as pl
import pytest
from made import ABSENCES, SAME_JOB, SPELLS, YEAR, force
from referee import Referee, gamma_quantile, kappa, load_b, raised_units, reading, spread_loss, tail_of, z_of
from scipy import optimize, stats

from lib.metrics import Metric
from lib.question import Window
from lib.stats.funnel import overdispersion
from lib.stats.people import Comparison, compare
from lib.stats.z import peer_spread

EVENTS = {SPELLS.id: "sickness_spells_count", ABSENCES.id: "unauthorised_absences_count"}
BASE = {SPELLS.id: "at_risk_days", ABSENCES.id: "rostered_duties_count"}
TIME = {SPELLS.id: "exposure", ABSENCES.id: "fte_days"}


def varied(seed: int, people: int = 260) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Small groups, movers between units, part-time people, short stays, one unit without demand, gross counts."""
    cells, unit_months, _ = force(
        seed, people, 14, 2.5, 0.6, {0: 2.5, 1: 2.0, 2: 2.2}, part_time=0.25, kappa=0.4, past=True,
        functions=("response", "cid"), shifts=("6-4", "6-4", "6-4", "5-2"), movers=0.15,
    )  # fmt: skip
    person = pl.col("person_id").str.slice(1).cast(pl.Int64)
    kind = (
        pl.when(person % 7 == 3).then(pl.lit("pcso")).when(person % 40 == 5).then(pl.lit("special")).otherwise(pl.lit("officer"))
    )
    gone = (person % 23 == 4) & (pl.col("month") >= YEAR.first.plus(2).first_day)
    away = person % 31 == 6
    gross = pl.when((person % 97 == 8) & (pl.col("month") == YEAR.as_of.first_day)).then(200).otherwise(0)
    cells = cells.with_columns(
        kind.alias("kind"),
        pl.when(away).then(0).otherwise(pl.col("at_risk_days")).alias("at_risk_days"),
        pl.when(away).then(0).otherwise(pl.col("rostered_duties_count")).alias("rostered_duties_count"),
        pl.when(away).then(pl.col("in_post_days")).otherwise(0).alias("uncounted_days"),
        *[pl.when(away).then(0).otherwise(pl.col(name) + gross).alias(name) for name in EVENTS.values()],
    ).filter(~gone)
    unit_months = unit_months.with_columns(
        pl.when(pl.col("unit") == "U05").then(None).otherwise(pl.col("incidents_count")).alias("incidents_count"),
        pl.when(pl.col("unit") == "U05").then(0).otherwise(pl.col("demand_days_count")).alias("demand_days_count"),
    )
    return cells, unit_months


def within(frame: pl.DataFrame, window: Window) -> list[dict[str, object]]:
    return frame.filter(pl.col("month").is_between(window.first_day, window.last_day)).to_dicts()


def same(ours: float | None, theirs: float | None, what: str) -> None:
    if theirs is None or (isinstance(theirs, float) and math.isnan(theirs)):
        assert ours is None, what
    else:
        assert ours == pytest.approx(theirs, rel=1e-9, abs=1e-9), what


def refereed(cells: pl.DataFrame, unit_months: pl.DataFrame, metric: Metric, window: Window, found: Comparison) -> Referee:
    return Referee(
        within(cells, window), within(unit_months, window), EVENTS[metric.id], BASE[metric.id], metric.per, window, SAME_JOB.keys,
        found.parameters.kappa, TIME[metric.id],
    )  # fmt: skip


@pytest.mark.parametrize(("metric", "seed"), [(SPELLS, 3), (ABSENCES, 4)], ids=["spells", "absences"])
def test_every_person_as_the_referee_finds(metric: Metric, seed: int) -> None:
    cells, unit_months = varied(seed)
    found = compare(cells, unit_months, metric, YEAR, SAME_JOB)
    parameters = found.parameters
    ref = refereed(cells, unit_months, metric, YEAR, found)
    rows = {row["person_id"]: row for row in found.people.to_dicts()}
    assert list(rows) == ref.people

    for kind, power in parameters.kappa.items():
        assert kappa(within(cells, YEAR), BASE[metric.id], EVENTS[metric.id], SAME_JOB.keys, kind) == pytest.approx(power)  # type: ignore[arg-type]

    ref.stand(set())
    first = ref.expect(set())
    masked = mask(ref, first)
    assert masked, "the case is to prove masking"
    ref.stand(masked)
    raw = ref.expect(masked)
    assert {row["rung"] for row in ref.rows if row["x"] > 0} >= {-1, 0, 1}, "the case is to stand on several rungs"
    parts = [
        (row["y"], row["sx"], row["w"], (row["rung"], ref.key(row, row["rung"])))
        for row in ref.rows
        if row["x"] > 0 and row["rung"] >= 0 and row["w"] is not None
    ]
    assert load_b(parts) == pytest.approx(parameters.b, abs=1e-6)
    adjusted = ref.expect(masked, parameters.b)
    at_lower, at_upper = ref.expect(masked, parameters.b_lower), ref.expect(masked, parameters.b_upper)
    ref.expect(masked, parameters.b)

    unit_of = {
        person: max(ref.of[person], key=lambda row: (row["month"], row["last_on"], row["unit"]))["unit"] for person in ref.people
    }
    own = totals(ref, parameters.adjusted_spread)
    funnel_z = funnel_of(ref)
    past = past_of(cells, unit_months, metric, found)
    told: list[tuple[str, float | None, float | None, float | None]] = []
    words: dict[str, str] = {}
    for person in ref.people:
        row, a, a_adj = rows[person], parameters.raw_spread[ref.work[person]], parameters.adjusted_spread[ref.work[person]]
        y, e, e_adj = ref.y(person), raw[person], adjusted[person]
        raw_z = ref.z(person, e, a)
        adjusted_z = ref.z(person, e_adj, a_adj) if raw_z is not None else None
        same(row["raw_z"], raw_z, f"raw_z {person}")
        same(row["adjusted_z"], adjusted_z, f"adjusted_z {person}")
        same(row["events"], y, "events")
        exposed = [each for each in ref.of[person] if each["x"] > 0]
        assert row["n_peers"] == (min(each["n"] for each in exposed) if exposed else None)
        top = max((each["rung"] if each["rung"] >= 0 else 99 for each in exposed), default=None)
        assert row["peer_rung"] == (None if top in (None, 99) else top)
        factor = limits = None
        if raw_z is not None and e is not None:
            same(row["raw_expected"], e[0], "raw_expected")
            told.append((unit_of[person], raw_z, e[0], a + e[1] + a * e[2]))
        if raw_z is not None and adjusted_z is not None and e is not None and e_adj is not None:
            same(row["adjusted_expected"], e_adj[0], "adjusted_expected")
            two = [at_lower[person], at_upper[person]]
            factor = [each[0] / e[0] for each in two if each is not None]
            limits = tuple(ref.z(person, each, a_adj) for each in two)
            same(row["load_factor"], e_adj[0] / e[0], "load_factor")
            same(row["load_factor_lower"], min(factor), "load_factor_lower")
            same(row["load_factor_upper"], max(factor), "load_factor_upper")
            same(row["explained_share"], explained(y, e[0], e_adj[0], a, a_adj), "explained_share")
            spread = a_adj + e_adj[1] + a_adj * e_adj[2]
            same(row["p_value"], tail_of(y, e_adj[0], spread), "p_value")
            same(row["effect"], (1 / a_adj + y) / (1 / a_adj + e_adj[0]), "effect")
            same(row["effect_lower"], gamma_quantile(1 / a_adj + y, 1 / a_adj + e_adj[0], 0.025), "effect_lower")
            same(row["unit_z"], unit_z(ref, person, own, parameters.tau2, a_adj), f"unit_z {person}")
            before = past.get(person)
            self_z = None
            if before is not None:
                mean = e_adj[0] * (1 / a_adj + before[0]) / (1 / a_adj + before[1])
                self_z = z_of(y, mean, 1 / (1 / a_adj + before[0]))
            same(row["self_z"], self_z, f"self_z {person}")
            edges = found.edges.filter(pl.col("person_id") == person).row(0, named=True)
            assert z_of(edges["ordinary_at_load"], e_adj[0], spread) < 3 <= z_of(edges["ordinary_at_load"] + 1, e_adj[0], spread)
        words[person] = reading(raw_z, adjusted_z, limits or (None, None), min(factor) if factor else None)
        assert bare(row["status"]) == status(ref, person, e, e_adj), person
    assert parameters.tau2 == pytest.approx(tau2_of(ref, own, parameters.adjusted_spread), rel=1e-9)
    raised = raised_units(told, funnel_z)
    assert set(found.raised) == raised
    for person, word in words.items():
        held = unit_of[person] in raised and word in ("stands_out", "only_after_adjustment")
        assert rows[person]["reading"] == ("held_with_unit" if held else word), person
    p = [row["p_value"] for row in rows.values() if row["p_value"] is not None]
    q = [row["q_value"] for row in rows.values() if row["p_value"] is not None]
    assert q == pytest.approx(list(stats.false_discovery_control(p)))


def mask(ref: Referee, first: dict[str, tuple[float, float, float] | None]) -> set[str]:
    """Masking needs the spreads of the first fit, so they are fitted here, by the library's rule and our own likelihood."""
    people = [person for person in ref.people if ref.known(person, first[person])]
    events = [ref.y(person) for person in people]
    expected = [first[person][0] for person in people]  # type: ignore[index]
    a = float(optimize.minimize_scalar(lambda a: spread_loss(events, expected, a), bounds=(0, 7.4), method="bounded").x)
    return {person for person in people if (ref.z(person, first[person], a) or 0) > 5}


def explained(y: float, e: float, e_adj: float, a: float, a_adj: float) -> float | None:
    if gamma_quantile(1 / a + y, 1 / a + e, 0.025) <= 1:
        return None
    return 1 - ((1 / a_adj + y) / (1 / a_adj + e_adj) - 1) / ((1 / a + y) / (1 / a + e) - 1)


def totals(ref: Referee, spreads: dict[str, float]) -> dict[str, dict[str, tuple[float, float]]]:
    """unit -> person -> (events, adjusted expectation) over people who have one."""
    found: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for person in ref.people:
        e = ref.total(person, "e")
        e_adj = ref.total(person, "e_adj")
        if not ref.known(person, e) or not ref.known(person, e_adj):
            continue
        for row in ref.of[person]:
            y, expected = found[row["unit"]].get(person, (0.0, 0.0))
            found[row["unit"]][person] = (y + row["y"], expected + row["e_adj"])
    return found


def tau2_of(ref: Referee, own: dict[str, dict[str, tuple[float, float]]], spreads: dict[str, float]) -> float:
    top = bottom = 0.0
    for people in own.values():
        o, e = (math.fsum(pair[part] for pair in people.values()) for part in (0, 1))
        top += (o - e) ** 2 - e - math.fsum(spreads[ref.work[person]] * pair[1] ** 2 for person, pair in people.items())
        bottom += e**2
    return max(0.0, top / bottom)


def unit_z(ref: Referee, person: str, own: dict[str, dict[str, tuple[float, float]]], tau2: float, a: float) -> float:
    mean = squared = 0.0
    for people in own.values():
        if person not in people:
            continue
        if tau2 == 0:
            mean += people[person][1]
            continue
        k = 1 / tau2
        y = math.fsum(pair[0] for other, pair in people.items() if other != person)
        e = math.fsum(pair[1] for other, pair in people.items() if other != person)
        here = people[person][1] * (k + y) / (k + e)
        mean += here
        squared += here**2 / (k + y)
    return z_of(ref.y(person), mean, a + squared / mean**2)


def funnel_of(ref: Referee) -> dict[str, float]:
    own = totals(ref, {})
    units = sorted({row["unit"] for row in ref.rows})
    o = np.array([math.fsum(pair[0] for pair in own.get(unit, {}).values()) for unit in units])
    e = np.array([math.fsum(pair[1] for pair in own.get(unit, {}).values()) for unit in units])
    z = overdispersion(o, e, rescale=True).z_additive
    return {unit: each for unit, each in zip(units, z, strict=True) if math.isfinite(each)}


def past_of(cells: pl.DataFrame, unit_months: pl.DataFrame, metric: Metric, found: Comparison) -> dict[str, tuple[float, float]]:
    """person -> (events, adjusted expectation) of the 12 months before, where they are enough and their load is known."""
    before = Window(YEAR.first.plus(-1), 12)
    ref = refereed(cells, unit_months, metric, before, found)
    ref.stand(set())
    masked = mask(ref, ref.expect(set()))
    ref.stand(masked)
    ref.expect(masked)
    adjusted = ref.expect(masked, found.parameters.b)
    return {person: (ref.y(person), adjusted[person][0]) for person in ref.people if ref.known(person, adjusted[person])}  # type: ignore[index]


def bare(status_: str) -> list[str]:
    return [reason for reason in status_.split(";") if ":" not in reason and reason not in ("ok", "extreme")]


def status(
    ref: Referee, person: str, e: tuple[float, float, float] | None, e_adj: tuple[float, float, float] | None
) -> list[str]:
    rows = ref.of[person]
    away = sum(row["uncounted_days"] for row in rows) >= sum(row["in_post_days"] for row in rows)
    found = ["protected_only"] if away else []
    if not away and (not ref.enough[person] or (e is not None and e[0] < 1e-6)):
        found.append("too_little_exposure")
    if any(row["x"] > 0 and row["rung"] < 0 for row in rows):
        found.append("too_few_peers")
    if ref.known(person, e) and not ref.known(person, e_adj):
        found.append("no_workload_data")
    return found


def test_the_fitted_spread_is_the_referees_best() -> None:
    """At a, the referee's own likelihood is at its best: no neighbour is better."""
    random = np.random.default_rng(5)
    expected = random.uniform(0.3, 8, 400)
    events = random.poisson(expected * random.gamma(1 / 0.5, 0.5, 400)).astype(float)
    a = peer_spread(events, expected)
    at = spread_loss(events.tolist(), expected.tolist(), a)
    for near in (a - 0.01, a + 0.01, a - 0.1, a + 0.1):
        assert spread_loss(events.tolist(), expected.tolist(), near) > at
