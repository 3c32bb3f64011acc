"""`check`: settings, engines, versions, data as-of, what is wrong and how to mend it."""

from __future__ import annotations

import argparse
import platform
import shutil
from importlib.metadata import version
from typing import Any

from lib import audit, settings, store
from lib.commands import Command
from lib.commands.declarations import no_arguments
from lib.errors import EvenhandError

_PACKAGES = ("streamlit", "plotly", "polars", "scipy", "SQLAlchemy", "duckdb", "duckdb-sqlalchemy", "psycopg")


def _check(_: argparse.Namespace) -> dict[str, Any]:
    here = settings.current()
    published = store.published()
    current = next((each for each in published if each.current), None)
    return {
        "home": str(here.home),
        "warehouse": here.warehouse_url or "DuckDB generations in the home",
        "casebook": here.casebook_url or "SQLite in the home",
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _PACKAGES},
        "generations": len(published),
        "data_as_of": str(current.data_as_of) if current else None,
        "synthetic": current.synthetic if current else None,
        "wrong": [*_nothing_loaded(published), *_chain(), *_small_disk(here)],
    }


def _nothing_loaded(published: list[store.Published]) -> list[str]:
    return [] if published else ["No data has been loaded. Load a folder of exports: python -m lib load DIR, or start the app."]


def _chain() -> list[str]:
    try:
        found = audit.verify()
    except EvenhandError as refusal:
        return [refusal.text]
    return (
        []
        if found.intact
        else [f"The audit chain is broken at event {found.broken_at}. Keep the file, and tell the data protection officer."]
    )


def _small_disk(here: settings.Settings) -> list[str]:
    place = here.home if here.home.exists() else settings.PROJECT
    free = shutil.disk_usage(place).free
    return (
        []
        if free > 2**30
        else [f"Only {free // 2**20} MiB are free where the home is. A load needs about twice the exports' size."]
    )


def _words(result: dict[str, Any]) -> str:
    lines = [f"{name}: {value}" for name, value in result.items() if name not in ("versions", "wrong")]
    lines += [f"{name} {number}" for name, number in result["versions"].items()]
    return "\n".join([*lines, *(result["wrong"] or ["Nothing is wrong."])])


COMMANDS = (Command("check", "settings, engines, versions, data as-of, and what is wrong", no_arguments, _check, _words),)
