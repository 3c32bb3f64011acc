"""The warehouse's tables: the truth about every generation. Facts follow the declared sources; the rest is written here once.

In a fact table `payroll_number` has become `person_id` (the pseudonym; null where the row did not link), a classified field
has become `counted` (and, for absence, `unauthorised`), identity fields are absent and protected ones stand in `people_protected`.
Days are included on both ends; months are the first day of the month. Every figure is 64-bit.
"""

from __future__ import annotations

import sqlalchemy as sa

from lib.sources import BY_ID, Field, Source

METADATA = sa.MetaData()

_TYPES: dict[str, type[sa.types.TypeEngine]] = {
    "id": sa.String,
    "text": sa.String,
    "day": sa.Date,
    "stamp": sa.DateTime,  # naive, UTC
    "h": sa.Double,
    "n": sa.BigInteger,
    "b": sa.Boolean,
    "money": sa.Double,
    "fraction": sa.Double,
}
_UNIT_SUFFIX = {"h": "_hours", "n": "_count", "money": ""}
SCHEMA_VERSION = 2
DATED_BY = {  # the column that dates a row of a source; people and units are a state
    "people": "joined_on",
    "postings": "from_on",
    "units": "valid_from_on",
    "duties": "planned_from_at",
    "sickness": "from_on",
    "absence": "from_on",
    "overtime": "from_on",
    "demand": "on",
    "conduct": "received_on",
    "limited_duties": "from_on",
    "events": "from_on",
}


def column_name(field: Field) -> str:
    """The warehouse's name of a canonical field: `person_id` for a payroll number, units as suffixes."""
    if field.name == "payroll_number":
        return "person_id"
    if field.column:
        return field.column
    suffix = _UNIT_SUFFIX.get(field.type, "")
    return field.name if field.name.endswith(("_hours", "_days", "_count")) else f"{field.name}{suffix}"


def _fact_columns(source: Source) -> list[sa.Column[object]]:
    columns = [sa.Column(column_name(field), _TYPES[field.type]) for field in source.fields if field.place == "fact"]
    columns += [sa.Column(name, kind) for name, kind in ADDED_FACTS.get(source.id, ())]
    return columns


ADDED_FACTS: dict[str, tuple[tuple[str, type[sa.types.TypeEngine]], ...]] = {
    "postings": (("rank_band", sa.String), ("by_period", sa.Boolean)),  # true: stated for from..to as a whole, not for each day
    "sickness": (("counted", sa.Boolean),),
    "absence": (("counted", sa.Boolean), ("unauthorised", sa.Boolean)),
}

FACTS: dict[str, sa.Table] = {source.id: sa.Table(source.id, METADATA, *_fact_columns(source)) for source in BY_ID.values()}

people_protected = sa.Table(
    "people_protected",
    METADATA,
    sa.Column("person_id", sa.String),
    *[sa.Column(field.name, _TYPES[field.type]) for field in BY_ID["people"].fields if field.place == "protected"],
)

