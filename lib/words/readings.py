"""A reading and its sentence: what a number is in line with, and what could have stood out."""

from __future__ import annotations

from collections.abc import Mapping
from math import floor
from typing import Any

from lib.words.numbers import count, number

IN_WORDS = {
    "cannot_tell": "Cannot tell",
    "only_after_adjustment": "Only after allowing for load",
    "ordinary": "Ordinary",
    "stands_out": "Stands out",
    "in_line_with_load": "In line with load",
    "held_with_unit": "Held with the unit",
}
ORDER = ("in_line_with_load", "stands_out", "held_with_unit", "only_after_adjustment", "cannot_tell", "ordinary")
"""How lists are grouped: load first, since it is what a reader must know first."""
STATUS_WORDS = {
    "too_few_peers": "there are too few people in the same work to compare with",
    "too_little_exposure": "there was too little time in post to compare",
    "no_spread": "nobody in the peer group differs from anybody else",
    "no_workload_data": "the load of this place is not known",
    "protected_only": "all of it is absence that never counts",
    "incomplete": "the records for this window are not complete yet",
    "not_applicable": "the measure does not apply to this kind of work",
    "extreme": "the figure lies beyond what the comparison can measure",
}
CAVEAT = "A statistical comparison. Not evidence of misconduct, not a severity assessment, not a finding. The load shown with it may not be removed."


def in_words(reading: str | None) -> str:
    """The reading as people read it."""
    return IN_WORDS.get(reading or "", "Not compared")


def status_words(status: str | None) -> str:
    """The first bare reason of a status, as a clause; empty for `ok`."""
    reasons = [reason for reason in (status or "").split(";") if ":" not in reason]
    return next((STATUS_WORDS[reason] for reason in reasons if reason in STATUS_WORDS), "")


def person_sentence(events_text: str, row: Mapping[str, Any], edges: Mapping[str, Any]) -> str:
    """`11 spells. In this job 0 to 6 is ordinary; at this load 0 to 12 is: in line with this load. (Fewer than 13 ...)`"""
    told = f"{_counted(row['events'], events_text)}."
    raw_edge, load_edge = edges["ordinary_to"], edges["ordinary_at_load"]
    if row["raw_z"] is None or raw_edge is None:
        return f"{told} Cannot tell: {status_words(row['status']) or 'the data do not decide it'}."
    job = f"In this job 0 to {number(raw_edge)} is ordinary"
    if row["adjusted_z"] is None or load_edge is None:
        return f"{told} {job}; {status_words(row['status']) or 'the load is not known'}, so load is not allowed for."
    smallest = number(max(raw_edge, load_edge, edges["ordinary_at_load_upper"] or 0) + 1)
    closing = {
        "in_line_with_load": "in line with this load",
        "stands_out": "more than either",
        "held_with_unit": "the unit as a whole is raised",
        "ordinary": "ordinary",
        "only_after_adjustment": "high only after allowing for load, which by itself says nothing",
        "cannot_tell": "between the two ways of allowing for load",
    }.get(row["reading"], "ordinary")
    return f"{told} {job}; at this team's load {up_to(edges)} is: {closing}. (Fewer than {smallest} could not have stood out.)"


def _counted(events: float, events_text: str) -> str:
    """`1 spell`, `11 spells`."""
    return count(events, events_text.removesuffix("s"), events_text)


def up_to(edges: Mapping[str, Any]) -> str:
    """`0 to 12`; where the two ends of what load may add disagree, `0 to 9 or 0 to 12`."""
    lower, upper = edges["ordinary_at_load_lower"], edges["ordinary_at_load_upper"]
    if lower is None or upper is None or lower == upper:
        return f"0 to {number(edges['ordinary_at_load'])}"
    return f"0 to {number(lower)} or 0 to {number(upper)}"


def of_place(events: float, ordinary_to: float | None, at_load: float | None) -> str:
    """A place's reading: against the 99.8 % limits for the job, and for the job at this load."""
    if ordinary_to is None:
        return "cannot_tell"
    if events <= ordinary_to:
        return "ordinary"
    if at_load is None:
        return "cannot_tell"
    return "in_line_with_load" if events <= at_load else "stands_out"


def place_sentence(events_text: str, events: float, ordinary_to: float | None, at_load: float | None, reading: str) -> str:
    """`122 spells. Up to 96 is ordinary for this work, up to 131 at this load: in line with this load.`"""
    told = f"{_counted(events, events_text)}."
    if ordinary_to is None:
        return f"{told} Cannot tell: fewer than ten places of this kind, too few for an ordinary range."
    load = f", up to {number(floor(at_load))} at this load" if at_load is not None else "; the load here is not known"
    return f"{told} Up to {number(floor(ordinary_to))} is ordinary for this work{load}: {in_words(reading).lower()}."
