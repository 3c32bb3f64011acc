"""Data & methods: what is covered, and how figures are made. No person in any of it."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from lib import load_measures, metrics, peers
from lib.grant import Grant
from lib.question import Question, Window
from lib.service import holding, rights, status
from lib.service.holding import Held
from lib.service.values import Methods
from lib.settings import PROJECT
from lib.sources import BY_ID
from lib.stats import power
from lib.stats.allowing import Term
from lib.stats.people import Comparison, Parameters
from lib.words.numbers import between, number

PROOFS = PROJECT / "lib" / "proofs.json"
LIMITS = (
    'A comparison finds what differs, never why. "Ordinary" does not clear anybody, and "stands out" accuses nobody.',
    "Only recorded absence is seen: leave used for illness, work taken home and an entry that was never made are not here.",
    "The load allowed for is incidents per established post first, then as many other external causes as the number of units bears."
    " Load that they do not carry is not allowed for.",
    "Error in measured load is corrected where it changes from month to month. Error that lasts (a unit whose incidents are always"
    " heavier than their number) cannot be seen in the data, and makes the allowance too small.",
    "Rest days owed count from the day the data begin; what was owed before is not known.",
    "A peer group of 10 to 29 is compared, with its size beside it; below 10 nobody is.",
    "Figures for months not yet settled are left out of limits and marked.",
)


def methods(grant: Grant) -> Methods:
    """The whole of Data & methods. Raises NoGeneration. Every role may read it."""
    held = holding.current()
    rights.require_data(held, grant)
    return Methods(
        status=status.now(grant),
        coverage=_coverage(held),
        metrics=metrics.METRICS,
        load_measures=load_measures.LOAD_MEASURES,
        peers=peers.PEER_RULES,
        parameters=_parameters(held),
        power=_power(held),
        proofs=proofs(PROOFS),
        limits=LIMITS,
    )


def _coverage(held: Held) -> pl.DataFrame:
    """Each metric and load measure: whether this force's sources can show it, and what is missing where they cannot."""
    declared = [("metric", each.title, each.source) for each in metrics.METRICS]
    declared += [("load", each.title, each.source) for each in load_measures.LOAD_MEASURES]
    rows = [
        {"kind": kind, "title": title, "shown": held.present(source), "needs": BY_ID[source].title}
        for kind, title, source in declared
    ]
    return pl.DataFrame(rows)


def _parameters(held: Held) -> pl.DataFrame:
    """What the comparison fitted for the newest twelve months, a row a metric."""
    return pl.DataFrame([_fitted(metric, comparison.parameters) for metric, comparison in _compared(held)])


def _fitted(metric: metrics.Metric, fitted: Parameters) -> dict[str, str]:
    return {
        "metric": metric.title,
        "power of FTE in exposure": _by_name(fitted.kappa),
        "spread between people": _by_name(fitted.raw_spread),
        "spread allowing for load": _by_name(fitted.adjusted_spread),
        "load allowed for": "; ".join(_term(each) for each in fitted.load) or "nothing: too few units, or no demand",
        "the second set": ", ".join(fitted.second).replace("_", " ") or "none that differs",
        "units": number(fitted.n_units),
    }


def _term(each: Term) -> str:
    """`incidents per established post: twice of it goes with 1.86 times as many (1.68-2.06)`."""
    limits = between(2**each.lower, 2**each.upper, 2)
    return f"{each.words}: twice of it goes with {number(2**each.b, 2)} times as many ({limits})"


def _compared(held: Held) -> list[tuple[metrics.Metric, Comparison]]:
    """The metrics of people over the newest twelve months; none where the data are shorter."""
    window = Window(held.newest, 12)
    if held.first > window.first:
        return []
    rule = peers.BY_ID[Question().peers]
    return [(metric, held.comparison(metric, window, rule)) for metric in metrics.PERSON_METRICS if held.present(metric.source)]


def _power(held: Held) -> pl.DataFrame:
    """What could be seen, a row a metric: of people truly so many times the usual at their load, the share who would stand out."""
    rows = []
    for metric, comparison in _compared(held):
        found, lamp = power.power(comparison.ground), power.lamp(comparison.ground)
        told = {f"truly {number(each.times)} times usual": _percent(each.mean) for each in found}
        beyond = f"{number(lamp.seen)} seen, {number(lamp.expected, 1)} expected: {'as it should be' if lamp.lit else 'not as it should be'}"
        rows.append({"metric": metric.title, "people compared": number(found[0].people)} | told | {"beyond z 2": beyond})
    return pl.DataFrame(rows)


def _percent(share: float) -> str:
    return f"{number(100 * share)} %" if share == share else number(None)


def _by_name(values: dict[str, float]) -> str:
    """`response 0.9, investigation 1.1`; one figure where all share it."""
    if len(set(values.values())) == 1:
        return number(next(iter(values.values())), 2)
    return ", ".join(f"{name} {number(value, 2)}" for name, value in sorted(values.items()))


def proofs(path: Path) -> pl.DataFrame:
    """The proofs on file: name, date, commit, passed, figures in words. Empty where none was run."""
    if not path.exists():
        return pl.DataFrame()
    rows = [
        {
            **{key: each[key] for key in ("name", "date", "commit", "passed")},
            "figures": ", ".join(f"{k} {v}" for k, v in each["figures"].items()),
        }
        for each in json.loads(path.read_text())
    ]
    return pl.DataFrame(rows)
