"""How a hostile input is declared: what is put into a small sound export, and how it must end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

PROFILE = """\
version = 1
name = "Hostile"
extracted_on = 2026-12-01
required = ["people", "units", "postings"]
quarantine_limit = 1.0

[[source]]
id = "people"
files = ["people.csv"]
columns = { payroll_number = "No", name = "Name", kind = "Type", joined = "Start", left = "Leave", contracted_hours = "Hours" }
ids = { payroll_number = { pad = 4 } }

[[source]]
id = "units"
files = ["units.csv"]
columns = { unit = "Code", name = "Name", parent = "Above", kind = "Kind", establishment = "Posts", valid_from = "From", valid_to = "To" }

[[source]]
id = "postings"
files = ["postings.csv"]
columns = { payroll_number = "No", unit = "Unit", rank = "Rank", function = "Work", fte = "FTE", from = "From", to = "To" }
ids = { payroll_number = { pad = 4 } }

[[source]]
id = "sickness"
files = ["sickness.csv"]
columns = { payroll_number = "No", from = "First", to = "Last", reason = "Why", hours_lost = "Hours", phased_return = "Phased" }
ids = { payroll_number = { pad = 4 } }

[[source]]
id = "duties"
files = ["duties.csv"]
columns = { payroll_number = "No", planned_from = "On", planned_to = "Off" }
ids = { payroll_number = { pad = 4 } }

[[source]]
id = "overtime"
files = ["overtime.csv"]
columns = { payroll_number = "No", claim = "Claim", from = "Day", hours = "Hours", pay = "Pay", kind = "Kind" }
ids = { payroll_number = { pad = 4 } }

[[source]]
id = "demand"
files = ["demand.csv"]
columns = { unit = "Unit", day = "Day", incidents = "Calls" }
"""
HEADERS = {
    "people.csv": "No,Name,Type,Start,Leave,Hours",
    "units.csv": "Code,Name,Above,Kind,Posts,From,To",
    "postings.csv": "No,Unit,Rank,Work,FTE,From,To",
    "sickness.csv": "No,First,Last,Why,Hours,Phased",
    "duties.csv": "No,On,Off",
    "overtime.csv": "No,Claim,Day,Hours,Pay,Kind",
    "demand.csv": "Unit,Day,Calls",
}
SOUND = {
    "people.csv": ("1,Ash,officer,2010-02-01,,40", "2,Birch,officer,2011-02-01,,40"),
    "units.csv": ("F,Force,,force,,,", "C,Command,F,command,,,", "U,Unit,C,unit,12.5,,"),
    "postings.csv": ("1,U,PC,Response,1,2026-01-01,", "2,U,PC,Response,1,2026-01-01,"),
    "sickness.csv": ("1,2026-01-05,2026-01-06,Cold,16,no", "2,2026-01-12,2026-01-13,Flu,16,no"),
    "duties.csv": ("1,2026-02-02 07:00,2026-02-02 15:00", "2,2026-02-02 07:00,2026-02-02 15:00"),
    "overtime.csv": ("1,a1,2026-02-02,2.5,50.00,casual", "2,a2,2026-02-02,1,20.00,planned"),
    "demand.csv": ("U,2026-02-01,10", "U,2026-02-02,12"),
}
"""Rows that are sound, whatever stands beside them."""


@dataclass(frozen=True)
class Accepted:
    """Every record of the file is accepted, the sound ones and `rows` more; `duplicates` besides."""

    rows: int = 1
    duplicates: int = 0


@dataclass(frozen=True)
class Quarantined:
    """The sound records are accepted, and these records are set aside for this reason (its code)."""

    reason: str
    rows: int = 1
    accepted: int = 0


@dataclass(frozen=True)
class Refused:
    """The load is refused, in words that hold these; what was served before still is."""

    words: str


Ending = Accepted | Quarantined | Refused


@dataclass(frozen=True)
class Case:
    """One kind of hostile input. `data`: the bytes of `file`; or `make` puts something into the folder of exports. `profile`: texts
    to replace in the profile."""

    kind: str
    file: str
    ending: Ending
    data: bytes | None = None
    make: Callable[[Path], None] | None = None
    profile: tuple[tuple[str, str], ...] = ()


def header(file: str) -> bytes:
    """The header line of a file."""
    return HEADERS[file].encode() + b"\n"


def sound(file: str) -> bytes:
    """The file as it is where nothing is hostile."""
    return header(file) + "\n".join(SOUND[file]).encode() + b"\n"


def between(file: str, lines: bytes) -> bytes:
    """Hostile lines after the first sound row and before the others: what they do to their neighbours shows."""
    first, *rest = (row.encode() + b"\n" for row in SOUND[file])
    return header(file) + first + lines + b"".join(rest)


NEEDS = {"people.csv": (), "units.csv": (), "demand.csv": ("units.csv",), "postings.csv": ("people.csv", "units.csv")}
"""Files whose rows another's are checked against; of the others, the people."""


def profile_of(files: tuple[str, ...]) -> str:
    """The profile of an export of these files alone."""
    top, *entries = PROFILE.split("[[source]]")
    kept = [entry for entry in entries if any(f'"{file}"' in entry for file in files)]
    return "[[source]]".join([top.replace('required = ["people", "units", "postings"]', "required = []"), *kept])


def write_sound(folder: Path, files: tuple[str, ...] = ()) -> str:
    """The small sound export with its profile (the text of which is given back), of these files alone where some are named."""
    folder.mkdir(parents=True, exist_ok=True)
    profile = profile_of(files) if files else PROFILE
    for file in files or HEADERS:
        (folder / file).write_bytes(sound(file))
    (folder / "profile.toml").write_text(profile, "utf-8")
    return profile


def write(case: Case, folder: Path, whole: bool = False) -> None:
    """The sound export with the hostile part in its place: all sources of it, or those alone that the case needs."""
    own = case.file if case.file in HEADERS else "sickness.csv"
    profile = write_sound(folder, () if whole else (own, *NEEDS.get(own, ("people.csv",))))
    for old, new in case.profile:
        assert old in profile, f"{case.kind}: {old!r} is not in the profile"
        profile = profile.replace(old, new)
    (folder / "profile.toml").write_text(profile, "utf-8")
    if case.data is not None:
        (folder / case.file).write_bytes(case.data)
    if case.make:
        case.make(folder)
