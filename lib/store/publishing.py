"""Which generation is current: a pointer file, replaced atomically. What is served before stays served on any failure."""

from __future__ import annotations

import os
from pathlib import Path

from lib.settings import Settings

POINTER = "CURRENT"


def folder(home: Settings) -> Path:
    """Where generations are kept."""
    return home.generations


def current_id(home: Settings) -> str | None:
    """The id of the current generation, None where none was published."""
    try:
        return (folder(home) / POINTER).read_text("utf-8").strip() or None
    except OSError:
        return None


def sweep(home: Settings) -> None:
    """Remove what a killed load left half built. Only under the home's lock."""
    for pattern in ("*.duckdb.tmp", "*.duckdb.tmp.wal", f"{POINTER}.tmp"):
        for path in folder(home).glob(pattern):
            path.unlink(missing_ok=True)


def publish(home: Settings, generation: str, built: Path | None = None) -> None:
    """Make a generation current: move the built file into place, then replace the pointer. Each step is atomic and on disk."""
    target = folder(home) / f"{generation}.duckdb"
    if built is not None:
        built.chmod(0o600)
        to_disk(built)
        built.replace(target)
    pointer = folder(home) / f"{POINTER}.tmp"
    pointer.write_text(f"{generation}\n", "utf-8")
    to_disk(pointer)
    pointer.replace(folder(home) / POINTER)
    to_disk(folder(home))


def to_disk(path: Path) -> None:
    """Wait until a file's bytes, or a folder's entries, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
