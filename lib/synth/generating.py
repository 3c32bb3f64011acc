"""The whole of it: builds the world, lets people live through it in groups, writes exports and truth."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from lib.synth import breaks, demand, describing, limited, lines, overtime, tables, tree_rows, truth
from lib.synth import systems as system
from lib.synth.living import GROUP, Lives, live
from lib.synth.placing import Place, place
from lib.synth.plan import Plan
from lib.synth.systems import Format, System
from lib.synth.world import World, world
from lib.synth.writing import Exports

Progress = Callable[[str], None]
SAID_EVERY = 2.0  # seconds


def say(line: str) -> None:
    """One line of progress on stderr."""
    print(line, file=sys.stderr, flush=True)


def write(plan: Plan, out: Path, progress: Progress = say, form: Format = "csv") -> dict[str, object]:
    """Writes `out/exports` and `out/truth`. Returns people, months, scenario, seed, end and rows by source.

    Raises Refused where `out` holds files that were not generated, or another run writes to it. An error or an interruption leaves
    what stood there before.
    """
    with place(out) as folders:
        progress(f"{plan.people} people, {plan.months} months to {plan.end}, scenario {plan.scenario}, seed {plan.seed}")
        made = world(plan)
        exports = Exports(plan, folders.exports, form)
        try:
            _written(made, exports, progress)
            hashes = exports.close()
        except BaseException:
            exports.abandon()
            raise
        _described(made, exports, hashes, folders)
    progress(f"{sum(exports.rows().values())} rows in {len(hashes)} files")
    said: dict[str, object] = {
        "people": plan.people,
        "months": plan.months,
        "scenario": plan.scenario,
        "seed": plan.seed,
        "end": str(plan.end),
    }
    return said | {"rows": exports.rows()}


def _written(made: World, exports: Exports, progress: Progress) -> None:
    exports.append(system.PEOPLE, system.PEOPLE.stem, tables.people(made))
    exports.append(system.UNITS, system.UNITS.stem, tree_rows.units(made))
    exports.append(system.POSTINGS, system.POSTINGS.stem, tables.postings(made))
    _daily(made, exports, progress)
    exports.append(system.CONDUCT, system.CONDUCT.stem, tables.conduct(made, made.matters))
    exports.append(system.LIMITED, system.LIMITED.stem, tables.limited(made, limited.limited(made)))
    exports.append(system.EVENTS, system.EVENTS.stem, tables.dated_events(made.plan))


def _described(made: World, exports: Exports, hashes: dict[str, str], folders: Place) -> None:
    """The profile and the list of hashes beside the files; the truth apart."""
    owners = {file.name: file.system for file in exports.files.values()}
    (folders.exports / "profile.toml").write_text(describing.profile(made.plan, owners), encoding="utf-8")
    (folders.exports / "synthetic.toml").write_text(describing.synthetic(hashes), encoding="utf-8")
    truth.write(made, exports.dirt, folders.truth)
    breaks.table(made.plan).write_csv(folders.truth / "breaks.csv")


def _daily(made: World, exports: Exports, progress: Progress) -> None:
    """Everything that happens day by day, one group of people after another, then the demand they met."""
    plan, size = made.plan, len(made.people)
    on_duty = np.zeros((len(made.tree.units), plan.horizon), np.int64)
    claims = 0
    said = _Pace(size, progress)
    for low in range(0, size, GROUP):
        lives = live(made, low, min(low + GROUP, size))
        _count_on_duty(lives, on_duty)
        _split(exports, (system.DUTIES,), lines.duties(made, lives))
        _split(exports, (system.SICKNESS_OLD, system.SICKNESS), lines.sickness(made, lives))
        exports.append(system.ABSENCE, system.ABSENCE.stem, lines.absence(made, lives))
        rows = lines.overtime(made, overtime.claims(made, lives), 1 + claims)
        claims += rows.height
        _split(exports, (system.OVERTIME,), rows)
        said.lived(lives.high)
    _split(exports, (system.DEMAND,), tables.demand(made, demand.demand(made, on_duty)))


class _Pace:
    """Says how far the run is and about how long it still takes, every other second at most."""

    def __init__(self, people: int, progress: Progress) -> None:
        self._people, self._progress = people, progress
        self._began = self._said = time.monotonic()

    def lived(self, people: int) -> None:
        now = time.monotonic()
        if now - self._said < SAID_EVERY and people < self._people:
            return
        self._said = now
        left = (now - self._began) / people * (self._people - people)
        more = f", about {left:.0f} s more" if people < self._people else ""
        self._progress(f"lived through: {people} of {self._people} people{more}")


def _count_on_duty(lives: Lives, on_duty: np.ndarray) -> None:
    who, day = np.nonzero(lives.duties.at_work & (lives.unit >= 0))
    places = lives.unit[who, day].astype(np.int64) * on_duty.shape[1] + day
    on_duty += np.bincount(places, minlength=on_duty.size).reshape(on_duty.shape)


def _split(exports: Exports, owners: tuple[System, ...], table: pl.DataFrame) -> None:
    """Rows into the files of their year or half-year; the first file of a series may be another system's."""
    names, part_of = _parts(exports.plan, owners[0].split)
    ahead = table["ahead" if "ahead" in table.columns else "day"].to_numpy()
    parts = part_of[ahead]
    for number in np.unique(parts).tolist():
        owner = next(each for each in owners if each.series == "all" or (each.series == "first") == (number == 0))
        exports.append(owner, f"{owner.stem}_{names[number]}", table.filter(pl.Series(parts == number)))


def _parts(plan: Plan, split: str) -> tuple[list[str], np.ndarray]:
    """The parts of a series by name, and for each day with data the number of its part."""
    years = plan.calendar[: plan.days].astype("datetime64[Y]").astype(int) + 1970
    halves = plan.month_number[: plan.days] // 6
    keys = years if split == "year" else years * 2 + halves
    different, part_of = np.unique(keys, return_inverse=True)
    names = [str(key) if split == "year" else f"{key // 2}h{key % 2 + 1}" for key in different.tolist()]
    return names, part_of
