"""The unit tree: a force, business groups, commands, units and teams, with invented plain names."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from lib.synth.plan import Plan
from lib.synth.reorganisation import RENAMED, SPLIT, SPLIT_SHARE, Change, changes
from lib.synth.work import WORKS, Work

LOCAL_NAMES = (
    "North", "South", "East", "West", "Central", "Harbour", "Valley", "Coastal", "Riverside", "Moorland", "Northeast", "Southwest",
    "Northwest", "Southeast", "Lakeside", "Hillside",
)  # fmt: skip
FORCE = ("SC", "Synthetic Constabulary")
GROUPS = (("SC-L", "Local Policing"), ("SC-S", "Specialist Operations"), ("SC-C", "Corporate Services Group"))
LOCAL = (("response", "Response", 0.085), ("neighbourhood", "Neighbourhood", 0.045), ("investigation", "CID", 0.045),
         ("public protection", "Public Protection", 0.040))  # fmt: skip
SPECIALIST = (
    ("Taskforce", "operations", "Public Order", 0.080),
    ("Specialist Crime", "major crime", "Major Crime", 0.090),
    ("Headquarters", "contact", RENAMED[1], 0.080),
    ("Headquarters", "support", SPLIT[0], 0.095),
)
SMALL = (("Taskforce", "operations", "Dogs"), ("Specialist Crime", "major crime", "Economic Crime"))
SMALL_PEOPLE = 6
LARGEST_UNIT = 240


@dataclass(frozen=True)
class Unit:
    """A unit-level node: where it stands, what it does and how many of the force's people are placed in it at first."""

    code: str
    name: str
    command: str
    work: Work
    people: int


@dataclass
class Structure:
    """Nodes above units as rows (code, name, parent, kind); units; for each team its code, name, unit index and roster phase.

    All as on the last day; `changes` says what stood otherwise before.
    """

    above: list[tuple[str, str, str, str]]
    units: list[Unit]
    team_codes: list[str] = field(default_factory=list)
    team_names: list[str] = field(default_factory=list)
    team_unit: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    team_phase: np.ndarray = field(default_factory=lambda: np.zeros(0, int))
    changes: tuple[Change, ...] = ()

    @cached_property
    def unit_function(self) -> np.ndarray:
        return np.array([unit.work.function for unit in self.units])

    def standing(self, unit: np.ndarray, day: np.ndarray) -> np.ndarray:
        """The unit that stood on each day in the place of each unit (by index; -1 stays): before a split, the one it was part of."""
        found = np.asarray(unit)
        for change in self.changes:
            if change.source >= 0:
                found = np.where((found == change.unit) & (day < change.day), change.source, found)
        return found

    def teams_by_unit(self) -> list[np.ndarray]:
        """Indices of each unit's teams."""
        return [np.flatnonzero(self.team_unit == number) for number in range(len(self.units))]


def structure(plan: Plan) -> Structure:
    """The tree for so many people: six commands and 19 units at 1,500, some 200 units at 46,000."""
    commands = _commands(plan.people)
    above = [(FORCE[0], FORCE[1], "", "force")]
    above += [(code, name, FORCE[0], "group") for code, name in GROUPS]
    above += [(code, name, group, "command") for name, (code, group) in commands.items()]
    units = _units(plan.people, commands)
    made = changes(plan, [unit.name for unit in units], {name: code for name, (code, _) in commands.items()})
    return _with_teams(Structure(above, units, changes=made))


def _commands(people: int) -> dict[str, tuple[str, str]]:
    """Name to (code, group) of each command."""
    local = LOCAL_NAMES[: _local_commands(people)]
    named = {name: (f"{number + 1:02d}", "SC-L") for number, name in enumerate(local)}
    return named | {"Taskforce": ("71", "SC-S"), "Specialist Crime": ("72", "SC-S"), "Headquarters": ("81", "SC-C")}


def _local_commands(people: int) -> int:
    return int(np.clip(3 + (people - 1500) // 4000, 3, 14))


def _units(people: int, commands: dict[str, tuple[str, str]]) -> list[Unit]:
    local = [name for name, (_, group) in commands.items() if group == "SC-L"]
    wanted = [(name, function, f"{name} {title}", share * 3 / len(local)) for name in local for function, title, share in LOCAL]
    wanted += [(command, function, title, share) for command, function, title, share in SPECIALIST]
    open_places = people - SMALL_PEOPLE * len(SMALL)
    counts = _shared([share for *_, share in wanted], open_places)
    sized = [(command, function, title, count) for (command, function, title, _), count in zip(wanted, counts, strict=True)]
    sized += [(command, function, title, SMALL_PEOPLE) for command, function, title in SMALL]
    units: list[Unit] = []
    numbers: dict[str, int] = {}
    for command, function, title, count in sized:
        parts = -(-count // LARGEST_UNIT)
        for part in range(parts):
            numbers[command] = numbers.get(command, 0) + 1
            code = f"{commands[command][0]}{numbers[command]:02d}"
            name = title if parts == 1 else f"{title} {part + 1}"
            units.append(Unit(code, name, commands[command][0], WORKS[function], count // parts + (part < count % parts)))
    return _split(units)


def _split(units: list[Unit]) -> list[Unit]:
    """The first unit of corporate services gives up a quarter of its people to a unit of their own."""
    whole = next(number for number, unit in enumerate(units) if unit.name.startswith(SPLIT[0]))
    given = max(SMALL_PEOPLE + 2, round(SPLIT_SHARE * units[whole].people))
    last = max(unit.code for unit in units if unit.command == units[whole].command)
    code = f"{units[whole].command}{int(last[len(units[whole].command) :]) + 1:02d}"
    left = replace(units[whole], people=units[whole].people - given)
    return [*units[:whole], left, *units[whole + 1 :], Unit(code, SPLIT[1], left.command, left.work, given)]


def _shared(shares: list[float], whole: int) -> list[int]:
    """Whole numbers in these shares, adding up to `whole` (largest remainders)."""
    exact = np.array(shares) / sum(shares) * whole
    counts = exact.astype(int)
    for number in np.argsort(counts - exact, kind="stable")[: whole - counts.sum()]:
        counts[number] += 1
    return counts.tolist()


def _with_teams(tree: Structure) -> Structure:
    unit_of: list[int] = []
    phases: list[int] = []
    for number, unit in enumerate(tree.units):
        teams = max(1, round(unit.people / unit.work.team_size))
        for team in range(teams):
            tree.team_codes.append(f"{unit.code}-{_letter(team)}")
            tree.team_names.append(f"{unit.name} Team {_letter(team)}")
            unit_of.append(number)
            phases.append(2 * team)
    tree.team_unit, tree.team_phase = np.array(unit_of), np.array(phases)
    return tree


def _letter(number: int) -> str:
    return chr(65 + number) if number < 26 else f"{chr(65 + number // 26 - 1)}{chr(65 + number % 26)}"
