"""A hostile input tried: what the loader made of it, against what its table says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from lib.errors import EvenhandError
from lib.loading import read_profile, stating
from lib.loading.files import find_parts
from lib.loading.gathering import gather
from lib.proving.hostile.declaring import HEADERS, SOUND, Accepted, Case, Quarantined, Refused, write

Counts = dict[str, int]
Loader = Callable[[Path], tuple[dict[str, Counts], list[tuple[str, str]]]]
"""Counts by file, and (file, reason code) of each quarantined row. Raises EvenhandError."""


@dataclass(frozen=True)
class Told:
    """What a load said of one file: its counts and the reasons of its quarantined records; or the words it refused it with."""

    counts: Counts | None
    reasons: Counter[str]
    refused: str = ""
    names_file: bool = True


def gathered(folder: Path) -> tuple[dict[str, Counts], list[tuple[str, str]]]:
    """As far as a load gathers, without a generation built."""
    profile = read_profile(folder / "profile.toml")
    found = gather(profile, find_parts(profile, folder), lambda source, rows: None)
    rows = [row for frame in found.quarantine for row in frame.select("file", "code").iter_rows()]
    return stating.file_counts(found), rows


def told(case: Case, folder: Path, load: Loader = gathered, whole: bool = False) -> Told:
    """Write the case (all sources where `whole`) and load it."""
    write(case, folder, whole)
    try:
        counts, rows = load(folder)
    except EvenhandError as refusal:
        return Told(None, Counter(), refusal.text, bool(refusal.where.file) and bool(refusal.fix))
    others = set(HEADERS) - {case.file}
    own = next(name for name in counts if name not in others)
    return Told(counts[own], Counter(code for file, code in rows if file == own))


def differences(case: Case, said: Told) -> list[str]:
    """How what was told differs from what the table says; nothing where it does not."""
    ending = case.ending
    if isinstance(ending, Refused):
        if said.counts is not None:
            return [f"not refused: {said.counts}"]
        return [] if ending.words in said.refused and said.names_file else [f"refused in other words: {said.refused}"]
    if said.counts is None:
        return [f"refused: {said.refused}"]
    rows = len(SOUND[case.file]) if case.file in SOUND else len(SOUND["sickness.csv"])
    want = _wanted(ending, rows)
    wrong = [f"{name} {said.counts[name]}, not {count}" for name, count in want.items() if said.counts[name] != count]
    if isinstance(ending, Quarantined) and set(said.reasons) != {ending.reason}:
        wrong.append(f"reasons {dict(said.reasons)}, not {ending.reason}")
    ends = sum(said.counts[name] for name in ("accepted", "quarantined", "duplicates", "erased"))
    return [*wrong, f"{said.counts['read']} read, {ends} ended"] if said.counts["read"] != ends else wrong


def _wanted(ending: Accepted | Quarantined, rows: int) -> Counts:
    if isinstance(ending, Accepted):
        read = rows + ending.rows + ending.duplicates
        return {"read": read, "accepted": rows + ending.rows, "quarantined": 0, "duplicates": ending.duplicates}
    read = rows + ending.rows + ending.accepted
    return {"read": read, "accepted": rows + ending.accepted, "quarantined": ending.rows, "duplicates": 0}
