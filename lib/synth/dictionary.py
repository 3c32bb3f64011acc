"""The data dictionary of what `synth` writes: every column of every export and truth file, and every kind of dirt, from the code."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lib.sources import BY_ID
from lib.synth.dirt import DIRT, DUPLICATE, UNLINKED
from lib.synth.systems import SYSTEMS, System

TYPES = {
    "id": "code or number, as text", "text": "text", "day": "day", "stamp": "local date and time", "h": "hours", "n": "whole number",
    "b": "yes or no", "money": "pounds", "fraction": "0 to 1",
}  # fmt: skip
SERIES = {"none": "", "half": "_2026h1", "year": "_2026"}
ORDER = {"all": "", "first": ", the first of the series", "later": ", those after the first"}
TRUTH: dict[str, tuple[str, dict[str, str]]] = {
    "people.csv": (
        "a person and a planted metric; an unplanted person has one row with an empty metric",
        {
            "payroll_number": "as in the exports", "unit_at_end": "unit of the last posting held by the last day",
            "planted": "1 where the person truly differs", "metric": "what they differ in", "multiplier": "of their own rate",
            "from_month": "first month of it", "to_month": "last month of it",
            "frailty": "own factor on the metric (on sickness spells where none is planted), without what was planted; mean 1",
        },
    ),
    "units.csv": (
        "a unit",
        {
            "unit": "code", "overloaded": "1 where true load was raised", "load_multiplier": "of the usual load",
            "culture": "1 where the whole unit differs without load",
        },
    ),
    "unit_months.csv": (
        "a unit and a month", {"unit": "code", "month": "YYYY-MM", "true_load": "demand per post over what is usual for its work"},
    ),
    "reviewers.csv": (
        "a simulated reviewer's first reading of a person",
        {
            "payroll_number": "as in the exports", "differs": "1 where the person truly differs (planted, or culture of the unit)",
            "load": "mean true load of the unit at the end, last twelve months", "reviewer": "R1 to R6",
            "would_look_further": "1 where this reviewer would; errors as `model.json` says",
        },
    ),
    "dirt.csv": (
        "a spoilt row",
        {
            "file": "as in exports/; a workbook with its sheet", "row": "record in the file, the header is 1",
            "kind": "of dirt, see below", "outcome": "accepted, quarantined, duplicate or unlinked: what a careful loader makes of it",
        },
    ),
    "breaks.csv": (
        "a definition break",
        {
            "source": "the source it is in", "field": "its canonical field", "from_on": "first day of the new rule",
            "detail": "what changed, in a sentence",
        },
    ),
}  # fmt: skip
KINDS = {
    "lost_padding": "a person's number without its nought, as a spreadsheet leaves it; the profile pads",
    "unknown_person": "the link is lost: a number of the range 08, which the personnel system does not know",
    "unknown_unit": "a unit that is not in the tree",
    "unknown_word": "a code that nobody explained",
    "bad_day": "a text that is no day",
    "bad_stamp": "a text that is no date and time",
    "bad_hours": "a word for a number of hours",
    "bad_count": "a word for a count",
    "future_day": "a year mistyped, forty years ahead",
    "end_before_start": "the end 1 to 29 days before the start",
    "duplicate": "a row that stands twice; the earlier is the duplicate",
    "second_number": "the same person again under another payroll number, without any other record; not in people.csv",
    "duty_overlap": "a duty planned again 15 to 45 minutes later; the added row is noted",
    "overlap": "a spell entered again from a later day, within the first; the added row is noted",
    "posting_overlap": "a posting that ends up to 20 days late, over what follows",
    "posting_gap": "a posting that ends up to 10 days early",
    "late_claim": "a claim written down two to five months later than usual",
    "swapped_day": "day and month swapped, to an earlier day that exists",
    "nobody_identified": "a matter in which nobody was identified: no dirt of the system's, but no link either",
    "definition_break": "the first sound row in its source that follows a new rule, see breaks.csv",
}


def files() -> dict[str, Any]:
    """What `dictionary --json` prints: exports, truth and dirt."""
    return {
        "exports": [_export(system) for system in SYSTEMS],
        "truth": [{"file": name, "one_row_is": row, "columns": columns} for name, (row, columns) in TRUTH.items()],
        "dirt": [_dirt(kind) for kind in KINDS],
    }


def _export(system: System) -> dict[str, Any]:
    source = BY_ID[system.source]
    return {
        "file": f"{system.stem}{SERIES[system.split]}",
        "which": ORDER[system.series].removeprefix(", "),
        "source": system.source,
        "one_row_is": source.one_row_is,
        "ways": _ways(system),
        "columns": [_column(system, name, header) for name, header in system.columns.items()]
        + [{"header": name, "field": "", "type": "", "meaning": "declared by nobody: dropped at load"} for name in system.extra],
    }


def _ways(system: System) -> str:
    """Encoding, delimiter and formats, where the source has such fields."""
    types = {BY_ID[system.source].field(name).type for name in system.columns}
    ways = ["a workbook"] if system.form == "xlsx" else [system.encoding, f"delimiter `{system.delimiter}`"]
    ways += [f"days {system.day_format}"] if "day" in types else []
    ways += [f"stamps {system.stamp_format}"] if "stamp" in types else []
    ways += [f"hours {system.hours_format}"] if "h" in types and system.hours_format != "decimal" else []
    ways += ["/".join(system.yes_no)] if "b" in types else []
    return ", ".join(ways)


def _column(system: System, name: str, header: str) -> dict[str, str]:
    field = BY_ID[system.source].field(name)
    words = ", ".join(system.values.get(name, {}).values())
    meaning = f"{field.meaning}: {words}" if words else field.meaning
    return {"header": header, "field": name, "type": TYPES[field.type], "meaning": meaning}


def _dirt(kind: str) -> dict[str, Any]:
    found = [(source, each) for source, kinds in DIRT.items() for each in kinds if each.name == kind]
    outcome = found[0][1].outcome if found else {"nobody_identified": UNLINKED, "duplicate": DUPLICATE}.get(kind, "accepted")
    return {"kind": kind, "meaning": KINDS[kind], "outcome": outcome, "share": {source: each.share for source, each in found}}


def printed(found: dict[str, Any]) -> str:
    """The same as Markdown: what `docs/synthetic-files.md` holds."""
    parts = ["## Exports"]
    for each in found["exports"]:
        which = f" ({each['which']})" if each["which"] else ""
        parts.append(
            f"### `{each['file']}`{which}: {each['source']}\n\nOne row is {each['one_row_is']}. Written as {each['ways']}."
        )
        columns = ("header", "field", "type", "meaning")
        parts.append(_table(columns, ([column[name] for name in columns] for column in each["columns"])))
    parts.append("## Truth")
    for each in found["truth"]:
        parts.append(f"### `{each['file']}`\n\nOne row is {each['one_row_is']}.")
        parts.append(_table(("column", "meaning"), each["columns"].items()))
    parts.append("## Dirt\n\nShares are of the rows it can befall, by source.")
    rows = ([each["kind"], each["meaning"], each["outcome"], _shares(each["share"])] for each in found["dirt"])
    parts.append(_table(("kind", "meaning", "outcome", "share"), rows))
    return "\n\n".join(parts)


def _shares(shares: dict[str, float]) -> str:
    return ", ".join(f"{source} {share * 100:g} %" for source, share in shares.items())


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = ["| " + " | ".join(heads) + " |", "| " + " | ".join("---" for _ in heads) + " |"]
    return "\n".join([*lines, *("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows)])
