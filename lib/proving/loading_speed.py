"""How fast exports become a published generation, and in how much memory, beside DuckDB's bare load of the same CSV files.

The rival reads the files into untyped tables and does nothing else: no check, no link, no day of a person.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from lib.proving import Proof, homes
from lib.settings import PROJECT
from lib.synth import Plan, write

PEOPLE, MONTHS, SEED = 46_000, 6, 3
MOST_TIMES, MOST_GIB = 4.0, 4.0
_OURS = ("-m", "lib", "load", "--json")
_BARE = """
import sys, duckdb
for number, path in enumerate(sys.argv[2:]):
    connection = duckdb.connect(sys.argv[1])
    try:
        connection.read_csv(path, all_varchar=True).create(f"t{number}")
    except duckdb.Error:
        pass  # it reads UTF-8 alone: a file in another encoding is left out, in its favour
    connection.close()
"""


def measured(arguments: Sequence[str]) -> tuple[float, float, float]:
    """Seconds, processor seconds and GiB of memory at the peak of a Python process of its own. Raises RuntimeError where it fails."""
    began = time.monotonic()
    quiet = [(os.POSIX_SPAWN_OPEN, stream, os.devnull, os.O_WRONLY, 0) for stream in (1, 2)]
    child = os.posix_spawn(
        sys.executable, [sys.executable, *arguments], {**os.environ, "PYTHONPATH": str(PROJECT)}, file_actions=quiet
    )
    _, status, used = os.wait4(child, 0)
    if status:
        raise RuntimeError(f"a measured process ended with {os.waitstatus_to_exitcode(status)}")
    return time.monotonic() - began, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**20


def beside(exports: Path) -> tuple[bool, dict[str, Any]]:
    """Both loads of one folder, one after the other. Passed where ours takes at most four times as long, in at most 4 GiB."""
    files = sorted(str(path) for path in exports.glob("*.csv*"))
    with homes.home(), TemporaryDirectory(prefix="evenhand-bare-") as folder:
        bare = measured(["-c", _BARE, str(Path(folder) / "bare.duckdb"), *files])
        ours = measured([*_OURS, str(exports)])
    times = ours[0] / bare[0]
    figures = {
        "measured on": homes.MACHINE,
        "ours": f"{ours[0]:.0f} s, {ours[1]:.0f} processor seconds, {ours[2]:.1f} GiB at the peak",
        "DuckDB's bare CSV load": f"{bare[0]:.0f} s, {bare[1]:.0f} processor seconds, {bare[2]:.1f} GiB at the peak",
        "times as long": round(times, 1),
        "times the processor seconds": round(ours[1] / bare[1], 1),
        "at most": f"{MOST_TIMES:.0f} times as long, {MOST_GIB:.0f} GiB",
    }
    return times <= MOST_TIMES and ours[2] <= MOST_GIB, figures


def prove(people: int = PEOPLE, months: int = MONTHS) -> tuple[bool, dict[str, Any]]:
    """A synthetic force of the size of the largest, written for this and loaded by both."""
    with TemporaryDirectory(prefix="evenhand-speed-") as folder:
        told = write(Plan(people=people, months=months, seed=SEED), Path(folder))
        passed, figures = beside(Path(folder) / "exports")
    return passed, {name: told[name] for name in ("people", "months", "rows")} | figures


PROOFS = (
    Proof("loading", "exports to a published generation, beside DuckDB's bare CSV load of the same files", prove, "ten minutes"),
)
