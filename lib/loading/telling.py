"""Telling how far a load has come and how long it will still take: to the home's progress file, and in words to a terminal."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass, field

from lib import ledger
from lib.settings import Settings
from lib.store import disk
from lib.words.numbers import time_left

STEPS: dict[str, float] = {  # in order, with the share of a load's time that each takes: set by hand, near enough for an estimate
    "files": 0.02,
    "reading": 0.38,
    "linking": 0.08,
    "writing": 0.08,
    "days": 0.24,
    "months": 0.08,
    "chance": 0.04,
    "checking": 0.03,
    "sealing": 0.02,
    "identities": 0.01,
    "auditing": 0.005,
    "publishing": 0.005,
    "entering": 0.005,
    "pruning": 0.005,
}
_BEFORE = {step: sum(list(STEPS.values())[:place]) for place, step in enumerate(STEPS)}
_TELLS_AFTER = 2.0  # seconds: an estimate from less is a guess
_BAR = 24


@dataclass
class Teller:
    """Keeps the steps behind and says the one ahead."""

    home: Settings
    done: list[ledger.Done] = field(default_factory=list)
    step: str = "files"
    began: float = field(default_factory=time.monotonic)
    told: float = 0.0

    def begin(self, step: str, words: str) -> None:
        """A named step begins."""
        self.step = step
        self.say(words, 0.0)
        disk.step(step)

    def say(self, words: str, share: float, rate: str = "") -> None:
        """The step has come so far (0 to 1)."""
        fraction = min(max(_BEFORE[self.step] + STEPS[self.step] * share, self.told), 1.0)
        self.told = fraction
        behind = time.monotonic() - self.began
        left = behind * (1 - fraction) / fraction if fraction > 0 and behind > _TELLS_AFTER else None
        ledger.note(self.home, ledger.Progress(self.step, words, fraction, tuple(self.done), left, rate))
        if sys.stderr.isatty():
            bar = "#" * round(_BAR * fraction)
            told = "" if left is None else f", {time_left(left)} left"
            print(f"\r\033[K{fraction:4.0%} [{bar:.<{_BAR}}] {words}{f', {rate}' if rate else ''}{told}", end="", file=sys.stderr)

    def finished(self, title: str, words: str) -> None:
        """A step is behind."""
        self.done.append(ledger.Done(title, words))
        cleared = "\r\033[K" if sys.stderr.isatty() else ""
        print(f"{cleared}{title}: {words}", file=sys.stderr)
