"""Whole-force frames, held once for each generation. Only `service` opens this store; no Streamlit cache ever sees it.

Peers are the whole force, so a comparison needs every cell whoever asks; what leaves the service is cut to the Grant.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from threading import RLock
from typing import Any

import polars as pl

from lib import queries, store
from lib.errors import Refused
from lib.grant import Grant, local_operator
from lib.load_measures import LoadMeasure
from lib.metrics import Metric
from lib.peers import PeerRule
from lib.question import FORCE, Month, Question, Window
from lib.schema import DATED_BY
from lib.service import periods
from lib.service.values import MeasureRow
from lib.stats import calendar, chance, people, units
from lib.stats.chance import Chance
from lib.stats.pattern import DECIDING_MONTHS
from lib.store import Lease

EVERYWHERE = local_operator()
"""The season is the whole force's, whoever asks: twelve factors, of no place and nobody."""
KEPT = 2
"""Generations kept in memory: the current one, and the one that readers may still hold."""
COMPARISONS_KEPT = 48
PAST_MONTHS = 12
"""Months before a window that the person's own past is read from."""
STATES = frozenset({"people", "units"})
"""Sources that are a state, not something that happens month by month."""
MONTHS_AFTER = 3
"""Months after the newest complete one that a chart still shows, hollow."""


