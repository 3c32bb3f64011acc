"""What only a generated force has. The list of hashes beside the exports can be written by anybody; the people in them cannot be
renumbered as easily, and a force that is taken for synthetic is open to everybody who tries the product."""

from __future__ import annotations

import polars as pl

from lib.errors import Refused, Where
from lib.loading.profile import Profile

FORCE_NAME = "Synthetic Constabulary"
PAYROLL_RANGE = "09"


def refuse_disguised(profile: Profile, people: pl.DataFrame | None) -> None:
    """Raises Refused where exports listed as synthetic are not those of the synthetic force: another name, or numbers outside 09."""
    if profile.name != FORCE_NAME:
        raise Refused(
            f"the exports are listed as synthetic, but the force is not {FORCE_NAME}",
            "Take `synthetic = true` out of the profile; real data are loaded as real.",
            Where(profile.file, field="name"),
        )
    numbers = people["payroll_number"] if people is not None else pl.Series(dtype=pl.String)
    other = numbers.filter(~numbers.str.contains(rf"^{PAYROLL_RANGE}\d{{6,7}}$"))
    if people is None or numbers.is_empty() or other.len():
        raise Refused(
            f"the exports are listed as synthetic, but {other.len():,} people have no number of the synthetic range {PAYROLL_RANGE}",
            "Take `synthetic = true` out of the profile; real data are loaded as real.",
            Where(profile.file, field="synthetic"),
        )
