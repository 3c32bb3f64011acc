"""What chance would show beside a list of people, in sentences."""

from __future__ import annotations

from typing import Protocol

from lib.words.numbers import between, number

MORE_THAN = 0.05


class Simulated(Protocol):
    """How many of a list simulated forces show."""

    @property
    def median(self) -> float: ...
    @property
    def lower(self) -> float: ...
    @property
    def upper(self) -> float: ...


class Shown(Protocol):
    """What chance shows beside a list; what was not simulated is null."""

    @property
    def observed(self) -> int: ...
    @property
    def expected(self) -> float: ...
    @property
    def real(self) -> float | None: ...
    @property
    def nobody_differs(self) -> Simulated | None: ...
    @property
    def usual_spread(self) -> Simulated | None: ...
    @property
    def p_value(self) -> float | None: ...
    @property
    def frailty(self) -> str | None: ...


def beside(chance: Shown, metrics: int) -> str:
    """Force-wide: who stands out, and what chance alone would show. `metrics`: how many are measured for people."""
    verb = "stands" if chance.observed == 1 else "stand"
    told = f"Force-wide {number(chance.observed)} {verb} out"
    nobody, usual = chance.nobody_differs, chance.usual_spread
    if nobody is None or usual is None or chance.p_value is None:
        return f"{told}; about {number(chance.expected, 1)} would by chance, if people differ as they usually do."
    simulated = (
        f"In simulated forces {_range(nobody)} do if nobody differs, and {_range(usual)} if people differ as they usually do"
    )
    return f"{told}. {simulated}: {_verdict(chance.p_value, metrics)}.{_real(chance.real)}"


def calibration(ratio: float, lit: bool) -> str:
    """Said of a list only where more, or fewer, lie beyond z 2 than should: its z are not quite what they are said to be."""
    if lit or ratio != ratio:
        return ""
    return f" Of everybody compared {number(ratio, 1)} times as many lie beyond z 2 as should: read this list with that in mind."


def _range(simulated: Simulated) -> str:
    return f"{number(simulated.median)} ({between(simulated.lower, simulated.upper)})"


def _verdict(p: float, metrics: int) -> str:
    if p <= MORE_THAN / metrics:
        return "more than chance"
    return "as many as chance shows" if p > MORE_THAN else "perhaps more than chance; too little to say so"


def _real(share: float | None) -> str:
    if share is None:
        return ""
    return f" Of those on the list about {number(100 * share)} % can be expected to be truly above 1.5 times usual."
