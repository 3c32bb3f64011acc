"""The whole of it: builds the world, lets people live through it in groups, writes exports and truth."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import polars as pl

from lib.errors import Refused, Where
from lib.synth import conduct, demand, describing, limited, overtime, tables, truth
from lib.synth.living import GROUP, Lives, live
from lib.synth.plan import Plan
from lib.synth.systems import (
    ABSENCE, CONDUCT, DEMAND, DUTIES, EVENTS, LIMITED, OVERTIME, PEOPLE, POSTINGS, SICKNESS, SICKNESS_OLD, UNITS, System,
)  # fmt: skip
from lib.synth.world import World, world
from lib.synth.writing import Exports

Progress = Callable[[str], None]
UNFINISHED = ".unfinished"


def say(line: str) -> None:
    """One line of progress on stderr."""
    print(line, file=sys.stderr, flush=True)


def write(plan: Plan, out: Path, progress: Progress = say) -> dict[str, object]:
    """Writes `out/exports` and `out/truth`. Returns people, months, scenario, seed, end and rows by source.

    Raises Refused where `out/exports` holds files that this command did not write.
    """
    exports_folder, truth_folder = _begun(out)
    progress(f"{plan.people} people, {plan.months} months to {plan.end}, scenario {plan.scenario}, seed {plan.seed}")
    made = world(plan)
    exports = Exports(plan, exports_folder)
    exports.append(PEOPLE, _named(PEOPLE), tables.people(made))
    exports.append(UNITS, _named(UNITS), tables.units(made))
    exports.append(POSTINGS, _named(POSTINGS), tables.postings(made))
    _daily(made, exports, progress)
    exports.append(CONDUCT, _named(CONDUCT), tables.conduct(made, conduct.conduct(made)))
    exports.append(LIMITED, _named(LIMITED), tables.limited(made, limited.limited(made)))
    exports.append(EVENTS, _named(EVENTS), tables.dated_events(plan))
    hashes = exports.close()
    owners = {name: file.system for name, file in exports.files.items()}
    (exports_folder / "profile.toml").write_text(describing.profile(plan, owners), encoding="utf-8")
    (exports_folder / "synthetic.toml").write_text(describing.synthetic(hashes), encoding="utf-8")
    truth.write(made, exports.dirt, truth_folder)
    _finish(out)
    progress(f"{sum(exports.rows().values())} rows in {len(hashes)} files")
    said = {"people": plan.people, "months": plan.months, "scenario": plan.scenario, "seed": plan.seed, "end": str(plan.end)}
    return said | {"rows": exports.rows()}


def _begun(out: Path) -> tuple[Path, Path]:
    """Fresh folders to write in; what an interrupted run left there is removed. Files that were not generated stay: refused."""
    exports = out / "exports"
    if exports.is_dir() and any(exports.iterdir()) and not (exports / "synthetic.toml").is_file():
        raise Refused("there are files that were not generated", "Choose another folder with --out.", Where(file="exports"))
    unfinished = out / UNFINISHED
    if unfinished.exists():
        shutil.rmtree(unfinished)
    folders = unfinished / "exports", unfinished / "truth"
    for folder in folders:
        folder.mkdir(parents=True)
    return folders


def _finish(out: Path) -> None:
    """Puts the finished folders in the place of an earlier run's."""
    for name in ("exports", "truth"):
        if (out / name).exists():
            shutil.rmtree(out / name)
        (out / UNFINISHED / name).rename(out / name)
    (out / UNFINISHED).rmdir()


def _daily(made: World, exports: Exports, progress: Progress) -> None:
    """Everything that happens day by day, one group of people after another, then the demand they met."""
    plan, size = made.plan, len(made.people)
    on_duty = np.zeros((len(made.tree.units), plan.horizon), np.int64)
    claims = 0
    for low in range(0, size, GROUP):
        lives = live(made, low, min(low + GROUP, size))
        _count_on_duty(made, lives, on_duty)
        _split(exports, (DUTIES,), tables.duties(made, lives))
        _split(exports, (SICKNESS_OLD, SICKNESS), tables.sickness(made, lives))
        exports.append(ABSENCE, _named(ABSENCE), tables.absence(made, lives))
        rows = tables.overtime(made, overtime.claims(made, lives), 1 + claims)
        claims += rows.height
        _split(exports, (OVERTIME,), rows)
        progress(f"lived through: {lives.high} of {size} people")
    _split(exports, (DEMAND,), tables.demand(made, demand.demand(made, on_duty)))


def _count_on_duty(made: World, lives: Lives, on_duty: np.ndarray) -> None:
    who, day = np.nonzero(lives.duties.at_work & (lives.unit >= 0))
    places = lives.unit[who, day] * on_duty.shape[1] + day
    on_duty += np.bincount(places, minlength=on_duty.size).reshape(on_duty.shape)


def _named(system: System, part: str = "") -> str:
    return f"{system.stem}{'_' + part if part else ''}.csv.gz"


def _split(exports: Exports, systems: tuple[System, ...], table: pl.DataFrame) -> None:
    """Rows into the files of their year or half-year; the first file of a series may be another system's."""
    plan = exports.plan
    ahead = pl.Series("ahead", table["ahead" if "ahead" in table.columns else "day"]).to_numpy()
    parts = _parts(plan, systems[0].split)
    names = sorted(set(parts.tolist()))
    for place, part in enumerate(names):
        system = next(each for each in systems if each.series == "all" or (each.series == "first") == (place == 0))
        exports.append(system, _named(system, part), table.filter(pl.Series(parts[ahead] == part)))


def _parts(plan: Plan, split: str) -> np.ndarray:
    """For each day with data, the part of the series it belongs to."""
    years = plan.calendar[: plan.days].astype("datetime64[Y]").astype(int) + 1970
    if split == "year":
        return years.astype(str)
    return np.char.add(years.astype(str), np.where(plan.month_number[: plan.days] < 6, "h1", "h2"))
