"""Force, command or unit: record and load in paired rows, one reading in words."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lib import metrics, queries, store
from lib.grant import Grant
from lib.pictures import Sentence
from lib.question import Question, Window
from lib.service import accounts, asked, brief, holding, lanes, listing, periods, quality, rights, strips
from lib.service.holding import Held
from lib.service.values import Head, MeasureRow, Place, Step
from lib.words import brief as words
from lib.words.numbers import count, number


def place(grant: Grant, question: Question) -> Place:
    """One place. Raises NotAllowed, Refused (month), NoGeneration. A list of people in it is an audited look."""
    held = holding.current()
    code = rights.require_place(held, grant, question.where)
    window = held.window(question)
    record, load = lanes.record_rows(held, grant, code, window.as_of), lanes.load_rows(held, grant, code, window.as_of)
    below = brief.series_below(held, grant, code, window.as_of)
    level = rights.level_of(held, code)
    name = brief.told_name(held, code)
    told = accounts.of_place(held, grant, code, level, window, question)
    return Place(
        head=head(held, grant, code, window),
        reading_title=words.headline([row.lane for row in record], [row.lane for row in load]),
        reading=(*_reading(name, record, load, told), *_whole_only(held, code, window, record)),
        accounts=told,
        record=record,
        load=load,
        events=events(held, grant, question),
        strip=strips.strip(held, grant, code, window, asked.metric(question), asked.rule(question)),
        children_title=brief.kinds_below(held, code).capitalize(),
        children=tuple(brief.place_row(each) for each in below),
        people=listing.people(held, grant, code, window, question) if level == "unit" else None,
        ask=words.ask(name, below, [row.lane for row in load]),
        missing=brief.missing(held),
    )


def breadcrumb(held: Held, grant: Grant, code: str) -> tuple[Step, ...]:
    """The way down to a place, over the nodes that this grant may see."""
    return tuple(
        Step(node, held.nodes[node]["name"]) for node in rights.path_of(held, code) if rights.may_see_place(held, grant, node)
    )


def head(held: Held, grant: Grant, code: str, window: Window) -> Head:
    """A line of facts: people, FTE, sergeants in post, share under two years. What is not known is left out."""
    node = held.nodes[code]
    return Head(
        code=code,
        name=node["name"],
        kind=rights.level_of(held, code),
        path=breadcrumb(held, grant, code),
        facts=_facts(held, code, window),
        peers=f"{number(len(held.under(code)))} units" if rights.level_of(held, code) != "unit" else "",
    )


def _facts(held: Held, code: str, window: Window) -> tuple[str, ...]:
    units, first = held.under(code), window.as_of.first_day
    month, heads = Window(window.as_of, 1), metrics.BY_ID["people_in_post"]
    if periods.cut(held.unit_periods, heads, month) & set(units):  # a list of a year says who was on it, not who was there
        listed = count(brief.people_in(held, code, window.as_of), "person", "people")
        return (f"{listed} on the list", periods.told(held.unit_periods, heads, month).split(":")[0])
    days = window.as_of.last_day.day
    fte = float(held.cells.filter((pl.col("month") == first) & pl.col("unit").is_in(units))["fte_days"].sum()) / days
    months = held.unit_months.filter((pl.col("month") == first) & pl.col("unit").is_in(units))
    officers = float(months["in_post_officer_days"].sum())
    facts = [count(brief.people_in(held, code, window.as_of), "person", "people"), f"{number(fte, 1)} FTE"]
    establishment = float(months["establishment_fte_days"].sum()) / days
    if establishment:
        facts.append(f"{number(establishment, 0)} posts")
    if months["sergeant_days"].sum():
        facts.append(f"{count(round(months['sergeant_days'].sum() / days), 'sergeant', 'sergeants')} in post")
    if officers and months["under_two_years_days"].is_not_null().any():
        facts.append(f"{number(100 * float(months['under_two_years_days'].sum()) / officers)} % under two years")
    return tuple(facts)


def _reading(
    name: str, record: tuple[MeasureRow, ...], load: tuple[MeasureRow, ...], told: tuple[accounts.AccountedFor, ...]
) -> tuple[Sentence, ...]:
    sentences = [words.across(name, [row.lane for row in record], [row.lane for row in load])]
    sentences += [Sentence(lead=f"{account.title}:", rest=account.sentence) for account in told]
    return tuple(sentences)


def _whole_only(held: Held, code: str, window: Window, record: tuple[MeasureRow, ...]) -> tuple[Sentence, ...]:
    """What the window shows nothing of, because only a longer period is known, and which window would show it."""
    sentences: list[Sentence] = []
    for row in record:
        why = periods.told(held.periods_of(metrics.BY_ID[row.id], code), metrics.BY_ID[row.id], window)
        if why:
            sentences.append(Sentence(lead=f"{metrics.BY_ID[row.id].title}:", rest=f"{why}."))
    return tuple(sentences)


def events(held: Held, grant: Grant, question: Question) -> tuple[tuple[str, str, str], ...]:
    """Events of the last 24 months that concern the place or the whole force, and breaks and gaps of its data: name, first and
    last day, in time.
    """
    dated = replace(question, as_of=held.window(question).as_of)
    rows = store.read(queries.events_of(grant, dated, lanes.MONTHS_SHOWN), held.lease)
    told = [(row["name"], row["from_on"].isoformat(), row["to_on"].isoformat()) for row in rows.iter_rows(named=True)]
    told += quality.breaks(held, grant, rights.path_of(held, rights.place_code(held, grant, question.where)))
    return tuple(sorted(told, key=lambda event: (event[1], event[0])))
