"""Generations on both engines: the same figures, going back, what is kept, and what a failing disk or audit leaves behind."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from polars.testing import assert_frame_equal

from lib import audit, ledger, settings, store
from lib.audit import database
from lib.errors import Refused
from lib.grant import local_operator
from lib.loading import go_back, load
from lib.proving import crash, readers, tiny
from lib.proving.children import Fault
from lib.question import Month, Question
from lib.schema import METADATA
from lib.service import measuring
from lib.store.engines import let_go
from lib.store.schemas import Schemas


def own_database(postgres_url: str, name: str) -> str:
    """A new database of the tests' server."""
    plain = sa.make_url(postgres_url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name)))
    return sa.make_url(postgres_url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(params=["duckdb", "postgresql"])
def engine(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """An empty home whose warehouse is on each engine."""
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    url = None
    if request.param == "postgresql":
        url = own_database(request.getfixturevalue("postgres_url"), f"g{abs(hash(request.node.name)) % 10**9}")
        monkeypatch.setenv("EVENHAND_WAREHOUSE_URL", url)
    yield request.param
    database.close()
    if url:
        let_go(url)


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    return tmp_path / "exports"


def loaded(exports: Path, revision: int) -> str:
    return load(tiny.write(exports, revision))["generation"]


def test_the_sample_measures_the_same_on_both_engines(
    sample_home: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(sample_home))
    lease = store.lease()
    newest = Month.of(lease.info.data_as_of)
    people = measuring.people(local_operator(), Question(as_of=newest, months=12), None, "", False)[0]
    units = measuring.places(local_operator(), Question(as_of=newest, months=12), None, "unit")[0]
    line = measuring.trend(local_operator(), "sickness_spells", "force")[0]
    url = own_database(postgres_url, "sample")
    kept = Schemas(url)
    with kept.building(lease.generation) as built:
        for name, table in METADATA.tables.items():
            built.write(name, store.read(sa.select(table), lease))
    kept.publish(lease.generation)
    monkeypatch.setenv("EVENHAND_WAREHOUSE_URL", url)
    from lib.service import holding

    monkeypatch.setattr(holding, "_held", {})
    assert_frame_equal(measuring.people(local_operator(), Question(as_of=newest, months=12), None, "", False)[0], people)
    assert_frame_equal(measuring.places(local_operator(), Question(as_of=newest, months=12), None, "unit")[0], units)
    assert_frame_equal(measuring.trend(local_operator(), "sickness_spells", "force")[0], line)
    monkeypatch.setattr(holding, "_held", {})
    let_go(url)


def test_going_back_is_audited_and_reads_the_one_before(engine: str, exports: Path) -> None:
    first, second = loaded(exports, 1), loaded(exports, 2)
    assert [each.generation for each in store.published()] == [second, first]
    assert go_back() == first == store.lease().generation
    assert tiny.revision_of(store.lease()) == 1
    with pytest.raises(Refused, match="before the current"):
        go_back()
    with pytest.raises(Refused, match="no such"):
        go_back("feedfacefeedface")
    assert go_back(second) == second == go_back(second)
    told = [(row["event"], row["generation"]) for row in audit.rows()]
    assert told == [("load", first), ("load", second), ("rollback", first), ("rollback", second)]
    assert [each.generation for each in ledger.loads()] == [first, second]


def test_the_same_input_again_does_nothing(engine: str, exports: Path) -> None:
    loaded(exports, 3)
    again = load(exports)
    assert again["published"] is False
    assert len(ledger.loads()) == len(audit.rows()) == len(store.published()) == 1


def test_old_generations_go_and_leased_ones_stay(engine: str, exports: Path) -> None:
    ids = [loaded(exports, 1)]
    reader = store.lease()
    ids += [loaded(exports, revision) for revision in range(2, 6)]
    kept = {each.generation for each in store.published()}
    assert kept == {ids[0], *ids[-store.GENERATIONS_KEPT :]}
    assert tiny.revision_of(reader) == 1
    del reader
    ids.append(loaded(exports, 6))
    assert {each.generation for each in store.published()} == set(ids[-store.GENERATIONS_KEPT :])


def test_without_an_audit_nothing_is_published(engine: str, exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = loaded(exports, 1)

    def fails(*_: object, **__: object) -> int:
        raise Refused("the casebook cannot be written, so nothing is shown or changed")

    with monkeypatch.context() as broken:
        broken.setattr(audit, "record", fails)
        with pytest.raises(Refused, match="casebook"):
            loaded(exports, 2)
    assert [each.generation for each in store.published()] == [first]
    assert store.warehouse().leftovers() == []
    assert len(ledger.loads()) == 1


def test_an_entry_lost_after_publishing_is_mended_by_the_next_load(
    engine: str, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(ledger, "enter", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            loaded(exports, 1)
    first = store.lease().generation
    assert ledger.loads() == []
    assert load(exports)["published"] is False
    assert [each.generation for each in ledger.loads()] == [first]
    assert ledger.loads()[0].outcome["sources"]["sickness"]["accepted"] == 1


@pytest.mark.parametrize(
    ("error", "words"), [(errno.ENOSPC, "disk is full"), (errno.EACCES, "may not be written"), (errno.EIO, "disk could")]
)
def test_what_the_disk_says_is_told_and_changes_nothing(
    tmp_path: Path, exports: Path, monkeypatch: pytest.MonkeyPatch, error: int, words: str
) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    first = loaded(exports, 1)
    from lib.store import disk

    def fails(kind: str, what: str) -> None:
        if kind == "rename" and what.endswith(".duckdb"):
            raise OSError(error, "no", what)

    with monkeypatch.context() as broken:
        broken.setattr(disk, "_before", fails)
        with pytest.raises(Refused, match=words):
            loaded(exports, 2)
    assert store.lease().generation == first
    assert store.warehouse().leftovers() == []
    assert tiny.revision_of(store.lease()) == 1


def test_a_warehouse_that_is_not_there_is_refused_with_its_setting(
    tmp_path: Path, exports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("EVENHAND_WAREHOUSE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(Refused, match="EVENHAND_WAREHOUSE_URL"):
        loaded(exports, 1)
    monkeypatch.setenv("EVENHAND_WAREHOUSE_URL", "mysql://x")
    with pytest.raises(Refused, match="EVENHAND_WAREHOUSE_URL"):
        store.lease()


def test_killed_and_failing_loads_keep_every_promise(engine: str, exports: Path) -> None:
    history = crash.History(exports)
    for step in ("days", "publishing", "entering"):
        history.disturbed(f"killed at {step}", Fault(kill_at=step))
    history.disturbed("killed", kill_after=0.4)
    history.disturbed("a statement fails", Fault(number=9, error=errno.ENOSPC))
    if engine == "duckdb":  # its own writes fail, when it closes the file
        history.disturbed("files limited", Fault(largest_file=1_200_000))
    assert history.broken == []
    assert history.cut >= 4
    assert settings.current().home.exists()


def test_readers_see_whole_generations_while_loads_publish(engine: str) -> None:
    told, wrong = readers.watch(readers=3, loads=2)
    assert wrong == []
    assert told["looks"] >= 3
