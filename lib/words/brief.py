"""The five sentences of Brief. Each has a rule; where its condition is false it is absent; nothing unusual is said plainly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from lib.pictures import HIGHER, LOWER, TOO_EARLY, USUAL, Lane, Sentence
from lib.question import Month
from lib.words.numbers import between, listing, number

OUTSIDE = (HIGHER, LOWER)
Standing = Literal["outside", "usual", "unknown"]


@dataclass(frozen=True)
class PlaceSeries:
    """A place below this one with its lanes, record and load apart."""

    code: str
    name: str
    record: tuple[Lane, ...]
    load: tuple[Lane, ...]


def newest(lane: Lane) -> float | None:
    """The newest complete month's value; null where nothing is known."""
    known = [value for value, whole in zip(lane.values, lane.complete, strict=True) if whole]
    return known[-1] if known else None


def newest_month(lane: Lane) -> str:
    """The newest complete month that is known, in words; empty where there is none."""
    known = zip(lane.months, lane.values, lane.complete, strict=True)
    months = [month for month, value, whole in known if whole and value is not None]
    if not months:
        return ""
    return Month.parse(months[-1]).words if lane.covers == 1 else f"the {lane.covers} months to {Month.parse(months[-1]).words}"


def outside(lanes: Sequence[Lane]) -> tuple[Lane, ...]:
    """The lanes whose verdict is higher or lower than usual; for load, only in the direction that means more of it."""
    return tuple(lane for lane in lanes if lane.verdict in OUTSIDE and lane.heavy in ("", lane.verdict))


def standing(lanes: Sequence[Lane]) -> Standing:
    """`outside`, `usual`, or `unknown` where no lane can be judged: no source, or too few months. Unknown is never usual."""
    if outside(lanes):
        return "outside"
    return "usual" if any(lane.verdict in (USUAL, *OUTSIDE) for lane in lanes) else "unknown"


def phrases(lanes: Sequence[Lane]) -> str:
    """`rest days cancelled higher and kept on past tour lower`; beyond two, how many more."""
    return listing([f"{short(lane)} {lane.verdict.split()[0]}{_since(lane)}" for lane in lanes], 2)


def _since(lane: Lane) -> str:
    return f" since {Month.parse(lane.since).words}" if lane.since else ""


def short(lane: Lane) -> str:
    """The label in running text: `sickness`, of `Sickness, % of contracted hours`."""
    label = lane.label.split(",")[0]
    return f"{label[0].lower()}{label[1:]}"


def headline(record: Sequence[Lane], load: Sequence[Lane]) -> str:
    """The finding in a line."""
    return {
        ("usual", "usual"): "Nothing unusual: record and load are as they usually are.",
        ("usual", "outside"): "The record is usual. The load is not.",
        ("outside", "usual"): "The record is not usual. The load is.",
        ("outside", "outside"): "Neither record nor load is usual.",
        ("usual", "unknown"): "The record is usual. The load cannot be judged.",
        ("outside", "unknown"): "The record is not usual. The load cannot be judged.",
        ("unknown", "usual"): "The load is usual. The record cannot be judged.",
        ("unknown", "outside"): "The load is not usual. The record cannot be judged.",
        ("unknown", "unknown"): "Cannot tell: neither record nor load can be judged yet.",
    }[standing(record), standing(load)]


def across(name: str, record: Sequence[Lane], load: Sequence[Lane]) -> Sentence:
    """1: what the record says, then what the load says; always there."""
    head = record[0] if record else None
    known = head is not None and newest(head) is not None
    figure = ""
    if head is not None and known:
        usual = between(head.usual_lower, head.usual_upper, 1)
        figure = (
            f" ({head.label.split(',')[0].lower()} {number(newest(head), 1)} {head.unit} in {newest_month(head)}, usual {usual})"
        )
    told = {"usual": "is usual", "outside": f"is not usual: {phrases(outside(record))}", "unknown": "cannot be judged"}
    weighed = {
        "usual": "The load is usual too." if standing(record) == "usual" else "The load is usual.",
        "outside": f"The load is not usual: {phrases(outside(load))}.",
        "unknown": "The load cannot be judged: too few months."
        if load
        else "The load cannot be judged: no source of it is here.",
    }
    lead = f"Across {name} the record {told[standing(record)]}{figure}."
    return Sentence(lead=lead, rest=weighed[standing(load)], opens="explore")


