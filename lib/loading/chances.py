"""What simulated forces show beside those who stand out: worked out once a load, for the last complete twelve months."""

from __future__ import annotations

import polars as pl

from lib import metrics, store
from lib.loading.stating import Reach
from lib.peers import PEER_RULES
from lib.queries import cells, unit_months
from lib.question import Month, Window
from lib.stats import chance
from lib.stats.pattern import DECIDING_MONTHS
from lib.stats.people import compare


def chances(built: store.Building, reach: Reach) -> pl.DataFrame:
    """One row is a metric of people whose source this force has: rows of `chances`."""
    as_of = Month.of(reach.data_as_of)
    window = Window(as_of, DECIDING_MONTHS)
    people = built.read(cells(window.first, as_of))
    units = built.read(unit_months(window.first, as_of))
    present = dict(reach.sources.filter(pl.col("present")).select("source", "complete_to_on").iter_rows())
    rows = []
    for metric in metrics.PERSON_METRICS:
        if metric.source in present and metric.family == "count":
            settled = present[metric.source]
            complete = settled is not None and settled >= reach.data_as_of
            found = compare(people, units, metric, window, PEER_RULES[0], complete)
            row = chance.simulated(found.ground).row()
            rows.append({"metric": metric.id, "as_of": reach.data_as_of, "peers": PEER_RULES[0].id} | row)
    return pl.DataFrame(rows, infer_schema_length=None)
