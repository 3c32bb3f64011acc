"""`links propose DIR --out FILE.csv`: numbers that may be one person's, for a person to accept; nothing is linked by it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lib import audit
from lib.commands import Command, for_spreadsheets
from lib.grant import local_operator


def _arguments(parser: argparse.ArgumentParser) -> None:
    below = parser.add_subparsers(dest="action", required=True, metavar="propose")
    propose = below.add_parser(
        "propose", help="write likely links to a file; fill in `accept` with yes, name the file in the profile"
    )
    propose.add_argument("dir", type=Path, metavar="DIR", help="the folder of exports, with profile.toml")
    propose.add_argument("--profile", type=Path, metavar="FILE", help="a mapping profile elsewhere")
    propose.add_argument("--out", type=Path, required=True, metavar="FILE.csv", help="where to write them; it holds names")
    propose.add_argument(
        "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document on stdout and nothing else"
    )


def _run(args: argparse.Namespace) -> dict[str, Any]:
    from lib.loading import proposing  # the loader is heavy, and other commands start without it

    found = proposing.propose(args.dir, args.profile)
    audit.record("export", local_operator(), view="links", rows_count=found.height)
    proposing.write(for_spreadsheets(found), args.out)
    return {"proposals": found.height, "why": dict(found["why"].value_counts().sort("why").iter_rows())}


def _words(result: dict[str, Any]) -> str:
    lines = [f"{count:,}: {why}" for why, count in result["why"].items()]
    lines += [
        f"{result['proposals']:,} proposals. Write yes under `accept` where a person has made sure, put the file beside the exports and say",
        '[links]\naccepted = "FILE.csv"\nin the profile. The file holds names: keep it as the exports are kept.',
    ]
    return "\n".join(lines)


COMMANDS = (Command("links", "propose links between numbers, for a person to accept", _arguments, _run, _words),)
