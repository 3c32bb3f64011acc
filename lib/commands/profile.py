"""`profile draft DIR --out FILE` and `profile check FILE DIR`: making a mapping profile, and trying it without loading."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from lib.commands import Command


def _arguments(parser: argparse.ArgumentParser) -> None:
    below = parser.add_subparsers(dest="action", required=True, metavar="draft|check")
    draft = below.add_parser("draft", help="draft a profile from the files: names, headers, sheets and a sample of values")
    draft.add_argument("dir", type=Path, metavar="DIR")
    draft.add_argument("--out", type=Path, required=True, metavar="FILE")
    check = below.add_parser("check", help="try a profile on the files' headers and a sample of rows; nothing is loaded")
    check.add_argument("file", type=Path, metavar="FILE")
    check.add_argument("dir", type=Path, metavar="DIR")
    for each in (draft, check):
        each.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document on stdout and nothing else"
        )


def _run(args: argparse.Namespace) -> dict[str, Any]:
    from lib.loading import drafting, trying  # the loader is heavy, and other commands start without it

    if args.action == "check":
        return trying.check(args.file, args.dir)
    result = drafting.draft_to(args.dir, args.out)
    for each in result["undecided"]:
        print(f"Not decided: {each['file'] + ': ' if each['file'] else ''}{each['question']}", file=sys.stderr)
    return result


def _words(result: dict[str, Any]) -> str:
    if "drafted" in result:
        lines = [f"{file}: {source or 'no source recognised'}" for file, source in result["drafted"].items()]
        count = len(result["undecided"])
        lines.append(f"{count} not decided: see NOT DECIDED in the draft. Then: python -m lib profile check FILE DIR")
        return "\n".join(lines)
    lines = [f"{file}: {', '.join(sources)}" for file, sources in result["files"].items()]
    lines += [f"Not declared, will be dropped: {file}: {', '.join(names)}" for file, names in result["undeclared"].items()]
    rows = sum(each["rows"] for each in result["tried"])
    lines += [_failing(each) for each in result["failing"]]
    lines.append(
        f"The profile fits the headers; of {rows:,} rows tried {sum(e['failing'] for e in result['tried']):,} would be set aside."
    )
    return "\n".join(lines)


def _failing(each: dict[str, Any]) -> str:
    words = f" ({', '.join(each['words'])})" if each["words"] else ""
    where = f"{each['file']}, {each['source']}, {each['field'] or 'the record'}"
    return f"{where}: {each['rows']:,} rows ({each['share']:.1%}), the first {each['first_row']}: {each['reason']}{words}. {each['fix']}"


COMMANDS = (Command("profile", "draft or check a mapping profile", _arguments, _run, _words),)
