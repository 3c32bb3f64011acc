"""Starting: the sample is loaded beside the server on an empty home, and nothing waits for it."""

from __future__ import annotations

import gc
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from lib import casebook, ledger, settings, store
from lib.settings import PROJECT, SAMPLE_DATA

NOTES = "first_load.log"


@asynccontextmanager
async def lifespan(_: Any) -> AsyncIterator[dict[str, Any]]:
    """Start the first load where nothing was loaded yet, and warm up beside it; at the end stop what was started."""
    casebook.first_started_at()
    load = first_load()
    threading.Thread(target=warm_up, daemon=True).start()
    try:
        yield {}
    finally:
        if load is not None and load.poll() is None:
            load.terminate()
            load.wait(timeout=10)


def warm_up() -> None:
    """Import what the first visitor would wait for, then freeze it: Streamlit collects after every rerun, and frozen is not walked."""
    for heavy in ("lib.ui.start_page", "lib.ui.scope", "lib.ui.drawing.tables", "lib.service.places", "lib.service.people"):
        import_module(heavy)
    gc.collect()
    gc.freeze()


def first_load() -> subprocess.Popen[bytes] | None:
    """The `load` command over the sample, in a process of its own; None where there is data, or a load, or no sample."""
    if store.published() or ledger.running() or not (SAMPLE_DATA / "profile.toml").exists():
        return None
    home: Path = settings.current().home
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (home / NOTES).open("wb") as notes:
        command = [sys.executable, "-m", "lib", "load", str(SAMPLE_DATA)]
        return subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=notes)


def failure() -> str | None:
    """The last words of a first load that ended without a generation; None where it has not ended badly."""
    try:
        said = (settings.current().home / NOTES).read_text("utf-8").strip().splitlines()
    except OSError:
        return None
    return said[-1] if said and not ledger.running() and not store.published() else None
