"""`load`: a folder of exports to a published generation."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lib.commands import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("dir", type=Path, metavar="DIR", help="the folder of exports, with profile.toml")
    parser.add_argument("--profile", type=Path, metavar="FILE", help="a mapping profile elsewhere")


def _run(args: argparse.Namespace) -> dict[str, Any]:
    from lib.loading import load  # the loader is heavy, and other commands start without it

    return load(args.dir, args.profile)


def _words(outcome: dict[str, Any]) -> str:
    what = "Published" if outcome["published"] else "Already current: nothing done"
    lines = [f"{what}: generation {outcome['generation']}, data to {outcome['data_as_of']}, {outcome['seconds']} s"]
    heads = ("read", "accepted", "quarantined", "duplicates", "erased", "linked", "unlinked", "skipped")
    lines.append("".join([f"{'source':16}", *[f"{head:>12}" for head in heads]]))
    for source, counts in outcome["sources"].items():
        lines.append("".join([f"{source:16}", *[f"{counts[head]:>12,}" for head in heads]]))
    lines += [f"Dropped, as not declared: {file}: {', '.join(columns)}" for file, columns in outcome["undeclared"].items()]
    return "\n".join(lines)


COMMANDS = (Command("load", "load a folder of exports and publish it as a generation", _arguments, _run, _words),)
