"""Telling how far a load has come: to the home's progress file, and in words to a terminal."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field

from lib import ledger
from lib.settings import Settings


@dataclass
class Teller:
    """Keeps the steps behind and says the one ahead."""

    home: Settings
    done: list[ledger.Done] = field(default_factory=list)

    def say(self, step: str, words: str, fraction: float) -> None:
        """A step begins, or has come further."""
        ledger.note(self.home, ledger.Progress(step, words, fraction, tuple(self.done)))
        if sys.stderr.isatty():
            print(f"{fraction:4.0%} {words}", file=sys.stderr)

    def finished(self, title: str, words: str) -> None:
        """A step is behind."""
        self.done.append(ledger.Done(title, words))
