"""Data & methods: what was loaded, what was refused, what is covered, and how figures are made. No person in any of it."""

from __future__ import annotations

import json
from pathlib import Path

import polars as pl

from lib import load_measures, metrics, peers, queries, store
from lib.grant import Grant
from lib.question import Question, Window
from lib.service import holding, rights, status
from lib.service.holding import Held
from lib.service.values import Methods
from lib.settings import PROJECT
from lib.sources import BY_ID
from lib.words.numbers import number

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
        loaded=_loaded(held),
        files=store.read(queries.file_counts(), held.lease),
        rejected=_rejected(held),
        link_rates=_link_rates(held),
        coverage=_coverage(held),
        metrics=metrics.METRICS,
        load_measures=load_measures.LOAD_MEASURES,
        peers=peers.PEER_RULES,
        parameters=_parameters(held),
        proofs=proofs(PROOFS),
        limits=LIMITS,
    )


def _loaded(held: Held) -> pl.DataFrame:
    """One row a source: what came of its rows, and up to which day it is complete."""
    titles = pl.DataFrame({"source": list(BY_ID), "title": [source.title for source in BY_ID.values()]})
    return (
        titles.join(held.status.select("source", "present", "complete_to_on"), on="source", how="left")
        .join(held.counts, on="source", how="left")
        .select(
            "title",
            "present",
            "read",
            "accepted",
            "quarantined",
            "duplicates",
            "erased",
            "linked",
            "unlinked",
            "skipped",
            "complete_to_on",
        )
    )


def _rejected(held: Held) -> pl.DataFrame:
    """Rows set aside, by source, file, field and reason, with the fix; no raw row."""
    return store.read(queries.quarantine_summary(), held.lease)


def _link_rates(held: Held) -> pl.DataFrame:
    """Link rate by source over all months; a unit whose rows do not link looks innocent."""
    return (
        store.read(queries.link_rates_by_source(), held.lease)
        .with_columns((100 * pl.col("linked_count") / pl.col("rows_count")).round(1).alias("linked_percent"))
        .sort("source")
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
    window = Window(held.newest, 12)
    if held.first > window.first:
        return pl.DataFrame()
    rows = [_fitted(held, metric, window) for metric in metrics.PERSON_METRICS if held.present(metric.source)]
    return pl.DataFrame(rows)


def _fitted(held: Held, metric: metrics.Metric, window: Window) -> dict[str, str]:
    fitted = held.comparison(metric, window, peers.BY_ID[Question().peers]).parameters
    return {
        "metric": metric.title,
        "power of FTE in exposure": _by_name(fitted.kappa),
        "spread between people": _by_name(fitted.raw_spread),
        "spread allowing for load": _by_name(fitted.adjusted_spread),
        "twice the load multiplies by": number(2**fitted.demand.b, 2),
        "from": number(2**fitted.demand.lower, 2),
        "to": number(2**fitted.demand.upper, 2),
        "units": number(fitted.n_units),
    }


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
