"""A force of which only yearly earnings by name are known: a year stays a year, from the file to the views."""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter, defaultdict
from pathlib import Path

import polars as pl
import pytest

from lib import settings
from lib.errors import Refused
from lib.grant import local_operator
from lib.loading import load, parse_profile
from lib.question import Month, Question
from lib.service import brief, holding, measuring, places

EXAMPLE = settings.PROJECT / "docs" / "examples" / "police-earnings" / "profile.toml"
REAL = settings.real_data() / "boston-pd-earnings-2011-2014"
YEARS = (2012, 2013)
"""Two lists whose headers differ in order: all four take a minute and say no more."""
LISTS = {
    "earnings_2013.csv": "Name,Department Name,Title,Regular,Overtime\n"
    '"Ash,Ann",Police,Police Officer,"$50,000.00","$1,000.50"\n"Birch,Bo",Police,Police Detective,$1.00,$-40.00\n'
    '"Cedar,Cy",Police,Police Officer,$1.00,$10.00\n"Cedar,Cy",Police,Police Clerk And Typist,$1.00,$20.00\n',
    "earnings_2014.csv": "NAME,TITLE,DEPARTMENT ,REGULAR,OVERTIME\n"
    '"ASH,ANN",Police Detective,Police,$1.00,$700.00\n"Birch,Bo",Police Detective,Police,$1.00,($0.25)\n'
    '"Cedar,Cy",Police Officer,Police,$1.00,$10.00\n"Damson,Di",School Traffic Supv,Police,$1.00,$0.00\n',
}


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    exports = tmp_path / "exports"
    exports.mkdir()
    for name, text in LISTS.items():
        (exports / name).write_text(text, "utf-8")
    return load(exports, EXAMPLE)


def figures(as_of: Month, months: int) -> dict[tuple[str, str], tuple[float | None, str]]:
    rows, _ = measuring.places(
        local_operator(), Question(as_of=as_of, months=months), ["overtime_pay", "people_in_post"], "unit"
    )  # fmt: skip
    return {(row["unit"], row["metric"]): (row["events"], row["status"]) for row in rows.to_dicts()}


def test_two_of_one_name_are_set_aside_wherever_the_name_stands(small: dict) -> None:
    assert small["data_as_of"] in ("2014-12-31", Month(2014, 12).last_day), "the lists reach to the year's end"
    assert {name: (each["accepted"], each["quarantined"]) for name, each in small["sources"].items() if each["read"]} == {
        "people": (3, 3),
        "postings": (5, 3),
        "overtime": (5, 3),
    }
    assert small["files"]["earnings_2014.csv"]["quarantined"] == 1, "in the year in which it stands once, too"


def test_a_year_is_shown_where_the_window_covers_it_and_nowhere_else(small: dict) -> None:
    year = figures(Month(2014, 12), 12)
    assert year["DETECTIVES", "overtime_pay"] == (699.75, "not_applicable")
    assert year["DETECTIVES", "people_in_post"] == (2.0, "not_applicable")
    assert year["SCHOOL-CROSSINGS", "overtime_pay"] == (0.0, "not_applicable"), "nothing paid was said, so it is nought"
    assert figures(Month(2013, 12), 12)["PATROL", "overtime_pay"] == (1000.5, "not_applicable")
    for as_of, months in ((Month(2014, 12), 3), (Month(2014, 11), 12), (Month(2014, 3), 12)):
        assert set(figures(as_of, months).values()) == {(None, "incomplete")}
    for metric in ("overtime_pay", "people_in_post"):
        with pytest.raises(Refused, match="12 months as a whole only"):
            measuring.trend(local_operator(), metric, "force")


def test_the_views_draw_years_and_say_what_is_missing(small: dict) -> None:
    told = brief.brief(local_operator(), Question())
    pay, people = (next(row for row in told.record if row.id == name) for name in ("overtime_pay", "people_in_post"))
    assert (pay.lane.months, pay.lane.covers) == (("2013-12", "2014-12"), 12)
    assert people.lane.values == (2.0, 3.0) and "by year" in pay.title
    assert pay.lane.values[1] == pytest.approx(699.75 / (3 * 365 / 365.25))
    assert "Demand" in told.missing and not told.load
    unit = places.place(local_operator(), Question(where="DETECTIVES", as_of=Month(2014, 6), months=3))
    assert unit.head.facts[0] == "2 people on the list"
    assert any("2014 as a whole only: choose 12 months to Dec 2014" in sentence.rest for sentence in unit.reading)
    assert next(row for row in unit.record if row.id == "overtime_pay").lane.months == ("2013-12",)


def straight(path: Path) -> tuple[list[dict[str, str]], set[tuple[str, str]]]:
    """A list's records by lower-case header, and the names that stand twice on it."""
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.reader(handle))
    header = [name.strip().lower().replace("department name", "department") for name in rows[0]]
    records = [dict(zip(header, row, strict=True)) for row in rows[1:]]
    names = Counter(identity(record) for record in records)
    return records, {name for name, count in names.items() if count > 1}


def identity(record: dict[str, str]) -> tuple[str, str]:
    return tuple(re.sub(r"[\W_]+", "-", record[key].upper()).strip("-") for key in ("name", "department"))  # type: ignore[return-value]


@pytest.mark.skipif(not REAL.is_dir(), reason="the real exports are not on this machine (EVENHAND_REAL_DATA)")
def test_the_real_lists_equal_straight_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    exports = tmp_path / "exports"
    exports.mkdir()
    for year in YEARS:
        shutil.copy(REAL / f"earnings_{year}.csv", exports)
    outcome = load(exports, EXAMPLE)
    profile = parse_profile(EXAMPLE.read_bytes())
    match = next(entry for entry in profile.entries if entry.source.id == "postings").match["unit"]
    lists = {int(path.stem[-4:]): straight(path) for path in sorted(exports.glob("earnings_*.csv"))}
    assert len(lists) == len(YEARS)
    twice = set().union(*(names for _, names in lists.values()))
    people: set[tuple[str, str]] = set()
    for year, (records, _) in lists.items():
        pay: dict[str, float] = defaultdict(float)
        heads: Counter[str] = Counter()
        for record in records:
            if identity(record) not in twice:
                unit = next(
                    (value for pattern, value in match.rules if re.search(pattern, record["title"].strip())), match.otherwise
                )
                pay[str(unit)] += float(record["overtime"].replace("$", "").replace(",", ""))
                heads[str(unit)] += 1
                people.add(identity(record))
        found = figures(Month(year, 12), 12)
        assert {unit: events for (unit, metric), (events, _) in found.items() if metric == "people_in_post"} == dict(heads)
        assert {unit: events for (unit, metric), (events, _) in found.items() if metric == "overtime_pay"} == pytest.approx(
            dict(pay)
        )
        counts = outcome["files"][f"earnings_{year}.csv"]
        assert counts["read"] == len(records) and counts["linked"] + counts["duplicates"] == sum(heads.values())
    assert outcome["sources"]["people"]["accepted"] == len(people)
    assert holding.current().cells["unit"].null_count() == 0 and isinstance(holding.current().cells, pl.DataFrame)
