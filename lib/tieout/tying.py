"""Ours beside the published figure: the difference, and every cause that could make it, the nearest first."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from lib.errors import InputError
from lib.tieout import causes
from lib.tieout.causes import Reason
from lib.tieout.group import KINDS, UNKNOWN, Group, Tally
from lib.tieout.published import BY_ID, Figure

__all__ = ["Reason", "Tied", "tie"]


@dataclass(frozen=True)
class Tied:
    """The outcome. `ours` and what follows from it is None where the figure is not defined here; `difference` = ours - published."""

    figure: str
    published: float
    ours: float | None
    difference: float | None
    percent: float | None  # of the published figure; None where that is 0
    agrees: bool  # to the digits that were published
    reasons: tuple[Reason, ...]  # those that give a figure first, by how near they come to the published one


def tie(figure_id: str, kinds: Collection[str], tally: Tally, published: float, digits: int = 0) -> Tied:
    """Tie one figure out. `digits`: decimals of the published figure. Raises InputError for an unknown figure or kind."""
    if figure_id not in BY_ID:
        raise InputError("figure", f"unknown: {figure_id!r}", f"Known: {', '.join(BY_ID)}.")
    if not kinds or set(kinds) - set(KINDS):
        raise InputError("kinds", "unknown, or none", f"Known: {', '.join(KINDS)}.")
    figure = BY_ID[figure_id]
    chosen = _chosen(figure, kinds, tally)
    ours = figure.formula(chosen, tally.days)
    difference = None if ours is None else ours - published
    percent = None if difference is None or not published else 100 * difference / published
    agrees = difference is not None and abs(difference) <= 0.5 * 10**-digits + 1e-9
    found = () if agrees else _ordered(causes.found(figure, kinds, chosen, tally), published)
    return Tied(figure_id, published, ours, difference, percent, agrees, found)


def _chosen(figure: Figure, kinds: Collection[str], tally: Tally) -> Group:
    """The kinds asked about; allegations against nobody identified belong to everybody together."""
    whole = figure.id == "allegations" and set(kinds) == set(KINDS)
    return tally.of([*kinds, UNKNOWN] if whole else kinds)


def _ordered(reasons: list[Reason], published: float) -> tuple[Reason, ...]:
    told = [reason for reason in reasons if reason.instead is not None]
    rest = [reason for reason in reasons if reason.instead is None]
    return (*sorted(told, key=lambda reason: abs((reason.instead or 0.0) - published)), *rest)
