"""An empty home for each test, and a clock that a test may set (it is honoured: an empty home holds nothing real)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from lib.audit import database

START = datetime.fromisoformat("2026-10-31T09:00:00+00:00")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("EVENHAND_CASEBOOK_URL", "EVENHAND_WAREHOUSE_URL", "EVENHAND_NOW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path))
    yield tmp_path
    database.close()


@pytest.fixture
def at(home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[timedelta], None]:
    """Set the clock to so long after the start."""

    def set_to(later: timedelta) -> None:
        monkeypatch.setenv("EVENHAND_NOW", (START + later).isoformat())

    set_to(timedelta(0))
    return set_to


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, home: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The casebook on each of its databases."""
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_url")
        monkeypatch.setenv("EVENHAND_CASEBOOK_URL", url)
        from lib.casebook.tables import TABLES

        engine = sa.create_engine(url, poolclass=sa.NullPool)
        with engine.begin() as connection:
            TABLES.drop_all(connection)
            TABLES.create_all(connection)
    return request.param
