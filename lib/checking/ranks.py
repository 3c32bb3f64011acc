"""Ranks and grades to the band that peers are compared within. A profile may put its own patterns first."""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl

BANDS = ("constable", "sergeant", "inspector", "chief_officer")
OFFICER_RANKS: tuple[tuple[str, str], ...] = (
    (r"superintendent|commander|chief constable|commissioner|^(ch )?supt|^(t/)?(acc|dcc|cc)$", "chief_officer"),
    (r"inspector|^(t/|a/|d/)?(ch )?insp|^(d|t|a)?c?i(nsp)?$|^dci$|^di$", "inspector"),
    (r"sergeant|^(t/|a/)?(d|p)?s(gt)?$", "sergeant"),
    (r"constable|^(d|p|t)c$|^trainee|student officer|probationer", "constable"),
)


def rank_band(postings: pl.DataFrame, patterns: Sequence[tuple[str, str]] = ()) -> pl.Series:
    """Band of each posting from `rank` and the person's `person_kind` (null where unlinked): `patterns` first, then the kind's own.

    Officers: constable, sergeant, inspector, chief_officer (superintendents and above). PCSOs and specials: `pcso`, `special`.
    Staff: `staff_` and the grade. A rank nobody knows is its own band.
    """
    pairs = postings.select("rank", "person_kind").unique().rows()
    compiled = [(re.compile(pattern, re.IGNORECASE), band) for pattern, band in patterns]
    bands = {(rank, kind): _band(rank, kind, compiled) for rank, kind in pairs}
    table = pl.DataFrame(
        [(rank, kind, band) for (rank, kind), band in bands.items()],
        schema={"rank": pl.String, "person_kind": pl.String, "rank_band": pl.String},
        orient="row",
    )
    joined = postings.select("rank", "person_kind").join(table, on=["rank", "person_kind"], how="left", nulls_equal=True)
    return joined["rank_band"]


def _band(rank: str | None, kind: str | None, patterns: Sequence[tuple[re.Pattern[str], str]]) -> str | None:
    if rank is None:
        return None
    for pattern, band in patterns:
        if pattern.search(rank):
            return band
    if kind in ("pcso", "special"):
        return kind
    slug = re.sub(r"[^a-z0-9]+", "_", rank.lower()).strip("_")
    if kind == "staff":
        return f"staff_{slug.removeprefix('staff_').removeprefix('grade_')}"
    found = next((band for pattern, band in OFFICER_RANKS if re.search(pattern, rank.strip(), re.IGNORECASE)), None)
    return found or slug
