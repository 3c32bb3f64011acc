"""The load itself: one function from a folder of exports to a published generation, or to a refusal that changed nothing.

The order keeps its promises whenever it is cut off: built and inspected beside; people into the identity store; the audit's row
committed; then one atomic step makes it current; then the ledger's entry, which a later run mends if this one dies before it.
"""

from __future__ import annotations

import errno
import hashlib
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from lib import audit, identity, ledger, settings, store
from lib.errors import EvenhandError, Refused
from lib.grant import Grant, local_operator
from lib.loading.accepted import accepted_links
from lib.loading.building import Wanted, build, outcome_of
from lib.loading.files import Part, find_parts, written_by_synth
from lib.loading.profile import Profile
from lib.loading.telling import Teller
from lib.loading.validating import read_profile
from lib.schema import SCHEMA_VERSION, dropped_columns, file_counts, source_counts

_COUNTED = {"sources": source_counts, "files": file_counts}
_SAME = "What was served before still is."


def load(exports: Path, profile_path: Path | None = None, by: Grant | None = None) -> dict[str, Any]:
    """Load a folder of exports. Returns what `load --json` prints; `published` is false where this very generation was current.

    `by` is who loads, for the audit: the operator at the console where nobody is named. Raises Refused, naming file, row and
    field, when something is wrong; the generation before it is then still served.
    """
    began = time.monotonic()
    home = settings.current()
    profile = read_profile(profile_path or exports / "profile.toml")
    with loading(home) as kept:
        teller = Teller(home)
        teller.begin("files", "Looking at the files")
        parts = find_parts(profile, exports)
        key = identity.pseudonym_key(home)
        accepted, erased = accepted_links(profile, exports), identity.erased(home, key)
        name = generation_id(profile, parts, key, accepted.digest, erased.digest)
        teller.finished("Files", f"{len({part.file.name for part in parts})} files")
        if name in {each.generation for each in kept.kept()}:
            return _again(home, kept, name, began, by or local_operator())
        synthetic = profile.synthetic and written_by_synth(parts, exports)
        built = build(Wanted(name, profile, parts, key, synthetic, accepted, erased), kept, teller)
        teller.begin("identities", "Keeping who is who apart")
        identity.remember(built.identity)
        outcome = built.outcome | {"seconds": round(time.monotonic() - began, 2)}
        _publish(home, kept, teller, outcome, by or local_operator())
        return outcome


@contextmanager
def loading(home: settings.Settings) -> Iterator[store.Warehouse]:
    """The warehouse, for the one loader at a time; what a killed load left is mended first. Raises Refused for what stops a load."""
    kept = store.warehouse(home)
    with _understood(), ledger.locked(home), kept.alone():
        kept.sweep()
        ledger.settle(home, kept.current_id())
        store.prune(kept)
        try:
            yield kept
        except BaseException:
            with suppress(Exception):
                kept.sweep()  # of a generation that was built and could not be published
            raise


def _publish(home: settings.Settings, kept: store.Warehouse, teller: Teller, outcome: dict[str, Any], by: Grant) -> None:
    name = outcome["generation"]
    entry = ledger.Load(name, datetime.now(UTC).isoformat(timespec="microseconds"), outcome)
    teller.begin("auditing", "Writing the audit")
    ledger.begin(home, entry)
    _audit(outcome, by)
    teller.begin("publishing", "Publishing")
    kept.publish(name)
    teller.begin("entering", "Entering it in the ledger")
    ledger.enter(home, entry)
    teller.begin("pruning", "Dropping generations that are no longer kept")
    store.prune(kept)


def go_back(generation: str | None = None, by: Grant | None = None) -> str:
    """Make a kept generation current: the one named, else the one loaded before the current one. Gives its id; audited.

    Raises Refused where there is none. Nothing is done where it is current already.
    """
    home = settings.current()
    with loading(home) as kept:
        chosen = generation or store.before(kept)
        if chosen is None:
            raise Refused("no generation before the current one is kept", "See which there are: python -m lib generations")
        if chosen not in {each.generation for each in kept.kept()}:
            raise Refused("there is no such generation", "See which there are: python -m lib generations")
        if chosen != kept.current_id():
            audit.record("rollback", by or local_operator(), view="generations", generation=chosen)
            kept.publish(chosen)
        return chosen


