"""Homes that live as long as a proof, and synthetic forces loaded into them."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from lib.loading import load
from lib.service.holding import Held, current
from lib.synth import Plan, write

_PARTS = ("EVENHAND_HOME", "EVENHAND_WAREHOUSE_URL", "EVENHAND_CASEBOOK_URL", "EVENHAND_NOW")
MACHINE = "a shared 2-core machine, other work running"
"""Stands beside every figure of speed: where it was measured."""


@dataclass(frozen=True)
class Force:
    """A synthetic force, loaded: its frames and the sealed folder of what is true of it."""

    held: Held
    truth: Path


@contextmanager
def home() -> Iterator[Path]:
    """An empty home of its own for this process and what it starts, gone afterwards; the settings before it come back."""
    before = {name: os.environ.pop(name, None) for name in _PARTS}
    with TemporaryDirectory(prefix="evenhand-proof-", ignore_cleanup_errors=True) as folder:
        os.environ["EVENHAND_HOME"] = folder
        try:
            yield Path(folder)
        finally:
            del os.environ["EVENHAND_HOME"]
            os.environ.update({name: value for name, value in before.items() if value is not None})


@contextmanager
def force(plan: Plan) -> Iterator[Force]:
    """That force, generated and loaded as the commands `synth` and `load` do it."""
    with home(), TemporaryDirectory(prefix="evenhand-force-") as folder:
        out = Path(folder)
        write(plan, out)
        load(out / "exports")
        yield Force(current(), out / "truth")
