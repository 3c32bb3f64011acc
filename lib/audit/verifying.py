"""Whether the chain still holds: an edited, deleted or moved row is found where it stands.

Rows cut off at the end leave a chain that holds: only its head, kept elsewhere, shows that. `head_seq` and `head_mac` are it.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lib import settings
from lib.audit import chain, events


@dataclass(frozen=True)
class Verdict:
    """`events` were read; `broken_at` is the number of the first that does not hold (None: all do); the head as it is now."""

    events: int
    broken_at: int | None
    head_seq: int
    head_mac: str

    @property
    def intact(self) -> bool:
        return self.broken_at is None


def verify() -> Verdict:
    """Read the whole audit and check each row against the one before it. Raises Refused where it cannot be read."""
    return verdict(events.rows(), chain.key(settings.current()))


def verdict(rows: Iterable[Mapping[str, Any]], secret: bytes) -> Verdict:
    """The same of rows at hand, in the order of their numbers."""
    number, previous, broken = 0, chain.FIRST, None
    for number, row in enumerate(rows, start=1):
        holds = row["seq"] == number and row["previous"] == previous and hmac.compare_digest(chain.code(secret, row), row["mac"])
        if not holds and broken is None:
            broken = number
        previous = row["mac"]
    return Verdict(number, broken, number, previous)
