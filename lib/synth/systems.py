"""The source systems' own ways: files, headers, dates, hours, words. Each differs, as they do in a force."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Split = Literal["none", "half", "year"]
Format = Literal["csv", "parquet", "xlsx"]


@dataclass(frozen=True)
class System:
    """How one system writes one source. `columns`: canonical name -> its header, in its order; `values`: canonical field -> our
    word -> its word; `extra`: headers of columns nobody declared, with the words they hold. `series` says which files of a split
    source it wrote: all, only the first, or those after it; `form` what kind of file it writes if nobody asks for another."""

    source: str
    stem: str
    columns: dict[str, str]
    split: Split = "none"
    series: Literal["all", "first", "later"] = "all"
    form: Literal["csv", "xlsx"] = "csv"
    encoding: str = "utf-8"
    delimiter: str = ","
    day_format: str = "%Y-%m-%d"
    stamp_format: str = "%Y-%m-%d %H:%M"
    hours_format: Literal["decimal", "hh:mm"] = "decimal"
    settles_days: int = 0
    yes_no: tuple[str, str] = ("Y", "N")
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    extra: dict[str, tuple[str, ...]] = field(default_factory=dict)
    padded: tuple[str, ...] = ("payroll_number",)


PEOPLE = System(
    "people", "hr_people", {
        "payroll_number": "Employee No", "warrant_number": "Warrant No", "collar_number": "Collar No", "name": "Full Name",
        "kind": "Employee Type", "joined": "Start Date", "left": "Leaving Date", "contracted_hours": "Contract Hours",
        "sex": "Gender", "ethnicity": "Ethnic Origin", "disability": "Disability Declared", "age_band": "Age Band",
    },
    encoding="utf-8-sig", day_format="%d/%m/%Y",
    values={
        "kind": {"officer": "Police Officer", "staff": "Police Staff", "pcso": "PCSO", "special": "Special Constable"},
    },
    extra={"Cost Centre": ("CC1001", "CC1002", "CC2001", "CC3001")},
)  # fmt: skip
UNITS = System(
    "units", "org_units", {
        "unit": "OrgCode", "name": "OrgName", "parent": "ParentCode", "kind": "OrgLevel", "establishment": "BudgetedFTE",
        "valid_from": "ValidFrom", "valid_to": "ValidTo",
    },
    delimiter=";",
    values={"kind": {"force": "Force", "group": "Business Group", "command": "Command", "unit": "OCU", "team": "Team"}},
)  # fmt: skip
POSTINGS = System(
    "postings", "hr_postings", {
        "payroll_number": "EMPLOYEE", "unit": "ORG_CODE", "rank": "RANK_GRADE", "function": "ROLE_FAMILY",
        "shift_pattern": "SHIFT_PATTERN", "fte": "FTE", "kind": "ASSIGNMENT_TYPE", "supervisor": "LINE_MANAGER",
        "from": "EFFECTIVE_FROM", "to": "EFFECTIVE_TO",
    },
    day_format="%d-%b-%Y", settles_days=14,
    values={
        "kind": {
            "substantive": "SUBS", "temporary": "TEMP", "acting": "ACTING", "attachment": "ATTACH", "secondment": "SECOND",
        },
    },
    padded=("payroll_number", "supervisor"),
)  # fmt: skip
DUTIES = System(
    "duties", "duties", {
        "payroll_number": "Emp", "planned_from": "PlanOn", "planned_to": "PlanOff", "worked_from": "BookOn", "worked_to": "BookOff",
        "state": "Status", "rest_day_cancelled": "RDCxl", "notice_days": "Notice", "ordered": "Ordered", "booked_by": "By",
        "abstraction": "Abstr", "unit_worked": "Lent",
    },
    split="half", stamp_format="%d%m%y%H%M", settles_days=14, yes_no=("1", "0"),
    values={
        "state": {
            "worked": "W", "rest_day": "RD", "leave": "AL", "sick": "S", "abstracted": "AB", "absent": "X", "rest_day_returned": "RDR",
        },
    },
    padded=("payroll_number", "booked_by"),
)  # fmt: skip
_SICKNESS_WORDS = {"certification": {"self": "Self", "fit_note": "Fit note"}}
SICKNESS_OLD = System(
    "sickness", "sickness", {
        "payroll_number": "Employee Number", "from": "First Day", "to": "Last Day", "certification": "Cert", "reason": "Reason",
        "hours_lost": "Hours", "phased_return": "Phased",
    },
    split="year", series="first", day_format="%d/%m/%Y", hours_format="hh:mm", settles_days=14,
    values={"certification": {"self": "SC", "fit_note": "FN"}},
)  # fmt: skip
SICKNESS = System(
    "sickness", "sickness", {
        "payroll_number": "Employee No.", "from": "Absence Start", "to": "Absence End", "certification": "Certification",
        "reason": "Absence Reason", "hours_lost": "Hours Lost", "phased_return": "Phased Return",
    },
    split="year", series="later", day_format="%d/%m/%Y", hours_format="hh:mm", settles_days=14, values=_SICKNESS_WORDS,
    extra={"Return Interview": ("Yes", "No", "Not needed")},
)  # fmt: skip
ABSENCE = System(
    "absence", "absence_other", {
        "payroll_number": "PersNo", "from": "Begin", "to": "End", "kind": "Absence type", "authorised": "Authorised",
        "requested": "Requested", "refused": "Refused",
    },
    delimiter=";", encoding="cp1252", day_format="%d.%m.%Y", settles_days=14, yes_no=("yes", "no"),
)  # fmt: skip
OVERTIME = System(
    "overtime", "overtime", {
        "claim": "Claim", "payroll_number": "Pay Number", "from": "Worked On", "hours": "Hrs", "pay": "Amount",
        "kind": "Code", "ordered": "Ordered", "unit_charged": "Charge To", "authorised_by": "Authorised By", "edited_on": "Keyed",
    },
    split="year", settles_days=56,
    values={
        "kind": {
            "casual": "CAS", "planned": "PLN", "recall": "RCL", "rest_day": "RDW", "event": "EVT", "mutual_aid": "AID",
        },
    },
    padded=("payroll_number", "authorised_by"),
)  # fmt: skip
DEMAND = System(
    "demand", "command_control", {
        "unit": "OCU", "day": "Date", "incidents": "Incidents", "immediate": "I Grade", "crimes_allocated": "Crimes Allocated",
        "open_investigations": "Live Crimes", "arrests": "Arrests", "on_duty": "On Duty", "minimum": "Min Strength",
        "committed_hours": "Committed Hours", "distressing": "Traumatic",
    },
    split="year", delimiter="|", settles_days=7,
)  # fmt: skip
CONDUCT = System(
    "conduct", "professional_standards", {
        "case": "Case Ref", "allegation": "Allegation", "payroll_number": "Subject", "received": "Recorded", "kind": "Case Type",
        "origin": "Source", "severity": "Assessment", "finding": "Finding", "outcome": "Outcome", "closed": "Finalised",
    },
    encoding="cp1252", day_format="%d/%m/%Y", settles_days=14,
    values={
        "kind": {"complaint": "Complaint – public", "conduct": "Conduct – internal"},
        "origin": {"public": "Public", "internal": "Internal", "pilot": "Pilot"},
    },
)  # fmt: skip
LIMITED = System(
    "limited_duties", "occupational_health_status", {
        "payroll_number": "Employee No", "kind": "Status", "from": "From", "to": "Until",
    },
    form="xlsx",
    values={"kind": {"recuperative": "Recuperative", "adjusted": "Adjusted", "restricted": "Restricted"}},
)  # fmt: skip
EVENTS = System("events", "events", {"name": "Event", "from": "From", "to": "To", "scope": "Unit"})

SYSTEMS = (
    PEOPLE, UNITS, POSTINGS, DUTIES, SICKNESS_OLD, SICKNESS, ABSENCE, OVERTIME, DEMAND, CONDUCT, LIMITED, EVENTS,
)  # fmt: skip
