"""What records become before they are rows: columns to rows, periods, running totals, other names, footers passed over."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from lib.checking.casting import cast
from lib.checking.reading import TextTable, joined
from lib.errors import Refused
from lib.loading import parse_profile
from lib.loading.files import Part, find_parts
from lib.loading.headers import undeclared
from lib.loading.mapping import broken, canonical
from lib.loading.running import differences
from lib.loading.texts import tables

HEAD = 'version = 1\nname = "x"\nrequired = []\n[[source]]\n'


def parts_of(tmp_path: Path, entry: str, **files: str) -> list[Part]:
    for name, text in files.items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return find_parts(parse_profile((HEAD + entry).encode()), tmp_path)


def whole(part: Part) -> TextTable:
    return joined(list(tables(part)))


def rows(part: Part) -> pl.DataFrame:
    """The part's rows in typed, canonical fields."""
    text, _ = canonical(whole(part), part)
    return cast(text, part.entry.source, part.entry.formats)


MONTHS = """id = "overtime"
files = ["ot.csv"]
columns = { payroll_number = "No" }
constants = { kind = "total" }
unpivot = { columns = '^([A-Z][a-z]{2}-\\d\\d)$', value = "hours", drop = '^(0|-)?$' }
period = { length = "month", unpivot = true, format = "%b-%y" }
"""


def test_columns_that_are_months_become_rows_of_whole_months(tmp_path: Path) -> None:
    [part] = parts_of(tmp_path, MONTHS, ot="No,Name,Jan-26,Feb-26,Total\n1,Ash,7.5,-,7.5\n2,Birch,0,x,0\n3,Cedar,,,\n")
    found = rows(part).select("row", "payroll_number", "from", "to", "hours", "failed_field").rows()
    assert found == [
        (2, "1", date(2026, 1, 1), date(2026, 1, 31), 7.5, None),
        (3, "2", date(2026, 2, 1), date(2026, 2, 28), None, "hours"),
    ], "silent cells give no row, a bad one is a row that fails"
    assert undeclared(whole(part), part.entry) == ["Name", "Total"]
    assert part.entry.several


def test_columns_that_are_kinds_become_rows_and_must_be_there(tmp_path: Path) -> None:
    entry = 'id = "overtime"\nfiles = ["ot.csv"]\ncolumns = { payroll_number = "No", from = "Day" }\n'
    entry += 'unpivot = { columns = ["casual", "recall"], name = "kind", value = "hours" }\n'
    [part] = parts_of(tmp_path, entry, ot="No,Day,Casual,recall\n1,2026-01-02,2,3\n")
    assert rows(part).select("kind", "hours").rows() == [("casual", 2.0), ("recall", 3.0)]
    (tmp_path / "ot.csv").write_text("No,Day,casual\n", "utf-8")
    with pytest.raises(Refused, match="`recall`"):
        whole(part)
    [other] = parts_of(tmp_path, MONTHS, ot="No,January\n1,2\n")
    with pytest.raises(Refused, match="no column's name"):
        whole(other)


PERIODS = [
    ('length = "year", column = "P"', "2013", ("2013-01-01", "2013-12-31")),
    ('length = "year", column = "P"', "Calendar year 2013", ("2013-01-01", "2013-12-31")),
    ('length = "financial_year", column = "P"', "2013/14", ("2013-04-01", "2014-03-31")),
    ('length = "month", column = "P"', "2024-02", ("2024-02-01", "2024-02-29")),
    ('length = "month", column = "P", format = "%B %Y"', "February 2024", ("2024-02-01", "2024-02-29")),
    ('length = "year", column = "P"', "13", None),
    ('length = "month", column = "P"', "2024-13", None),
    ("length = \"year\", from_name = '(\\d{4})'", "any", ("2011-01-01", "2011-12-31")),
]


@pytest.mark.parametrize(("period", "text", "span"), PERIODS)
def test_a_period_is_its_first_and_last_day(tmp_path: Path, period: str, text: str, span: tuple[str, str] | None) -> None:
    entry = f'id = "overtime"\nfiles = ["pay_2011.csv"]\nday_format = "%d/%m/%Y"\nperiod = {{ {period} }}\n'
    entry += 'columns = { payroll_number = "No", pay = "Pay" }\nconstants = { kind = "total" }\n'
    [part] = parts_of(tmp_path, entry, pay_2011=f"No,P,Pay\n1,{text},£10\n")
    found = rows(part)
    if span:
        assert found.select(pl.col("from", "to").cast(pl.String)).row(0) == span
        assert found["by_period"].to_list() == [True]
    else:
        assert found.select("failed_field", "failed_reason").row(0) == ("from", "not_a_day")


