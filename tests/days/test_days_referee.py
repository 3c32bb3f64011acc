"""A slow second reading of the same rules in plain Python, on small forces that Hypothesis makes up."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from days_tables import TREE, span, table, tables
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

FIRST, LAST = date(2026, 3, 1), date(2026, 4, 30)
LONDON = ZoneInfo("Europe/London")
FIGURES = (
    "at_risk_days", "uncounted_days", "rostered_duties_count", "sickness_spells_count", "sickness_lost_hours",
    "unauthorised_absences_count", "rest_days_cancelled_count", "short_rests_count", "long_runs_count", "kept_on_count",
    "nights_count", "worked_hours", "fte_days", "contracted_hours",
)  # fmt: skip
ORDER = {"substantive": 0, "secondment": 1, "attachment": 2, "temporary": 3, "acting": 4}
UNIT = {"T": "U", "U": "U", "V": "V", "C": None}

near = st.dates(date(2026, 1, 20), date(2026, 5, 10))
people = st.sampled_from(["P", "Q", None])


def until(most: int):
    """A number of days after the first, or open."""
    return st.one_of(st.none(), st.integers(0, most))


@st.composite
def forces(draw) -> dict[str, list[dict]]:
    def rows(most: int, **fields) -> list[dict]:
        return draw(st.lists(st.fixed_dictionaries(fields), min_size=1, max_size=most))

    def interval(row: dict) -> dict:
        length = row.pop("length")
        return row | {"to_on": None if length is None else row["from_on"] + timedelta(days=length)}

    def one_a_key(found: list[dict], *key: str) -> list[dict]:
        return list({tuple(row[name] for name in key): row for row in found}.values())

    hired = [
        {"person_id": each, "kind": "officer", "joined_on": draw(st.one_of(st.none(), near)),
         "left_on": draw(st.one_of(st.none(), near)), "contracted_hours": draw(st.sampled_from([40.0, 21.0]))}
        for each in ("P", "Q")
    ]  # fmt: skip
    posted = rows(5, person_id=people, unit=st.sampled_from(sorted(UNIT)), from_on=near, length=until(60),
                  kind=st.sampled_from([*ORDER, None]), fte=st.sampled_from([1.0, 0.5, None]))  # fmt: skip
    spells = rows(6, person_id=people, from_on=near, length=until(32), counted=st.sampled_from([True, True, False, None]),
                  lost_hours=st.sampled_from([8.0, 30.0, None]))  # fmt: skip
    away = rows(4, person_id=people, from_on=near, length=until(5), counted=st.booleans(), unauthorised=st.booleans())
    begins = st.datetimes(datetime(2026, 3, 18), datetime(2026, 4, 5)).map(lambda at: at.replace(second=0, microsecond=0))
    worked = rows(24, person_id=people, planned_from_at=begins, length=st.integers(60, 900), late=st.one_of(st.none(), st.integers(-60, 90)),
                  state=st.sampled_from(["worked", "worked", "worked", "sick", "rest_day", "leave", "rest_day_returned", None]),
                  rest_day_cancelled=st.sampled_from([False, False, True]))  # fmt: skip
    for row in worked:
        row["planned_to_at"] = row["planned_from_at"] + timedelta(minutes=row.pop("length"))
        late = row.pop("late")
        row["worked_from_at"] = row["planned_from_at"] if late is not None else None
        row["worked_to_at"] = row["planned_to_at"] + timedelta(minutes=late) if late is not None else None
    return {
        "people": hired,
        "postings": one_a_key([interval(row) for row in posted], "person_id", "from_on", "kind"),
        "sickness": one_a_key([interval(row) for row in spells], "person_id", "from_on"),
        "absence": [interval(row) for row in away],
        "duties": one_a_key(worked, "person_id", "planned_from_at"),
        "units": TREE,
        "demand": [{"unit": "U", "on": LAST}],  # so that the last month is spoken of
    }


def covers(row: dict, on: date) -> bool:
    return row["from_on"] <= on and (row["to_on"] is None or on <= row["to_on"])


def own(force: dict, source: str, person: str) -> list[dict]:
    return [row for row in force[source] if row["person_id"] == person]


def posting_on(force: dict, person: dict, on: date) -> dict | None:
    if (person["joined_on"] and on < person["joined_on"]) or (person["left_on"] and on > person["left_on"]):
        return None
    held = [row for row in own(force, "postings", person["person_id"]) if covers(row, on)]
    return max(held, key=lambda row: (row["from_on"], ORDER[row["kind"] or "substantive"], row["unit"]), default=None)


def is_short(spell: dict) -> bool:
    return spell["counted"] is not False and spell["to_on"] is not None and (spell["to_on"] - spell["from_on"]).days < 28


def absent(force: dict, person: str, on: date) -> dict:
    spells, away = own(force, "sickness", person), [row for row in own(force, "absence", person) if covers(row, on)]
    here = [row for row in spells if covers(row, on)]
    in_spell = any(not (is_short(row) and row["from_on"] == on) for row in here)
    earlier = any(row["from_on"] < on and covers(row, on) for row in spells)
    uncounted = any(row["counted"] is False for row in away)
    hours = [
        row["lost_hours"] / ((row["to_on"] or LAST) - row["from_on"] + timedelta(days=1)).days
        for row in here if row["lost_hours"] is not None
    ]  # fmt: skip
    known = any(row["lost_hours"] is not None for row in force["sickness"])
    return {
        "at_risk_days": int(not in_spell and not uncounted),
        "uncounted_days": int(uncounted or any(row["counted"] is False for row in here)),
        "sickness_spells_count": sum(is_short(row) and row["from_on"] == on for row in here) if not earlier else 0,
        "sickness_lost_hours": (sum(hours) if hours or not here else None) if known else None,
        "unauthorised_absences_count": sum(row["unauthorised"] and row["from_on"] == on for row in away),
    }


def local(at: datetime) -> datetime:
    return at.replace(tzinfo=ZoneInfo("UTC")).astimezone(LONDON).replace(tzinfo=None)


def was_worked(row: dict) -> bool:
    return row["state"] == "worked" or row["worked_to_at"] is not None


def stretch(row: dict) -> tuple[datetime, datetime]:
    return row["worked_from_at"] or row["planned_from_at"], row["worked_to_at"] or row["planned_to_at"]


def rest_before(row: dict, duties: list[dict]) -> bool:
    begins = stretch(row)
    earlier = [stretch(other) for other in duties if was_worked(other) and stretch(other) < begins]
    if not earlier:
        return False
    return timedelta(0) < begins[0] - max(end for _, end in earlier) < timedelta(hours=11)


def is_night(row: dict) -> bool:
    begins, ends = local(row["planned_from_at"]), local(row["planned_to_at"])
    two = begins.replace(hour=2, minute=0)
    return begins <= two < ends or begins <= two + timedelta(days=1) < ends


def on_duty(force: dict, person: str, on: date) -> dict:
    duties = own(force, "duties", person)
    days = {local(row["planned_from_at"]).date() for row in duties if was_worked(row)}
    here = [row for row in duties if local(row["planned_from_at"]).date() == on]
    worked = [row for row in here if was_worked(row)]
    rostered = [row for row in here if row["state"] not in ("rest_day", "rest_day_returned", "leave")]
    long_run = all(on - timedelta(days=back) in days for back in range(7))
    late = [row for row in worked if row["worked_to_at"] and row["worked_to_at"] - row["planned_to_at"] >= timedelta(minutes=30)]
    ever = any(row["worked_to_at"] for row in force["duties"])
    return {
        "rostered_duties_count": len(rostered),
        "rest_days_cancelled_count": sum(row["rest_day_cancelled"] for row in here),
        "short_rests_count": sum(rest_before(row, duties) for row in worked),
        "long_runs_count": len(worked) if long_run else 0,
        "kept_on_count": len(late) if ever else None,
        "nights_count": sum(is_night(row) for row in rostered),
        "worked_hours": sum((stretch(row)[1] - stretch(row)[0]).total_seconds() / 3600 for row in worked),
    }


def refereed(force: dict) -> list[dict]:
    """Every person-day in post, worked out row by row."""
    found = []
    for person in force["people"]:
        on = FIRST
        while on <= LAST:
            post = posting_on(force, person, on)
            if post:
                fte = 1.0 if post["fte"] is None else post["fte"]
                figures = absent(force, person["person_id"], on) | on_duty(force, person["person_id"], on)
                figures |= {"fte_days": fte, "contracted_hours": person["contracted_hours"] / 7}
                found.append(
                    {"person_id": person["person_id"], "day": on, "node": post["unit"], "unit": UNIT[post["unit"]], **figures}
                )
            on += timedelta(days=1)
    return found


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(forces())
def test_two_readings_agree(force: dict) -> None:
    facts = {name: table(name, rows) for name, rows in force.items()}
    ours = tables(facts, span("2026-03", "2026-04"))["person_days"].sort("person_id", "day")
    theirs = refereed(force)
    assert ours.select("person_id", "day", "node", "unit").rows() == [
        (row["person_id"], row["day"], row["node"], row["unit"]) for row in theirs
    ]
    for figure in FIGURES:
        expected = [row[figure] for row in theirs]
        assert ours[figure].to_list() == pytest.approx(expected, rel=1e-12), figure
    assert ours["month"].to_list() == [row["day"].replace(day=1) for row in theirs]
