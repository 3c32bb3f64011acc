"""What must be on disk before a load goes on: written, flushed, renamed. All of it passes one point, where a proof can make it fail."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

Hook = Callable[[str, str], None]


def _nothing(kind: str, what: str) -> None:
    """No proof is watching."""


_before: Hook = _nothing


def watch(hook: Hook) -> None:
    """Let a proof hear of every step, write, flush and rename, and of every statement and commit, before it happens.

    What the hook raises (OSError with ENOSPC, say) is met by the load as if the disk had said it. Only for a process that ends
    with the proof: nothing takes the hook away again.
    """
    global _before
    _before = hook
    event.listen(sa.Engine, "before_cursor_execute", _statement)
    event.listen(sa.Engine, "commit", lambda connection: _before("commit", connection.dialect.name))


def _statement(connection: sa.Connection, cursor: Any, statement: str, parameters: Any, context: Any, many: bool) -> None:
    _before("statement", connection.dialect.name)


def step(name: str) -> None:
    """A named step begins."""
    _before("step", name)


def arriving(what: str) -> None:
    """Rows are about to be handed to a database in bulk."""
    _before("write", what)


def write(path: Path, text: str) -> None:
    """Write a small file whole, and wait until it is on disk."""
    _before("write", path.name)
    path.write_text(text, "utf-8")
    flush(path)


def append(path: Path, line: str) -> None:
    """Add a line to a file, and wait until it is on disk. A line that a crash cut short before this one is ended first."""
    _before("write", path.name)
    with path.open("a+b") as handle:
        cut = handle.tell() and (handle.seek(-1, os.SEEK_END), handle.read(1))[1] != b"\n"
        handle.write((b"\n" if cut else b"") + line.encode() + b"\n")
        handle.flush()
        _before("flush", path.name)
        os.fsync(handle.fileno())


def flush(path: Path) -> None:
    """Wait until a file's bytes, or a folder's entries, are on disk."""
    _before("flush", path.name)
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def rename(path: Path, target: Path) -> None:
    """Move a file into place: one step, which is on disk when this returns."""
    _before("rename", target.name)
    path.replace(target)
    flush(target.parent)


def remove(path: Path) -> None:
    """Take a file away, if it is there."""
    _before("remove", path.name)
    path.unlink(missing_ok=True)