def test_a_name_that_holds_no_period_or_field_is_refused(tmp_path: Path) -> None:
    entry = 'id = "overtime"\nfiles = ["pay.csv"]\nperiod = { length = "year", from_name = \'(\\d{4})\' }\n'
    entry += 'columns = { payroll_number = "No" }\nconstants = { kind = "total" }\n'
    [part] = parts_of(tmp_path, entry, pay="No\n1\n")
    with pytest.raises(Refused, match="name does not hold it"):
        rows(part)


def test_a_column_by_one_of_its_names_and_a_field_from_the_files_name(tmp_path: Path) -> None:
    entry = 'id = "postings"\nfiles = ["r_*.csv"]\nfrom_name = { unit = \'r_([a-z]+)\' }\nconstants = { function = "x" }\n'
    entry += 'columns = { payroll_number = { any = ["Emp No", "Staff"] }, rank = "Rank", from = ["Day"] }\n'
    first, second = parts_of(
        tmp_path, entry, r_east="emp no ,RANK,Day\n1,PC,2026-01-01\n", r_west="Day,Rank,Staff\n2026-01-01,PC,2\n"
    )
    assert rows(first).select("payroll_number", "unit").row(0) == ("1", "east")
    assert rows(second).select("payroll_number", "unit").row(0) == ("2", "west")
    (tmp_path / "r_east.csv").write_text("Emp No,Emp no,Rank,Day\n", "utf-8")
    assert whole(first).header[0] == "Emp No", "the exact name comes first"
    (tmp_path / "r_east.csv").write_text("EMP NO,Emp no,Rank,Day\n", "utf-8")
    with pytest.raises(Refused, match="twice"):
        whole(first)


def test_footers_and_totals_are_passed_over_with_a_reason(tmp_path: Path) -> None:
    entry = 'id = "sickness"\nfiles = ["s.csv"]\ncolumns = { payroll_number = "No", from = "From" }\nskip = [\n'
    entry += '{ column = "No", pattern = "^(No|Total)$", reason = "repeated headers" },\n'
    entry += "{ pattern = '^(\\s*|End of report.*)$', reason = \"footer\" } ]\n"
    [part] = parts_of(tmp_path, entry, s="No,From\n1,2026-01-01\n\nNo,From\nTotal,1\n2,a,b\nEnd of report\n")
    table = whole(part)
    text, skipped = canonical(table, part)
    assert (text.height, skipped) == (1, 2)
    assert broken(table, part.entry).select("row", "reason").rows() == [(6, "wrong_width")]


def test_ids_lose_a_prefix_once_and_stay_apart_otherwise(tmp_path: Path) -> None:
    entry = 'id = "sickness"\nfiles = ["s.csv"]\ncolumns = { payroll_number = "No", from = "From" }\n'
    entry += 'ids = { payroll_number = { prefix = "PN", upper = true, pad = 4 } }\n'
    [part] = parts_of(tmp_path, entry, s="No,From\nPN7,2026-01-01\nPNPN7,2026-01-01\n07a,2026-01-01\n")
    assert rows(part)["payroll_number"].to_list() == ["0007", "PN7".zfill(4), "007A".zfill(4)]


RUNNING = """id = "demand"
files = ["d_*.csv"]
columns = { unit = "U", day = "D", incidents = "N" }
running_total = { fields = ["incidents"], within = ["unit"], restarts = "RESTARTS" }
"""


def counted(tmp_path: Path, restarts: str, **files: str) -> dict[tuple[str, str], int | None]:
    parts = parts_of(tmp_path, RUNNING.replace("RESTARTS", restarts), **files)
    typed = pl.concat([rows(part).with_columns(file=pl.lit(part.file.name), order=pl.lit(part.order)) for part in parts])
    found = differences(typed, parts[0].entry)
    return {(unit, str(day)): None if reason else n for unit, day, n, reason in
            found.select("unit", "day", "incidents", "failed_reason").iter_rows()}  # fmt: skip