def _audit(outcome: dict[str, Any], by: Grant) -> None:
    """Committed before anybody can see the generation. Raises Refused where it cannot be written: then nothing is published."""
    rows = sum(counts["read"] for counts in outcome["sources"].values())
    audit.record("load", by, view="load", generation=outcome["generation"], rows_count=rows)


def _again(home: settings.Settings, kept: store.Warehouse, name: str, began: float, by: Grant) -> dict[str, Any]:
    """This generation was published before: make it current if it is not, and say its counts again."""
    newly = kept.current_id() != name
    lease = store.lease(name)
    counts = {
        what: {row.pop(table.columns[0].name): row for row in store.read(sa.select(table), lease).to_dicts()}
        for what, table in _COUNTED.items()
    }
    dropped = store.read(sa.select(dropped_columns).order_by("file", "column_name"), lease)
    undeclared: dict[str, list[str]] = {}
    for file, column in dropped.iter_rows():
        undeclared.setdefault(file, []).append(column)
    info = lease.info
    outcome = outcome_of(name, newly, info.synthetic, info.data_as_of, counts["sources"], counts["files"], undeclared)
    if newly:
        _audit(outcome, by)
        kept.publish(name)
    return outcome | {"seconds": round(time.monotonic() - began, 2)}


def generation_id(profile: Profile, parts: Sequence[Part], key: bytes, accepted: str = "", erased: str = "") -> str:
    """The id of what would be built: of file contents, profile, schema version, pseudonym key, accepted links and erased set."""
    digest = hashlib.sha256()
    said = [f"schema {SCHEMA_VERSION}", f"profile {profile.digest}", f"key {hashlib.sha256(key).hexdigest()}"]
    said += [f"{what} {digest}" for what, digest in (("links", accepted), ("erased", erased)) if digest]
    said += sorted({f"file {part.file.name} {part.file.digest}" for part in parts})
    digest.update("\n".join(said).encode())
    return digest.hexdigest()[:16]


@contextmanager
def _understood() -> Iterator[None]:
    """What disks and databases say, in words: each leaves what was served as it was."""
    try:
        yield
    except EvenhandError:
        raise
    except OSError as problem:
        raise Refused(*_of_disk(problem)) from problem
    except Exception as problem:
        words = _of_database(problem)
        if words is None:
            raise
        raise Refused(*words) from problem


def _of_disk(problem: OSError) -> tuple[str, str]:
    not_ours = ("a file may not be written or read", "Give this user the right to the home and the exports, and load again.")
    what = {
        errno.ENOSPC: ("the disk is full", "Free some space, and load again."),
        errno.EDQUOT: ("the disk quota is used up", "Free some space, and load again."),
        errno.EACCES: not_ours,
        errno.EPERM: not_ours,
        errno.EROFS: ("the home is on a disk that is read-only", "Give it a home that can be written: EVENHAND_HOME."),
    }
    said, fix = what.get(problem.errno or 0, ("the disk could not be read or written", "Look at the disk, and load again."))
    return f"{said}; nothing was published", f"{fix} {_SAME}"


def _of_database(problem: Exception) -> tuple[str, str] | None:
    """Words for what a database says of its disk or its connection; None for anything else, which is a fault of ours."""
    kinds = {each.__module__.partition(".")[0] for each in type(problem).__mro__}
    if not kinds & {"sqlalchemy", "duckdb", "_duckdb", "psycopg", "adbc_driver_manager"}:
        return None
    said = str(problem).lower()
    if any(
        words in said
        for words in ("no space left", "disk is full", "disk full", "file too large", "could not write", "out of disk")
    ):
        return "the disk of the warehouse is full; nothing was published", f"Free some space, and load again. {_SAME}"
    if any(words in said for words in ("permission denied", "read-only", "readonly", "unable to open database")):
        return (
            "the warehouse may not be written; nothing was published",
            f"Give this user the right to it, and load again. {_SAME}",
        )
    if type(problem).__name__ in ("OperationalError", "IOException", "IOError", "InterfaceError"):
        return "the warehouse could not be read or written; nothing was published", f"See that it runs, and load again. {_SAME}"
    return None
