"""Loads that are killed, and loads whose disk fails, at every point: what was served stays, the next run completes, nothing is double."""

from __future__ import annotations

import errno
import os
import random
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lib import audit, ledger, settings, store
from lib.audit import database
from lib.loading.telling import STEPS
from lib.proving import Proof, children, homes, servers, tiny
from lib.proving.children import DONE, Fault
from lib.store.engines import let_go

ENGINES = ("DuckDB", "PostgreSQL")
RANDOM_KILLS = 200
ERRORS = (errno.ENOSPC, errno.EIO, errno.EACCES)
ALL_FAULTS = 10_000  # more than a load has writes: the series ends by itself
NOT_REACHED = DONE + 100
FILE_LIMITS = tuple(range(4_096, 8_000_000, 200_000))


@dataclass
class History:
    """One home over many loads, each disturbed. `broken` is every promise that was not kept, in words."""

    exports: Path
    revision: int = 0
    current: str | None = None
    ids: dict[str, int] = field(default_factory=dict)  # generation -> revision
    broken: list[str] = field(default_factory=list)
    cut: int = 0  # loads that did not end well, as they were meant not to

    def disturbed(self, what: str, fault: Fault | None = None, kill_after: float | None = None) -> int:
        """One load of a new revision with a fault, looked at, then completed by a load without one. Gives the first one's end."""
        self.revision += 1
        tiny.write(self.exports, self.revision)
        child = children.load(self.exports, fault)
        if kill_after is not None:
            child.join(kill_after)
            child.kill()
        code = children.finish(child)
        self.cut += code not in (DONE, NOT_REACHED)
        published = self._look(f"{what}, revision {self.revision}", code)
        again = children.finish(children.load(self.exports))
        if again != DONE:
            self.broken.append(f"{what}, revision {self.revision}: the next run ended with {again}")
        self._complete(f"{what}, revision {self.revision}", published)
        return code

    def _look(self, what: str, code: int) -> str | None:
        """What a reader sees right after: the generation before, or the new one whole."""
        seen = store.current_id()
        if seen is None:
            if self.current is not None:
                self.broken.append(f"{what}: nothing is served")
            return None
        wanted = self.revision if seen != self.current else self.ids[seen]
        if tiny.revision_of(store.lease()) != wanted:
            self.broken.append(f"{what}: what is served is not whole")
        if code in (DONE, NOT_REACHED) and seen == self.current:
            self.broken.append(f"{what}: the load said done and is not served")
        if seen not in _audited():
            self.broken.append(f"{what}: served without an audit row")
        return seen if seen != self.current else None

    def _complete(self, what: str, published: str | None) -> None:
        now = store.current_id()
        if now is None or now == self.current or (published and now != published):
            self.broken.append(f"{what}: the next run did not complete it")
            return
        self.current, self.ids[now] = now, self.revision
        entered = [each.generation for each in ledger.loads()]
        if entered != list(self.ids):
            self.broken.append(f"{what}: the ledger has {len(entered)} entries for {len(self.ids)} generations")
        if tiny.revision_of(store.lease()) != self.revision:
            self.broken.append(f"{what}: the completed generation is not whole")
        kept = store.warehouse()
        if kept.leftovers() or _left_in_home():
            self.broken.append(f"{what}: left behind {kept.leftovers() + _left_in_home()}")
        if len(store.published()) > store.GENERATIONS_KEPT or not audit.verify().intact:
            self.broken.append(f"{what}: too many are kept, or the audit chain is broken")


def _audited() -> set[str]:
    return {row["generation"] for row in audit.rows() if row["event"] == "load"}


def _left_in_home() -> list[str]:
    names = {"publishing.json", "loading.json"}
    home = settings.current().home
    return [path.name for path in home.iterdir() if path.name in names or path.suffix == ".tmp"]


def killed_at_steps(history: History) -> dict[str, Any]:
    """Killed where each named step begins."""
    for step in STEPS:
        history.disturbed(f"killed at {step}", Fault(kill_at=step))
    return {"named steps killed at": len(STEPS)}


def killed_at_random(history: History, times: int, seed: int = 5) -> dict[str, Any]:
    """Killed at so many moments within the time that a load takes; a load that had ended before does not count."""
    draw = random.Random(seed)
    history.revision += 1
    began = time.monotonic()
    children.finish(children.load(tiny.write(history.exports, history.revision)))
    takes = time.monotonic() - began
    history.current = store.current_id()
    history.ids[str(history.current)] = history.revision
    killed = tried = 0
    while killed < times and tried < 10 * times:
        tried += 1
        killed += history.disturbed("killed", kill_after=draw.uniform(0.0, takes)) < 0
    return {"killed at random moments": killed, "loads that ended before": tried - killed}


def failing(history: History, most: int = ALL_FAULTS, every: int = 1) -> dict[str, Any]:
    """The first, second, third... write, flush, rename, statement or commit fails, until a load has none left to fail."""
    number, reached = 1, 0
    while number <= most:
        code = history.disturbed(f"number {number} fails", Fault(number=number, error=ERRORS[number % len(ERRORS)]))
        if code == NOT_REACHED:
            break
        reached, number = reached + 1, number + every
    return {"writes, flushes, renames and statements failed": reached}


def filling(history: History, limits: tuple[int, ...] = FILE_LIMITS) -> dict[str, Any]:
    """No file may grow beyond a limit, so that the database's own writes fail, earlier or later."""
    codes = [history.disturbed(f"files limited to {limit}", Fault(largest_file=limit)) for limit in limits]
    return {"limits of file size": len(limits), "of them hit": sum(code != DONE for code in codes)}


@contextmanager
def warehouse(engine: str) -> Iterator[None]:
    """A home, and a warehouse of the engine."""
    with ExitStack() as stack:
        stack.enter_context(homes.home())
        if engine == "PostgreSQL":
            url = stack.enter_context(servers.postgres())
            os.environ["EVENHAND_WAREHOUSE_URL"] = url
            stack.callback(os.environ.pop, "EVENHAND_WAREHOUSE_URL", None)
            stack.callback(let_go, url)
        stack.callback(database.close)
        yield


def prove(engine: str, kills: int = RANDOM_KILLS, most: int = ALL_FAULTS) -> tuple[bool, dict[str, Any]]:
    """Passed where no promise was broken."""
    with warehouse(engine), TemporaryDirectory(prefix="evenhand-crash-") as folder:
        history = History(Path(folder))
        began = time.monotonic()
        told = killed_at_steps(history) | killed_at_random(history, kills) | failing(history, most)
        if engine == "DuckDB":
            told |= filling(history)
    told |= {"loads": history.revision, "cut off": history.cut, "promises broken": len(history.broken)}
    told |= {"first broken": history.broken[0]} if history.broken else {}
    return not history.broken, told | {"minutes": round((time.monotonic() - began) / 60, 1)}


_SAYS = "loads killed and loads whose disk fails: what was served stays, nothing is lost or double"
PROOFS = (
    Proof("crash", f"{_SAYS} (DuckDB)", lambda: prove("DuckDB"), "half an hour"),
    Proof("crash_postgresql", f"{_SAYS} (PostgreSQL)", lambda: prove("PostgreSQL"), "half an hour"),
)
