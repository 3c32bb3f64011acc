"""Three lenses: the same job anywhere, the same team, the person's own past. Peers carry no id; values are sorted."""

from __future__ import annotations

import polars as pl

from lib import metrics, peers
from lib.metrics import Metric
from lib.pictures import Lens
from lib.question import Question, Window
from lib.service import asked
from lib.service.holding import Held
from lib.stats import ordinary
from lib.words.numbers import count


def lenses(held: Held, person_id: str, window: Window, question: Question) -> tuple[tuple[str, tuple[Lens, ...]], ...]:
    """(metric title, its lenses) for each person metric the force has a source for."""
    rule = asked.rule(question)
    return tuple(
        (metric.title, _of_metric(held, person_id, window, rule, metric))
        for metric in metrics.PERSON_METRICS
        if held.present(metric.source)
    )


def _of_metric(held: Held, person_id: str, window: Window, rule: peers.PeerRule, metric: Metric) -> tuple[Lens, ...]:
    everybody = held.comparison(metric, window, rule).people
    row = everybody.filter(pl.col("person_id") == person_id).row(0, named=True)
    others = everybody.filter((pl.col("person_id") != person_id) & pl.col("value").is_not_null())
    wide = pl.col("peers").str.starts_with(f"{row['peers']}, ")  # a group found by dropping keys holds the narrower ones too
    job = others.filter((pl.col("peers") == row["peers"]) | wide)["value"]
    team = others.filter(pl.col("unit") == row["unit"])["value"]
    past = _past(held, person_id, window, rule, metric)
    return (
        _lens(
            f"Same job: {(row['peers'] or '').replace('_', ' ')}", job, row["value"], row["raw_z"], row["adjusted_z"], "people"
        ),
        _lens("Same unit", team, row["value"], None, row["unit_z"], "people"),
        _lens("Own past, 12 months before", past, row["value"], None, row["self_z"], "windows"),
    )


def _past(held: Held, person_id: str, window: Window, rule: peers.PeerRule, metric: Metric) -> pl.Series:
    """The person's value in each whole window of the same length before this one that the data hold."""
    found: list[float] = []
    earlier = window.before()
    while earlier.first >= held.first:
        row = held.comparison(metric, earlier, rule).people.filter(pl.col("person_id") == person_id)
        found += [value for value in row["value"].to_list() if value is not None]
        earlier = earlier.before()
    return pl.Series("value", found, pl.Float64)


def _lens(title: str, values: pl.Series, here: float | None, raw_z: float | None, adjusted_z: float | None, what: str) -> Lens:
    lower, upper = ordinary.middle_half(values)
    return Lens(
        title=title,
        peers=count(len(values), what.removesuffix("s") if what == "windows" else "person", what),
        values=tuple(values.sort().to_list()),
        lower_quartile=lower,
        median=values.median(),  # type: ignore[arg-type]
        upper_quartile=upper,
        here=here,
        raw_z=raw_z,
        adjusted_z=adjusted_z,
        n=len(values),
    )
