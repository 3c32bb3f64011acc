"""The rules across rows, applied: rows set aside, kept and counted, or made one."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from lib.checking.reasons import Reason
from lib.checking.rules import RULES, Rule
from lib.checking.rules.declaring import Stage
from lib.checking.rules.overlapping_duties import merged as merged_duties
from lib.checking.rules.overlapping_spells import merged as merged_spells
from lib.loading.gathered import Gathered
from lib.loading.profile import Profile
from lib.sources import BY_ID

_DONE = {"merge": "merged", "quarantine": "quarantined", "keep": "kept"}


def apply(gathered: Gathered, profile: Profile, stage: Stage) -> None:
    """Every rule of a stage over the sound rows. What one row of a record sets aside takes the whole record with it, until no
    rule finds anything more; kept and merged rows are counted once."""
    count_kept = True
    while True:
        for rule in RULES:
            if rule.stage == stage:
                _apply(gathered, profile, rule, count_kept)
        count_kept = False
        if not _whole_records(gathered):
            return


def outcome(profile: Profile, rule: Rule) -> str:
    """What this profile makes of the rows that a rule finds."""
    return profile.rules.get(rule.id, rule.default)


def _apply(gathered: Gathered, profile: Profile, rule: Rule, count_kept: bool) -> None:
    """Marks first in all sources, then sets aside: a rule sees all rows that it speaks of."""
    what = outcome(profile, rule)
    if what != "quarantine" and not count_kept:
        return
    present = [source for source in rule.sources if source in gathered.rows]
    found = {source: rule.find(gathered.rows, source) for source in present}
    for source, hit in found.items():
        rows = int(hit.sum())
        if what == "quarantine":
            field = rule.field or BY_ID[source].unit or BY_ID[source].person or ""
            rows = gathered.set_aside(source, hit, field, _why(rule))
        gathered.ruled[source, rule.id, _DONE[what]] += rows


def _why(rule: Rule) -> Reason:
    assert rule.reason is not None, f"{rule.id} sets rows aside without a reason"
    return rule.reason


def _whole_records(gathered: Gathered) -> bool:
    """A record that gives several facts is set aside whole if one fails; whether any was."""
    several = [file for file, entries in gathered.readers.items() if entries > 1]
    if not several or not gathered.aside:
        return False
    failed = [
        frame.filter(pl.col("file").is_in(several)).select("file", "row") for each in gathered.aside.values() for frame in each
    ]
    together = pl.concat(failed).unique()
    moved = 0
    for source, frame in list(gathered.rows.items()):
        found = frame.with_row_index("place").join(together, on=["file", "row"], how="semi")["place"]
        if found.len():
            places = pl.int_range(frame.height, dtype=pl.UInt32, eager=True)
            moved += gathered.go_with_their_record(source, places.is_in(found.implode()))
    return moved > 0


def merged(rows: Mapping[str, pl.DataFrame], profile: Profile) -> dict[str, pl.DataFrame]:
    """The rows with those made one that the profile's rules merge."""
    made = dict(rows)
    near = profile.rules.get("adjacent_spells") == "merge"
    if "sickness" in made and (near or profile.rules.get("overlapping_spells", "merge") == "merge"):
        made["sickness"] = merged_spells(made["sickness"], reach=int(near))
    if "duties" in made and profile.rules.get("overlapping_duties", "merge") == "merge":
        made["duties"] = merged_duties(made["duties"])
    return made
