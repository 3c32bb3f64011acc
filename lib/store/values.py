"""What a warehouse gives: a generation to read from, what it says of itself, a generation being built."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Protocol

import polars as pl
import sqlalchemy as sa

Statement = sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]


@dataclass(frozen=True)
class GenerationInfo:
    """The row of `generation`: what a figure's source is called and how far its data go."""

    generation: str
    loaded_at: datetime
    data_as_of: date
    first_day_on: date
    synthetic: bool
    name: str
    unit_level: str
    command_level: str
    profile: str
    schema_version: int


@dataclass(frozen=True)
class Schema:
    """A schema of a PostgreSQL database: the database's address and the schema's name."""

    url: str = field(repr=False)
    name: str


@dataclass(frozen=True)
class Lease:
    """A generation to read from: a DuckDB file, or a schema of a PostgreSQL database. Usable from many threads.

    While a lease lives, its generation is not dropped: `hold` keeps a lock that ends with it, or with the process.
    """

    generation: str
    path: Path | None = None
    schema: Schema | None = None
    hold: object = field(default=None, compare=False, repr=False)

    @property
    def info(self) -> GenerationInfo:
        """What the generation says of itself."""
        from lib.store.reading import info  # reading takes a lease, and a lease reads its own row: one of them must come late

        return info(self)


class Building(Protocol):
    """A generation being built: its tables exist and are empty; nobody sees them yet."""

    def write(self, table: str, frame: pl.DataFrame) -> None:
        """Append a frame to a table: columns by name, missing ones null. Raises ValueError for a column the table has not."""
        ...

    def run(self, statement: sa.Executable) -> None:
        """Run a statement that writes (a fold from one table into another)."""
        ...

    def read(self, statement: Statement) -> pl.DataFrame:
        """The rows of a statement over what has been written, columns named and typed as it declares them."""
        ...


class Warehouse(Protocol):
    """Where generations are kept: those that were published, each whole and never changed again. One of them is current."""

    def current_id(self) -> str | None:
        """The id of the current generation, None where none was published."""
        ...

    def kept(self) -> Sequence[GenerationInfo]:
        """Every generation that was published and not dropped since, the newest load first."""
        ...

    def take(self, generation: str) -> Lease | None:
        """A lease on a kept generation; None where there is no such."""
        ...

    def alone(self) -> AbstractContextManager[None]:
        """Be the only loader of this warehouse. Raises Refused while another is."""
        ...

    def building(self, generation: str) -> AbstractContextManager[Building]:
        """Build a generation beside the others: it stands whole on leaving, and is gone after any failure. Nobody sees it yet."""
        ...

    def publish(self, generation: str) -> None:
        """Make a generation that stands whole current, in one atomic step."""
        ...

    def drop(self, generation: str) -> bool:
        """Drop a generation that is not current. False where a reader's lease names it: then it stays."""
        ...

    def leftovers(self) -> list[str]:
        """Names of what was built, whole or half, and never published."""
        ...

    def sweep(self) -> None:
        """Remove what was built, whole or half, and never published. Only while alone."""
        ...
