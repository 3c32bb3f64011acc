"""`generations`: what is published in the home."""

from __future__ import annotations

import argparse
from datetime import UTC
from typing import Any

from lib import store
from lib.commands import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    """None but `--json`."""


def _run(args: argparse.Namespace) -> list[dict[str, Any]]:
    return [
        {
            "generation": each.generation,
            "loaded_at": each.loaded_at.replace(tzinfo=UTC).isoformat(timespec="seconds"),
            "data_as_of": each.data_as_of,
            "current": each.current,
            "synthetic": each.synthetic,
        }
        for each in store.published()
    ]


def _words(rows: list[dict[str, Any]]) -> str:
    lines = [
        f"{row['generation']}  loaded {row['loaded_at']}  data to {row['data_as_of']}"
        f"{'  synthetic' if row['synthetic'] else ''}{'  current' if row['current'] else ''}"
        for row in rows
    ]
    return "\n".join(lines) or "No generation is published."


COMMANDS = (Command("generations", "list the published generations", _arguments, _run, _words),)
