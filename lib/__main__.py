"""`python -m lib COMMAND`, also installed as `evenhand`. Exit 0 done, 1 refused, 2 usage, 3 internal error."""

from __future__ import annotations

import argparse
import json
import logging
import pkgutil
import secrets
import sys
from importlib import import_module

from lib import commands as package
from lib.commands import Command
from lib.errors import EvenhandError

log = logging.getLogger("evenhand")


def commands() -> list[Command]:
    """Every command that a file of `lib/commands` declares."""
    names = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return [command for name in names for command in import_module(f"lib.commands.{name}").COMMANDS]


def parser() -> argparse.ArgumentParser:
    """The whole command line."""
    top = argparse.ArgumentParser(prog="evenhand", description="Patterns in HR data, with the workload beside them.")
    below = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in commands():
        each = below.add_parser(command.name, help=command.help, description=command.help)
        each.add_argument("--json", action="store_true", help="print one JSON document on stdout and nothing else")
        command.arguments(each)
        each.set_defaults(chosen=command)
    return top


def main(argv: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    args = parser().parse_args(argv)
    chosen: Command = args.chosen
    try:
        result = chosen.run(args)
    except EvenhandError as refusal:
        print(refusal.text, file=sys.stderr)
        return refusal.exit_code
    except Exception:  # an internal error must not print values from the data
        return _internal_error()
    print(json.dumps(result, default=str, ensure_ascii=False) if args.json else chosen.words(result))
    return 0


def _internal_error() -> int:
    reference = secrets.token_hex(4)
    log.debug("internal error %s", reference, exc_info=True)
    kind, _, trace = sys.exc_info()
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "?"
    name = kind.__name__ if kind else "?"
    print(f"internal error, reference {reference} ({name} at {where}). Nothing was changed; please report it.", file=sys.stderr)
    return 3


if __name__ == "__main__":
    sys.exit(main())
