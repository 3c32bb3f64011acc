"""How long a session lives: 15 minutes without a rerun, 8 hours in all, and not a moment after it was revoked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

IDLE = timedelta(minutes=15)
ABSOLUTE = timedelta(hours=8)


@dataclass(frozen=True)
class Times:
    """When a session began, was last used, and was revoked (None: it was not). All naive UTC, or all aware."""

    began_at: datetime
    seen_at: datetime
    revoked_at: datetime | None = None


def alive(times: Times, now: datetime) -> bool:
    """True while the session holds. A session from the future is none: clocks do not go back."""
    return times.revoked_at is None and times.began_at <= now < times.began_at + ABSOLUTE and now < times.seen_at + IDLE
