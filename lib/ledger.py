"""What was loaded, when and with which counts; and how far a running load has come. Files in the home."""

from __future__ import annotations

import fcntl
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from lib import settings
from lib.errors import Refused
from lib.settings import Settings
from lib.store import disk

_TRIES = 5


@dataclass(frozen=True)
class Done:
    """A finished step: its title, and what came of it in words."""

    title: str
    words: str


@dataclass(frozen=True)
class Progress:
    """How far a running load has come: the step it is in, words for it, the share done (0 to 1), the steps behind it.

    `left_seconds` is an estimate of the time to come, `rate` how fast rows go through, in words; null and empty while unknown.
    """

    step: str
    words: str
    fraction: float
    done: tuple[Done, ...] = ()
    left_seconds: float | None = None
    rate: str = ""


@dataclass(frozen=True)
class Load:
    """One finished load: what `load --json` printed, with the time it finished (ISO, UTC)."""

    generation: str
    loaded_at: str
    outcome: Mapping[str, Any]


def _progress_file(home: Settings) -> Path:
    return home.home / "loading.json"


def note(home: Settings, progress: Progress) -> None:
    """Say how far the load has come. A full disk does not stop a load here: what it must write will tell."""
    path = _progress_file(home)
    half = path.with_suffix(".json.tmp")
    with suppress(OSError):
        half.write_text(json.dumps(asdict(progress)), "utf-8")
        half.replace(path)


def progress() -> Progress | None:
    """How far the running load has come; None when none runs (what a killed load left is not progress)."""
    home = settings.current()
    if not running(home):
        return None
    try:
        said = json.loads(_progress_file(home).read_text("utf-8"))
        return Progress(**said | {"done": tuple(Done(**each) for each in said["done"])})
    except (OSError, ValueError, KeyError, TypeError):
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
    home.home.mkdir(parents=True, exist_ok=True, mode=0o700)
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


def _intent_file(home: Settings) -> Path:
    return home.home / "publishing.json"


def begin(home: Settings, load: Load) -> None:
    """Say what is about to be published, so that its entry is not lost if the load dies between the two."""
    half = _intent_file(home).with_suffix(".json.tmp")
    disk.write(half, json.dumps(asdict(load), default=str))
    disk.rename(half, _intent_file(home))


def enter(home: Settings, load: Load) -> None:
    """Add a finished load; what was begun is done."""
    disk.append(_ledger_file(home), json.dumps(asdict(load), default=str))
    disk.remove(_intent_file(home))


def settle(home: Settings, current: str | None) -> None:
    """Mend what a load left that died after `begin`: published (it is current) it gets its entry, once; else it is forgotten."""
    try:
        begun = Load(**json.loads(_intent_file(home).read_text("utf-8")))
    except FileNotFoundError:
        return
    except (ValueError, TypeError):
        disk.remove(_intent_file(home))
        return
    entered = any((each.generation, each.loaded_at) == (begun.generation, begun.loaded_at) for each in loads())
    if begun.generation == current and not entered:
        disk.append(_ledger_file(home), json.dumps(asdict(begun), default=str))
    disk.remove(_intent_file(home))


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
