"""`audit verify`, `audit export`: does the chain hold, and what does it say."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from lib import audit
from lib.commands import Command
from lib.errors import Refused
from lib.grant import local_operator


def _arguments(parser: argparse.ArgumentParser) -> None:
    below = parser.add_subparsers(dest="do", required=True, metavar="verify|export")
    exporting = below.add_parser("export", help="every event, one a line, in order")
    exporting.add_argument("--out", type=Path, metavar="FILE.jsonl", required=True)
    for each in (below.add_parser("verify", help="whether the chain holds"), exporting):
        each.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="print one JSON document on stdout")


def _run(args: argparse.Namespace) -> dict[str, Any]:
    found = audit.verify()
    if found.broken_at is not None:
        raise Refused(
            f"the audit chain is broken at event {found.broken_at} of {found.events}",
            "Keep the casebook and the key as they are, and tell the data protection officer.",
        )
    return _export(args.out) if args.do == "export" else _said(found)


def _said(found: audit.Verdict) -> dict[str, Any]:
    return {"intact": found.intact, "events": found.events, "head": {"seq": found.head_seq, "mac": found.head_mac}}


def _export(out: Path) -> dict[str, Any]:
    """Reading the audit is itself an event, written first, so that an export ends with its own."""
    audit.record("export", local_operator(), view="audit")
    rows = audit.rows()
    out.write_text("".join(json.dumps(row, default=str, sort_keys=True) + "\n" for row in rows), "utf-8")
    return {**_said(audit.verify()), "out": str(out)}


def _words(result: dict[str, Any]) -> str:
    head = result["head"]
    kept = "Keep this head elsewhere: only it shows whether the last events were cut off."
    return f"The chain holds: {result['events']} events, head {head['seq']} {head['mac']}.\n{kept}"


COMMANDS = (Command("audit", "verify the audit chain, or export it", _arguments, _run, _words),)
