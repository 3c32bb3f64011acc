"""`generations`: what is published, and going back to one that was published before."""

from __future__ import annotations

import argparse
from datetime import UTC
from typing import Any

from lib import store
from lib.commands import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--use", metavar="ID", help="make a kept generation current again (audited)")
    chosen.add_argument("--rollback", action="store_true", help="make the one loaded before the current one current (audited)")


def _run(args: argparse.Namespace) -> list[dict[str, Any]]:
    if args.use or args.rollback:
        from lib.loading import go_back  # the loader is heavy, and other commands start without it

        go_back(args.use)
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


COMMANDS = (Command("generations", "list the published generations, or go back to one of them", _arguments, _run, _words),)
