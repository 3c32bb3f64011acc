"""Generations as schemas of a PostgreSQL database: a row in a catalogue for each published one, a pointer row for the current one.

A lease is a shared advisory lock on a connection of its own: the server takes it back when the connection ends, so a process that
dies holds nothing, and no clock decides who still reads.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.schema import CreateIndex, CreateSchema, DropSchema

from lib.errors import Refused
from lib.schema import METADATA
from lib.schema import generation as generation_table
from lib.store.engines import server
from lib.store.values import GenerationInfo, Lease, Schema
from lib.store.writing import SchemaBuilding

PREFIX = "evenhand_"
_LEASES, _LOADING = 0x45564E48, 0x45564E49  # classes of advisory locks of our own
_SHARED = sa.MetaData(schema="evenhand")
CATALOGUE = sa.Table(  # one row a whole generation: what its own table `generation` says
    "generations",
    _SHARED,
    *[sa.Column(column.name, column.type, primary_key=column.name == "generation") for column in generation_table.c],
)
CURRENT = sa.Table(  # one row: which generation is current
    "current_generation",
    _SHARED,
    sa.Column("only", sa.Integer, primary_key=True),
    sa.Column("generation", sa.String, sa.ForeignKey(CATALOGUE.c.generation), nullable=False),
)
_TRIES = 10
_INDEXED = ("person_id", "unit")  # what a page asks for; DuckDB finds them by its own zone maps
_holding = threading.RLock()
_holds: weakref.WeakValueDictionary[tuple[str, str], _Hold] = weakref.WeakValueDictionary()
_made: set[str] = set()


class _Hold:
    """A shared lock on a generation, for as long as this and its connection live."""

    def __init__(self, engine: sa.Engine, generation: str) -> None:
        self.connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        self.ends = weakref.finalize(self, _release, self.connection)
        self.connection.execute(sa.select(sa.func.pg_advisory_lock_shared(_LEASES, _number(generation))))

    def lives(self) -> bool:
        """False where the server has closed the connection, and with it the lock."""
        try:
            self.connection.execute(sa.select(1))
            return True
        except DBAPIError:
            return False


def _release(connection: sa.Connection) -> None:
    connection.invalidate()  # closes it, and the server lets go of its locks
    connection.close()


def _number(generation: str) -> int:
    """A generation's id as the signed 32 bits that an advisory lock is named by."""
    return int.from_bytes(bytes.fromhex(generation[:8]), "big", signed=True)