generation = sa.Table(  # one row
    "generation",
    METADATA,
    sa.Column("generation", sa.String),
    sa.Column("loaded_at", sa.DateTime),
    sa.Column("data_as_of", sa.Date),
    sa.Column("first_day_on", sa.Date),  # first day of the first month with data in the required sources
    sa.Column("synthetic", sa.Boolean),
    sa.Column("name", sa.String),
    sa.Column("unit_level", sa.String),
    sa.Column("command_level", sa.String),
    sa.Column("profile", sa.String),  # SHA-256 of the profile
    sa.Column("schema_version", sa.BigInteger),
)
_COUNTS = ("read", "accepted", "quarantined", "duplicates", "erased", "linked", "unlinked", "skipped")
source_counts = sa.Table(
    "source_counts", METADATA, sa.Column("source", sa.String), *[sa.Column(each, sa.BigInteger) for each in _COUNTS]
)
file_counts = sa.Table(
    "file_counts", METADATA, sa.Column("file", sa.String), *[sa.Column(each, sa.BigInteger) for each in _COUNTS]
)
source_status = sa.Table(  # one row for each declared source, present or not
    "source_status",
    METADATA,
    sa.Column("source", sa.String),
    sa.Column("present", sa.Boolean),
    sa.Column("required", sa.Boolean),
    sa.Column("first_on", sa.Date),
    sa.Column("last_on", sa.Date),
    sa.Column("settles_days", sa.BigInteger),
    sa.Column("complete_to_on", sa.Date),  # last day of the last complete month
)
link_rates = sa.Table(  # source x unit-level unit x month; unit null where the row names none
    "link_rates",
    METADATA,
    sa.Column("source", sa.String),
    sa.Column("unit", sa.String),
    sa.Column("month", sa.Date),
    sa.Column("rows_count", sa.BigInteger),
    sa.Column("linked_count", sa.BigInteger),
)
link_rules = sa.Table(  # source x rule that linked its rows; the rule is null where rows did not link
    "link_rules",
    METADATA,
    sa.Column("source", sa.String),
    sa.Column("rule", sa.String),  # lib.linking.LINK_RULES
    sa.Column("certainty", sa.String),  # exact, normalised, name or accepted; null where rows did not link
    sa.Column("rows_count", sa.BigInteger),
)
quarantine = sa.Table(  # one row for each quarantined record
    "quarantine",
    METADATA,
    sa.Column("source", sa.String),
    sa.Column("file", sa.String),
    sa.Column("row", sa.BigInteger),
    sa.Column("field", sa.String),
    sa.Column("code", sa.String),  # lib.checking.reasons.Reason
    sa.Column("reason", sa.String),  # the code's sentence
    sa.Column("fix", sa.String),
    sa.Column("raw", sa.String),  # JSON of the declared fields, numbers of known people and what is sensitive withheld
)
file_digests = sa.Table(  # one row a file that was read
    "file_digests",
    METADATA,
    sa.Column("file", sa.String),
    sa.Column("sha256", sa.String),  # of its bytes as stored
)
dropped_columns = sa.Table(  # one row a column of a file that the profile does not declare: dropped, never stored
    "dropped_columns",
    METADATA,
    sa.Column("file", sa.String),
    sa.Column("column_name", sa.String),
)
row_rules = sa.Table(  # one row a rule across rows that met any, and what it did with them
    "row_rules",
    METADATA,
    sa.Column("source", sa.String),
    sa.Column("rule", sa.String),
    sa.Column("outcome", sa.String),  # merged | quarantined | kept
    sa.Column("rows_count", sa.BigInteger),
)
data_events = sa.Table(  # one row a break of a definition or a gap of coverage that the load found
    "data_events",
    METADATA,
    sa.Column("kind", sa.String),  # definition_break | coverage_gap
    sa.Column("source", sa.String),
    sa.Column("field", sa.String),  # null: the whole source
    sa.Column("unit", sa.String),  # unit-level node; null: the force
    sa.Column("from_on", sa.Date),
    sa.Column("to_on", sa.Date),  # null: one day
    sa.Column("detail", sa.String),  # a sentence with figures
)
chances = sa.Table(  # one row a metric of people, last complete 12 months, first peer rule: what simulated forces show
    "chances",
    METADATA,
    sa.Column("metric", sa.String),
    sa.Column("as_of", sa.Date),  # last day of the window
    sa.Column("peers", sa.String),
    sa.Column("observed", sa.BigInteger),  # people who stand out
    sa.Column("expected", sa.Double),  # sum of everybody's own probability of it
    sa.Column("real", sa.Double),  # mean probability over the list that the ratio to usual is above 1.5; null: an empty list
    *[
        sa.Column(f"{null}_{part}", sa.Double)
        for null in ("nobody_differs", "usual_spread")
        for part in ("median", "lower", "upper")
    ],
    sa.Column("p_value", sa.Double),
    sa.Column("frailty", sa.String),  # gamma | lognormal; null with the seven before it: not simulated
)
unit_places = sa.Table(  # one row for each node of the tree as it is now
    "unit_places",
    METADATA,
    sa.Column("node", sa.String),
    sa.Column("name", sa.String),
    sa.Column("kind", sa.String),
    sa.Column("parent", sa.String),
    sa.Column("unit", sa.String),  # its unit-level node; null above that level
    sa.Column("command", sa.String),  # its command-level node; null above that level
    sa.Column("path", sa.String),  # codes from the force down to itself, joined by /
)

_COHORT = [
    ("kind", sa.String),
    ("rank_band", sa.String),
    ("function", sa.String),
    ("shift_pattern", sa.String),
    ("fte", sa.Double),
]
_PERSON_EVENTS = [  # sums over days; whole numbers unless the name says hours
    ("in_post_days", sa.BigInteger),
    ("at_risk_days", sa.BigInteger),  # in post, not already in a spell, not away for a reason that is not counted
    ("uncounted_days", sa.BigInteger),
    ("fte_days", sa.Double),
    ("contracted_hours", sa.Double),  # the person's own weekly hours / 7 for each day in post
    ("rostered_duties_count", sa.BigInteger),
    ("sickness_spells_count", sa.BigInteger),  # counted, closed, 28 calendar days or fewer, on the first day
    ("sickness_lost_hours", sa.Double),
    ("unauthorised_absences_count", sa.BigInteger),
    ("rest_days_cancelled_count", sa.BigInteger),
    ("short_rests_count", sa.BigInteger),  # rests under 11 h before the duty of that day
    ("long_runs_count", sa.BigInteger),  # duties that are the 7th or later of consecutive duties
    ("kept_on_count", sa.BigInteger),
    ("nights_count", sa.BigInteger),
    ("worked_hours", sa.Double),
]