@dataclass
class Held:
    """One generation's frames and comparisons."""

    lease: Lease
    lock: RLock = field(default_factory=RLock)
    compared: dict[tuple[str, Window, str], people.Comparison] = field(default_factory=dict)
    shown: dict[tuple[frozenset[str], str, str, Month], MeasureRow | None] = field(default_factory=dict)
    placed: dict[tuple[str, Window, str], pl.DataFrame] = field(default_factory=dict)
    read: dict[tuple[frozenset[str], str], dict[str, pl.DataFrame]] = field(default_factory=dict)
    seasons: dict[str, dict[int, float]] = field(default_factory=dict)

    @cached_property
    def first(self) -> Month:
        return Month.of(self.lease.info.first_day_on)

    @cached_property
    def newest(self) -> Month:
        return Month.of(self.lease.info.data_as_of)

    @cached_property
    def places(self) -> pl.DataFrame:
        """`unit_places` of this generation."""
        return store.read(queries.places(), self.lease)

    @cached_property
    def nodes(self) -> dict[str, dict[str, Any]]:
        """The rows of `unit_places` by code."""
        return {row["node"]: row for row in self.places.iter_rows(named=True)}

    @cached_property
    def status(self) -> pl.DataFrame:
        """`source_status` of this generation."""
        return store.read(queries.source_status(), self.lease)

    @cached_property
    def counts(self) -> pl.DataFrame:
        """`source_counts` of this generation."""
        return store.read(queries.source_counts(), self.lease)

    @cached_property
    def link_rates(self) -> pl.DataFrame:
        """Every row of `link_rates`."""
        return store.read(queries.link_rates(), self.lease)

    @cached_property
    def data_events(self) -> pl.DataFrame:
        """Every row of `data_events`: breaks of a definition and gaps of coverage."""
        return store.read(queries.data_events(), self.lease)

    @cached_property
    def rows_by_month(self) -> pl.DataFrame:
        """Accepted rows by source and month, of the sources whose rows have a day."""
        dated = sorted(self.sources & DATED_BY.keys() - STATES)
        empty = pl.DataFrame(schema={"source": pl.String, "month": pl.Date, "rows_count": pl.Int64})
        return store.read(queries.rows_by_month(dated), self.lease) if dated else empty

    @cached_property
    def cells(self) -> pl.DataFrame:
        """Every row of `person_months`."""
        return store.read(queries.cells(self.first, self.newest), self.lease)

    @cached_property
    def unit_months(self) -> pl.DataFrame:
        """Every row of `unit_months`."""
        return store.read(queries.unit_months(self.first, self.newest), self.lease)

    @cached_property
    def conduct_months(self) -> pl.DataFrame:
        """Every row of `conduct_months`."""
        return store.read(queries.conduct_months(self.first, self.newest), self.lease)

    @cached_property
    def unit_periods(self) -> pl.DataFrame:
        """Every row of `unit_periods`."""
        return store.read(queries.unit_periods(), self.lease)

    def periods_of(self, metric: Metric, code: str) -> pl.DataFrame:
        """The periods over a month that bound a metric in a place."""
        if self.unit_periods.is_empty():
            return self.unit_periods
        bounding = periods.of_metric(self.unit_periods, metric)
        return bounding if code in (self.root, FORCE) else bounding.filter(pl.col("unit").is_in(self.under(code)))

    def series(self, grant: Grant, of: Metric | LoadMeasure) -> dict[str, pl.DataFrame]:
        """By place that the grant opens: `month, months, numerator, denominator, value` in time; read once for each scope and measure.

        A row speaks of the `months` that end with `month`: one, unless facts are known for a longer period as a whole.
        """
        key = (grant.scope, of.id)
        with self.lock:
            if key not in self.read:
                codes = [FORCE, *self.places.filter(pl.col("kind") != "team")["node"]]
                rows = store.read(queries.series(grant, codes, of, self.first, self.newest.plus(MONTHS_AFTER)), self.lease)
                parts = rows.partition_by("place", as_dict=True, include_key=False)
                self.read[key] = {
                    str(place): self._valued(part.sort("month"), of, str(place)) for (place,), part in parts.items()
                }
            return self.read[key]

    def season(self, of: Metric | LoadMeasure) -> dict[int, float]:
        """What a month of the year usually brings in the whole force, as factors: one wave for a measure, whoever asks."""
        with self.lock:
            if of.id not in self.seasons:
                rows = store.read(queries.series(EVERYWHERE, [FORCE], of, self.first, self.newest), self.lease).sort("month")
                months = [Month.of(day) for day in rows["month"]]
                values = [top / below if below else None for top, below in rows.select("numerator", "denominator").iter_rows()]
                complete = [self.complete(of.source, month) for month in months]
                self.seasons[of.id] = calendar.wave(values, [month.number for month in months], complete)
            return self.seasons[of.id]

    def _valued(self, rows: pl.DataFrame, of: Metric | LoadMeasure, place: str) -> pl.DataFrame:
        """A place's months with their value, those that are known as a whole alone put together."""
        bounding = self.periods_of(of, place) if isinstance(of, Metric) else self.unit_periods.clear()
        rows = periods.whole_rows(rows, bounding)
        ratio = pl.col("numerator") / pl.col("denominator")
        alone = pl.col("numerator") if isinstance(of, LoadMeasure) and of.how == "maximum" else pl.lit(None, pl.Float64)
        return rows.with_columns((pl.when(pl.col("denominator") > 0).then(ratio).otherwise(alone) * of.per).alias("value"))

    def asked(self, code: str) -> str:
        """How `series` calls a place: the node at the top is `force`, which also holds rows that no unit is named in."""
        return FORCE if code == self.root else code

    def window(self, question: Question) -> Window:
        """The question's window. Raises Refused for a month that is not complete, or one before the data."""
        window = question.window(self.newest)
        if window.as_of > self.newest:
            raise Refused(f"{window.as_of} is not complete yet", f"The newest complete month is {self.newest}.")
        if window.as_of < self.first:
            raise Refused(f"{window.as_of} is before the data", f"The data begin in {self.first}.")
        return window

    @cached_property
    def settled(self) -> dict[str, date | None]:
        """By source: the last day of its last complete month."""
        return dict(self.status.select("source", "complete_to_on").iter_rows())

    def complete(self, source: str, month: Month) -> bool:
        """True when the source has settled for that month."""
        day = self.settled.get(source)
        return day is not None and day >= month.last_day

    @cached_property
    def sources(self) -> frozenset[str]:
        """The sources that this force has at all."""
        return frozenset(self.status.filter(pl.col("present"))["source"])

    def present(self, source: str) -> bool:
        """True when the force has this source at all."""
        return source in self.sources

    def comparison(self, metric: Metric, window: Window, rule: PeerRule) -> people.Comparison:
        """Everybody compared, for one metric: measured once for each generation, window and rule."""
        key = (metric.id, window, rule.id)
        with self.lock:
            if key not in self.compared:
                self._make_room()
                self.compared[key] = self._compare(metric, window, rule)
            return self.compared[key]

    @cached_property
    def chances(self) -> dict[tuple[str, Window, str], Chance]:
        """What simulated forces show, as it was worked out at load."""
        rows = store.read(queries.chances(), self.lease).iter_rows(named=True)
        window = Window(self.newest, DECIDING_MONTHS)
        return {(row["metric"], window, row["peers"]): chance.of_row(row) for row in rows}

    def chance(self, metric: Metric, window: Window, rule: PeerRule) -> Chance:
        """What chance shows beside those who stand out: simulated where the load did so, else from each one's own distribution."""
        return self.chances.get((metric.id, window, rule.id)) or self.comparison(metric, window, rule).chance

    def _compare(self, metric: Metric, window: Window, rule: PeerRule) -> people.Comparison:
        longer = Window(window.as_of, window.months + PAST_MONTHS)
        cells = between(self.cells, longer)
        return people.compare(
            cells, between(self.unit_months, longer), metric, window, rule, complete=self.complete(metric.source, window.as_of)
        )

    def _make_room(self) -> None:
        while len(self.compared) >= COMPARISONS_KEPT:
            self.compared.pop(next(iter(self.compared)))

    def unit_comparison(self, metric: Metric, window: Window, rule: PeerRule, level: str) -> pl.DataFrame:
        """The places of one level (`unit`, `command` or `force`) compared, contract columns; measured once."""
        key = (metric.id, window, f"{rule.id} {level}")
        with self.lock:
            if key not in self.placed:
                comparison = self.comparison(metric, window, rule) if metric.level == "person" else None
                frames = (between(self.cells, window), between(self.unit_months, window))
                complete = self.complete(metric.source, window.as_of)
                cut = periods.cut(self.unit_periods, metric, window)
                events = self._unit_events(metric, window)
                self.placed[key] = units.compare(*frames, metric, window, comparison, self.places, level, events, complete, cut)
            return self.placed[key]

    def _unit_events(self, metric: Metric, window: Window) -> pl.DataFrame | None:
        """`unit, events` of a metric that is recorded by unit and not by person; None where nothing is known."""
        if metric.family == "money":
            return periods.pay(self.unit_months, self.unit_periods, window)
        if metric.source == "conduct":
            received = between(self.conduct_months, window).drop_nulls("unit")
            return received.group_by("unit").agg(pl.col("allegations_count").sum().cast(pl.Float64).alias("events"))
        return None

    def under(self, code: str) -> list[str]:
        """The unit-level nodes in a place's subtree (all for the force)."""
        inside = self.places.filter(pl.col("unit").is_not_null())
        if code not in (self.root, FORCE):
            inside = inside.filter(pl.col("path").str.split("/").list.contains(code))
        return inside["unit"].unique().sort().to_list()

    @cached_property
    def root(self) -> str:
        """The code of the node at the top."""
        return min(self.nodes, key=lambda node: (len(self.nodes[node]["path"]), node))


def between(frame: pl.DataFrame, window: Window) -> pl.DataFrame:
    """The rows of a window's months."""
    return frame.filter(pl.col("month").is_between(window.first_day, window.last_day))


_held: dict[str, Held] = {}
_lock = RLock()


def current() -> Held:
    """The current generation, held. Raises NoGeneration on an empty home."""
    return _holding(store.lease())


def kept(generation: str) -> Held:
    """Another generation that is kept, held. Raises Refused for an unknown id."""
    return _holding(store.lease(generation))


def _holding(lease: Lease) -> Held:
    with _lock:
        if lease.generation not in _held:
            while len(_held) >= KEPT:
                _held.pop(next(iter(_held)))
            _held[lease.generation] = Held(lease)
        return _held[lease.generation]
