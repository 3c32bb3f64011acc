"""A person's page: the pattern never without peers, exposure and load, and never without a trace of who looked."""

from __future__ import annotations

from dataclasses import replace

import polars as pl

from lib import audit
from lib.errors import NotAllowed
from lib.grant import Grant
from lib.pictures import AccountedFor, Sentence
from lib.question import Question, Window
from lib.service import accounts, circumstances, explaining, holding, lenses, listing, places, rights, timelines
from lib.service.holding import Held, between
from lib.service.values import Looked, Person
from lib.words import readings, what_else


def person(grant: Grant, question: Question, why: str = "unit review") -> Person:
    """One person. The audit row is committed before anything is returned; NotAllowed alike for unknown and forbidden."""
    held = holding.current()
    window = held.window(question)
    person_id = require_person(held, grant, question, window)
    dated = replace(question, as_of=window.as_of)
    cells = between(held.cells, window).filter(pl.col("person_id") == person_id).sort("last_on")
    last = cells.row(-1, named=True)
    audit.look(grant, "person", [person_id], held.lease.generation, 1, purpose=why)
    told = accounts.of_person(held, person_id, window, dated)
    timeline = timelines.timeline(held, grant, dated, person_id, last["unit"])
    return Person(
        person_id=person_id,
        path=places.breadcrumb(held, grant, last["unit"]),
        job=listing.job_words(last),
        teams=timelines.team_words(timeline),
        why=why,
        reading_title=_title(told),
        reading=tuple(Sentence(f"{account.title}:", account.sentence) for account in told),
        accounts=told,
        explained=explaining.explained(held, person_id, window, dated),
        load_first=circumstances.load_first(held, grant, dated, person_id),
        timeline=timeline,
        lenses=lenses.lenses(held, person_id, window, dated),
        what_else=what_else.accounts(circumstances.circumstances(held, cells, window, dated, timeline)),
        not_known=what_else.NOT_KNOWN,
        looked=looked(person_id),
    )


def require_person(held: Held, grant: Grant, question: Question, window: Window) -> str:
    """The pseudonym asked for. Raises NotAllowed, after recording the refusal, for unknown, out of scope, or oneself."""
    person_id = question.person or ""
    rights.require_data(held, grant)
    unit = _unit_of(held, person_id, window)
    if not rights.may_see_person(held, grant, person_id, unit):
        audit.record("refusal", grant, view="person", subjects=[], generation=held.lease.generation, result="refused")
        raise NotAllowed
    return person_id


def _unit_of(held: Held, person_id: str, window: Window) -> str | None:
    """The unit of the last cell in the window; None for somebody who was not in post in it."""
    cells = between(held.cells, window).filter(pl.col("person_id") == person_id)
    return cells.sort("last_on")["unit"][-1] if cells.height else None


def _title(told: tuple[AccountedFor, ...]) -> str:
    """`In line with load: short sickness spells. Ordinary: unauthorised absence.`"""
    by_reading = {reading: [each.title.lower() for each in told if each.reading == reading] for reading in readings.ORDER}
    parts = [f"{readings.in_words(reading)}: {' and '.join(titles)}" for reading, titles in by_reading.items() if titles]
    return ". ".join(parts) if parts else "There is nothing to compare for this person"


def looked(person_id: str) -> tuple[Looked, ...]:
    """Who looked at this person, the newest first."""
    return tuple(Looked(f"{look.at:%-d %b %Y %H:%M}", look.who, look.why) for look in audit.looks_at(person_id, most=10))
