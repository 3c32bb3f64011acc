"""`prove [NAME ...]`: run full proofs and put their figures into `lib/proofs.json`."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from lib import proving
from lib.commands import Command
from lib.errors import InputError
from lib.proving import record


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", nargs="*", help="proofs to run; all where none is named")


def _prove(args: argparse.Namespace) -> list[dict[str, Any]]:
    known = {proof.name: proof for proof in proving.proofs()}
    for name in args.name:
        if name not in known:
            raise InputError("name", f"unknown proof: {name!r}", f"Known: {', '.join(known)}.")
    entries = []
    for name in args.name or known:
        print(f"{name}: {known[name].says} ({known[name].takes})", file=sys.stderr)
        entries.append(record.entry(name, *known[name].run()))
        record.write(entries)
    return entries


def _words(entries: list[dict[str, Any]]) -> str:
    return "\n".join(f"{each['name']}: {'passed' if each['passed'] else 'NOT passed'} {each['figures']}" for each in entries)


COMMANDS = (Command("prove", "full proofs into lib/proofs.json", _arguments, _prove, _words),)
