"""A lease on a published generation: a reader keeps the one it began with, whatever is published meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa

from lib import settings
from lib.errors import NoGeneration, Refused
from lib.schema import generation as generation_table
from lib.store.publishing import current_id, folder


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
class Lease:
    """A generation to read from: a DuckDB file, or an engine on another database. Usable from many threads."""

    generation: str
    path: Path | None = None
    engine: sa.Engine | None = field(default=None, compare=False, repr=False)

    @property
    def info(self) -> GenerationInfo:
        """What the generation says of itself."""
        return _info(self)


@dataclass(frozen=True)
class Published:
    """One generation kept in the home."""

    generation: str
    loaded_at: datetime
    data_as_of: date
    current: bool
    synthetic: bool


def lease(generation: str | None = None) -> Lease:
    """A lease on the current generation, or on a kept one by its id. Raises NoGeneration on an empty home, Refused for an unknown id."""
    home = settings.current()
    wanted = generation or current_id(home)
    if wanted is None:
        raise NoGeneration
    path = folder(home) / f"{wanted}.duckdb"
    if not wanted.isalnum() or not path.exists():
        raise Refused("there is no such generation", "See which there are: python -m lib generations")
    return Lease(wanted, path)


def lease_of(url: str | sa.Engine) -> Lease:
    """A lease on the generation in another database (PostgreSQL), by its address or engine."""
    engine = sa.create_engine(url) if isinstance(url, str) else url
    with engine.connect() as connection:
        found = connection.execute(sa.select(generation_table.c.generation)).scalar_one()
    return Lease(found, None, engine)


@lru_cache(maxsize=64)
def _info(lease: Lease) -> GenerationInfo:
    from lib.store.reading import read  # reading takes a lease, and a lease reads its own row: one of them must come late

    row = read(sa.select(*[generation_table.c[name] for name in GenerationInfo.__dataclass_fields__]), lease).row(0, named=True)
    return GenerationInfo(**row)


def published() -> list[Published]:
    """Every generation kept in the home, the newest first."""
    home = settings.current()
    now = current_id(home)
    names = sorted(path.stem for path in folder(home).glob("*.duckdb")) if folder(home).exists() else []
    found = [_info(Lease(name, folder(home) / f"{name}.duckdb")) for name in names]
    kept = [Published(each.generation, each.loaded_at, each.data_as_of, each.generation == now, each.synthetic) for each in found]
    return sorted(kept, key=lambda each: each.loaded_at, reverse=True)


def all_synthetic() -> bool:
    """Whether every generation kept in the home is synthetic; true of an empty home, where there is nobody to protect yet."""
    return all(each.synthetic for each in published())
