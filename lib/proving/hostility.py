"""Hostile input, every kind through a whole load. The kinds are in `lib/proving/hostile`."""

from __future__ import annotations

from lib.proving import Proof
from lib.proving.hostile.proof import prove

PROOFS = (
    Proof("hostile", "every kind of hostile input is accepted, quarantined or refused as its table says", prove, "six minutes"),
)
