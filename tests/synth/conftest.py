"""One small force for all tests of this area, and its exports as a loader sees them."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from lib.loading import read_profile
from lib.loading.files import find_parts
from lib.loading.gathering import gather
from lib.synth import Plan, write


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    """700 people, 12 months, mixed: the plan, the folder, what `write` said, what a loader gathers from the exports, and of it
    the `rows` whose text says what was lived."""
    out: Path = tmp_path_factory.mktemp("synth")
    plan = Plan(700, 12, 11)
    said = write(plan, out, lambda line: None)
    profile = read_profile(out / "exports" / "profile.toml")
    gathered = gather(profile, find_parts(profile, out / "exports"), lambda source, rows: None)
    spoilt = pl.read_csv(out / "truth" / "dirt.csv").filter(~pl.col("kind").is_in(["lost_padding", "definition_break"]))
    clean = {
        source: rows.join(spoilt.filter(pl.col("outcome") == "accepted"), on=["file", "row"], how="anti", maintain_order="left")
        for source, rows in gathered.rows.items()
    }
    return SimpleNamespace(plan=plan, out=out, said=said, profile=profile, gathered=gathered, rows=clean)


@pytest.fixture(scope="session")
def truth(small: SimpleNamespace) -> dict[str, pl.DataFrame]:
    """The truth's CSV files."""
    text = {"payroll_number": pl.String, "unit": pl.String, "unit_at_end": pl.String}
    return {path.stem: pl.read_csv(path, schema_overrides=text) for path in (small.out / "truth").glob("*.csv")}
