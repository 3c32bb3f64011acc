"""A draft of exports that carry other systems' names: recognised by what their file and columns are called elsewhere."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest
import xlsxwriter

from lib.loading import drafting

FILES = {
    "Stafflist.csv": ("people",
        "Staff Ref;Shoulder No;Surname, Forename;Category;Date of Hire;Leave Dt;Hrs p/w\n"
        "7001;PC1;A;Police Officer;01/02/2020;;40\n"),
    "SICK_2425.csv": ("sickness",
        "Staff Ref,Sick From,Sick To,Cert Type,Absence Reason\n"
        "7001,14/02/2025,15/02/2025,SELF,Cold\n"),
    "Position_History.csv": ("postings",
        "Staff Ref,Dept,Grade/Rank,Job Family,Eff Date,End Date\n"
        "7001,D01,Constable,Response,13/02/2020,\n"),
    "PSD.csv": ("conduct",
        "Case Ref,Alleg No,System,Subject Ref,Date recorded,Severity\n"
        "CO/1/25,1,Complaint,7001,13/02/2025,Misconduct\n"),
    "Adjusted duties.csv": ("limited_duties", "Staff Ref,Type,Start,Review/End\n7001,Adjusted,13/05/2026,\n"),
    "Calls_YTD.csv": ("demand", "Dept|Date|Incidents YTD\nD01|13/05/2026|12\n"),
    "Ops.csv": ("events", "Operation,Start Date,Finish Date,Dept\nOp Goal,13/05/2026,13/05/2026,D01\n"),
}  # fmt: skip
"""File: the source it is, and its text. None has a name or a header of ours."""


@pytest.fixture(scope="module")
def drafted(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    folder = tmp_path_factory.mktemp("names")
    for name, (_, text) in FILES.items():
        (folder / name).write_text(text, "utf-8")
    book = xlsxwriter.Workbook(folder / "Departments.xlsx")
    sheet = book.add_worksheet("Org")
    rows = (
        ["Department hierarchy"],
        ["Dept", "Description", "Reports To", "Tier"],
        ["F", "Force", None, "Force"],
        ["D01", "A", "F", "Unit"],
    )
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.add_worksheet("Notes").write(0, 0, "Prepared for the board")
    book.close()
    said = drafting.draft_to(folder, folder / "draft.toml")
    return said, (folder / "draft.toml").read_text("utf-8")


@pytest.mark.parametrize("file", FILES)
def test_a_file_is_known_by_the_name_it_has_elsewhere(drafted: tuple[dict[str, Any], str], file: str) -> None:
    assert drafted[0]["drafted"][file] == FILES[file][0]


def test_a_narrow_title_above_a_sheet_hides_no_column(drafted: tuple[dict[str, Any], str]) -> None:
    assert drafted[0]["drafted"]["Departments.xlsx#Org"] == "units"
    assert drafted[0]["drafted"]["Departments.xlsx#Notes"] is None, "one column is no export, whatever the book is called"
    units = next(each for each in tomllib.loads(drafted[1])["source"] if each["id"] == "units")
    assert units["header_row"] == 2 and units["columns"]["unit"] == "Dept" and units["columns"]["parent"] == "Reports To"


def test_the_usual_headers_of_other_systems_are_mapped(drafted: tuple[dict[str, Any], str]) -> None:
    columns = {each["id"]: each["columns"] for each in tomllib.loads(drafted[1])["source"]}
    assert columns["people"]["payroll_number"] == "Staff Ref" and columns["people"]["contracted_hours"] == "Hrs p/w"
    assert columns["people"]["joined"] == "Date of Hire" and columns["people"]["left"] == "Leave Dt"
    assert (columns["sickness"]["from"], columns["sickness"]["to"]) == ("Sick From", "Sick To")
    assert columns["postings"]["from"] == "Eff Date" and columns["postings"]["rank"] == "Grade/Rank"


def test_a_column_that_is_counted_up_is_asked_about(drafted: tuple[dict[str, Any], str]) -> None:
    asked = [each["question"] for each in drafted[0]["undecided"] if each["file"] == "Calls_YTD.csv"]
    assert any("running total" in question and "Incidents YTD" in question for question in asked)


def test_what_is_proposed_in_comments_stands_where_it_can_be_taken_in(drafted: tuple[dict[str, Any], str]) -> None:
    table = next(part for part in drafted[1].split("[[source]]") if "Calls_YTD" in part)
    assert table.index("# running_total = ") < table.index("[source.columns]")
