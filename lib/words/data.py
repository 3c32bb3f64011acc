"""The state of the data in sentences: what adds up, what is late, what does not link, where a definition broke."""

from __future__ import annotations

from datetime import date

import polars as pl

from lib.pictures import BREAK, GAP, Sentence
from lib.question import Month
from lib.words.numbers import count, listing, number

BIAS = (
    "A row that cannot be tied to one person counts for nobody. So a unit whose rows do not link looks innocent: "
    "its absence, overtime and load come out too low. Read no comparison of units below without their link rate."
)
_KINDS = {"definition_break": BREAK, "coverage_gap": GAP}
_OUTCOMES = {"merged": "merged into one", "quarantined": "set aside", "kept": "kept as they are"}


def event_kind(kind: str) -> str:
    """A kind of data event as people say it."""
    return _KINDS.get(kind, kind.replace("_", " "))


def event_name(kind: str, source: str, field: str | None) -> str:
    """`definition break: sickness, hours lost`, as it stands on a chart."""
    about = f"{source.lower()}, {field.replace('_', ' ')}" if field else source.lower()
    return f"{event_kind(kind)}: {about}"


def rule(source: str, rule: str, outcome: str, rows_count: int) -> str:
    """What a rule across rows did, in a sentence."""
    rows = count(rows_count, "row", "rows")
    return f"{source.capitalize().replace('_', ' ')}: {rows} met the rule “{rule.replace('_', ' ')}” and were {_OUTCOMES.get(outcome, outcome)}."


NOT_LOADED, STALE, SETTLING, FRESH = "not loaded", "stale", "settling", "up to date"


def state(present: bool, complete_to: date | None, as_of: date, settles: int | None, silent: int | None) -> tuple[str, str]:
    """How fresh a source is, in a word, and why. `silent`: days without a new row, where that is too many."""
    if not present:
        return NOT_LOADED, ""
    if silent is not None:
        return STALE, f"Nothing new for {silent} days: ask for the next export."
    if complete_to is None:
        return SETTLING, "No month is complete yet."
    late = f"Rows arrive up to {settles} days late" if settles else "Nothing arrives late"
    if complete_to < as_of:
        return SETTLING, f"{late}, so {Month.of(complete_to).plus(1).words} and later may still change."
    return FRESH, f"{late}."


def adds_up(counts: pl.DataFrame) -> str:
    """`1,204 rows read = 1,190 accepted + 8 quarantined + 6 duplicates + 0 erased: adds up for every source.`"""
    sums = {name: int(counts[name].sum()) for name in ("read", "accepted", "quarantined", "duplicates", "erased")}
    wrong = counts.filter(pl.col("adds_up") != "yes")["source"].to_list()
    parts = " + ".join(f"{number(sums[name])} {name}" for name in ("accepted", "quarantined", "duplicates", "erased"))
    end = f"does not add up for {listing(wrong)}" if wrong else "adds up, for every source"
    return f"{number(sums['read'])} rows read = {parts}: {end}."


def sentences(
    counts: pl.DataFrame, fresh: pl.DataFrame, linked: pl.DataFrame, units: pl.DataFrame | None, events: pl.DataFrame
) -> tuple[Sentence, ...]:
    """The page in a few sentences, each absent where there is nothing to say."""
    told = [
        Sentence("Every row is accounted for:" if (counts["adds_up"] == "yes").all() else "Rows are missing:", adds_up(counts))
    ]
    stale = fresh.filter(pl.col("state") == STALE)["source"].to_list()
    late = fresh.filter(pl.col("state") == SETTLING)["source"].to_list()
    if stale:
        told.append(Sentence("Stale:", f"{listing([each.lower() for each in stale])} brought nothing new for too long."))
    if late:
        told.append(
            Sentence("Too early to say:", f"the last months of {listing([each.lower() for each in late])} are still settling.")
        )
    if linked.height:
        told.append(Sentence("Linked:", _linked(linked, units)))
    if events.height:
        names = [f"{row['what']} in {row['source'].lower()} ({Month.of(row['from_on']).words})" for row in events.to_dicts()]
        told.append(Sentence("Do not compare across:", f"{listing(names)}."))
    return tuple(told)


def _linked(linked: pl.DataFrame, units: pl.DataFrame | None) -> str:
    share = 100 * int(linked["linked_count"].sum()) / int(linked["rows_count"].sum())
    least = linked.row(0, named=True)
    text = f"{share:.1f} % of rows about people; least in {least['source'].lower()} ({least['linked_percent']:.1f} %)"
    if units is not None and units.height:
        row = units.row(0, named=True)
        text += f", and of units in {row['unit']} ({row['source'].lower()} {row['linked_percent']:.1f} %)"
    return f"{text}. What does not link counts for nobody."
