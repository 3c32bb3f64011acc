"""Drafting a profile from the files themselves. What could not be decided is left open, marked in the draft and listed."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lib.errors import Refused, Where
from lib.loading import guessing
from lib.loading.looking import Look, looks
from lib.loading.recognising import Recognised, likeliest, recognised, value_map
from lib.sources import SOURCES

OPEN = "NOT DECIDED"
_MONTH = re.compile(
    r"^(\d{4}[-/](0?[1-9]|1[0-2])|(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[ -]?(\d{2}|\d{4})?)$", re.I
)
_COUNTED_UP = re.compile(r"\b(ytd|to date|cumulative|running|so far)\b", re.I)
_DATED = r"(\d{4}-\d{2}-\d{2})"


@dataclass
class _Draft:
    """One `[[source]]` table being written, with its open questions."""

    lines: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def ask(self, question: str) -> None:
        self.asked.append(question)
        self.lines.append(f"# {OPEN}: {question}")


def draft_to(exports: Path, out: Path) -> dict[str, Any]:
    """Write a drafted profile. Returns the source drafted for each file (null: none recognised) and what was not decided."""
    if not exports.is_dir():
        raise Refused("there is no such folder of exports", "Give the folder that holds the files.")
    if out.exists():
        raise Refused("the file exists already", "Choose another name: a draft never replaces a profile.", Where(out.name))
    drafted: dict[str, str | None] = {}
    undecided: list[dict[str, str]] = []
    tables: list[str] = []
    known: set[str] = set()
    for group in _groups(looks(exports)):
        each = None if group[0].why else recognised(group[0])
        names = [f"{look.file}#{look.sheet}" if look.sheet else look.file for look in group]
        drafted |= dict.fromkeys(names, each.source.id if each else None)
        written = _table(each, group) if each else _unknown(group)
        known |= {each.source.id} if each else set()
        tables.append("\n".join(written.lines))
        undecided += [{"file": names[0], "question": question} for question in written.asked]
    head = _head(known, whole=None not in drafted.values())
    undecided += [{"file": "", "question": question} for question in head.asked]
    out.write_text("\n\n".join(["\n".join(head.lines), *tables]) + "\n", "utf-8")
    return {"drafted": drafted, "undecided": undecided}


def _groups(found: list[Look]) -> list[list[Look]]:
    """Files of one shape and one source are one export in several parts."""
    groups: dict[tuple[object, ...], list[Look]] = {}
    for look in found:
        each = None if look.why else recognised(look)
        groups.setdefault((each.source.id, *look.shape) if each else (look.file, look.sheet), []).append(look)
    return list(groups.values())


def _head(known: set[str], whole: bool) -> _Draft:
    draft = _Draft(["version = 1", 'name = "Name of the force"'])
    draft.ask("the force's name, and extracted_on, the day the exports were taken")
    required = [source for source in ("people", "units", "postings") if source in known]
    draft.lines.append(f"required = {json.dumps(required)}")
    absent = [source.id for source in SOURCES if source.id not in known]
    if absent:
        mark = "" if whole else "# "  # a file that nobody recognised may hold them
        draft.lines += ["", f"{mark}[absent]", *[f'{mark}{source} = "no export found"' for source in absent]]
        draft.ask(f"whether the force really has no {', '.join(absent)}")
    return draft


def _unknown(group: list[Look]) -> _Draft:
    draft = _Draft([f"# {group[0].file}"])
    if group[0].why:
        draft.ask(f"what {group[0].file} is; it cannot be read: {group[0].why}")
        return draft
    draft.ask(f"what {group[0].file} is; its columns: {', '.join(group[0].header)}")
    for each in likeliest(group[0]):
        told = ", ".join(f"{name} = {_toml(theirs)}" for name, theirs in each.columns.items())
        missing = f"; it lacks {', '.join(each.missing)}" if each.missing else ""
        draft.lines.append(f"# perhaps {each.source.id}: {told}{missing}")
    return draft


def _table(each: Recognised, group: list[Look]) -> _Draft:
    look, source = each.look, each.source
    draft = _Draft(["[[source]]", f'id = "{source.id}"', f"files = {_toml([one.file for one in group])}"])
    draft.lines += [f"sheet = {_toml(look.sheet)}"] if look.sheet else []
    draft.lines += [f'encoding = "{look.encoding}"'] if look.encoding != "utf-8" else []
    draft.lines += [f"delimiter = {_toml(look.delimiter)}"] if look.delimiter != "," else []
    draft.lines += [f"header_row = {look.header_row}"] if look.header_row != 1 else []
    _formats(draft, each)
    _snapshot(draft, each, group)
    _ids(draft, each)
    _months(draft, each)
    _totals(draft, each)
    draft.lines.append("[source.columns]")
    draft.lines += [f"{name} = {_toml(theirs)}" for name, theirs in each.columns.items()]
    for name, theirs in each.perhaps.items():
        draft.ask(f"{source.id}: whether {theirs!r} is `{name}` ({source.field(name).meaning})")
        draft.lines.append(f"# {name} = {_toml(theirs)}")
    for name in each.missing:
        if name not in each.perhaps:
            draft.ask(f"{source.id}: which column or constant is `{name}`, which is required ({source.field(name).meaning})")
    if each.left:
        draft.lines.append(f"# not mapped, so never stored: {', '.join(each.left)}")
    _values(draft, each)
    return draft


def _formats(draft: _Draft, each: Recognised) -> None:
    days = _common([guessing.day_formats(values) for values in _of_type(each, "day")])
    if days and "%Y-%m-%d" not in days:
        draft.lines.append(f'day_format = "{days[0]}"')
        if len(days) > 1:
            draft.ask(f"{each.source.id}: whether days are {' or '.join(days)}: the sample fits all of them")
    stamps = _common([guessing.stamp_styles(values) for values in _of_type(each, "stamp")])
    if stamps and stamps[0][0]:
        draft.lines.append(f'{stamps[0][0]} = "{stamps[0][1]}"')
        if len(stamps) > 1:
            told = " or ".join(value for _, value in stamps)
            draft.ask(f"{each.source.id}: whether stamps are {told}: the sample fits all of them")
    if any("%y" in text for text in (*days[:1], *[value for _, value in stamps[:1]])):
        draft.lines.append("year_pivot = 50")
        draft.ask(f"{each.source.id}: from which two-digit year on the 1900s are meant (50 stands here)")
    hours = _common([guessing.hours_formats(values) for values in _of_type(each, "h")])
    marks = _common([guessing.decimal_marks(values) for values in _of_type(each, "money")])
    if (hours and "decimal" not in hours and "," in hours) or marks == [","]:
        draft.lines.append('decimal_mark = ","')
    elif hours and "decimal" not in hours:
        draft.lines.append(f'hours_format = "{hours[0]}"')


def _of_type(each: Recognised, kind: str) -> list[tuple[str, ...]]:
    return [values for one in each.source.fields if one.type == kind and (values := each.values(one.name))]


def _common(found: list[Any]) -> list[Any]:
    """What fits every column, in the first one's order."""
    return [one for one in found[0] if all(one in other for other in found[1:])] if found else []