@dataclass(frozen=True)
class Schemas:
    """A PostgreSQL database of generations."""

    url: str = field(repr=False)

    @property
    def _engine(self) -> sa.Engine:
        engine = server(self.url)
        if self.url not in _made:
            with self._reached(), engine.begin() as connection:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOADING, 1)))  # two that start together make it once
                connection.execute(CreateSchema(str(_SHARED.schema), if_not_exists=True))
                _SHARED.create_all(connection)
            _made.add(self.url)
        return engine

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except OperationalError as problem:
            fix = "Check EVENHAND_WAREHOUSE_URL and that the server runs and lets this user create schemas."
            raise Refused("the warehouse cannot be reached", fix) from problem

    def current_id(self) -> str | None:
        with self._reached(), self._engine.connect() as connection:
            return connection.execute(sa.select(CURRENT.c.generation)).scalar_one_or_none()

    def kept(self) -> Sequence[GenerationInfo]:
        names = list(GenerationInfo.__dataclass_fields__)
        rows = sa.select(*[CATALOGUE.c[name] for name in names]).order_by(
            CATALOGUE.c.loaded_at.desc(), CATALOGUE.c.generation.desc()
        )
        with self._reached(), self._engine.connect() as connection:
            return [GenerationInfo(*row) for row in connection.execute(rows)]

    def _is_kept(self, generation: str) -> bool:
        with self._reached(), self._engine.connect() as connection:
            found = sa.select(sa.exists().where(CATALOGUE.c.generation == generation))
            return bool(connection.execute(found).scalar_one())

    def take(self, generation: str) -> Lease | None:
        if not self._is_kept(generation):
            return None
        key = (self.url, generation)
        with _holding:
            hold = _holds.get(key)
            if hold is None or not hold.lives():
                hold = _Hold(self._engine, generation)
                if not self._is_kept(generation):  # dropped before the lock was had
                    return None
                _holds[key] = hold
        return Lease(generation, schema=self._schema(generation), hold=hold)

    def _schema(self, generation: str) -> Schema:
        return Schema(self.url, f"{PREFIX}{generation}")

    @contextmanager
    def alone(self) -> Iterator[None]:
        with self._reached(), self._engine.connect() as connection:
            if not any(_had(connection) for _ in range(_TRIES)):  # of a loader that died, the server may not know yet
                raise Refused("another load is running in this warehouse", "Wait until it has finished.")
            connection.commit()
            try:
                yield
            finally:
                connection.invalidate()  # with its lock

    @contextmanager
    def building(self, generation: str) -> Iterator[SchemaBuilding]:
        schema = self._schema(generation)
        spelled = self._engine.execution_options(schema_translate_map={None: schema.name})
        try:
            with spelled.begin() as connection:
                connection.execute(DropSchema(schema.name, cascade=True, if_exists=True))
                connection.execute(CreateSchema(schema.name))
                METADATA.create_all(connection)
            yield SchemaBuilding(schema, spelled)
            with spelled.begin() as connection:
                _index(connection)
        except BaseException:
            self._abandon(schema)
            raise

    def _abandon(self, schema: Schema) -> None:
        """Drop what was half built, if the server still answers; else the next load sweeps it."""
        try:
            with self._engine.begin() as connection:
                connection.execute(DropSchema(schema.name, cascade=True, if_exists=True))
        except DBAPIError:
            return

    def publish(self, generation: str) -> None:
        row = insert(CURRENT).values(only=1, generation=generation)
        moved = row.on_conflict_do_update(index_elements=[CURRENT.c.only], set_={"generation": generation})
        own = self._engine.execution_options(schema_translate_map={None: self._schema(generation).name})
        said = sa.select(*[generation_table.c[column.name] for column in CATALOGUE.c])
        entry = insert(CATALOGUE).from_select(list(CATALOGUE.c.keys()), said).on_conflict_do_nothing()
        with own.begin() as connection:
            connection.execute(entry)
            connection.execute(moved)

    def drop(self, generation: str) -> bool:
        with self._engine.begin() as connection:
            free = connection.execute(sa.select(sa.func.pg_try_advisory_xact_lock(_LEASES, _number(generation)))).scalar_one()
            if not free or connection.execute(sa.select(CURRENT.c.generation)).scalar_one_or_none() == generation:
                return False
            connection.execute(sa.delete(CATALOGUE).where(CATALOGUE.c.generation == generation))
            connection.execute(DropSchema(self._schema(generation).name, cascade=True, if_exists=True))
        return True

    def leftovers(self) -> list[str]:
        with self._engine.connect() as connection:
            whole = set(connection.execute(sa.select(CATALOGUE.c.generation)).scalars())
            names = sa.inspect(connection).get_schema_names()
        return [name for name in names if name.startswith(PREFIX) and name.removeprefix(PREFIX) not in whole]

    def sweep(self) -> None:
        for name in self.leftovers():
            with self._engine.begin() as connection:
                connection.execute(DropSchema(name, cascade=True, if_exists=True))


def _had(connection: sa.Connection) -> bool:
    had = bool(connection.execute(sa.select(sa.func.pg_try_advisory_lock(_LOADING, 0))).scalar_one())
    if not had:
        time.sleep(0.1)
    return had


def _index(connection: sa.Connection) -> None:
    """Indexes by person and unit, made once the rows are there. Not in the schema: DuckDB would build its own, which it does not need."""
    for table in METADATA.sorted_tables:
        copied = table.to_metadata(sa.MetaData())
        for name in _INDEXED:
            if name in copied.c:
                connection.execute(CreateIndex(sa.Index(f"{table.name}_by_{name}", copied.c[name])))
