"""Fixtures that several areas share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.proving import servers


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a real PostgreSQL that lives for this run of the tests, in an unshared folder."""
    with servers.postgres() as url:
        yield url


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home into which the sample was loaded once for this run of the tests. Read from it; do not load into it."""
    home = tmp_path_factory.mktemp("sample_home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_HOME", str(home))
        from lib.loading import load
        from lib.settings import SAMPLE_DATA

        load(SAMPLE_DATA)
    return home