def _snapshot(draft: _Draft, each: Recognised, group: list[Look]) -> None:
    dated = len(group) > 1 and all(re.search(_DATED, look.file) for look in group)
    if dated and each.source.id in ("people", "postings"):
        draft.lines.append(f"# snapshot = {{ date_from = '{_DATED}' }}")
        draft.ask(f"{each.source.id}: whether each file is the state on the day in its name (then take the # off `snapshot`)")


def _ids(draft: _Draft, each: Recognised) -> None:
    values = each.values("payroll_number")
    widths = {len(value) for value in values}
    if values and len(widths) > 1 and all(value.isdigit() for value in values):
        draft.lines.append(f"# ids = {{ payroll_number = {{ pad = {max(widths)} }} }}")
        draft.ask(f"{each.source.id}: whether numbers of {min(widths)} to {max(widths)} digits lost their noughts in front")


def _months(draft: _Draft, each: Recognised) -> None:
    months = [name for name in each.left if _MONTH.match(name)]
    if len(months) >= 3:
        draft.lines.append(f"# unpivot = {{ columns = {_toml(months)}, value = ... }}")
        draft.lines.append('# period = { length = "month", unpivot = true, format = ... }')
        draft.ask(f"{each.source.id}: what the columns {months[0]} to {months[-1]} hold, one a month (see `unpivot`)")


def _totals(draft: _Draft, each: Recognised) -> None:
    counted = {name: theirs for name, theirs in (each.columns | each.perhaps).items() if _COUNTED_UP.search(theirs)}
    found = {name: theirs for name, theirs in counted.items() if each.source.field(name).type in ("n", "h", "money")}
    if found:
        told = ", ".join(map(repr, found.values()))
        draft.lines.append(f"# running_total = {{ fields = {_toml(list(found))}, within = ..., restarts = ... }}")
        draft.ask(f"{each.source.id}: whether {told} is a running total, and when it begins again (see `running_total`)")


def _values(draft: _Draft, each: Recognised) -> None:
    for one in each.source.fields:
        if not one.choices or one.name not in each.columns:
            continue
        found, unknown = value_map(one, each.values(one.name))
        if found or unknown:
            draft.lines.append(f"[source.values.{one.name}]")
            draft.lines += [f"{_toml(theirs)} = {_toml(ours)}" for theirs, ours in found.items()]
        if unknown:
            draft.ask(f"{each.source.id}: what {', '.join(map(repr, unknown))} is among {', '.join(one.choices)}")


def _toml(value: object) -> str:
    """A text or a list of texts as TOML: JSON's strings are TOML's."""
    return json.dumps(value, ensure_ascii=False)
