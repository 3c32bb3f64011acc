"""Who may see what, now. Rebuilt from the casebook on every rerun; never from an address, a widget or a cookie's claim."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

EVERYWHERE: frozenset[str] = frozenset({"*"})


@dataclass(frozen=True)
class Grant:
    """One person's rights at this moment.

    `actor` is issuer|subject, `scope` the unit codes whose subtrees are permitted (`EVERYWHERE` for all), `session` the
    session row that carries it, `subject_person` the pseudonym of the holder's own record, where they have one.
    """

    actor: str
    name: str
    role: str
    scope: frozenset[str] = field(default=EVERYWHERE)
    session: str = ""
    expires_at: datetime | None = None
    subject_person: str | None = None

    def everywhere(self) -> bool:
        """True when no unit limits this grant."""
        return self.scope == EVERYWHERE

    def demonstration(self) -> bool:
        """True for the demonstration's people, who exist only beside data in which nobody exists."""
        return self.actor.startswith("demonstration|")


def local_operator() -> Grant:
    """The person at the console of this machine: an analyst everywhere, audited under their own name."""
    return Grant(actor="console|local", name="local operator", role="analyst")
