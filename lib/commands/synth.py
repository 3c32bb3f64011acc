"""`synth`: writes a synthetic force: exports as source systems would, and the truth apart."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from lib.commands import Command
from lib.question import Month
from lib.synth import SCENARIOS, Plan, write
from lib.synth.plan import DEFAULT_END, DOSES, FRAILTIES


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--people", type=int, required=True, metavar="N", help="people ever employed in the window, at least 500")
    parser.add_argument("--months", type=int, required=True, metavar="M", help="months of data")
    parser.add_argument("--seed", type=int, required=True, metavar="S", help="the same seed gives the same text")
    parser.add_argument("--scenario", choices=SCENARIOS, required=True, help="what is planted")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder for exports/ and truth/")
    parser.add_argument("--end", default=str(DEFAULT_END), metavar="YYYY-MM", help=f"last month (default {DEFAULT_END})")
    parser.add_argument("--frailty", choices=FRAILTIES, default="gamma", help="how people usually differ")
    parser.add_argument("--dose", choices=DOSES, default="loglinear", help="what load does to rates")
    parser.add_argument(
        "--association", type=float, default=1.0, metavar="RATIO", help="conduct of the most often ill (1 = none)"
    )
    parser.add_argument("--noise", type=float, default=0.2, metavar="SD", help="of measured load, on the log scale")


def _run(args: argparse.Namespace) -> dict[str, Any]:
    plan = Plan(
        people=args.people, months=args.months, seed=args.seed, scenario=args.scenario, end=Month.parse(args.end),
        frailty=args.frailty, dose=args.dose, association=args.association, noise=args.noise,
    )  # fmt: skip
    return write(plan, args.out)


def _words(result: dict[str, Any]) -> str:
    return "\n".join(f"{source:<16}{rows:>12}" for source, rows in result["rows"].items())


COMMANDS = (Command("synth", "write a synthetic force: exports and the truth apart", _arguments, _run, _words),)
