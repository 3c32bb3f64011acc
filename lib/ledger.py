"""What was loaded, when and with which counts; and how far a running load has come. Files in the home."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from lib import settings
from lib.errors import Refused
from lib.settings import Settings

_TRIES = 5


@dataclass(frozen=True)
class Done:
    """A finished step: its title, and what came of it in words."""

    title: str
    words: str


@dataclass(frozen=True)
class Progress:
    """How far a running load has come: the step it is in, words for it, the share done (0 to 1), the steps behind it."""

    step: str
    words: str
    fraction: float
    done: tuple[Done, ...] = ()


@dataclass(frozen=True)
class Load:
    """One finished load: what `load --json` printed, with the time it finished (ISO, UTC)."""

    generation: str
    loaded_at: str
    outcome: Mapping[str, Any]


def _progress_file(home: Settings) -> Path:
    return home.home / "loading.json"


def note(home: Settings, progress: Progress) -> None:
    """Say how far the load has come."""
    path = _progress_file(home)
    half = path.with_suffix(".json.tmp")
    half.write_text(json.dumps(asdict(progress)), "utf-8")
    half.replace(path)


def progress() -> Progress | None:
    """How far the running load has come; None when none runs (what a killed load left is not progress)."""
    home = settings.current()
    if not running(home):
        return None
    try:
        said = json.loads(_progress_file(home).read_text("utf-8"))
        return Progress(said["step"], said["words"], said["fraction"], tuple(Done(**each) for each in said["done"]))
    except (OSError, ValueError, KeyError):
        return Progress("starting", "Starting", 0.0)


def _lock_file(home: Settings) -> Path:
    return home.home / "loading.lock"


def _taken(handle: IO[str]) -> bool:
    """One try for the lock; a reader that looks whether a load runs holds it for a moment, hence several."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:
        time.sleep(0.05)
        return False


@contextmanager
def locked(home: Settings) -> Iterator[None]:
    """Hold the home's lock, so that two loads cannot run at once. Raises Refused while another holds it; a killed one holds nothing."""
    home.home.mkdir(parents=True, exist_ok=True)
    with _lock_file(home).open("w") as handle:
        if not any(_taken(handle) for _ in range(_TRIES)):
            raise Refused("another load is running in this home", "Wait until it has finished.")
        try:
            yield
        finally:
            _progress_file(home).unlink(missing_ok=True)


def running(home: Settings | None = None) -> bool:
    """Whether a load runs in this home now."""
    try:
        with _lock_file(home or settings.current()).open("r") as handle:
            fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            return False
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _ledger_file(home: Settings) -> Path:
    return home.home / "loads.jsonl"


def enter(home: Settings, load: Load) -> None:
    """Add a finished load."""
    with _ledger_file(home).open("a", encoding="utf-8") as handle:
        handle.write(json.dumps(asdict(load), default=str) + "\n")
        handle.flush()
        os.fsync(handle.fileno())


def loads() -> list[Load]:
    """Every finished load, the oldest first. A line that a crash cut short is passed over."""
    path = _ledger_file(settings.current())
    found: list[Load] = []
    for line in path.read_text("utf-8").splitlines() if path.exists() else []:
        try:
            found.append(Load(**json.loads(line)))
        except (ValueError, TypeError):
            continue
    return found
