"""What changes in the tree within the window: a unit gets another name, one is split, one goes to another command.

The units of the structure are those of the last day; each change says what stood before it.
"""

from __future__ import annotations

from dataclasses import dataclass

from lib.synth.plan import Plan

FEWEST_MONTHS = 4
RENAMED = ("Contact Centre", "Contact and Control")
SPLIT = ("Corporate Services", "Vetting and Disclosure")
SPLIT_SHARE = 0.25
MOVED = ("Dogs", "Headquarters", "Taskforce")
"""Unit, the command that it belonged to, and the one that it belongs to now."""


@dataclass(frozen=True)
class Change:
    """From `day` on a unit stands as it does in the structure; before, it had another name or parent, or (split: `source`, an index)
    was part of another unit."""

    unit: int
    day: int
    name: str = ""
    parent: str = ""
    source: int = -1


def changes(plan: Plan, names: list[str], commands: dict[str, str]) -> tuple[Change, ...]:
    """The changes of a window of four months and more, by unit index; `names` of the units, `commands` name to code.

    Each lies on the first day of a month, about a third, a half and two thirds into the window.
    """
    if plan.months < FEWEST_MONTHS:
        return ()
    place = {name: number for number, name in reversed(list(enumerate(names)))}
    whole = SPLIT[0] if SPLIT[0] in place else f"{SPLIT[0]} 1"
    renamed = RENAMED[1] if RENAMED[1] in place else f"{RENAMED[1]} 1"
    old_name = renamed.replace(RENAMED[1], RENAMED[0])
    return (
        Change(place[renamed], _first_of(plan, plan.months // 3), name=old_name),
        Change(place[SPLIT[1]], _first_of(plan, plan.months // 2), source=place[whole]),
        Change(place[MOVED[0]], _first_of(plan, 2 * plan.months // 3), parent=commands[MOVED[1]]),
    )


def _first_of(plan: Plan, month: int) -> int:
    return int((plan.month_of == month).argmax())
