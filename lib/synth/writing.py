"""Files as the systems write them: text in their formats, gzip without a time, each file's rows counted and its dirt noted."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass, field
from io import BufferedWriter
from pathlib import Path

import numpy as np
import polars as pl

from lib.sources import BY_ID
from lib.synth.dirt import soil
from lib.synth.plan import Plan
from lib.synth.systems import System

PACKED_TIGHTLY = 5000  # people


@dataclass
class ExportFile:
    """One gzip file being written: rows so far (without the header)."""

    path: Path
    system: System
    raw: BufferedWriter
    packed: gzip.GzipFile
    rows: int = 0
    parts: int = 0


@dataclass
class Exports:
    """The exports folder. `dirt` rows are (file, row, kind, outcome), row as a person counts records, the header being 1."""

    plan: Plan
    folder: Path
    files: dict[str, ExportFile] = field(default_factory=dict)
    dirt: list[tuple[str, int, str, str]] = field(default_factory=list)

    def append(self, system: System, name: str, table: pl.DataFrame) -> None:
        """Adds rows (canonical columns, typed) to the file `name`, in the system's formats, dirt and all."""
        if name not in self.files:
            self.files[name] = self._opened(system, name)
        file = self.files[name]
        rng = self.plan.stream("dirt", name, file.parts)
        soiled = soil(as_text(table, system), system, rng)
        for index, kind, outcome in soiled.dirt:
            self.dirt.append((name, file.rows + index + 2, kind, outcome))
        text = _with_extra(soiled.table, system, rng).write_csv(include_header=False, separator=system.delimiter)
        file.packed.write(text.encode(_plain(system.encoding)))
        file.rows += soiled.table.height
        file.parts += 1

    def _opened(self, system: System, name: str) -> ExportFile:
        path = self.folder / name
        raw = path.open("wb")
        packed = gzip.GzipFile(filename="", mode="wb", compresslevel=self._level(system), fileobj=raw, mtime=0)
        header = system.delimiter.join([*system.columns.values(), *system.extra]) + "\n"
        packed.write(header.encode(system.encoding))
        return ExportFile(path, system, raw, packed)

    def _level(self, system: System) -> int:
        """Packing is most of the time of a large force: it is packed quickly, a small one tightly."""
        if self.plan.people > PACKED_TIGHTLY:
            return 3
        return 7 if system.source == "duties" else 9

    def close(self) -> dict[str, str]:
        """Closes every file. Returns the SHA-256 of each, by name."""
        for file in self.files.values():
            file.packed.close()
            file.raw.close()
        return {name: hashlib.sha256(self.files[name].path.read_bytes()).hexdigest() for name in sorted(self.files)}

    def rows(self) -> dict[str, int]:
        """Rows written, by source."""
        found: dict[str, int] = {}
        for file in self.files.values():
            found[file.system.source] = found.get(file.system.source, 0) + file.rows
        return found


def _plain(encoding: str) -> str:
    """The encoding of what follows the header: only a file's first bytes carry a mark."""
    return "utf-8" if encoding == "utf-8-sig" else encoding


def as_text(table: pl.DataFrame, system: System) -> pl.DataFrame:
    """Typed canonical columns to the system's text, null where empty."""
    return table.select([_text(name, system).alias(name) for name in system.columns])


def _text(name: str, system: System) -> pl.Expr:
    kind, value = BY_ID[system.source].field(name).type, pl.col(name)
    if kind == "day":
        return value.dt.strftime(system.day_format)
    if kind == "stamp":
        return value.dt.strftime(system.stamp_format)
    if kind == "b":
        return pl.when(value).then(pl.lit(system.yes_no[0])).when(~value).then(pl.lit(system.yes_no[1]))
    if kind == "h" and system.hours_format == "hh:mm":
        minutes = (value * 60).round().cast(pl.Int64)
        return pl.format("{}:{}", minutes // 60, (minutes % 60).cast(pl.String).str.zfill(2))
    if kind == "money":
        pence = (value * 100).round().cast(pl.Int64)
        return pl.format("{}.{}", pence // 100, (pence % 100).cast(pl.String).str.zfill(2))
    if name in system.values:
        return value.cast(pl.String).replace(system.values[name])
    return value.cast(pl.String).str.strip_suffix(".0") if kind in ("h", "fraction") else value.cast(pl.String)


def _with_extra(table: pl.DataFrame, system: System, rng: np.random.Generator) -> pl.DataFrame:
    """Columns that nobody declared: a loader reports and drops them."""
    return table.with_columns(
        pl.Series(name, np.array(words)[rng.integers(0, len(words), table.height)]) for name, words in system.extra.items()
    )
