"""Generations as DuckDB files in a folder: each written once. A pointer file names the current one, and below it the others kept.

DuckDB lets one process write and then keeps out all others; a file that is never written again can be read by any number. A
lease is a shared lock on a small file beside it: the system takes it back from a process that dies.
"""

from __future__ import annotations

import fcntl
import os
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from lib.store import disk
from lib.store.engines import close
from lib.store.reading import info
from lib.store.values import GenerationInfo, Lease
from lib.store.writing import FileBuilding, building

POINTER = "CURRENT"
_BUILT = ("*.duckdb", "*.lease", "*.tmp", "*.wal", "*.spill")
_holding = threading.RLock()
_holds: weakref.WeakValueDictionary[Path, _Hold] = weakref.WeakValueDictionary()


class _Hold:
    """A shared lock on a generation, for as long as this lives. `here` is false where the generation was dropped meanwhile."""

    def __init__(self, path: Path) -> None:
        mark = _mark(path)
        self.handle = mark.open("rb")
        fcntl.flock(self.handle, fcntl.LOCK_SH)
        self.here = path.exists() and mark.exists() and mark.stat().st_ino == os.fstat(self.handle.fileno()).st_ino
        self.ends = weakref.finalize(self, _release, self.handle, path)


def _release(handle: object, path: Path) -> None:
    close(path)
    handle.close()  # type: ignore[attr-defined]


def _mark(path: Path) -> Path:
    return path.with_suffix(".lease")


@dataclass(frozen=True)
class Files:
    """A folder of generations."""

    folder: Path

    def path(self, generation: str) -> Path:
        return self.folder / f"{generation}.duckdb"

    def _named(self) -> list[str]:
        """The ids in the pointer file: the current one, then the others that were published."""
        try:
            return (self.folder / POINTER).read_text("utf-8").split()
        except FileNotFoundError:
            return []

    def _name(self, generations: list[str]) -> None:
        half = self.folder / f"{POINTER}.tmp"
        disk.write(half, "".join(f"{each}\n" for each in generations))
        disk.rename(half, self.folder / POINTER)

    def current_id(self) -> str | None:
        return next(iter(self._named()), None)

    def kept(self) -> Sequence[GenerationInfo]:
        leases = [taken for name in self._named() if (taken := self.take(name)) is not None]
        return sorted((info(each) for each in leases), key=lambda each: (each.loaded_at, each.generation), reverse=True)

    def take(self, generation: str) -> Lease | None:
        path = self.path(generation)
        if generation not in self._named():
            return None
        with _holding:
            hold = _holds.get(path)
            if hold is None or not hold.here:
                hold = self._held(path)
                if hold is None:
                    return None
                _holds[path] = hold
        return Lease(generation, path, hold=hold)

    def _held(self, path: Path) -> _Hold | None:
        if not _mark(path).exists():
            _mark(path).touch(mode=0o600)  # of a generation from before there were leases
        try:
            hold = _Hold(path)
        except FileNotFoundError:
            return None
        return hold if hold.here else None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The home's own lock keeps other loaders out already."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        yield

    @contextmanager
    def building(self, generation: str) -> Iterator[FileBuilding]:
        half = self.path(generation).with_suffix(".duckdb.tmp")
        try:
            with building(half) as built:
                yield built
            half.chmod(0o600)
            disk.flush(half)
            mark = _mark(self.path(generation))
            mark.touch(mode=0o600)
            disk.rename(half, self.path(generation))
        except BaseException:
            half.unlink(missing_ok=True)
            raise

    def publish(self, generation: str) -> None:
        self._name([generation, *[each for each in self._named() if each != generation]])

    def drop(self, generation: str) -> bool:
        path, mark = self.path(generation), _mark(self.path(generation))
        if generation == self.current_id():
            return False
        with mark.open("ab") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                return False
            self._name([each for each in self._named() if each != generation])  # first: a file that nobody names is swept
            close(path)
            disk.remove(path)
            disk.remove(mark)
        return True

    def leftovers(self) -> list[str]:
        named = self._named()
        found = [path for pattern in _BUILT for path in self.folder.glob(pattern)]
        return sorted(path.name for path in found if path.stem not in named)

    def sweep(self) -> None:
        for name in self.leftovers():
            if (self.folder / name).is_dir():
                rmtree(self.folder / name, ignore_errors=True)
            else:
                disk.remove(self.folder / name)
