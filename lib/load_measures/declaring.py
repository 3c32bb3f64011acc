"""How a load measure is declared: what was asked of people, per what. A load measure is never tested for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Table = Literal["person_months", "unit_months"]


@dataclass(frozen=True)
class LoadMeasure:
    """One load measure: sum of `numerator` / sum of `denominator` x `per`; both are columns of `table`.

    `denominator` empty: the numerator's own mean or maximum as `how` says. `person_too`: also known for one person (from
    that person's own rows). `external`: a cause that people's own absence cannot make, so the comparison may allow for it.
    """

    id: str
    title: str
    table: Table
    numerator: str
    denominator: str
    per: float
    unit_text: str
    source: str
    meaning: str
    how: Literal["ratio", "maximum", "shortfall"] = "ratio"
    person_too: bool = False
    external: bool = False
    workload_without: tuple[str, ...] = ()
    decimals: int = 1
    is_stock: bool = False  # grows from where the data begin: shown, never judged against its own past
    lower_is_load: bool = False  # a low figure is the heavy one (deployable strength)
