"""Files as the systems write them: text in their formats, each file's rows counted and its dirt noted.

One thread lives people's lives while another writes them down, in the order they come, so that the files are the same however fast
either is.
"""

from __future__ import annotations

import hashlib
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from lib.synth.breaks import Break, breaks, follows
from lib.synth.dirt import ACCEPTED, NOTED, Soiled, soil
from lib.synth.formats import SUFFIXES, Sink, opened, told
from lib.synth.plan import Plan
from lib.synth.systems import Format, System
from lib.synth.texts import as_text, with_extra

PACKED_TIGHTLY = 5000  # people
WAITING = 12  # tables: about as many as a group of people gives
DIRT = {"file": pl.String, "row": pl.Int64, "kind": pl.String, "outcome": pl.String}


@dataclass
class ExportFile:
    """One file being written: its name, how quarantine and truth name it, rows so far (without the header)."""

    name: str
    told: str
    system: System
    sink: Sink
    rows: int = 0
    parts: int = 0


@dataclass
class Exports:
    """The exports folder. `dirt` as `truth/dirt.csv`: file, row as a person counts records (the header is 1), kind, outcome."""

    plan: Plan
    folder: Path
    form: Format = "csv"
    files: dict[str, ExportFile] = field(default_factory=dict)
    _dirt: list[pl.DataFrame] = field(default_factory=list)
    _unmet: list[Break] = field(default_factory=list)
    _waiting: deque[Future[None]] = field(default_factory=deque)
    _writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "exports"))

    def __post_init__(self) -> None:
        self._unmet = list(breaks(self.plan))

    def append(self, system: System, stem: str, table: pl.DataFrame) -> None:
        """Adds rows (canonical columns, typed) to the file of that stem, in the system's formats, dirt and all."""
        while len(self._waiting) >= WAITING:
            self._waiting.popleft().result()
        self._waiting.append(self._writer.submit(self._write, system, stem, table))

    def _write(self, system: System, stem: str, table: pl.DataFrame) -> None:
        if stem not in self.files:
            form = system.form if self.form == "csv" else self.form
            name = stem + SUFFIXES[form]
            sink = opened(form, self.folder / name, system, self._level(system))
            self.files[stem] = ExportFile(name, told(form, name), system, sink)
        file = self.files[stem]
        rng = self.plan.stream("dirt", stem, file.parts)
        soiled = soil(as_text(table, system), system, self.plan, rng)
        noted = pl.concat([soiled.dirt, self._breaks_met(system, table, soiled)])
        self._dirt.append(
            noted.select(pl.lit(file.told).alias("file"), (pl.col("index") + file.rows + 2).alias("row"), "kind", "outcome")
        )
        file.sink.write(with_extra(soiled.table, system, rng))
        file.rows += soiled.table.height
        file.parts += 1

    def _breaks_met(self, system: System, table: pl.DataFrame, soiled: Soiled) -> pl.DataFrame:
        """The first sound row that follows the new rule of a break, where it is in this table."""
        found: list[tuple[int, str, str]] = []
        for each in [each for each in self._unmet if each.source == system.source]:
            index = soiled.first_sound(table.select(follows(each)).to_series())
            if index is not None:
                self._unmet.remove(each)
                found.append((index, "definition_break", ACCEPTED))
        return pl.DataFrame(found, schema=NOTED, orient="row")

    def _level(self, system: System) -> int:
        """Packing is most of the time of a large force: it is packed quickly, a small one tightly."""
        if self.plan.people > PACKED_TIGHTLY:
            return 1
        return 7 if system.source == "duties" else 9

    def close(self) -> dict[str, str]:
        """Waits for what is still to be written and closes every file. Returns the SHA-256 of each, by name."""
        try:
            while self._waiting:
                self._waiting.popleft().result()
        finally:
            self.abandon()
        return {file.name: _digest(self.folder / file.name) for file in sorted(self.files.values(), key=lambda file: file.name)}

    def abandon(self) -> None:
        """Closes every file as it is."""
        self._writer.shutdown(cancel_futures=True)
        for file in self.files.values():
            file.sink.close()

    @property
    def dirt(self) -> pl.DataFrame:
        """Every spoilt row, by file and row."""
        return pl.concat([pl.DataFrame(schema=DIRT), *self._dirt]).sort("file", "row", "kind")

    def rows(self) -> dict[str, int]:
        """Rows written, by source."""
        found: dict[str, int] = {}
        for file in self.files.values():
            found[file.system.source] = found.get(file.system.source, 0) + file.rows
        return found


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
