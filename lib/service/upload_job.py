"""`python -m lib.service.upload_job FOLDER`: the load of an upload, in a process of its own, in the name of who uploaded."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from lib.errors import EvenhandError
from lib.grant import Grant
from lib.loading import load
from lib.service.uploading import Outcome, settle, write_outcome


def run(folder: Path) -> Outcome:
    """Load what the job names, and say how it ended."""
    job = json.loads((folder / "job.json").read_text("utf-8"))
    try:
        outcome = Outcome(load(Path(job["exports"]), by=Grant(**job["by"])))
    except EvenhandError as refusal:
        outcome = Outcome(None, refusal.what, str(refusal.where), refusal.fix)
    write_outcome(folder, outcome)
    settle(folder.name)
    return outcome


if __name__ == "__main__":
    run(Path(sys.argv[1]))
