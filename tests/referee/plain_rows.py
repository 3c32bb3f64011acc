"""The rows of a folder of exports in plain Python: csv, datetime and the profile's words. Slow, readable, nothing of ours."""

from __future__ import annotations

import csv
import gzip
import re
import tomllib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

Row = dict[str, Any]
LONDON = ZoneInfo("Europe/London")
DAYS = {"from", "to", "joined", "left", "day", "received", "closed", "valid_from", "valid_to", "edited_on"}
STAMPS = {"planned_from", "planned_to", "worked_from", "worked_to"}
HOURS = {"hours_lost", "hours", "establishment", "committed_hours", "contracted_hours"}
NUMBERS = {"fte", "pay", "incidents", "immediate", "crimes_allocated", "open_investigations", "arrests", "on_duty", "minimum",
           "distressing", "notice_days"}  # fmt: skip
YES_NO = {"rest_day_cancelled", "ordered", "phased_return", "authorised", "requested", "refused", "disability"}
UNITS = {"unit", "unit_worked", "unit_charged"}
NEEDED = {
    "people": ("payroll_number", "kind", "contracted_hours"),
    "units": ("unit", "name", "kind"),
    "postings": ("payroll_number", "unit", "rank", "function", "from"),
    "duties": ("payroll_number", "planned_from", "planned_to"),
    "sickness": ("payroll_number", "from"),
    "absence": ("payroll_number", "from", "kind"),
    "demand": ("unit", "day"),
}
KEYS = {
    "people": ("payroll_number",),
    "units": ("unit", "valid_from"),
    "postings": ("payroll_number", "from", "kind"),
    "duties": ("payroll_number", "planned_from"),
    "sickness": ("payroll_number", "from"),
    "absence": ("payroll_number", "from", "kind"),
    "demand": ("unit", "day"),
}


class Spoilt(Exception):
    """A row that cannot be used."""


@cache
def to_utc(local: datetime) -> datetime:
    """Local wall time to naive UTC: the earlier of two; a time that the spring change skips is no time."""
    moment = local.replace(tzinfo=LONDON, fold=0).astimezone(UTC)
    if moment.astimezone(LONDON).replace(tzinfo=None) != local:
        raise Spoilt
    return moment.replace(tzinfo=None)


def typed(field: str, text: str, entry: Row) -> Any:
    """One value. Raises Spoilt where it is not what its field says."""
    try:
        if field in DAYS:
            return datetime.strptime(text, entry["day_format"]).date()
        if field in STAMPS:
            return to_utc(datetime.strptime(text, entry["stamp_format"]))
        if field in HOURS and entry["hours_format"] == "hh:mm":
            hours, minutes = text.split(":")
            return int(hours) + int(minutes) / 60
        if field in HOURS | NUMBERS:
            return float(text)
    except ValueError:
        raise Spoilt from None
    if field in YES_NO:
        if text.lower() not in ("y", "n", "yes", "no", "true", "false", "1", "0"):
            raise Spoilt
        return text.lower() in ("y", "yes", "true", "1")
    words = entry.get("values", {}).get(field)
    if words and text not in words:
        raise Spoilt
    return words[text] if words else text


class Exports:
    """A folder of exports. `rows(source)` are its sound rows in our words, the later of two with one key; files as they lie."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.profile = tomllib.loads((folder / "profile.toml").read_text("utf-8"))

    @cache  # noqa: B019 - one folder for each run
    def units(self) -> dict[str, Row]:
        """Every node by code."""
        return {row["unit"]: row for row in self.rows("units")}

    def rows(self, source: str, people: frozenset[str] | None = None) -> list[Row]:
        """Sound rows of a source, of these people alone where given."""
        found: dict[tuple[Any, ...], Row] = {}
        for entry in self.profile["source"]:
            if entry["id"] != source:
                continue
            known: dict[tuple[str, str], Any] = {}
            for record in self._records(entry):
                if people is not None and self._number("payroll_number", record.get("payroll_number", ""), entry) not in people:
                    continue
                try:
                    row = self._row(source, entry, record, known)
                except Spoilt:
                    continue
                key = tuple([row[name] for name in KEYS[source]])
                found.pop(key, None)
                found[key] = row
        return list(found.values())

    def _records(self, entry: Row) -> Iterator[dict[str, str]]:
        """The texts of each record, by our names."""
        for name in entry["files"]:
            with gzip.open(self.folder / name, "rt", encoding=entry["encoding"], newline="") as lines:
                records = csv.reader(lines, delimiter=entry["delimiter"])
                header = next(records)
                places = [(ours, header.index(theirs)) for ours, theirs in entry["columns"].items()]
                for record in records:
                    short = len(record) < len(header)
                    yield {ours: "" if short and place >= len(record) else record[place].strip() for ours, place in places}

    @staticmethod
    def _number(field: str, text: str, entry: Row) -> str:
        return text.zfill(entry.get("ids", {}).get(field, {}).get("pad", 0)) if text else ""

    def _row(self, source: str, entry: Row, record: dict[str, str], known: dict[tuple[str, str], Any]) -> Row:
        """The record's values. `known`: values by field and text, since the same few stand in a million places."""
        row: Row = {}
        for pair in record.items():
            if pair not in known:
                known[pair] = typed(*pair, entry) if pair[1] else None
            row[pair[0]] = known[pair]
        row["payroll_number"] = self._number("payroll_number", record.get("payroll_number", ""), entry) or None
        if None in [row.get(name) for name in NEEDED[source]]:
            raise Spoilt
        for first, last in (("from", "to"), ("joined", "left"), ("valid_from", "valid_to")):
            if row.get(first) and row.get(last) and row[last] < row[first]:
                raise Spoilt
        for first, last in (("planned_from", "planned_to"), ("worked_from", "worked_to")):
            if row.get(first) and row.get(last) and row[last] <= row[first]:
                raise Spoilt
        if source != "units" and not {row[name] for name in UNITS if row.get(name)} <= self.units().keys():
            raise Spoilt
        begun = row.get("from") or row.get("day")
        if isinstance(begun, date) and begun > self.profile["extracted_on"]:
            raise Spoilt
        return row


NOT_COUNTED = (
    "pregnan", "maternity", "paternity", "adoption", "parental", "miscarriage", "fertility", "ivf", "menopaus", "gyn", "disab",
    "long covid", "injury on duty", "injured on duty", "duty injury", "industrial injury", "work injury", "injury at work", "assault",
    "line of duty", "domestic abuse", "bereave", "carer", "dependant", "dependent", "compassionate", "jury", "reservist",
    "reserve forces", "reserve service", "military", "trade union", "union dut", "staff association", "federation",
    "association dut", "phased",
)  # fmt: skip
UNAUTHORISED = ("unauthorised", "unauthorized", "awol", "without leave", "failed to attend", "failure to attend", "no show")
IF_NOT_AUTHORISED = ("unpaid", "other", "late", "short notice")


def says(text: str | None, parts: tuple[str, ...]) -> bool:
    """Whether a word of the text begins with one of these."""
    return text is not None and any(re.search(rf"\b{re.escape(part)}", text.lower()) for part in parts)


def spell_counts(row: Row) -> bool:
    return not says(row.get("reason"), NOT_COUNTED) and row.get("phased_return") is not True


def is_unauthorised(row: Row) -> bool:
    """Also whether it counts: any other absence that is not unauthorised is leave of some kind."""
    if says(row["kind"], NOT_COUNTED):
        return False
    return says(row["kind"], UNAUTHORISED) or (says(row["kind"], IF_NOT_AUTHORISED) and row.get("authorised") is False)
