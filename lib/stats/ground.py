"""What a comparison was made on, kept for what is simulated on it."""

from __future__ import annotations

from dataclasses import dataclass

from lib.stats.allowing import Allowed
from lib.stats.arrays import Truth, Whole
from lib.stats.judging import Judged
from lib.stats.spans import Span
from lib.stats.unit_lens import UnitSums


@dataclass(frozen=True)
class Ground:
    """`unit`: of each cell. `last_unit`: of each person. `stands_out`: who does."""

    span: Span
    allowed: Allowed
    judged: Judged
    unit: Whole
    last_unit: Whole
    unit_sums: UnitSums
    stands_out: Truth
