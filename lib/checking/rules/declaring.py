"""How a rule across rows is declared: what it finds, in which sources, and what becomes of the rows it finds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import polars as pl

from lib.checking.reasons import Reason

Rows = Mapping[str, pl.DataFrame]
"""By source: the sound rows, canonical names and types, with `file`, `row`, `order`, `snapshot_on` and `person_by`."""
Outcome = Literal["merge", "quarantine", "keep"]
Stage = Literal["read", "last"]
"""Over all rows read, or over the last row of each key alone."""


@dataclass(frozen=True)
class Rule:
    """One rule. `find` marks, in the rows of a source, those it finds: one boolean a row, without nulls.

    `default` is what becomes of them unless a profile says otherwise, `may` all that a profile may say. Where they are set aside,
    `reason` is why, and `field` the field named (empty: the source's own person or unit). `says` is what is done otherwise.
    """

    id: str
    sources: tuple[str, ...]
    sentence: str
    says: str
    find: Callable[[Rows, str], pl.Series]
    default: Outcome = "keep"
    may: tuple[Outcome, ...] = ("keep",)
    stage: Stage = "last"
    reason: Reason | None = None
    field: str = ""