def outside_places(kind: str, places: Sequence[PlaceSeries]) -> Sentence | None:
    """2: the places that are outside their own usual range; absent where there are none below."""
    judged = [place for place in places if standing(place.record) != "unknown"]
    if not judged:
        return None
    out = [place for place in judged if outside(place.record)]
    if not out:
        those = kind if len(judged) == len(places) else f"{kind} that can be judged"
        return Sentence(lead=f"None of the {len(judged)} {those} is outside its usual record.", rest="", opens="explore")
    told = listing([f"{place.name} ({phrases(outside(place.record))})" for place in out])
    verb = "is" if len(out) == 1 else "are"
    return Sentence(
        lead=f"{len(out)} of {len(places)} {kind} {verb} outside the usual record:",
        rest=f"{told}.",
        side="record",
        opens="explore",
        address=(("where", out[0].code),),
    )


def load_there(places: Sequence[PlaceSeries]) -> Sentence | None:
    """3: in the places of sentence 2, whether the load is outside too; absent where sentence 2 names none."""
    out = [place for place in places if outside(place.record)]
    if not out:
        return None
    loaded = [place for place in out if outside(place.load)]
    calm = [place for place in out if standing(place.load) == "usual"]
    unknown = [place for place in out if standing(place.load) == "unknown"]
    parts = []
    if loaded:
        parts.append(
            f"In {listing([f'{place.name} ({phrases(outside(place.load))})' for place in loaded])} the load is outside too."
        )
    if calm:
        parts.append(f"In {listing([place.name for place in calm])} the load is usual: nothing here accounts for it.")
    if unknown:
        parts.append(f"In {listing([place.name for place in unknown])} the load cannot be judged.")
    first = (loaded or calm or unknown)[0]
    return Sentence(lead=parts[0], rest=" ".join(parts[1:]), side="load", opens="explore", address=(("where", first.code),))


def owed(name: str, rest_days: float | None, officers: float | None, oldest_days: float | None) -> Sentence | None:
    """4: the rest days owed; absent where the roster does not say."""
    if not rest_days or not officers:
        return None
    age = f" The oldest is {number(oldest_days)} days old." if oldest_days else ""
    each = number(rest_days / officers, 1)
    return Sentence(
        lead=f"{name[:1].upper()}{name[1:]} owes {number(rest_days)} rest days,",
        rest=f"{each} for each officer in post, counting from when the data begin.{age}",
        side="load",
        opens="explore",
    )


def too_early(lanes: Sequence[Lane], incomplete: Sequence[str]) -> Sentence | None:
    """5: what cannot be said yet; absent where everything is complete."""
    waiting = [lane.label for lane in lanes if lane.verdict == TOO_EARLY]
    told = [*incomplete, *(f"{label} (too few months)" for label in waiting)]
    if not told:
        return None
    return Sentence(lead="Too early to say:", rest=f"{listing(told)}.", opens="data_methods")


def ask(name: str, places: Sequence[PlaceSeries], load: Sequence[Lane]) -> str:
    """The question to take into the meeting: about the place whose load stands highest above usual, else about the data."""
    for place in places:
        heavy = outside(place.load)
        if heavy:
            return f"{place.name}: {short(heavy[0])} is {heavy[0].verdict}. What was asked of these people, who decided it, and when does it end?"
    if outside(load):
        start = f"{name[0].upper()}{name[1:]}"
        return f"{start}: {phrases(outside(load))} than usual. Which decision made it so, and who can change it?"
    if standing(load) == "unknown":
        return f"The load in {name} cannot be judged yet: what is missing, and when will it be here?"
    return f"Nothing is outside the usual in {name}: which of these figures would you not believe, and why?"
