"""The people of a unit: grouped by reading, ordered by pseudonym, words and pictures only. Listing them is a look at each."""

from __future__ import annotations

import polars as pl

from lib import audit, metrics, peers
from lib.grant import Grant
from lib.pictures import Lane
from lib.question import Month, Question, Window
from lib.service import asked, rights
from lib.service.holding import Held, between
from lib.service.values import PeopleGroup, PeopleList, PersonRow
from lib.stats import power
from lib.words import chance, readings

PICTURED_LOAD = "rest_days_cancelled_count"


def people(held: Held, grant: Grant, code: str, window: Window, question: Question) -> PeopleList | None:
    """The list, or None where the role has none. The audit row is committed before anything is returned."""
    if not rights.may_list_people(held, grant, code):
        return None
    metric = asked.person_metric(question)
    if not held.present(metric.source):
        return None
    rule = asked.rule(question)
    comparison = held.comparison(metric, window, rule)
    here = comparison.people.filter(pl.col("unit") == code).sort("person_id")
    audit.look(
        grant, "explore", here["person_id"].to_list(), held.lease.generation, here.height, purpose="list of people of a unit"
    )
    rows = _rows(held, window, rule, here["person_id"].to_list(), metric)
    lamp = power.lamp(comparison.ground)
    told = chance.beside(held.chance(metric, window, rule), len(metrics.PERSON_METRICS))
    told += chance.calibration(lamp.ratio, lamp.lit)
    return PeopleList(metric.title, _groups(here, rows), told)


def _groups(here: pl.DataFrame, rows: dict[str, PersonRow]) -> tuple[PeopleGroup, ...]:
    groups = []
    for reading in readings.ORDER:
        ids = here.filter(pl.col("reading") == reading)["person_id"].to_list()
        if ids:
            groups.append(PeopleGroup(reading, readings.in_words(reading), len(ids), tuple(rows[each] for each in ids)))
    return tuple(groups)


def _rows(held: Held, window: Window, rule: peers.PeerRule, ids: list[str], metric: metrics.Metric) -> dict[str, PersonRow]:
    cells = between(held.cells, window).filter(pl.col("person_id").is_in(ids))
    told: dict[str, list[tuple[str, str]]] = {each: [] for each in ids}
    for each in metrics.PERSON_METRICS:
        if held.present(each.source):
            frame = held.comparison(each, window, rule).people.filter(pl.col("person_id").is_in(ids))
            for person_id, reading in frame.select("person_id", "reading").iter_rows():
                told[person_id].append((each.title, readings.in_words(reading)))
    months = [window.first.plus(step) for step in range(window.months)]
    jobs = _jobs(cells)
    record, load = _monthly(cells, metric.events), _monthly(cells, PICTURED_LOAD)
    return {
        each: PersonRow(
            each, jobs.get(each, ""), tuple(told[each]), _lane(record, each, months, "record"), _lane(load, each, months, "load")
        )
        for each in ids
    }


def _jobs(cells: pl.DataFrame) -> dict[str, str]:
    last = cells.sort("month", "last_on").group_by("person_id").last()
    return {row["person_id"]: job_words(row) for row in last.iter_rows(named=True)}


def job_words(row: dict[str, object]) -> str:
    """`constable, response, 2-2-2-4`."""
    return ", ".join(str(row[key]).replace("_", " ") for key in ("rank_band", "function", "shift_pattern") if row[key])


def _monthly(cells: pl.DataFrame, column: str) -> dict[tuple[str, Month], float | None]:
    sums = cells.group_by("person_id", "month").agg(pl.col(column).sum())
    return {(person_id, Month.of(day)): value for person_id, day, value in sums.iter_rows()}


def _lane(values: dict[tuple[str, Month], float | None], person_id: str, months: list[Month], side: str) -> Lane:
    shown = tuple(values.get((person_id, month)) for month in months)
    return Lane("", tuple(map(str, months)), shown, None, None, "", side, complete=(True,) * len(months))
