"""Where a run writes: beside what is there, and into its place in one go once it is whole. Nothing that was not generated is touched."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lib.errors import Refused, Where

UNFINISHED = ".unfinished"
FOLDERS = ("exports", "truth")


@dataclass(frozen=True)
class Place:
    """The folders of one run while it writes."""

    exports: Path
    truth: Path


@contextmanager
def place(out: Path) -> Iterator[Place]:
    """Fresh folders below `out`; at the end they take the place of an earlier run's. On any error what stood there stays.

    Raises Refused where `out/exports` or `out/truth` holds files that were not generated, or another run writes to `out`.
    """
    if out.exists() and not out.is_dir():
        raise Refused("--out is a file, not a folder", "Choose another folder with --out.")
    out.mkdir(parents=True, exist_ok=True)
    with _alone(out):
        _restore(out)
        _refuse_foreign(out)
        unfinished = out / UNFINISHED
        try:
            for name in FOLDERS:
                (unfinished / name).mkdir(parents=True)
            yield Place(unfinished / "exports", unfinished / "truth")
            _exchange(out)
        finally:
            _restore(out)


@contextmanager
def _alone(out: Path) -> Iterator[None]:
    folder = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Refused("another run is writing there", "Wait for it, or choose another folder with --out.") from None
    finally:
        os.close(folder)


def _refuse_foreign(out: Path) -> None:
    signs = {"exports": "synthetic.toml", "truth": "model.json"}
    for name, sign in signs.items():
        folder = out / name
        if folder.is_dir() and any(folder.iterdir()) and not (folder / sign).is_file():
            raise Refused("there are files that were not generated", "Choose another folder with --out.", Where(file=name))


def _exchange(out: Path) -> None:
    """The earlier run's folders are put aside and only removed once both new ones stand."""
    for name in FOLDERS:
        if (out / name).exists():
            (out / name).rename(out / UNFINISHED / f"old_{name}")
    for name in FOLDERS:
        (out / UNFINISHED / name).rename(out / name)


def _restore(out: Path) -> None:
    """After an interruption: if not both new folders stand, the old ones come back; the rest of the run is removed."""
    unfinished = out / UNFINISHED
    if not unfinished.exists():
        return
    if any((unfinished / name).exists() for name in FOLDERS):
        for name in FOLDERS:
            old = unfinished / f"old_{name}"
            if old.exists():
                if (out / name).exists():
                    shutil.rmtree(out / name)
                old.rename(out / name)
    shutil.rmtree(unfinished)
