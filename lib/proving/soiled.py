"""Planted dirt against what a load makes of it: every row by number, every break, and what is noticed that nobody planted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl

from lib import schema, store
from lib.loading import read_profile
from lib.loading.files import find_parts
from lib.loading.gathering import gather
from lib.proving import Proof, homes
from lib.synth import Plan

PLANS = (
    Plan(people=1500, months=24, seed=101, scenario="mixed"),
    Plan(people=1500, months=24, seed=102, scenario="overload"),
    Plan(people=1500, months=30, seed=103, scenario="calm"),
    Plan(people=1500, months=24, seed=104, scenario="culture"),
    Plan(people=1500, months=16, seed=105, scenario="individual"),
)
_ENDS = {"linked": "accepted"}  # the other outcomes have the names of the truth


def ended(exports: Path) -> pl.DataFrame:
    """`file, row, found`: how each record ended. A synthetic record gives one fact."""
    profile = read_profile(exports / "profile.toml")
    gathered = gather(profile, find_parts(profile, exports), lambda source, rows: None)
    outcome = pl.col("outcome").replace(_ENDS).alias("found")
    return pl.concat(gathered.outcomes).select("file", "row", outcome)


def otherwise(exports: Path, truth: Path) -> tuple[Counter[str], list[str]]:
    """Planted defects by kind, and every record that ended otherwise than the truth says: spoilt or not."""
    found = ended(exports)
    planted = pl.read_csv(truth / "dirt.csv", schema_overrides={"row": pl.Int64})
    both = found.join(planted, on=["file", "row"], how="full", coalesce=True)
    wrong = both.filter(pl.col("found").ne_missing(pl.col("outcome").fill_null("accepted")))
    said = [
        f"{file} {row}: {kind or 'sound'} {one}, not {other or 'accepted'}" for file, row, one, kind, other in wrong.iter_rows()
    ]
    return Counter(planted["kind"].to_list()), said


def noticed(truth: Path) -> tuple[int, int, list[str]]:
    """Of the current generation: breaks planted, breaks found on their day, and events that nobody planted."""
    events = store.read(schema.data_events.select(), store.lease())
    path = truth / "breaks.csv"
    planted = pl.read_csv(path, try_parse_dates=True) if path.exists() else pl.DataFrame()
    keys = {(row["source"], row["field"], row["from_on"]) for row in planted.to_dicts()}
    rows = events.to_dicts()
    hits = {(row["source"], row["field"], row["from_on"]) for row in rows if row["kind"] == "definition_break"} & keys
    others = [row["detail"] for row in rows if (row["source"], row["field"], row["from_on"]) not in keys]
    return len(keys), len(hits), others


def prove() -> tuple[bool, dict[str, Any]]:
    """Passed where every planted row ends as the truth says, no other does, and every planted break is found."""
    kinds: Counter[str] = Counter()
    figures: dict[str, Any] = {"forces": len(PLANS), "records that ended otherwise": 0, "breaks planted": 0, "breaks found": 0}
    figures["events that nobody planted"] = 0
    for plan in PLANS:
        with homes.force(plan) as force:
            planted, wrong = otherwise(force.truth.parent / "exports", force.truth)
            breaks, hits, others = noticed(force.truth)
        kinds += planted
        figures["records that ended otherwise"] += len(wrong)
        figures["breaks planted"] += breaks
        figures["breaks found"] += hits
        figures["events that nobody planted"] += len(others)
    figures |= {
        "planted defects": sum(kinds.values()),
        "kinds": len(kinds),
        **dict(sorted(kinds.items())),
    }
    passed = not figures["records that ended otherwise"] and figures["breaks found"] == figures["breaks planted"]
    return passed, figures


PROOFS = (Proof("dirt", "every planted defect of five synthetic forces ends as the truth says", prove, "ten minutes"),)
