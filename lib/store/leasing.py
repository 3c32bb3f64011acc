"""A lease on a published generation: a reader keeps the one it began with, whatever is published meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl
import sqlalchemy as sa

from lib import settings
from lib.errors import NoGeneration, Refused
from lib.schema import quarantine
from lib.store.files import Files
from lib.store.reading import read
from lib.store.schemas import Schemas
from lib.store.values import Lease, Warehouse

_TRIES = 20  # a generation is dropped between a look at the pointer and the lock only if several loads end in that moment


@dataclass(frozen=True)
class Published:
    """One generation kept in the warehouse."""

    generation: str
    loaded_at: datetime
    data_as_of: date
    current: bool
    synthetic: bool


def warehouse(home: settings.Settings | None = None) -> Warehouse:
    """Where the settings say that generations are kept. Raises Refused for an address that is none of ours."""
    here = home or settings.current()
    if here.warehouse_url is None:
        return Files(here.generations)
    if not here.warehouse_url.startswith("postgresql+psycopg://"):
        raise Refused("EVENHAND_WAREHOUSE_URL names no database that is known", "Write postgresql+psycopg://USER@HOST/DATABASE.")
    return Schemas(here.warehouse_url)


def current_id() -> str | None:
    """The id of the current generation, None where none was published."""
    return warehouse().current_id()


def lease(generation: str | None = None) -> Lease:
    """A lease on the current generation, or on a kept one by its id. Raises NoGeneration where there is none, Refused for an unknown id."""
    kept = warehouse()
    for _ in range(_TRIES):
        wanted = generation or kept.current_id()
        if wanted is None:
            raise NoGeneration
        taken = kept.take(wanted)
        if taken is not None:
            return taken
        if generation:
            break
    raise Refused("there is no such generation", "See which there are: python -m lib generations")


def published() -> list[Published]:
    """Every generation kept in the warehouse, the newest first."""
    kept = warehouse()
    now = kept.current_id()
    return [
        Published(each.generation, each.loaded_at, each.data_as_of, each.generation == now, each.synthetic)
        for each in kept.kept()
    ]


def all_synthetic() -> bool:
    """Whether every generation kept is synthetic; true of an empty warehouse, where there is nobody to protect yet."""
    return all(each.synthetic for each in published())


def quarantined() -> pl.DataFrame:
    """The rows of the current generation's quarantine: `source, file, row, field, reason, fix, raw`, by file and row."""
    kept = [quarantine.c[name] for name in ("source", "file", "row", "field", "reason", "fix", "raw")]
    return read(sa.select(*kept).order_by(quarantine.c.file, quarantine.c.row, quarantine.c.source), lease())
