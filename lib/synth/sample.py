"""The sample that is committed: one plan, and the one way in which its folder is written again."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from lib.synth.generating import Progress, say, write
from lib.synth.plan import Plan

SAMPLE = Plan(people=1500, months=24, seed=41, scenario="mixed")


def renew(folder: Path, progress: Progress = say) -> dict[str, object]:
    """Writes the sample's exports into `folder` in the place of what is there; the truth is not kept. Returns as `write` does."""
    with TemporaryDirectory(prefix="evenhand-sample-") as made:
        said = write(SAMPLE, Path(made), progress)
        written = sorted((Path(made) / "exports").iterdir())
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            if path.name not in {each.name for each in written}:
                path.unlink()
        for path in written:
            shutil.copyfile(path, folder / path.name)
    return said
