"""Files from the browser, by the same path as the command line: kept apart, tried, loaded beside the history, then part of it.

`incoming/ID/files` holds what arrived; `incoming/ID/exports` the whole history with it, made of hard links. A load of that folder that
succeeds makes it the home's `exports`; one that is refused leaves everything as it was.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fnmatch import fnmatch
from pathlib import Path, PurePosixPath
from typing import Any

from lib import audit, ledger, settings
from lib.errors import EvenhandError, NotAllowed, Refused, Where
from lib.grant import Grant
from lib.roles import allowed
from lib.settings import PROJECT

LARGEST_FILE, LARGEST_UPLOAD, MOST_FILES = 50 * 2**20, 500 * 2**20, 200
ENDINGS = (".csv", ".csv.gz", ".txt", ".tsv", ".gz", ".xlsx", ".xlsm", ".parquet")
NAMED = ("profile.toml", "synthetic.toml")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 ._()\-]{0,119}")
_jobs: dict[str, subprocess.Popen[bytes]] = {}
"""Loads that this process started, kept so that their end is noticed."""


@dataclass(frozen=True)
class Arrived:
    """One file that was uploaded: where it goes among the exports, and whether it takes another's place."""

    name: str
    path: str
    replaces: bool


@dataclass(frozen=True)
class Tried:
    """What `profile check` says of the history with the upload in it. `refusal` empty: it fits."""

    files: tuple[tuple[str, str], ...] = ()  # (file, sources)
    undeclared: tuple[tuple[str, str], ...] = ()  # (file, columns that will be dropped)
    failing: tuple[dict[str, Any], ...] = ()  # of a sample: file, source, field, rows, first_row, reason, fix
    rows: int = 0
    refusal: str = ""


@dataclass(frozen=True)
class Outcome:
    """How a load ended: what `load --json` prints, or the refusal: what, where, fix."""

    told: dict[str, Any] | None
    what: str = ""
    where: str = ""
    fix: str = ""


def may(grant: Grant) -> bool:
    """True for the loader."""
    return allowed(grant.role, "write", "load")


