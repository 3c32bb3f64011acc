"""Why ours may differ: each cause with its figures, and what ours would be were it taken the other way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, replace

from lib.question import Month
from lib.tieout.group import KINDS, UNKNOWN, Group, Tally
from lib.tieout.published import BY_ID, HOURS_A_DAY, LONG_TERM_DAYS, STAFF_HOURS_A_DAY, Figure, working_days
from lib.words.numbers import count, number

_PLURAL = {"officer": "officers", "staff": "staff", "pcso": "PCSOs", "special": "specials"}
_TITLE = {"officer": "Officers", "staff": "Staff", "pcso": "PCSOs", "special": "Specials"}
_SICKNESS = ("working_days_lost", "sickness_share", "long_term_share", "short_spells")
_STOCKS = ("headcount", "fte")
_OVERTIME = ("overtime_hours", "overtime_pay")


@dataclass(frozen=True)
class Reason:
    """One cause. `instead`: what ours would be were it taken the other way; None where that cannot be computed."""

    title: str
    words: str
    instead: float | None = None


@dataclass(frozen=True)
class Case:
    """What a cause looks at."""

    figure: Figure
    kinds: frozenset[str]
    chosen: Group
    tally: Tally

    def made(self, group: Group) -> float | None:
        """The figure of another group over the same days."""
        return self.figure.formula(group, self.tally.days)


Cause = Callable[[Case], Iterator[Reason]]


def found(figure: Figure, kinds: Collection[str], chosen: Group, tally: Tally) -> list[Reason]:
    """Every cause that has something to say here; one that would leave ours as it is has not."""
    case = Case(figure, frozenset(kinds), chosen, tally)
    ours = case.made(chosen)
    return [reason for cause in CAUSES for reason in cause(case) if reason.instead is None or reason.instead != ours]


def _kinds(case: Case) -> Iterator[Reason]:
    """Officers, staff, PCSOs and specials are always apart: a total may hold others than were asked about."""
    for kind in KINDS:
        group = case.tally.of([kind])
        if group == Group():
            continue
        size = count(group.people, "person", "people")
        if kind in case.kinds and len(case.kinds) > 1:
            without = case.made(case.tally.of(case.kinds - {kind}))
            yield Reason(f"{_TITLE[kind]} left out", f"{size} of ours on the last day are {_PLURAL[kind]}.", without)
        elif kind not in case.kinds:
            yield Reason(
                f"{_TITLE[kind]} counted in", f"Ours leaves out {_PLURAL[kind]}: {size} on the last day.",
                case.made(case.chosen + group),
            )  # fmt: skip


def _heads_or_fte(case: Case) -> Iterator[Reason]:
    other = {"headcount": "fte", "fte": "headcount"}.get(case.figure.id)
    if other:
        value = BY_ID[other].formula(case.chosen, case.tally.days)
        words = f"Ours counts {number(case.chosen.people)} people, who hold {number(case.chosen.fte, 1)} FTE."
        yield Reason("Headcount against FTE", words, value)


def _away(case: Case) -> Iterator[Reason]:
    if case.figure.id == "headcount" and case.chosen.away_people:
        away = case.chosen.away_people
        yield Reason(
            "People away left out",
            f"{count(away, 'person was', 'people were')} away that day on what counts against nobody (maternity, career break, "
            "secondment, leave and others, one total here); many returns leave some of them out.",
            case.made(replace(case.chosen, people=case.chosen.people - away)),
        )


def _which_day(case: Case) -> Iterator[Reason]:
    if case.figure.id not in _STOCKS:
        return
    first = replace(case.chosen, people=case.chosen.first_people, fte=case.chosen.first_fte)
    yield Reason("The first day instead of the last", f"Ours stands for {case.tally.last:%-d %b %Y}.", case.made(first))
    days = case.tally.days
    mean = replace(case.chosen, people=case.chosen.in_post_days / days, fte=case.chosen.fte_days / days)
    yield Reason("The mean of the period", "Ours is a day's figure, not the mean of all days.", case.made(mean))


def _unlinked(case: Case) -> Iterator[Reason]:
    for source in case.figure.sources:
        rows = case.tally.not_linked.get(source, 0)
        if not rows:
            continue
        words = (
            f"{count(rows, 'row', 'rows')} of {source} in the period could not be tied to one person and count for nobody here."
        )
        unknown = case.tally.kinds.get(UNKNOWN, Group())
        instead = case.made(case.chosen + unknown) if case.tally.unknown_here and unknown != Group() else None
        if instead is not None and instead != case.made(case.chosen):
            yield Reason(
                f"Unlinked rows of {source}",
                f"{words} Did all of them belong here, ours would be the figure beside this.",
                instead,
            )
        else:
            yield Reason(f"Unlinked rows of {source}", words)


def _set_aside(case: Case) -> Iterator[Reason]:
    for source in case.figure.sources:
        rows, kept = case.tally.set_aside.get(source, 0), case.tally.accepted.get(source, 0)
        if not rows:
            continue
        share = 100 * rows / (rows + kept)
        words = (
            f"{count(rows, 'row', 'rows')} of {source} ({number(share, 2)} % of all months and places) were set aside at load; mended, "
            "they come in with the next load."
        )
        ours = case.made(case.chosen)
        scaled = case.figure.id in (*_OVERTIME, "leavers", "allegations", "headcount", "fte") or source == "sickness"
        scaled = scaled and case.figure.id != "long_term_share"
        instead = ours * (1 + rows / kept) if ours is not None and kept and scaled else None
        yield Reason(
            f"Rows of {source} set aside", f"{words} If they were like the rest, ours would move in proportion.", instead
        )


def _open_spells(case: Case) -> Iterator[Reason]:
    group = case.chosen
    if case.figure.id not in _SICKNESS or not group.open_spells:
        return
    words = f"{count(group.open_spells, 'spell was', 'spells were')} open at the end, with {number(group.open_days)} days in the period"
    closed_days = group.spell_days - group.open_days
    if case.figure.id in ("working_days_lost", "sickness_share") and closed_days:
        more = group.open_days * group.lost_hours / closed_days
        words += f". Hours come with the end: at the mean of closed spells they would bring {number(more)} h more."
        yield Reason("Open spells", words, case.made(replace(group, lost_hours=group.lost_hours + more)))
    elif case.figure.id == "short_spells":
        words += "; how long they last is not known, so none is counted as short yet."
        yield Reason("Open spells", words, case.made(replace(group, short_spells=group.short_spells + group.open_spells)))
    else:
        kept = replace(group, spell_days=closed_days, long_days=max(group.long_days - group.open_days, 0.0))
        yield Reason("Open spells", f"{words}; ours counts their days up to the period's end.", case.made(kept))


def _counts_against_nobody(case: Case) -> Iterator[Reason]:
    group = case.chosen
    title = "Absence that counts against nobody left out"
    if case.figure.id in ("working_days_lost", "sickness_share") and group.uncounted_lost_hours:
        words = f"{number(group.uncounted_lost_hours)} of {number(group.lost_hours)} h are of spells that count against nobody; ours holds them."
        less = replace(group, lost_hours=group.lost_hours - group.uncounted_lost_hours)
        yield Reason(title, words, case.made(less))
    if case.figure.id == "short_spells" and group.uncounted_short_spells:
        words = f"{number(group.uncounted_short_spells)} of {number(group.short_spells)} spells count against nobody; ours holds them."
        less = replace(group, short_spells=group.short_spells - group.uncounted_short_spells)
        yield Reason(title, words, case.made(less))


def _hours_a_day(case: Case) -> Iterator[Reason]:
    if case.figure.id == "working_days_lost":
        words = f"Ours makes {HOURS_A_DAY:g} hours a working day; HR systems with a 37-hour week use {STAFF_HOURS_A_DAY:g}."
        yield Reason("Hours in a working day", words, working_days(STAFF_HOURS_A_DAY)(case.chosen, case.tally.days))
        if case.tally.days < 360:
            ours = case.made(case.chosen)
            yearly = None if ours is None else ours * 365.25 / case.tally.days
            yield Reason(
                "Scaled to a year", f"Ours holds {case.tally.days} days as they are; a rolling figure may be a year's.", yearly
            )
    if case.figure.id in ("working_days_lost", "short_spells") and case.chosen.in_post_days:
        per_head = case.figure.id == "working_days_lost"
        other = replace(case.chosen, fte_days=case.chosen.in_post_days) if per_head else replace(
            case.chosen, in_post_days=case.chosen.fte_days)  # fmt: skip
        told = "person instead of per FTE" if per_head else "FTE instead of per person"
        yield Reason(f"Per {told}", "Part-time people make the difference.", case.made(other))


def _definition(case: Case) -> Iterator[Reason]:
    if case.figure.id in ("long_term_share", "short_spells"):
        words = f"Long-term is more than {LONG_TERM_DAYS} calendar days here; some returns count 28 days, or working days, or from the 8th."
        yield Reason("What is long-term", words)
    if case.figure.id == "leavers":
        words = "Ours is by the leaving day in HR; a return may count the last day paid, or transfers to other forces apart."
        yield Reason("Which day somebody left", words)


def _claims(case: Case) -> Iterator[Reason]:
    group = case.chosen
    if case.figure.id not in _OVERTIME:
        return
    if group.crossing_claims:
        words = f"{count(group.crossing_claims, 'claim line crosses', 'claim lines cross')} the period's ends and belong to no figure of it."
        more = replace(
            group,
            overtime_hours=group.overtime_hours + group.crossing_hours,
            overtime_pay=group.overtime_pay + group.crossing_pay,
        )
        yield Reason("Claims across the period's ends", words, case.made(more))
    blank, what = (
        (group.claims_without_hours, "hours") if case.figure.id == "overtime_hours" else (group.claims_without_pay, "pay")
    )
    if blank:
        known = group.claims - blank
        words = f"{number(blank)} of {number(group.claims)} claim lines hold no {what}. At the mean of the rest ours would move in proportion."
        ours = case.made(group)
        yield Reason(f"Claims without {what}", words, ours * group.claims / known if ours is not None and known else None)
    words = "Ours stands in the month worked; payroll often counts the month paid, up to two months later."
    yield Reason("Month worked against month paid", words)


def _allegations(case: Case) -> Iterator[Reason]:
    if case.figure.id != "allegations":
        return
    group, unknown = case.chosen, case.tally.kinds.get(UNKNOWN, Group())
    if unknown.allegations:
        inside = set(case.kinds) == set(KINDS)
        words = f"{count(unknown.allegations, 'allegation names', 'allegations name')} nobody who is known here; ours {'holds' if inside else 'leaves'} them{'' if inside else ' out'}."
        other = group.allegations - unknown.allegations if inside else group.allegations + unknown.allegations
        yield Reason("Nobody identified", words, other)
    if group.cases and group.cases != group.allegations:
        words = f"Ours counts allegations: {number(group.allegations)} in {count(group.cases, 'case', 'cases')}."
        yield Reason("Cases against allegations", words, group.cases)
    if group.complaints and group.complaints != group.allegations:
        words = f"{number(group.complaints)} of {number(group.allegations)} are complaints by the public, the rest internal conduct matters."
        yield Reason("Complaints alone", words, group.complaints)


def _incomplete(case: Case) -> Iterator[Reason]:
    for source in case.figure.sources:
        to = case.tally.complete_to.get(source)
        if to is None or to < case.tally.last:
            until = f"complete to {to:%-d %b %Y}" if to else "complete for no month"
            words = (
                f"{source.capitalize()} is {until}; the period ends in {Month.of(case.tally.last).words}, so ours may still rise."
            )
            yield Reason("Months not complete yet", words)


def _events(case: Case) -> Iterator[Reason]:
    for source, sentence in case.tally.events:
        if source in case.figure.sources:
            yield Reason("A break or a gap in the period", sentence)


CAUSES: tuple[Cause, ...] = (
    _kinds, _heads_or_fte, _away, _which_day, _unlinked, _set_aside, _open_spells, _counts_against_nobody, _hours_a_day,
    _definition, _claims, _allegations, _incomplete, _events,
)  # fmt: skip
"""In the order in which they are said where none gives a figure."""
