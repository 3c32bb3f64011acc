"""Which parts of Data & methods a role has: what it may not do is absent."""

from __future__ import annotations

from lib.grant import Grant
from lib.service import uploading


def tabs(grant: Grant) -> tuple[str, ...]:
    """Titles, in order."""
    load = ("Load",) if uploading.may(grant) else ()
    return ("Data", "Changes", "Tie-out", *load, "Methods", "Proofs and limits")