def test_running_totals_become_what_was_added(tmp_path: Path) -> None:
    files = {
        "d_1": "U,D,N\nA,2026-01-31,10\nB,2026-03-31,4\n",
        "d_2": "U,D,N\nA,2026-03-31,25\nA,2025-12-31,90\nA,2026-04-30,20\n",
    }
    assert counted(tmp_path, "year", **files) == {
        ("A", "2025-12-31"): None, ("A", "2026-01-31"): 10, ("A", "2026-03-31"): 15, ("A", "2026-04-30"): None, ("B", "2026-03-31"): 4,
    }, "the first of 2025 is not known, January begins at nought, B began after others did, a fall is set aside"  # fmt: skip
    never = counted(tmp_path, "never", **files)
    assert never["B", "2026-03-31"] is None and never["A", "2026-03-31"] == 15
    (tmp_path / "other").mkdir()
    assert counted(tmp_path / "other", "financial_year", d_1="U,D,N\nA,2026-03-31,90\nA,2026-04-30,7\n")["A", "2026-04-30"] == 7


ENTRY = 'id = "overtime"\nfiles = ["a.csv"]\ncolumns = { payroll_number = "No", from = "F", kind = "K" }\n'
MISTAKES = [
    ("unpivot = { columns = [], value = 'hours' }", "unpivot.columns"),
    ("unpivot = { columns = '(', value = 'hours' }", "unpivot.columns"),
    ("unpivot = { columns = ['a'], value = 'hour' }", "unpivot.value"),
    ("unpivot = { column = ['a'], value = 'hours' }", "unpivot.column"),
    ("period = { length = 'week', column = 'a' }", "period.length"),
    ("period = { length = 'year' }", "period"),
    ("period = { length = 'year', column = 'a', from_name = '(a)' }", "period"),
    ("period = { length = 'year', unpivot = true }", "period.unpivot"),
    ("period = { length = 'year', from_name = 'a' }", "period.from_name"),
    ("period = { length = 'month', column = 'a', format = '%Y' }", "period.format"),
    ("running_total = { fields = ['kind'], within = ['payroll_number'] }", "running_total.fields[1]"),
    ("running_total = { fields = ['hours'], within = [] }", "running_total.within"),
    ("from_name = { unit_charged = 'a' }", "from_name.unit_charged"),
    ("from_name = { unit = '(a)' }", "from_name.unit"),
    ("year_pivot = 50", "year_pivot"),
    ("day_format = '%d/%m/%y'", "year_pivot"),
    ("day_format = ['%d/%m/%Y', '%d/%m']", "day_format[2]"),
    ("time_format = 'h:m'", "time_format"),
    ("time_format = 'hh:mm'\nstamp_format = '%d/%m/%Y %H:%M'", "time_format"),
    ("decimal_mark = ';'", "decimal_mark"),
    ("hours_format = 'hours'", "hours_format"),
    ("sheet = [1]", "sheet"),
    ("person_by = 'nobody'", "person_by"),
    ("counters = { claim = ['payrol'] }", "counters.claim[1]"),
    ("ids = { payroll_number = 4 }", "ids.payroll_number"),
    ("encoding = 'rot13'", "encoding"),
    ("delimiter = '§'", "delimiter"),
    ("skip = [{ pattern = 'a' }]", "skip[1].reason"),
    ("match = { kind = { column = 'a', rules = [['a']] } }", "match.kind.rules[1]"),
]


@pytest.mark.parametrize(("line", "path"), MISTAKES)
def test_a_mistake_in_a_shape_is_refused_by_its_key_path(line: str, path: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_profile((HEAD + ENTRY + line + "\n").encode())
    assert refusal.value.where.field == f"source[1].{path}" and refusal.value.fix


TOP = [
    ("[absent]\novertime = 'none'", "absent.overtime"),
    ("[absent]\npeopel = 'none'", "absent.peopel"),
    ("[rules]\nposting_gaps = 'merge'", "rules.posting_gaps"),
    ("[rules]\nposting_gap = 'keep'", "rules.posting_gap"),
    ("[links]\naccepted = '../a.csv'", "links.accepted"),
]


@pytest.mark.parametrize(("line", "path"), TOP)
def test_a_mistake_at_the_top_is_refused_by_its_key_path(line: str, path: str) -> None:
    with pytest.raises(Refused) as refusal:
        parse_profile((HEAD + ENTRY + line + "\n").encode())
    assert refusal.value.where.field == path
