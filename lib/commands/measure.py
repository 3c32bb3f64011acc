"""`measure` and `trend`: the frames the views draw, as files."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

import polars as pl

from lib import store
from lib.commands import Command, for_spreadsheets
from lib.errors import InputError
from lib.grant import local_operator
from lib.question import FORCE, WINDOWS, Month, Question
from lib.service import measuring


def _measure_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--level", choices=measuring.LEVELS, required=True)
    parser.add_argument("--as-of", required=True, metavar="YYYY-MM", help="last month of the window, included")
    parser.add_argument("--months", type=int, choices=WINDOWS, default=12)
    parser.add_argument("--metric", nargs="+", action="extend", metavar="ID")
    parser.add_argument("--peers", metavar="RULE", help="a peer rule: python -m lib peers")
    parser.add_argument("--unit", metavar="CODE", help="this unit's subtree alone")
    parser.add_argument("--identified", action="store_true", help="add payroll numbers (synthetic generations; audited)")
    parser.add_argument("--reason", default="", help="why identities are needed")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.csv|FILE.parquet")


def _measure(args: argparse.Namespace) -> dict[str, Any]:
    began = time.monotonic()
    _check_ending(args.out)
    question = Question(
        where=args.unit or FORCE, as_of=Month.parse(args.as_of), months=args.months, peers=measuring.rule(args.peers).id
    )
    chance: dict[str, Any] = {}
    if args.level == "person":
        rows, chance, generation = measuring.people(local_operator(), question, args.metric, args.reason, args.identified)
    else:
        rows, generation = measuring.places(local_operator(), question, args.metric, args.level)
    told = _write(rows, args.out, generation)
    return told | {"seconds": round(time.monotonic() - began, 3), "chance": chance}


def _trend_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--metric", required=True, metavar="ID")
    parser.add_argument("--unit", required=True, metavar="CODE", help="a unit code, or force")
    parser.add_argument("--out", required=True, type=Path, metavar="FILE.csv")


def _trend(args: argparse.Namespace) -> dict[str, Any]:
    _check_ending(args.out)
    rows, generation = measuring.trend(local_operator(), args.metric, args.unit)
    return _write(rows, args.out, generation)


def _check_ending(out: Path) -> None:
    if out.suffix not in (".csv", ".parquet"):
        raise InputError("out", f"cannot write a {out.suffix or 'nameless'} file", "Name it .csv or .parquet.")
    if not out.parent.exists():
        raise InputError("out", "its folder does not exist", f"Make {out.parent} first.")


def _write(rows: pl.DataFrame, out: Path, generation: str) -> dict[str, Any]:
    """Write beside and rename, so that a run that fails leaves no half file. Gives what is said of it, synthetic or not.

    A CSV holds the contract's columns and nothing else; a Parquet file carries in its metadata what it was made from.
    """
    synthetic = store.lease(generation).info.synthetic
    part = out.with_name(f".{out.name}.part")
    if out.suffix == ".parquet":
        rows.write_parquet(part, metadata={"generation": generation, "synthetic": str(synthetic).lower()})
    else:
        for_spreadsheets(rows).write_csv(part)
    part.replace(out)
    return {"rows": rows.height, "generation": generation, "synthetic": synthetic}


def _words(result: dict[str, Any]) -> str:
    kind = "SYNTHETIC: nobody in it exists" if result["synthetic"] else "a statistical comparison, not a finding"
    return f"{result['rows']} rows of generation {result['generation']} ({kind})"


COMMANDS = (
    Command(
        "measure", "everybody, or every place, compared: the frames that the views draw", _measure_arguments, _measure, _words
    ),
    Command("trend", "a metric over months with its limits and signals", _trend_arguments, _trend, _words),
)
