"""`quarantine`: every row that was not accepted, with the reason and what mends it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lib import audit
from lib.commands import Command, for_spreadsheets
from lib.grant import local_operator


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.csv", help="where to write the rows")


def _run(args: argparse.Namespace) -> dict[str, Any]:
    from lib.store import lease, quarantined

    rows = quarantined()
    audit.record("export", local_operator(), view="quarantine", generation=lease().generation, rows_count=rows.height)
    for_spreadsheets(rows).write_csv(args.out)
    return {"rows": rows.height}


def _words(result: dict[str, Any]) -> str:
    return f"{result['rows']:,} rows in quarantine. Mend them in their source files and load again."


COMMANDS = (Command("quarantine", "write the rows that were not accepted, with reason and fix", _arguments, _run, _words),)