def _columns(declared: list[tuple[str, type[sa.types.TypeEngine]]]) -> list[sa.Column[object]]:
    return [sa.Column(name, kind) for name, kind in declared]


person_days = sa.Table(  # one row for each person and day in post
    "person_days",
    METADATA,
    sa.Column("person_id", sa.String),
    sa.Column("day", sa.Date),
    sa.Column("month", sa.Date),
    sa.Column("node", sa.String),  # the node posted to (a team, say)
    sa.Column("unit", sa.String),  # its unit-level node
    *_columns(_COHORT),
    *_columns(_PERSON_EVENTS),
)
person_months = sa.Table(  # one row for each person, month, node and cohort: a cell
    "person_months",
    METADATA,
    sa.Column("person_id", sa.String),
    sa.Column("month", sa.Date),
    sa.Column("node", sa.String),
    sa.Column("unit", sa.String),
    *_columns(_COHORT),
    sa.Column("first_on", sa.Date),  # first and last day of the cell
    sa.Column("last_on", sa.Date),
    *_columns(_PERSON_EVENTS),
)
_UNIT_FIGURES = [
    ("days_count", sa.BigInteger),  # days of the month the unit existed in
    ("establishment_fte_days", sa.Double),
    ("demand_days_count", sa.BigInteger),  # days with a demand row
    ("incidents_count", sa.BigInteger),
    ("immediate_count", sa.BigInteger),
    ("crimes_allocated_count", sa.BigInteger),
    ("open_investigations_count", sa.BigInteger),  # sum over days: an average is this / demand_days
    ("arrests_count", sa.BigInteger),
    ("on_duty_count", sa.BigInteger),
    ("minimum_count", sa.BigInteger),
    ("under_strength_count", sa.BigInteger),  # duties missing below the minimum, summed over days
    ("committed_hours", sa.Double),
    ("in_post_fte_days", sa.Double),
    ("in_post_officer_days", sa.BigInteger),
    ("sergeant_days", sa.BigInteger),
    ("under_two_years_days", sa.BigInteger),
    ("limited_officer_days", sa.BigInteger),  # officers on limited duties of any kind
    ("deployable_officer_days", sa.BigInteger),  # officers in post and not on limited duties
    ("investigator_fte_days", sa.Double),  # FTE in post on days with a count of open investigations
    ("rest_days_owed_days", sa.BigInteger),  # balance summed over people and days: an average is this / in_post_officer_days
    ("rest_days_oldest_days", sa.BigInteger),  # age of the oldest rest day owed at the month's end
    ("overtime_hours", sa.Double),
    ("overtime_pay", sa.Double),
]
unit_months = sa.Table(  # one row for each unit-level unit and month
    "unit_months",
    METADATA,
    sa.Column("unit", sa.String),
    sa.Column("month", sa.Date),
    *_columns(_UNIT_FIGURES),
)
unit_periods = sa.Table(  # one row a source, unit-level unit and period over a month that its facts are stated for as a whole
    "unit_periods",
    METADATA,
    sa.Column("source", sa.String),  # overtime or postings
    sa.Column("unit", sa.String),
    sa.Column("from_on", sa.Date),
    sa.Column("to_on", sa.Date),
    sa.Column("rows_count", sa.BigInteger),
    sa.Column("overtime_hours", sa.Double),  # sums, null where none says; of overtime alone
    sa.Column("overtime_pay", sa.Double),
)
conduct_months = sa.Table(  # allegations received; unit null where nobody is identified
    "conduct_months",
    METADATA,
    sa.Column("unit", sa.String),
    sa.Column("month", sa.Date),
    sa.Column("kind", sa.String),
    sa.Column("allegations_count", sa.BigInteger),
)
reason_groups = sa.Table(  # totals of 10 or more, no person key
    "reason_groups",
    METADATA,
    sa.Column("unit", sa.String),
    sa.Column("quarter", sa.Date),
    sa.Column("reason_group", sa.String),
    sa.Column("spells_count", sa.BigInteger),
)
UNIT_FIGURES = tuple(name for name, _ in _UNIT_FIGURES)
PERSON_EVENTS = tuple(name for name, _ in _PERSON_EVENTS)
COHORT_COLUMNS = tuple(name for name, _ in _COHORT)
