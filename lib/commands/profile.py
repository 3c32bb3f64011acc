"""`profile draft DIR --out FILE` and `profile check FILE DIR`: making a mapping profile, and trying it without loading."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lib.commands import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    below = parser.add_subparsers(dest="action", required=True, metavar="draft|check")
    draft = below.add_parser("draft", help="draft a profile from the files' names and headers")
    draft.add_argument("dir", type=Path, metavar="DIR")
    draft.add_argument("--out", type=Path, required=True, metavar="FILE")
    check = below.add_parser("check", help="check a profile against a folder; nothing is loaded")
    check.add_argument("file", type=Path, metavar="FILE")
    check.add_argument("dir", type=Path, metavar="DIR")
    for each in (draft, check):
        each.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document on stdout and nothing else"
        )


def _run(args: argparse.Namespace) -> dict[str, Any]:
    from lib.loading import drafting  # the loader is heavy, and other commands start without it

    if args.action == "draft":
        return drafting.draft_to(args.dir, args.out)
    return drafting.check(args.file, args.dir)


def _words(result: dict[str, Any]) -> str:
    if "drafted" in result:
        lines = [f"{file}: {source or 'no source recognised'}" for file, source in result["drafted"].items()]
        return "\n".join([*lines, "Complete what is marked `?`, then: python -m lib profile check FILE DIR"])
    lines = [f"{file}: {', '.join(sources)}" for file, sources in result["files"].items()]
    lines += [f"Not declared, will be dropped: {file}: {', '.join(names)}" for file, names in result["undeclared"].items()]
    return "\n".join([*lines, "The profile fits the files' headers."])


COMMANDS = (Command("profile", "draft or check a mapping profile", _arguments, _run, _words),)
