"""The store: declared types, many threads, and the same frames on PostgreSQL."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from loading_exports import write
from polars.testing import assert_frame_equal

from lib import schema, store
from lib.errors import NoGeneration, Refused
from lib.loading import load
from lib.store.engines import let_go


@pytest.fixture
def lease(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> store.Lease:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    load(write(tmp_path / "exports"))
    return store.lease()


def test_an_empty_home_has_nothing_to_lease(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path))
    with pytest.raises(NoGeneration):
        store.lease()
    assert store.published() == []


@pytest.mark.parametrize("name", ["nothing", "../keys/x", "a/b", ""])
def test_an_unknown_generation_is_refused(lease: store.Lease, name: str) -> None:
    if name:
        with pytest.raises(Refused):
            store.lease(name)
    else:
        assert store.lease(name).generation == lease.generation


def test_every_table_reads_with_its_declared_types(lease: store.Lease) -> None:
    for table in schema.METADATA.tables.values():
        frame = store.read(sa.select(table), lease)
        assert frame.schema == pl.Schema({name: kind or pl.String() for name, kind in store.declared(table.columns).items()})


def test_sums_and_counts_are_64_bit_and_nulls_stay_null(lease: store.Lease) -> None:
    months = schema.person_months
    statement = sa.select(
        sa.func.sum(months.c.in_post_days).label("days"),
        sa.func.count().label("cells"),
        sa.func.sum(months.c.kept_on_count).label("kept"),
        sa.func.max(months.c.month).label("month"),
    )
    frame = store.read(statement, lease)
    assert frame.schema == {"days": pl.Int64(), "cells": pl.Int64(), "kept": pl.Int64(), "month": pl.Date()}
    assert frame["kept"][0] is None


def test_many_threads_read_one_lease(lease: store.Lease) -> None:
    statement = sa.select(schema.person_days.c.person_id, schema.person_days.c.day).order_by("person_id", "day")
    once = store.read(statement, lease)
    with ThreadPoolExecutor(8) as pool:
        for frame in pool.map(lambda _: store.read(statement, lease), range(40)):
            assert_frame_equal(frame, once)


def test_the_same_frames_on_postgresql(lease: store.Lease, postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from lib.store.schemas import Schemas

    frames = {name: store.read(sa.select(table), lease) for name, table in schema.METADATA.tables.items()}
    kept = Schemas(postgres_url)
    with kept.building(lease.generation) as built:
        for name, frame in frames.items():
            built.write(name, frame)
    kept.publish(lease.generation)
    other = kept.take(lease.generation)
    assert other is not None and other.info == lease.info
    for name, table in schema.METADATA.tables.items():
        assert_frame_equal(store.read(sa.select(table), other), frames[name], check_row_order=False)
    del other
    let_go(postgres_url)


def test_a_column_that_a_table_has_not_is_refused() -> None:
    from lib.store.writing import fitted

    with pytest.raises(ValueError, match="no column"):
        fitted(schema.FACTS["sickness"], pl.DataFrame({"religion": ["x"]}))
    made = fitted(schema.generation, pl.DataFrame({"loaded_at": [datetime(2026, 1, 1)], "data_as_of": [date(2026, 1, 1)]}))
    assert made["name"].to_list() == [None]
