"""Cells (person x month x node x cohort) worked out day by day in plain Python, from the rows of the exports."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

from plain_merging import merged_duties, merged_spells
from plain_rows import LONDON, Exports, Row, is_unauthorised, spell_counts

ONE_DAY = timedelta(days=1)
OVER = {"substantive": 0, "secondment": 1, "attachment": 2, "temporary": 3, "acting": 4, None: 0}
BANDS = {
    "Constable": "constable", "Sergeant": "sergeant", "Inspector": "inspector", "Chief Inspector": "inspector",
    "Superintendent": "chief_officer", "Chief Superintendent": "chief_officer", "Commander": "chief_officer",
    "Commissioner": "chief_officer", "PCSO": "pcso", "Special Constable": "special", "Probationary Constable": "constable",
    "Grade B": "staff_b", "Grade C": "staff_c", "Grade D": "staff_d",
}  # fmt: skip
KEYS = ("payroll_number", "month", "node", "unit", "kind", "rank_band", "function", "shift_pattern", "fte")
FIGURES = (
    "in_post_days", "at_risk_days", "uncounted_days", "fte_days", "contracted_hours", "rostered_duties_count",
    "sickness_spells_count", "sickness_lost_hours", "unauthorised_absences_count", "rest_days_cancelled_count",
    "short_rests_count", "long_runs_count", "kept_on_count", "nights_count", "worked_hours",
)  # fmt: skip


def each_day(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += ONE_DAY


@cache
def local(at: datetime) -> datetime:
    return at.replace(tzinfo=UTC).astimezone(LONDON).replace(tzinfo=None)


class PlainForce:
    """The force that a folder of exports holds, or some of its people. `cells()` gives every cell's figures."""

    def __init__(self, folder: Path, people: frozenset[str] | None = None) -> None:
        exports = Exports(folder)
        self.demand = exports.rows("demand")
        days = [row["day"] for row in self.demand]
        month_after = (max(days).replace(day=28) + timedelta(days=4)).replace(day=1)
        self.first, self.last = min(days).replace(day=1), min(month_after - ONE_DAY, exports.profile["extracted_on"])
        self.level = exports.profile["unit_level"]
        self.nodes = exports.units()
        self.dated_nodes: dict[str, list[Row]] = defaultdict(list)
        for row in exports.rows("units"):
            self.dated_nodes[row["unit"]].append(row)
        self.people = exports.rows("people", people)
        self.own = {
            source: self._by_person(exports.rows(source, people)) for source in ("postings", "sickness", "absence", "duties")
        }
        for source, merged in (("sickness", merged_spells), ("duties", merged_duties)):
            self.own[source] = defaultdict(list, {number: merged(rows) for number, rows in self.own[source].items()})

    @staticmethod
    def _by_person(rows: list[Row]) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            found[row["payroll_number"]].append(row)
        return found

    @cache  # noqa: B019 - one force for each run
    def unit_of(self, code: str | None) -> str | None:
        while code is not None and self.nodes[code]["kind"] != self.level:
            code = self.nodes[code]["parent"]
        return code

    def cells(self) -> list[Row]:
        """One row is a cell: KEYS, `first_on`, `last_on` and FIGURES."""
        return [cell for person in self.people for cell in self.cells_of(person)]

    def cells_of(self, person: Row) -> list[Row]:
        """The cells of one person, day by day in post."""
        number, posts = person["payroll_number"], self.own["postings"][person["payroll_number"]]
        sick, away = self.sick(number), self.away(number)
        daily = {"sickness_spells_count": sick["begun"], "sickness_lost_hours": sick["hours"],
                 "unauthorised_absences_count": away["unauthorised"], **self.on_duty(number)}  # fmt: skip
        found: dict[tuple, Row] = {}
        for on in each_day(max(self.first, person["joined"] or self.first), min(self.last, person["left"] or self.last)):
            held = [post for post in posts if post["from"] <= on and (post["to"] is None or on <= post["to"])]
            if not held:
                continue
            post = held[0] if len(held) == 1 else max(held, key=lambda row: (row["from"], OVER[row["kind"]], row["unit"]))
            cell = self._cell(found, person, post, on)
            cell["last_on"] = on
            cell["in_post_days"] += 1
            cell["fte_days"] += cell["fte"]
            cell["contracted_hours"] += person["contracted_hours"] / 7
            cell["at_risk_days"] += on not in sick["blocked"] and on not in away["uncounted"]
            cell["uncounted_days"] += on in sick["uncounted"] or on in away["uncounted"]
            for name, counts in daily.items():
                if on in counts:
                    cell[name] += counts[on]
        return list(found.values())

    def _cell(self, found: dict[tuple, Row], person: Row, post: Row, on: date) -> Row:
        """The cell of a day: two postings that differ in none of KEYS share one."""
        key = (person["payroll_number"], on.replace(day=1), post["unit"], self.unit_of(post["unit"]), person["kind"],
               BANDS[post["rank"].removeprefix("Detective ")], post["function"], post["shift_pattern"], 1.0 if post["fte"] is None else post["fte"])  # fmt: skip
        if key not in found:
            found[key] = dict(zip(KEYS, key, strict=True)) | {"first_on": on} | dict.fromkeys(FIGURES, 0)
        return found[key]

    def sick(self, number: str) -> Row:
        """Days on which one is no longer at risk, spells by first day, hours lost by day."""
        spells = self.own["sickness"][number]
        found: Row = {"blocked": set(), "uncounted": set(), "begun": Counter(), "hours": Counter()}
        for spell in spells:
            last = spell["to"] or self.last
            days = list(each_day(spell["from"], last))
            counts = spell_counts(spell)
            short = counts and spell["to"] is not None and len(days) <= 28
            earlier = [other for other in spells if other["from"] < spell["from"] and (other["to"] or date.max) >= spell["from"]]
            if short and not earlier:
                found["begun"][spell["from"]] += 1
            found["blocked"].update(days[1:] if short else days)
            found["uncounted"].update([] if counts else days)
            for on in days:
                found["hours"][on] += (spell["hours_lost"] or 0.0) / len(days)
        return found

    def away(self, number: str) -> Row:
        found: Row = {"uncounted": set(), "unauthorised": Counter()}
        for row in self.own["absence"][number]:
            if row["refused"]:  # took nobody away
                continue
            if is_unauthorised(row):
                found["unauthorised"][row["from"]] += 1
            else:
                found["uncounted"].update(each_day(row["from"], min(row["to"] or self.last, self.last)))
        return found

    def on_duty(self, number: str) -> dict[str, Counter]:
        """Duty figures by the local day on which the planned duty begins."""
        found: dict[str, Counter] = {name: Counter() for name in FIGURES[5:6] + FIGURES[9:]}
        rows = sorted(self.own["duties"][number], key=lambda row: row["planned_from"])
        worked = [row for row in rows if row["state"] == "worked" or (row["worked_from"] and row["worked_to"])]
        for row in rows:
            on = local(row["planned_from"]).date()
            rostered = row["state"] not in ("rest_day", "rest_day_returned", "leave")
            found["rostered_duties_count"][on] += rostered
            found["rest_days_cancelled_count"][on] += row["rest_day_cancelled"] is True
            found["nights_count"][on] += rostered and self._holds_two(local(row["planned_from"]), local(row["planned_to"]))
        days = {local(row["planned_from"]).date() for row in worked}
        stretches = sorted(((row["worked_from"] or row["planned_from"], row["worked_to"] or row["planned_to"], row) for row in worked),
                           key=lambda each: each[:2])  # fmt: skip
        rested_from = None
        for begins, ends, row in stretches:
            on = local(row["planned_from"]).date()
            found["worked_hours"][on] += (ends - begins).total_seconds() / 3600
            late = row["worked_to"] is not None and row["worked_to"] - row["planned_to"] >= timedelta(minutes=30)
            found["kept_on_count"][on] += late
            found["long_runs_count"][on] += all(on - back * ONE_DAY in days for back in range(7))
            if rested_from is not None:
                found["short_rests_count"][on] += timedelta(0) < begins - rested_from < timedelta(hours=11)
            rested_from = ends if rested_from is None else max(ends, rested_from)
        return found

    @staticmethod
    def _holds_two(begins: datetime, ends: datetime) -> bool:
        two = begins.replace(hour=2, minute=0, second=0)
        return begins <= two < ends or begins <= two + ONE_DAY < ends
