"""Loads in processes of their own, to be killed or made to fail: forked from a server that has imported everything already."""

from __future__ import annotations

import io
import os
import signal
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from lib.errors import EvenhandError

DONE, REFUSED, BROKEN = 0, 1, 3
LONGEST = 120.0  # seconds: a load of a tiny force that takes longer hangs
_NAMES = ("EVENHAND_HOME", "EVENHAND_WAREHOUSE_URL", "EVENHAND_CASEBOOK_URL", "EVENHAND_NOW")
_forks = get_context("forkserver")
_forks.set_forkserver_preload(["lib.loading", "lib.store.disk", "lib.proving.tiny", "lib.proving.readers"])


@dataclass(frozen=True)
class Fault:
    """What befalls a load: killed where a named step begins, or the `number`-th write, flush, rename or statement failing."""

    kill_at: str = ""
    number: int = 0
    error: int = 0
    largest_file: int = 0  # bytes that a file may have, 0: no limit; what is written beyond it fails in the database itself


def environment() -> dict[str, str]:
    """What a child must know: where things are kept."""
    return {name: os.environ[name] for name in _NAMES if name in os.environ}


def start(target: Any, *arguments: Any) -> BaseProcess:
    """A process that runs a function of a module, under this process's settings."""
    child = _forks.Process(target=_run, args=(target, environment(), arguments), daemon=True)
    child.start()
    return child


def pipe() -> tuple[Any, Any]:
    """Two ends of a line: ours, and one for a child."""
    return _forks.Pipe()


def _run(target: Any, told: Mapping[str, str], arguments: tuple[Any, ...]) -> None:
    for name in _NAMES:
        os.environ.pop(name, None)
    os.environ.update(told)
    target(*arguments)


def load(exports: Path, fault: Fault | None = None) -> BaseProcess:
    """A load that runs beside this process. Its exit code: DONE, REFUSED (said so), BROKEN (anything else), or killed."""
    return start(_load, exports, fault or Fault())


def finish(child: BaseProcess) -> int:
    """The exit code of a child, waited for. Raises TimeoutError for one that hangs."""
    child.join(LONGEST)
    if child.exitcode is None:
        child.kill()
        raise TimeoutError("a load hangs")
    return child.exitcode


def _load(exports: Path, fault: Fault) -> None:
    from lib.loading import load as loaded
    from lib.store import disk

    sys.stderr = io.StringIO()
    _limit(fault.largest_file)
    watching = _Watching(fault)
    disk.watch(watching)
    try:
        loaded(exports)
    except EvenhandError:
        os._exit(REFUSED)
    except BaseException:
        os._exit(BROKEN)
    os._exit(DONE if not fault.number or watching.heard >= fault.number else DONE + 100)


def _limit(largest_file: int) -> None:
    if largest_file:
        import resource  # POSIX alone

        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))


class _Watching:
    """Hears of everything before it happens, and lets the fault happen."""

    def __init__(self, fault: Fault) -> None:
        self.fault, self.heard = fault, 0

    def __call__(self, kind: str, what: str) -> None:
        if kind == "step":
            if what == self.fault.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)
                time.sleep(LONGEST)
            return
        self.heard += 1
        if self.heard == self.fault.number:
            raise OSError(self.fault.error, os.strerror(self.fault.error), what)
