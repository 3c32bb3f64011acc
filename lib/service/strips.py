"""Is it the load? All units of the force, load across, record against usual up, this one named."""

from __future__ import annotations

import math

import polars as pl

from lib.grant import Grant
from lib.metrics import Metric
from lib.peers import PeerRule
from lib.pictures import Strip, StripPoint
from lib.question import Window
from lib.service import rights
from lib.service.holding import Held
from lib.stats.people import Comparison
from lib.words.numbers import number


def strip(held: Held, grant: Grant, code: str, window: Window, metric: Metric, rule: PeerRule) -> Strip | None:
    """The strip for a metric; None where the force has no load to set it against, or the reader sees no unit."""
    if metric.level != "person" or not held.present(metric.source) or not held.present("demand"):
        return None
    comparison = held.comparison(metric, window, rule)
    loads = unit_loads(comparison)
    rows = held.unit_comparison(metric, window, rule, "unit").join(loads, on="unit", how="inner")
    rows = rows.filter(pl.col("unit").is_in([unit for unit in rows["unit"] if rights.may_see_place(held, grant, unit)]))
    points = tuple(_point(row, code, held) for row in rows.iter_rows(named=True) if row["expected"])
    if not points:
        return None
    line = _line(comparison, rows)
    return Strip(
        title=_title(metric, comparison),
        question=f"{len(points)} units whose load is known: load across, {metric.title.lower()} against usual up",
        load_title="LOAD  incidents per established post, times usual for this work",
        record_title=f"RECORD  {metric.events_text}, times usual",
        points=points,
        line=line,
    )


def unit_loads(comparison: Comparison) -> pl.DataFrame:
    """`unit, load`: the mean load ratio (exp w) of each unit over the window, weighed by exposure."""
    known = comparison.cells.filter(pl.col("w").is_not_null() & (pl.col("exposure") > 0))
    mean = (pl.col("w") * pl.col("exposure")).sum() / pl.col("exposure").sum()
    return known.group_by("unit").agg(mean.exp().alias("load")).sort("unit")


def _point(row: dict[str, float | str], code: str, held: Held) -> StripPoint:
    ratio = float(row["events"]) / float(row["expected"])
    name = held.nodes[str(row["unit"])]["name"]
    return StripPoint(
        code=str(row["unit"]),
        name=name,
        load=float(row["load"]),
        ratio=ratio,
        here=row["unit"] in (code, *held.under(code)) and code != held.root,
        words=f"{name}: {number(ratio, 2)} times usual, load {number(float(row['load']), 2)} times usual",
    )


def _line(comparison: Comparison, rows: pl.DataFrame) -> tuple[tuple[float, float], ...]:
    """Usual at this load: proportional to load^b, passing through the units' own mean."""
    b = comparison.parameters.demand.b
    known = rows.filter(pl.col("load_index").is_not_null())
    if math.isnan(b) or not known.height:
        return ()
    level = (known["load_index"].log() - b * known["load"].log()).mean()
    lowest, highest = float(known["load"].min()), float(known["load"].max())  # type: ignore[arg-type]
    steps = [lowest + (highest - lowest) * step / 24 for step in range(25)]
    return tuple((x, math.exp(float(level) + b * math.log(x))) for x in steps)  # type: ignore[arg-type]


def _title(metric: Metric, comparison: Comparison) -> str:
    demand = comparison.parameters.demand
    if math.isnan(demand.b):
        return f"{metric.title}: too few units to say what load adds"
    if demand.lower > 0:
        return f"{metric.title} rise with load: twice the load goes with {number(2**demand.b, 1)} times as many"
    if demand.upper < 0:
        return f"{metric.title} fall where load is higher"
    return f"{metric.title}: no rise with load that these units can show"
