"""What the data say of their own recording: breaks of a definition and gaps of coverage, noticed in what was written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from lib import queries, store
from lib.checking import classifying
from lib.checking.breaks import SIDE, Step, renamings, steps
from lib.checking.classifying import Words
from lib.checking.coverage import Gap, gaps
from lib.loading.gathered import Gathered
from lib.loading.profile import Profile
from lib.loading.stating import Reach
from lib.question import Month
from lib.schema import column_name
from lib.sources import BY_ID

EVENTS = {
    "kind": pl.String, "source": pl.String, "field": pl.String, "unit": pl.String, "from_on": pl.Date, "to_on": pl.Date,
    "detail": pl.String,
}  # fmt: skip
_COUNTED = ("duties", "sickness", "absence", "overtime", "demand", "conduct", "limited_duties")
_DEMAND = ("incidents", "immediate", "crimes_allocated", "arrests")
_BY_UNIT = (("duties", "rostered_duties_count"), ("sickness", "sickness_spells_count"))
RENAMED = (("absence", "kind"), ("duties", "state"), ("duties", "abstraction"), ("overtime", "kind"))


@dataclass(frozen=True)
class Event:
    """One row of `data_events`."""

    kind: str
    source: str
    field: str | None
    unit: str | None
    from_on: date
    to_on: date | None
    detail: str


def data_events(built: store.Building, gathered: Gathered, reach: Reach, profile: Profile) -> pl.DataFrame:
    """All breaks and gaps of a generation being built, as `data_events` stores them: those that the profile declares, and those
    noticed that it does not. Its facts and months are written already."""
    ends = {row["source"]: row["complete_to_on"] for row in reach.sources.to_dicts() if row["present"]}
    spans = {source: _months(reach.first_day_on, end) for source, end in ends.items() if source in _COUNTED and end}
    rows = built.read(queries.rows_by_month([source for source in spans if gathered.rows[source].height])) if spans else None
    found: list[Event] = []
    whole: dict[str, set[date]] = {}
    for source, months in spans.items():
        values = _filled(rows, source, months) if rows is not None else [0.0] * len(months)
        missing = list(_of_force(source, months, values))
        whole[source] = {month for gap in missing for month in _months(gap.from_on, gap.to_on or gap.from_on)}
        found += [*missing, *_breaks_of_rows(source, months, values)]
    found += _breaks_of_demand(built, spans.get("demand", []))
    found += _renamed(gathered, spans, profile.words)
    found += _of_units(built, spans, whole)
    found = [*_declared(profile), *(each for each in found if not _is_declared(each, profile))]
    return pl.DataFrame([vars(each) for each in found], schema=EVENTS).sort("from_on", "source", "kind", "unit", nulls_last=False)


def _declared(profile: Profile) -> Iterator[Event]:
    for each in profile.breaks:
        yield Event(
            "definition_break", each.source, each.field, None, each.on, None, f"{BY_ID[each.source].title}: {each.sentence}"
        )


def _is_declared(event: Event, profile: Profile) -> bool:
    """Whether the profile has a break of that source in that month already."""
    said = {(each.source, Month.of(each.on)) for each in profile.breaks}
    return event.kind == "definition_break" and (event.source, Month.of(event.from_on)) in said


def _months(first: date, last: date) -> list[date]:
    """First days of the whole months from `first` to `last`."""
    begin, end = Month.of(first), Month.of(last)
    begin = begin if first == begin.first_day else begin.plus(1)
    return [begin.plus(ahead).first_day for ahead in range(end.index - begin.index + 1)]


def _filled(rows: pl.DataFrame, source: str, months: list[date]) -> list[float]:
    counted = dict(rows.filter(pl.col("source") == source).select("month", "rows_count").iter_rows())
    return [float(counted.get(month, 0)) for month in months]


def _days(months: list[date]) -> list[float]:
    return [float(Month.of(month).last_day.day) for month in months]


def _of_force(source: str, months: list[date], values: list[float]) -> Iterator[Event]:
    for gap in gaps(values, _days(months)):
        yield _gap_event(source, None, months, gap, "rows")


def _gap_event(source: str, unit: str | None, months: list[date], gap: Gap, what: str) -> Event:
    first, last = months[gap.places[0]], Month.of(months[gap.places[-1]])
    span = Month.of(first).words if len(gap.places) == 1 else f"{Month.of(first).words} to {last.words}"
    where = f" of {unit}" if unit else ""
    said = f"{gap.rows:,.0f} {what}{where} in {span} where the months around say about {gap.usual:,.0f}"
    return Event(
        "coverage_gap", source, None, unit, first, last.last_day, f"{BY_ID[source].title}: {said}: a gap in what was recorded."
    )


def _breaks_of_rows(source: str, months: list[date], values: list[float]) -> Iterator[Event]:
    rates = [value / days for value, days in zip(values, _days(months), strict=True)]
    for step in steps(months, rates, values):
        yield _break_event(source, None, step, "rows a day")


def _break_event(source: str, field: str | None, step: Step, what: str) -> Event:
    beside = " beside the other counts of the source" if field else ""
    said = f"{step.ratio:.2f} times as many {what} from {step.from_on:%-d %b %Y} on ({step.before:,.1f} before, {step.after:,.1f} after){beside}"
    detail = f"{BY_ID[source].title}: {said}, from one month to the next and lasting: most likely counted otherwise."
    return Event("definition_break", source, field, None, step.from_on, None, detail)


def _breaks_of_demand(built: store.Building, months: list[date]) -> Iterator[Event]:
    """Fields of demand that step against the others. Demand itself may rise from one month to the next, in all of them alike."""
    columns = {field: column_name(BY_ID["demand"].field(field)) for field in _DEMAND}
    if not months:
        return
    table = built.read(queries.demand_by_month(list(columns.values())))
    table = pl.DataFrame({"month": months}, schema={"month": pl.Date}).join(table, on="month", how="left", maintain_order="left")
    present = {field: table[column] for field, column in columns.items() if table[column].drop_nulls().len()}
    shares = {field: sums / mean for field, sums in present.items() if (mean := sums.mean())}
    for field in shares:
        others = [shares[other] for other in shares if other != field]
        days = table["demand_days_count"]
        beside = sum(others[1:], others[0]) / len(others) if others else days / days.mean()
        sums = present[field]
        for step in steps(months, (shares[field] / beside).fill_null(float("nan")).to_list(), sums.fill_null(0.0).to_list()):
            level = sums / days
            yield _break_event(
                "demand", field, _in_days(step, months, level.to_list()), f"{field.replace('_', ' ')} a unit and day"
            )


def _in_days(step: Step, months: list[date], level: list[float | None]) -> Step:
    """The step with the levels that people know, beside the ratio that was found against the other fields."""
    at = months.index(step.from_on)
    before, after = ([value for value in part if value] for part in (level[max(0, at - SIDE) : at], level[at : at + SIDE]))
    mean = sum(before) / len(before)
    return Step(step.from_on, mean, sum(after) / len(after), step.ratio)


def _renamed(gathered: Gathered, spans: Mapping[str, list[date]], words: Words) -> Iterator[Event]:
    """Words that one month replaced by others, before they are classified and gone. What may be protected is not named."""
    for source, field in RENAMED:
        frame, months = gathered.rows.get(source), spans.get(source, [])
        if frame is None or len(months) < 2:
            continue
        day = next(each.name for each in BY_ID[source].fields if each.type in ("day", "stamp"))
        for each in renamings(frame, day, field, months[0], Month.of(months[-1]).last_day):
            named = not classifying.never_counts([each.old, each.new], words)
            pair = f"`{each.old}` gives way to `{each.new}`" if named else "one word gives way to another"
            said = f"from {each.from_on:%-d %b %Y} {pair}, about as often ({each.before:.1f} and {each.after:.1f} rows a month)"
            yield Event(
                "definition_break", source, field, None, each.from_on, None, f"{BY_ID[source].title}: {said}: a change of words."
            )


def _of_units(built: store.Building, spans: Mapping[str, list[date]], whole: Mapping[str, set[date]]) -> Iterator[Event]:
    """Gaps of single units, in months that are none of the whole force."""
    if "duties" in spans or "sickness" in spans:
        recorded = built.read(queries.recorded_by_unit())
        for source, column in _BY_UNIT:
            if source in spans:
                yield from _gaps_by_unit(recorded, column, "in_post_days", source, spans[source], whole[source])
    if "demand" in spans:
        table = built.read(queries.demand_days_by_unit()).with_columns(pl.col("demand_days_count").fill_null(0.0))
        yield from _gaps_by_unit(table, "demand_days_count", "days_count", "demand", spans["demand"], whole["demand"])


def _gaps_by_unit(
    table: pl.DataFrame, column: str, size: str, source: str, months: list[date], whole: set[date]
) -> Iterator[Event]:
    place = {month: number for number, month in enumerate(months)}
    what = {"duties": "duties", "sickness": "short spells", "demand": "days with demand"}[source]
    for (unit,), rows in table.filter(pl.col("month").is_in(months)).group_by("unit", maintain_order=True):
        counted, sizes = [0.0] * len(months), [float("nan")] * len(months)
        for month, value, each in rows.select("month", column, size).iter_rows():
            counted[place[month]], sizes[place[month]] = (
                float(value or 0.0),
                float("nan") if month in whole else float(each or 0.0),
            )
        for gap in gaps(counted, sizes):
            yield _gap_event(source, str(unit), months, gap, what)
