"""The file of proofs: what was proved, when, on which commit, with which figures."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lib.settings import PROJECT

FILE = PROJECT / "lib" / "proofs.json"
PAGE = PROJECT / "docs" / "evidence.md"
HEAD = """# What was proved, and what was missed

Printed by `python -m lib prove` from `lib/proofs.json`; what each proof says of itself stands in `lib/proving`. All on synthetic or made forces, never on
people. A proof that did not pass stays here until one does. Sizes and seeds are parameters: a figure holds for the size that stands beside it.
"""


def write(entries: list[dict[str, Any]], file: Path = FILE) -> None:
    """Put entries into the file; an entry of the same name replaces the older one."""
    kept = {entry["name"]: entry for entry in read(file)} | {entry["name"]: entry for entry in entries}
    entries = [kept[name] for name in sorted(kept)]
    file.write_text(json.dumps(entries, indent=1, ensure_ascii=False) + "\n")
    if file == FILE:
        PAGE.write_text(page(entries))


def page(entries: list[dict[str, Any]]) -> str:
    """The file in words, for `docs/evidence.md`: every proof with its date, commit and figures, those that failed too."""
    parts = [HEAD]
    for entry in entries:
        passed = "passed" if entry["passed"] else "**not passed**"
        figures = "\n".join(f"| {_cell(name)} | {_cell(value)} |" for name, value in entry["figures"].items())
        parts.append(
            f"## {entry['name']}\n\n{passed}, {entry['date']}, commit {entry['commit']}\n\n| | |\n| --- | --- |\n{figures}\n"
        )
    return "\n".join(parts)


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|")


def read(file: Path = FILE) -> list[dict[str, Any]]:
    """The entries on file; none where nothing was proved."""
    return json.loads(file.read_text()) if file.exists() else []


def entry(name: str, passed: bool, figures: dict[str, Any]) -> dict[str, Any]:
    """One entry, dated now, on the commit in the work tree (`-` outside a checkout)."""
    return {"name": name, "date": f"{datetime.now(UTC):%Y-%m-%d}", "commit": _commit(), "passed": passed, "figures": figures}


def _commit() -> str:
    try:
        run = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=PROJECT, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return "-"
    return run.stdout.strip()
