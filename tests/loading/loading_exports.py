"""A tiny export, written out by a test: small enough to count by hand."""

from __future__ import annotations

from pathlib import Path

PROFILE = """\
version = 1
name = "Tiny Constabulary"
extracted_on = 2026-03-20
required = ["people", "units", "postings", "sickness"]

[[source]]
id = "people"
files = ["people.csv"]
day_format = "%d/%m/%Y"
columns = { payroll_number = "No", name = "Name", kind = "Type", joined = "Start", left = "Leave", contracted_hours = "Hours" }
values = { kind = { "Police Officer" = "officer", "Police Staff" = "staff" } }
ids = { payroll_number = { pad = 4 } }

[[source]]
id = "units"
files = ["units.csv"]
columns = { unit = "code", name = "name", parent = "parent", kind = "kind", establishment = "posts" }

[[source]]
id = "postings"
files = ["postings.csv"]
columns = { payroll_number = "No", unit = "Unit", rank = "Rank", function = "Work", from = "From", to = "To" }
ids = { payroll_number = { pad = 4 } }

[[source]]
id = "sickness"
files = ["sickness*.csv"]
settles_days = 14
columns = { payroll_number = "No", from = "First", to = "Last", reason = "Why", hours_lost = "Hours" }
ids = { payroll_number = { pad = 4 } }
"""
FILES = {
    "people.csv": "No,Name,Type,Start,Leave,Hours,Religion\n"
    "1,Ash,Police Officer,01/02/2010,,40,x\n"
    '2,"Birch, B",Police Officer,01/02/2011,,40,x\n'
    "3,Cedar,Police Staff,01/02/2012,01/01/2011,37,x\n"
    "4,Damson,Police Staff,01/02/2012,,37,x\n",
    "units.csv": "code,name,parent,kind,posts\nF,Force,,force,\nC,Command,F,command,\nU,Unit,C,unit,12.5\n",
    "postings.csv": "No,Unit,Rank,Work,From,To\n1,U,PC,Response,2026-01-01,\n2,U,Sergeant,Response,2026-01-01,2026-02-28\n"
    "4,Z,Grade C,Desk,2026-01-01,\n4,U,Grade C,Desk,2026-01-01,\n",
    "sickness_2026.csv": "No,First,Last,Why,Hours\n1,2026-01-05,2026-01-06,Cold,16\n0001,2026-01-05,2026-01-07,Cold,24\n"
    "9,2026-02-01,2026-02-02,Flu,8\n2,2026-02-10,2026-02-09,Flu,8\n2,2026-02-20,,Pregnancy related,NaN\n"
    "2,2026-02-21,,Injury on duty,8\n2,2026-05-01,,Flu,8\n",
}


def write(folder: Path, changed: dict[str, str] | None = None, profile: str = PROFILE) -> Path:
    """The tiny export in a folder; `changed` replaces files by name."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {**FILES, **(changed or {})}.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "profile.toml").write_text(profile, "utf-8")
    return folder
