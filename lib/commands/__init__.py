"""The command line, one file a command (or a few that belong together). Each file has `COMMANDS`, a tuple of Command."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True)
class Command:
    """One command: its name, one line of help, its arguments, and a run that returns what `--json` prints.

    `words` turns that result into lines for a person. A refusal is raised as an EvenhandError (exit 1).
    """

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], Any]
    words: Callable[[Any], str] = str


def for_spreadsheets(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows as a CSV may hold them: a text that a spreadsheet would run as a formula begins with an apostrophe."""
    import polars as pl  # heavy, and most commands start without it

    texts = pl.col(pl.String)
    runs = texts.str.contains(r"^[=+\-@\t\r]")
    return rows.with_columns(pl.when(runs).then("'" + texts).otherwise(texts).name.keep())
