"""Explain this number: in the order in which it is made, from definition to reading, with the parts it can be made from again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from lib import metrics, peers
from lib.metrics import Metric
from lib.question import Question, Window
from lib.service import asked
from lib.service.holding import Held
from lib.service.values import Explained
from lib.stats.people import Parameters
from lib.words.numbers import between, number
from lib.words.readings import in_words, status_words, up_to


def explained(held: Held, person_id: str, window: Window, question: Question) -> tuple[Explained, ...]:
    """One explanation a person metric."""
    rule = asked.rule(question)
    return tuple(
        _explain(held, person_id, window, rule, metric) for metric in metrics.PERSON_METRICS if held.present(metric.source)
    )


def _explain(held: Held, person_id: str, window: Window, rule: peers.PeerRule, metric: Metric) -> Explained:
    comparison = held.comparison(metric, window, rule)
    row = comparison.people.filter(pl.col("person_id") == person_id).row(0, named=True)
    edges = comparison.edges.filter(pl.col("person_id") == person_id).row(0, named=True)
    rows = (
        ("What is counted", f"{metric.events_text}, from {metric.source.replace('_', ' ')}"),
        ("Why it matters", metric.why_it_matters),
        ("Window", f"{window.months} months, {window.first.words} to {window.as_of.words}, generation {held.lease.generation}"),
        (
            "Recorded",
            f"{number(row['events'])} {metric.events_text} in an exposure of {number(row['exposure'], 1)} {_exposure_words(metric)}",
        ),
        ("As a rate", f"{number(row['value'], 2)} {metric.unit_text}"),
        ("Peers", f"{row['peers']}: {number(row['n_peers'])} people with enough time in post, {_rung(row['peer_rung'])}"),
        *_job_rows(row, edges),
        *_load_rows(row, edges, comparison.parameters),
        ("Same unit, own past", f"z {number(row['unit_z'], 2)} and {number(row['self_z'], 2)}, both allowing for load"),
        ("Reading", in_words(row["reading"]) + (f": {status_words(row['status'])}" if status_words(row["status"]) else "")),
        ("What else", "; ".join(metric.what_else)),
    )
    return Explained(metric.id, metric.title, rows)


def _job_rows(row: Mapping[str, Any], edges: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    if row["raw_z"] is None:
        return (("Usual for this job", f"not compared: {status_words(row['status']) or 'the data do not decide it'}"),)
    spread = number(edges["raw_spread"], 2)
    return (
        ("Usual for this job", f"{number(row['raw_expected'], 2)} (the person left out of their own peers)"),
        ("z, by hand", f"{number(row['textbook_z'], 2)}: rate less peers' mean, over their standard deviation"),
        ("z, in this job", f"{number(row['raw_z'], 2)} (negative binomial, spread {spread})"),
        ("Ordinary in this job", f"0 to {number(edges['ordinary_to'])}"),
    )


def _load_rows(row: Mapping[str, Any], edges: Mapping[str, Any], parameters: Parameters) -> tuple[tuple[str, str], ...]:
    if row["adjusted_z"] is None:
        return (("Allowing for load", f"not possible: {status_words(row['status']) or 'the load is not known'}"),)
    return (
        *_terms(parameters),
        (
            "Usual at this load",
            f"{number(row['adjusted_expected'], 2)} = {number(row['raw_expected'], 2)} x {number(row['load_factor'], 3)}",
        ),
        ("z, allowing for load", number(row["adjusted_z"], 2)),
        ("Ordinary at this load", up_to(edges)),
    )


def _terms(parameters: Parameters) -> Iterator[tuple[str, str]]:
    """What load adds, a line a covariate: what twice of it goes with, and the limits of that."""
    for term in parameters.load:
        limits = between(2**term.lower, 2**term.upper, 2)
        yield "What load adds", f"{term.words}; twice of it goes with {number(2**term.b, 2)} times as many ({limits})"
    yield "Fitted on", f"{number(parameters.n_units)} units, corrected for error that changes from month to month"


def _exposure_words(metric: Metric) -> str:
    return {"time_at_risk": "days at risk", "rostered_duties_count": "rostered duties"}.get(metric.exposure, metric.exposure)


def _rung(rung: int | None) -> str:
    if rung is None:
        return "too few"
    return "all keys" if rung == 0 else f"{number(rung)} of the keys dropped to find enough"
