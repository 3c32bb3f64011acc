"""The file of proofs: what was proved, when, on which commit, with which figures."""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lib.settings import PROJECT

FILE = PROJECT / "lib" / "proofs.json"


def write(entries: list[dict[str, Any]], file: Path = FILE) -> None:
    """Put entries into the file; an entry of the same name replaces the older one."""
    kept = {entry["name"]: entry for entry in read(file)} | {entry["name"]: entry for entry in entries}
    file.write_text(json.dumps([kept[name] for name in sorted(kept)], indent=1, ensure_ascii=False) + "\n")


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
