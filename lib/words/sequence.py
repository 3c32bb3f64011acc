"""Did the load come first? The observed never without what chance would give."""

from __future__ import annotations

from lib.words.numbers import between, count, number


def load_first(observed: int, spells: int, by_chance: float, lower: int, upper: int) -> str:
    """`8 of 11 spells began within 7 days of ...; by chance, on this person's own roster, 4 would (2 to 7): more than chance.`"""
    verdict = (
        "more often than chance gives"
        if observed > upper
        else "less often than chance gives"
        if observed < lower
        else "as chance gives"
    )
    return (
        f"{number(observed)} of {count(spells, 'spell', 'spells')} began within 7 days of a cancelled rest day, a rest under 11 h or being kept on; "
        f"by chance, on this person's own roster, {number(by_chance, 1)} would ({between(lower, upper)}): {verdict}."
    )
