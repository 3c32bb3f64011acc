"""The mapping profile of the synthetic systems, and the list of files that proves where they came from."""

from __future__ import annotations

from collections.abc import Iterable

from lib.synth.plan import Plan
from lib.synth.structure import FORCE
from lib.synth.systems import SYSTEMS, System

YEAR_PIVOT = 70  # two-digit years from here on belong to the last century
REQUIRED = ("people", "units", "postings", "sickness", "absence", "duties")


def profile(plan: Plan, files: dict[str, System]) -> str:
    """`profile.toml`: how to read each file that was written."""
    top = [
        "# How to read the exports beside this file. All of it was generated: nobody in it exists.",
        "version = 1",
        f"name = {_quoted(FORCE[1])}",
        "synthetic = true",
        f"extracted_on = {plan.extracted_on.isoformat()}",
        'unit_level = "unit"',
        'command_level = "command"',
        f"required = {_listed(REQUIRED)}",
        "quarantine_limit = 0.5",
    ]
    parts = ["\n".join(top)]
    for system in SYSTEMS:
        names = sorted(name for name, owner in files.items() if owner is system)
        if names:
            parts.append(_source(system, names, plan.payroll_digits))
    return "\n\n".join(parts) + "\n"


def _source(system: System, names: list[str], digits: int) -> str:
    lines = [
        "[[source]]",
        f"id = {_quoted(system.source)}",
        f"files = {_listed(names)}",
        f"encoding = {_quoted(system.encoding)}",
    ]
    lines += [f"delimiter = {_quoted(system.delimiter)}", "header_row = 1", f"settles_days = {system.settles_days}"]
    if "%y" in system.day_format + system.stamp_format:
        lines.append(f"year_pivot = {YEAR_PIVOT}")
    lines += [f"day_format = {_quoted(system.day_format)}", f"stamp_format = {_quoted(system.stamp_format)}"]
    lines += [f"hours_format = {_quoted(system.hours_format)}", f"columns = {_table(system.columns)}"]
    if system.values:
        words = {name: _table({theirs: ours for ours, theirs in known.items()}) for name, known in system.values.items()}
        lines.append("values = { " + ", ".join(f"{name} = {table}" for name, table in words.items()) + " }")
    padded = [name for name in system.padded if name in system.columns]
    if padded:
        lines.append("ids = { " + ", ".join(f"{name} = {{ pad = {digits} }}" for name in padded) + " }")
    return "\n".join(lines)


def synthetic(hashes: dict[str, str]) -> str:
    """`synthetic.toml`: the SHA-256 of each file."""
    return "\n".join(["[files]", *(f"{_quoted(name)} = {_quoted(value)}" for name, value in sorted(hashes.items()))]) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _listed(names: Iterable[str]) -> str:
    return "[" + ", ".join(_quoted(name) for name in names) + "]"


def _table(pairs: dict[str, str]) -> str:
    return "{ " + ", ".join(f"{_quoted(key)} = {_quoted(value)}" for key, value in pairs.items()) + " }"
