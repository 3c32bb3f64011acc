"""What the service hands to a page: frozen values that hold all a page draws, and nothing that its reader may not see."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from lib.pictures import AccountedFor, Lane, Lens, LoadFirst, Sentence, Strip, Timeline
from lib.question import Month


@dataclass(frozen=True)
class Status:
    """The state of the data, for the strip on every view."""

    generation: str
    name: str
    synthetic: bool
    data_as_of: date
    first: Month
    newest: Month
    words: str  # "data to 31 Oct 2026 · overtime incomplete from Sep 2026 · 98.4 % linked"


@dataclass(frozen=True)
class Step:
    """One node of the breadcrumb, and the places that stand beside it."""

    code: str
    name: str


@dataclass(frozen=True)
class MeasureRow:
    """One metric or load measure over 24 months: the newest complete month as text, its usual range and verdict in words."""

    id: str
    title: str
    side: str  # record | load
    now: str
    usual: str
    unit: str
    verdict: str
    lane: Lane
    numerator: str = ""  # the parts of `now`, for the table twin
    denominator: str = ""


@dataclass(frozen=True)
class PlaceRow:
    """One place in a list ordered by name: words and pictures, no rank."""

    code: str
    name: str
    words: str
    record: str  # "usual" or "higher: short spells"
    load: str
    record_lane: Lane
    load_lane: Lane


@dataclass(frozen=True)
class Brief:
    """The first screen."""

    headline: str
    sentences: tuple[Sentence, ...]
    record: tuple[MeasureRow, ...]
    load: tuple[MeasureRow, ...]
    places_title: str
    places: tuple[PlaceRow, ...]
    ask: str
    missing: tuple[str, ...]
    breaks: tuple[str, ...] = ()  # breaks of a definition and gaps of coverage in the months shown, with their month


@dataclass(frozen=True)
class Head:
    """What a place is: a line of facts."""

    code: str
    name: str
    kind: str  # force | group | command | unit
    path: tuple[Step, ...]
    facts: tuple[str, ...]  # "84 people", "79.6 FTE", "4 sergeants in post", ...
    peers: str = ""


@dataclass(frozen=True)
class PersonRow:
    """One person in a list: pseudonym, job and words. `record` and `load` are drawn as pictures; no number leaves the server."""

    person_id: str
    job: str
    readings: tuple[tuple[str, str], ...]  # (metric title, reading in words)
    record: Lane
    load: Lane


@dataclass(frozen=True)
class PeopleGroup:
    """People of one reading, ordered by pseudonym."""

    reading: str
    title: str
    count: int
    rows: tuple[PersonRow, ...]


@dataclass(frozen=True)
class PeopleList:
    """The people of a unit by reading of one metric, with what chance would show. Closed until opened."""

    metric_title: str
    groups: tuple[PeopleGroup, ...]
    chance: str


@dataclass(frozen=True)
class Place:
    """Force, command or unit: record and load in paired rows, one reading in words."""

    head: Head
    reading_title: str
    reading: tuple[Sentence, ...]
    accounts: tuple[AccountedFor, ...]
    record: tuple[MeasureRow, ...]
    load: tuple[MeasureRow, ...]
    events: tuple[tuple[str, str, str], ...]  # (name, first day, last day)
    strip: Strip | None
    children_title: str
    children: tuple[PlaceRow, ...]
    people: PeopleList | None
    ask: str
    missing: tuple[str, ...]


@dataclass(frozen=True)
class Looked:
    """One look at this person."""

    when: str
    who: str
    why: str


@dataclass(frozen=True)
class Explained:
    """Explain this number: label and text pairs, in the order in which the number is made."""

    metric: str
    title: str
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Person:
    """A person's page: pattern never without peers, exposure and load."""

    person_id: str
    path: tuple[Step, ...]
    job: str
    teams: tuple[str, ...]
    why: str
    reading_title: str
    reading: tuple[Sentence, ...]
    accounts: tuple[AccountedFor, ...]
    explained: tuple[Explained, ...]
    load_first: LoadFirst | None
    timeline: Timeline
    lenses: tuple[tuple[str, tuple[Lens, ...]], ...]  # (metric title, its lenses)
    what_else: tuple[tuple[str, str], ...]
    not_known: tuple[str, ...]
    looked: tuple[Looked, ...]


@dataclass(frozen=True)
class Methods:
    """Data & methods: what is covered, and how figures are made. Frames are ready to show; none holds a person."""

    status: Status
    coverage: pl.DataFrame  # view or metric, what it needs, present or what is missing
    metrics: tuple[object, ...]  # lib.metrics.Metric
    load_measures: tuple[object, ...]
    peers: tuple[object, ...]
    parameters: pl.DataFrame  # what the load model fitted
    power: pl.DataFrame  # what could be seen, by metric and size; whether z are what they are said to be
    proofs: pl.DataFrame
    limits: tuple[str, ...] = field(default=())