def receive(grant: Grant, files: Sequence[tuple[str, bytes]]) -> str:
    """Keep uploaded files apart, owner's alone; gives the upload's id. Raises NotAllowed, and Refused naming the file."""
    _require(grant)
    _check_files(files)
    upload = secrets.token_hex(6)
    folder = _folder(upload) / "files"
    folder.mkdir(parents=True, mode=0o700)
    for name, content in files:
        with os.fdopen(os.open(folder / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as handle:
            handle.write(content)
    audit.record("upload", grant, view="data_methods", reason=f"upload {upload}: {len(files)} files")
    _lay_out(upload)
    return upload


def _check_files(files: Sequence[tuple[str, bytes]]) -> None:
    if not files:
        raise Refused("no file was chosen", "Choose the exports, and the profile where none is in force.")
    if len(files) > MOST_FILES or sum(len(content) for _, content in files) > LARGEST_UPLOAD:
        raise Refused(
            f"more than {MOST_FILES} files or {LARGEST_UPLOAD >> 20} MiB at once", "Upload them in parts, or load at the console."
        )
    seen: set[str] = set()
    for name, content in files:
        if not _NAME.fullmatch(name) or not (name in NAMED or name.lower().endswith(ENDINGS)):
            raise Refused(
                "a file of this name is not taken",
                f"Name it with letters, digits and one of: {', '.join(ENDINGS)}.",
                Where("upload"),
            )
        if name.lower() in seen:
            raise Refused("the upload holds this file twice", "Choose it once.", Where(name))
        if len(content) > LARGEST_FILE:
            raise Refused(f"larger than {LARGEST_FILE >> 20} MiB", "Compress it with gzip, or load at the console.", Where(name))
        seen.add(name.lower())


def newest(grant: Grant) -> str | None:
    """The newest upload that is neither loaded nor thrown away, None where there is none. Takes over what finished meanwhile."""
    _require(grant)
    folders = sorted(_incoming().glob("*/files"), key=lambda path: path.stat().st_mtime, reverse=True)
    for each in folders:
        settle(each.parent.name)
    return next((path.parent.name for path in folders), None)


def arrived(grant: Grant, upload: str) -> tuple[Arrived, ...]:
    """The files of an upload, by name."""
    _require(grant)
    folder, exports = _folder(upload), _exports()
    places = {path.name: path.relative_to(folder / "exports").as_posix() for path in _files(folder / "exports")}
    names = sorted(path.name for path in _files(folder / "files"))
    return tuple(Arrived(name, places[name], (exports / places[name]).exists()) for name in names)


def history(grant: Grant) -> int:
    """Files in the exports folder that uploads add to."""
    _require(grant)
    return len(_files(_exports()))


def tried(grant: Grant, upload: str) -> Tried:
    """Try the profile against the history with the upload in it; nothing is loaded."""
    from lib.loading import trying  # the loader is heavy, and views start without it

    _require(grant)
    folder = _folder(upload) / "exports"
    try:
        _demonstration_stays_synthetic(grant, folder)
        said = trying.check(folder / "profile.toml", folder)
    except EvenhandError as refusal:
        return Tried(refusal=refusal.text)
    except FileNotFoundError:
        return Tried(refusal="There is no profile yet: upload profile.toml with the exports. See docs/profiles.md.")
    return Tried(
        files=tuple((file, ", ".join(sources)) for file, sources in sorted(said["files"].items())),
        undeclared=tuple((file, ", ".join(columns)) for file, columns in sorted(said["undeclared"].items())),
        failing=tuple(said["failing"]),
        rows=sum(each["rows"] for each in said["tried"]),
    )


def start(grant: Grant, upload: str) -> None:
    """Begin the load in a process of its own, as the command line would. Raises NotAllowed, Refused."""
    _require(grant)
    folder = _folder(upload)
    if ledger.running():
        raise Refused("another load is running in this home", "Wait until it has finished.")
    _demonstration_stays_synthetic(grant, folder / "exports")
    (folder / "outcome.json").unlink(missing_ok=True)
    who = {"actor": grant.actor, "name": grant.name, "role": grant.role, "session": grant.session}
    _write(folder / "job.json", json.dumps({"exports": str(folder / "exports"), "by": who}))
    with (folder / "load.log").open("wb") as notes:
        command = [sys.executable, "-m", "lib.service.upload_job", str(folder)]
        _jobs[upload] = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=notes, stderr=notes)


def running(grant: Grant, upload: str) -> bool:
    """True while the upload's load runs."""
    _require(grant)
    job = _jobs.get(upload)
    if job is not None and job.poll() is None:
        return True
    began, ended = (_folder(upload) / name for name in ("job.json", "outcome.json"))
    return began.exists() and not ended.exists() and ledger.running()


def outcome(grant: Grant, upload: str) -> Outcome | None:
    """How the upload's load ended; None where it has not begun or still runs."""
    _require(grant)
    if running(grant, upload) or not (_folder(upload) / "job.json").exists():
        return None
    said = _said(upload)
    if said is None:
        return Outcome(None, "The load ended without a word", "", "Start it again: nothing was published and nothing is lost.")
    return Outcome(**said)


def throw_away(grant: Grant, upload: str) -> None:
    """Forget an upload; the exports folder stays as it is."""
    _require(grant)
    if running(grant, upload):
        raise Refused("its load is running", "Wait until it has finished.")
    settle(upload)
    shutil.rmtree(_folder(upload), ignore_errors=True)
    audit.record("upload thrown away", grant, view="data_methods", reason=f"upload {upload}")


def settle(upload: str) -> None:
    """A load that succeeded makes its folder the home's exports; asked again, nothing happens. What a crash cut off is mended."""
    exports, aside = _exports(), _exports().with_suffix(".before")
    if aside.exists():
        if exports.exists():
            shutil.rmtree(aside)
        else:
            aside.rename(exports)
    said, new = _said(upload), _folder(upload) / "exports"
    if said is None or said["told"] is None or (_folder(upload) / "taken").exists() or not new.exists():
        return
    ready = exports.with_suffix(".new")
    shutil.rmtree(ready, ignore_errors=True)
    _copy(new, ready)
    if exports.exists():
        exports.rename(aside)
    ready.rename(exports)
    shutil.rmtree(aside, ignore_errors=True)
    _write(_folder(upload) / "taken", "")


def _said(upload: str) -> dict[str, Any] | None:
    try:
        return json.loads((_folder(upload) / "outcome.json").read_text("utf-8"))
    except (OSError, ValueError):
        return None


def _lay_out(upload: str) -> None:
    """The whole history with the upload in it: each file beside those that its pattern in the profile matches."""
    folder = _folder(upload)
    whole = folder / "exports"
    if _exports().exists():
        _copy(_exports(), whole)
    whole.mkdir(mode=0o700, exist_ok=True)
    files = _files(folder / "files")
    patterns = _patterns(next((path for path in files if path.name == "profile.toml"), whole / "profile.toml"))
    known = {path.name: path for path in _files(whole)}
    for path in files:
        target = known.get(path.name, whole / _place(path.name, patterns))
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        target.unlink(missing_ok=True)
        os.link(path, target)


def _patterns(profile: Path) -> list[str]:
    from lib.loading import read_profile

    try:
        return [pattern for entry in read_profile(profile).entries for pattern in entry.files]
    except (EvenhandError, OSError):
        return []


def _place(name: str, patterns: Sequence[str]) -> str:
    """A file's path below the exports: in the folder of the first pattern that matches its name, else at the top."""
    for pattern in map(PurePosixPath, patterns):
        parent = pattern.parent.as_posix()
        if (
            fnmatch(name, pattern.name)
            and not set(parent) & set("*?[")
            and ".." not in pattern.parts
            and not pattern.is_absolute()
        ):
            return (pattern.parent / name).as_posix()
    return name


def _copy(source: Path, target: Path) -> None:
    """The same files under another folder, as hard links: the history is not doubled for each upload."""
    shutil.copytree(source, target, copy_function=os.link, dirs_exist_ok=True)


def _demonstration_stays_synthetic(grant: Grant, exports: Path) -> None:
    """A demonstration takes what `synth` wrote and nothing else: real data would shut it, and lie open to everybody here."""
    from lib.loading import read_profile
    from lib.loading.files import find_parts, written_by_synth

    if grant.demonstration():
        profile = read_profile(exports / "profile.toml")
        if not profile.synthetic or not written_by_synth(find_parts(profile, exports), exports):
            raise Refused(
                "the demonstration takes synthetic exports only, with their synthetic.toml",
                "For your own data sign in as a loader of this machine: python -m lib users add --local NAME --role loader",
            )


def _require(grant: Grant) -> None:
    if not may(grant):
        raise NotAllowed


def _folder(upload: str) -> Path:
    if not re.fullmatch(r"[0-9a-f]{12}", upload):
        raise NotAllowed
    return _incoming() / upload


def _incoming() -> Path:
    return settings.current().home / "incoming"


def _exports() -> Path:
    return settings.current().home / "exports"


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file()) if folder.exists() else []


def _write(path: Path, text: str) -> None:
    half = path.with_suffix(".tmp")
    half.write_text(text, "utf-8")
    half.chmod(0o600)
    half.replace(path)


def write_outcome(folder: Path, outcome: Outcome) -> None:
    """For the job: say how the load ended."""
    _write(folder / "outcome.json", json.dumps(asdict(outcome), default=str))
