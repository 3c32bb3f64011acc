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
from lib.synth import systems as system
from lib.synth.living import GROUP, Lives, live
from lib.synth.plan import Plan
from lib.synth.systems import System
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
    exports.append(system.PEOPLE, _named(system.PEOPLE), tables.people(made))
    exports.append(system.UNITS, _named(system.UNITS), tables.units(made))
    exports.append(system.POSTINGS, _named(system.POSTINGS), tables.postings(made))
    _daily(made, exports, progress)
    exports.append(system.CONDUCT, _named(system.CONDUCT), tables.conduct(made, conduct.conduct(made)))
    exports.append(system.LIMITED, _named(system.LIMITED), tables.limited(made, limited.limited(made)))
    exports.append(system.EVENTS, _named(system.EVENTS), tables.dated_events(plan))
    hashes = exports.close()
    owners = {name: file.system for name, file in exports.files.items()}
    (exports_folder / "profile.toml").write_text(describing.profile(plan, owners), encoding="utf-8")
    (exports_folder / "synthetic.toml").write_text(describing.synthetic(hashes), encoding="utf-8")
    truth.write(made, exports.dirt, truth_folder)
    _finish(out)
    progress(f"{sum(exports.rows().values())} rows in {len(hashes)} files")
    said: dict[str, object] = {
        "people": plan.people,
        "months": plan.months,
        "scenario": plan.scenario,
        "seed": plan.seed,
        "end": str(plan.end),
    }
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
        _split(exports, (system.DUTIES,), tables.duties(made, lives))
        _split(exports, (system.SICKNESS_OLD, system.SICKNESS), tables.sickness(made, lives))
        exports.append(system.ABSENCE, _named(system.ABSENCE), tables.absence(made, lives))
        rows = tables.overtime(made, overtime.claims(made, lives), 1 + claims)
        claims += rows.height
        _split(exports, (system.OVERTIME,), rows)
        progress(f"lived through: {lives.high} of {size} people")
    _split(exports, (system.DEMAND,), tables.demand(made, demand.demand(made, on_duty)))


def _count_on_duty(made: World, lives: Lives, on_duty: np.ndarray) -> None:
    who, day = np.nonzero(lives.duties.at_work & (lives.unit >= 0))
    places = lives.unit[who, day] * on_duty.shape[1] + day
    on_duty += np.bincount(places, minlength=on_duty.size).reshape(on_duty.shape)


def _named(owner: System, part: str = "") -> str:
    return f"{owner.stem}{'_' + part if part else ''}.csv.gz"


def _split(exports: Exports, owners: tuple[System, ...], table: pl.DataFrame) -> None:
    """Rows into the files of their year or half-year; the first file of a series may be another system's."""
    plan = exports.plan
    ahead = pl.Series("ahead", table["ahead" if "ahead" in table.columns else "day"]).to_numpy()
    parts = _parts(plan, owners[0].split)
    names = sorted(set(parts.tolist()))
    for place, part in enumerate(names):
        owner = next(each for each in owners if each.series == "all" or (each.series == "first") == (place == 0))
        exports.append(owner, _named(owner, part), table.filter(pl.Series(parts[ahead] == part)))


def _parts(plan: Plan, split: str) -> np.ndarray:
    """For each day with data, the part of the series it belongs to."""
    years = plan.calendar[: plan.days].astype("datetime64[Y]").astype(int) + 1970
    if split == "year":
        return years.astype(str)
    return np.char.add(years.astype(str), np.where(plan.month_number[: plan.days] < 6, "h1", "h2"))
