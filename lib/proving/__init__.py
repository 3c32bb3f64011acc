"""Full proofs, one file each: many seeds, a real browser, real exports. `pytest` holds a small case of each."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any


@dataclass(frozen=True)
class Proof:
    """`run` returns (passed, figures); figures are numbers and words that a page can print. `takes` says how long, in words."""

    name: str
    says: str
    run: Callable[[], tuple[bool, dict[str, Any]]]
    takes: str = "a minute"


def proofs() -> list[Proof]:
    """Every proof that a file of this package declares, by name."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    return [proof for name in names for proof in getattr(import_module(f"lib.proving.{name}"), "PROOFS", ())]
