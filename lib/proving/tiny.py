"""A tiny force whose exports say in two tables which revision they are: a mixture of two generations cannot look like one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from lib import store
from lib.loading.inspecting import is_whole
from lib.schema import FACTS

PEOPLE = 12
FIRST = date(2025, 1, 1)
PROFILE = """\
version = 1
name = "Tiny Constabulary"
extracted_on = 2025-05-20
required = ["people", "units", "postings"]

[[source]]
id = "people"
files = ["people.csv"]
columns = { payroll_number = "No", kind = "Kind", joined = "Joined", contracted_hours = "Hours" }

[[source]]
id = "units"
files = ["units.csv"]
columns = { unit = "Code", name = "Name", parent = "Parent", kind = "Kind" }

[[source]]
id = "postings"
files = ["postings.csv"]
columns = { payroll_number = "No", unit = "Unit", rank = "Rank", from = "From" }
constants = { function = "Response" }

[[source]]
id = "sickness"
files = ["sickness.csv"]
columns = { payroll_number = "No", from = "From", to = "To" }

[[source]]
id = "absence"
files = ["absence.csv"]
columns = { payroll_number = "No", from = "From", to = "To", kind = "Kind" }
"""


def write(folder: Path, revision: int) -> Path:
    """The exports of a revision: it has as many sickness spells, and as many absences, as its number says."""
    folder.mkdir(parents=True, exist_ok=True)
    numbers = range(1, PEOPLE + 1)
    spells = [(1 + place % PEOPLE, FIRST + timedelta(days=2 * (place // PEOPLE))) for place in range(revision)]
    files = {
        "profile.toml": PROFILE,
        "people.csv": "No,Kind,Joined,Hours\n" + "".join(f"{each},officer,2015-01-01,40\n" for each in numbers),
        "units.csv": "Code,Name,Parent,Kind\nF,Force,,force\nC,Command,F,command\nU,Unit,C,unit\n",
        "postings.csv": "No,Unit,Rank,From\n" + "".join(f"{each},U,Constable,2024-12-01\n" for each in numbers),
        "sickness.csv": "No,From,To\n" + "".join(f"{each},{day},{day}\n" for each, day in spells),
        "absence.csv": "No,From,To,Kind\n" + "".join(f"{each},{day},{day},unauthorised\n" for each, day in spells),
    }
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    return folder


def revision_of(lease: store.Lease) -> int | None:
    """The revision that a generation holds; None where it is a mixture, or not whole."""
    spells, absences = (store.read(FACTS[name].select(), lease).height for name in ("sickness", "absence"))
    return spells if spells == absences and is_whole(lease) else None
