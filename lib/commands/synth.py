"""`synth`: writes a synthetic force: exports as source systems would, and the truth apart. `sample`: writes the committed one again.
`dictionary`: says what stands in every file of both."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from lib.commands import Command
from lib.errors import Refused
from lib.question import Month
from lib.settings import DIARIES, SAMPLE_DATA
from lib.synth import SCENARIOS, Plan, dictionary, renew, write
from lib.synth.diaries import told
from lib.synth.formats import FORMATS
from lib.synth.plan import DEFAULT_END, DOSES, FEWEST_PEOPLE, FRAILTIES, MOST_PEOPLE
from lib.synth.sample import SAMPLE

_ABOUT = """Writes a police force that does not exist: DIR/exports, as eleven source systems would write them, dirt included, and
DIR/truth, what is true of it: who differs, which units were overloaded, every spoilt row. `load` never reads the truth."""
_EXAMPLES = """examples:
  python -m lib synth --people 1500 --months 24 --seed 1 --scenario mixed --out force
  python -m lib load force/exports
  python -m lib synth --people 46000 --months 36 --seed 1 --scenario calm --out large --format parquet

The same seed gives the same text. A run that fails or is stopped leaves what stood in DIR; DIR/exports is replaced only if this command
wrote it. docs/synthetic-force.md says what causes what, docs/synthetic-files.md what stands in each file."""
_SCENARIOS = (
    "calm: nobody differs beyond the usual spread; overload: units carry 1.5 to 3 times the usual load, nobody is at fault; "
)
_SCENARIOS += "individual: some people differ, equal load; mixed: both; culture: one whole unit differs without load"


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.description, parser.epilog, parser.formatter_class = _ABOUT, _EXAMPLES, argparse.RawDescriptionHelpFormatter
    add = parser.add_argument
    add("--people", type=int, required=True, metavar="N", help=f"ever employed in the window, {FEWEST_PEOPLE} to {MOST_PEOPLE:,}")
    add("--months", type=int, required=True, metavar="M", help="months of data, 1 to 120")
    add("--seed", type=int, required=True, metavar="S", help="a whole number from 0 up")
    add("--scenario", choices=SCENARIOS, required=True, help=_SCENARIOS)
    add("--out", type=Path, required=True, metavar="DIR", help="folder for exports/ and truth/")
    add("--end", default=str(DEFAULT_END), metavar="YYYY-MM", help="last month (default %(default)s, never today)")
    add("--format", choices=FORMATS, default="csv", help="of the exports (default %(default)s): the cells are the same in each")
    add("--diaries", type=Path, metavar="FILE", help="write ten people's diaries too, as Markdown")
    add("--frailty", choices=FRAILTIES, default="gamma", help="how people usually differ (default %(default)s)")
    add("--dose", choices=DOSES, default="loglinear", help="what load does to rates (default %(default)s)")
    add(
        "--association",
        type=float,
        default=1.0,
        metavar="RATIO",
        help="conduct of a metric's top tenth to that of the others; 1: none",
    )
    add(
        "--noise",
        type=float,
        default=0.2,
        metavar="SD",
        help="of measured about true load, on the log scale (default %(default)s)",
    )


def _run(args: argparse.Namespace) -> dict[str, Any]:
    plan = Plan(
        people=args.people, months=args.months, seed=args.seed, scenario=args.scenario, end=Month.parse(args.end),
        frailty=args.frailty, dose=args.dose, association=args.association, noise=args.noise,
    )  # fmt: skip
    return _whole(lambda: _made(plan, args))


def _made(plan: Plan, args: argparse.Namespace) -> dict[str, Any]:
    said = write(plan, args.out, form=args.format)
    if args.diaries:
        args.diaries.write_text(told(plan), encoding="utf-8")
    return said


def _sample(_: argparse.Namespace) -> dict[str, Any]:
    """The sample and, from the same force, the diaries in the documentation."""
    said = renew(SAMPLE_DATA)
    DIARIES.write_text(told(SAMPLE), encoding="utf-8")
    return said


def _whole(run: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What the run returns. Raises Refused where it is stopped, or the disk says no."""
    try:
        return run()
    except KeyboardInterrupt:
        raise Refused("stopped before the end", "Nothing was changed; run it again to begin anew.") from None
    except OSError as error:
        raise Refused(
            f"cannot write there: {error.strerror or 'unknown error'}", "Free space, or choose another --out."
        ) from None


def _words(result: dict[str, Any]) -> str:
    rows = result["rows"]
    lines = [f"{source:<16}{count:>14,}" for source, count in rows.items()]
    return "\n".join([*lines, f"{'all':<16}{sum(rows.values()):>14,}"])


def _nothing(_: argparse.ArgumentParser) -> None:
    """A command that needs nothing."""


COMMANDS = (
    Command("synth", "write a synthetic force: exports and the truth apart", _arguments, _run, _words),
    Command(
        "sample",
        "write sample_data/ and docs/diaries.md again, as they are committed",
        _nothing,
        lambda args: _whole(lambda: _sample(args)),
        _words,
    ),
    Command(
        "dictionary", "what stands in every file that synth writes", _nothing, lambda _: dictionary.files(), dictionary.printed
    ),
)
