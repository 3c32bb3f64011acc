"""How many generations are kept: the current one and a few before it; one that somebody still reads stays until a later load."""

from __future__ import annotations

from lib.store.values import Warehouse

GENERATIONS_KEPT = 3
"""The current one and two to go back to."""


def prune(kept: Warehouse) -> list[str]:
    """Drop what is beyond GENERATIONS_KEPT, the oldest load first. Gives the ids dropped."""
    now = kept.current_id()
    others = [each.generation for each in kept.kept() if each.generation != now]
    return [old for old in reversed(others[GENERATIONS_KEPT - 1 :]) if kept.drop(old)]


def before(kept: Warehouse) -> str | None:
    """The id of the generation loaded before the current one; None where there is none."""
    ids = [each.generation for each in kept.kept()]
    now = kept.current_id()
    place = ids.index(now) + 1 if now in ids else len(ids)
    return ids[place] if place < len(ids) else None
