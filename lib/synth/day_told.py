"""One day of one person in a police reader's words, told from what the systems hold of it and from nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from lib.synth.events import Event
from lib.synth.records import Person, Row

DAY = timedelta(days=1)
TURNS = {7: "Early turn", 8: "Day duty", 14: "Late turn", 18: "Evening duty", 19: "Night duty", 21: "Night duty"}
TWELVES = {7: "Day duty", 19: "Night duty"}
AWAY = {"Training": "Training", "Court": "At court", "Mutual aid": "Away on mutual aid", "Event": "Away to an event"}
CLAIMS = {
    "planned": "stayed on for {} h of planned overtime", "event": "{} h of overtime at an event", "recall": "recalled to duty for {} h",
    "mutual_aid": "{} h of overtime on mutual aid", "casual": "claimed {} h", "rest_day": "claimed {} h of rest-day working",
}  # fmt: skip


@dataclass(frozen=True)
class Days:
    """A person's days: what is held of each, and what it is called."""

    person: Person
    units: dict[str, str]
    events: list[Event]

    @cached_property
    def duties(self) -> dict[date, Row]:
        return {row["planned_from"].date(): row for row in self.person.rows["duties"]}

    def covering(self, source: str, on: date, refused: bool = False) -> Row | None:
        rows = [row for row in self.person.rows[source] if row["from"] <= on <= (row["to"] or date.max)]
        return next((row for row in rows if row.get("refused", False) == refused), None)

    def post(self, on: date) -> Row:
        """The posting of a day: of several, the one begun last."""
        rows = [row for row in self.person.rows["postings"] if row["from"] <= on <= (row["to"] or date.max)]
        return max(rows, key=lambda row: row["from"])

    def told(self, on: date) -> str:
        """One or more sentences, without the date."""
        return " ".join([*self._posted(on), self._day(on), *self._asked(on)])

    def _posted(self, on: date) -> list[str]:
        began = [row for row in self.person.rows["postings"] if row["from"] == on]
        kinds = {"acting": "Acting", "temporary": "Temporary", "attachment": "Attached as", "secondment": "Seconded as"}
        told = [f"{kinds.get(row['kind'], 'Posted as')} {row['rank']} from today: {self.units[row['unit']]}." for row in began]
        limited = [row for row in self.person.rows["limited_duties"] if row["from"] == on]
        return told + [f"Placed on {row['kind']} duties." for row in limited]

    def _asked(self, on: date) -> list[str]:
        refused = [row for row in self.person.rows["absence"] if row["refused"] and row["from"] == on]
        return [f"Leave asked {_until(row)} had been refused." for row in refused]

    def _day(self, on: date) -> str:
        spell, duty = self.covering("sickness", on), self.duties.get(on)
        if spell:
            return self._sick(spell, on)
        if duty is None:
            absence = self.covering("absence", on)
            return f"{absence['kind']}." if absence else self._off(on)
        if duty["rest_day_cancelled"] or duty["state"] == "rest_day":
            return self._called(duty, on)
        if duty["state"] == "worked":
            return f"{self._turn(duty)}, {_clock(duty, 'worked')}{self._beyond(duty)}{self._claimed(on, ('casual',))}."
        return self._not_worked(duty, on)

    def _off(self, on: date) -> str:
        kind = self.person.about["kind"]
        return "No duty." if kind == "special" else ("Rest day." if kind == "officer" else "Day off.")

    def _turn(self, duty: Row) -> str:
        pattern = self.post(duty["planned_from"].date())["shift_pattern"]
        return (TWELVES if pattern == "4-on-4-off" else TURNS)[duty["planned_from"].hour]

    def _sick(self, spell: Row, on: date) -> str:
        if on != spell["from"]:
            back = " Last day of it." if on == spell["to"] else ""
            return f"Sick.{back}"
        paper = "fit note" if spell["certification"] == "fit_note" else "self-certified"
        phased = "; in a phased return to work" if spell["phased_return"] else ""
        return f"Reported sick, {paper}: {_lower(spell['reason'])}{phased}."

    def _called(self, duty: Row, on: date) -> str:
        hours = _clock(duty, "worked")
        beyond = self._beyond(duty) + self._claimed(on, ("casual", "rest_day"))
        if not duty["rest_day_cancelled"]:
            return f"Offered to work the rest day, {hours}{beyond}."
        notice = duty["notice_days"]
        told = (
            "with no notice"
            if notice == 0
            else f"with {notice} day{'s' * (notice != 1)}' notice"
            if notice != 1
            else "with a day's notice"
        )
        lieu = "" if self._claims(on, ("rest_day",)) else "; a day is owed for it"
        return f"Rest day cancelled {told}{self._for_event(on)}; on duty {hours}{beyond}{lieu}."

    def _event(self, on: date) -> Event | None:
        command = self.post(on)["unit"][:2]
        return next((each for each in self.events if each.first <= on <= each.last and each.scope in ("", command)), None)

    def _for_event(self, on: date) -> str:
        event = self._event(on)
        return f" for {_named(event)}" if event else ""

    def _not_worked(self, duty: Row, on: date) -> str:
        turn = _lower(self._turn(duty))
        if duty["state"] == "leave":
            return "Annual leave."
        if duty["state"] == "rest_day_returned":
            return f"Off: the {turn} was given back for a rest day owed."
        if duty["state"] == "abstracted":
            event = self._event(on) if duty["abstraction"] == "Event" else None
            return f"{f'At {_named(event)}' if event else AWAY[duty['abstraction']]} instead of the {turn}."
        absence = self.covering("absence", on)
        if absence and not absence["authorised"]:
            return f"Did not come for the {turn}: recorded as {_lower(absence['kind'])}."
        return f"{absence['kind'] if absence else 'Absent'}."

    def _beyond(self, duty: Row) -> str:
        """What was worked beyond the plan."""
        told = ""
        if duty["worked_from"] and duty["worked_from"] < duty["planned_from"]:
            told += f"; called on early, {_hours(duty['planned_from'] - duty['worked_from'])} before time"
        if duty["worked_to"] and duty["worked_to"] > duty["planned_to"]:
            told += f"; kept on for {_hours(duty['worked_to'] - duty['planned_to'])}"
        return told

    def _claims(self, on: date, kinds: tuple[str, ...]) -> list[Row]:
        return [row for row in self.person.rows["overtime"] if row["from"] == on and row["kind"] in kinds]

    def _claimed(self, on: date, kinds: tuple[str, ...]) -> str:
        everything = self._claims(on, (*kinds, "planned", "event", "recall", "mutual_aid"))
        return "".join("; " + CLAIMS[row["kind"]].format(f"{row['hours']:g}") for row in everything)


def _clock(duty: Row, kind: str) -> str:
    """From when to when, as booked or as planned, in four figures: 0700 to 1630."""
    begins: datetime = duty[f"{kind}_from"] or duty["planned_from"]
    ends: datetime = duty[f"{kind}_to"] or duty["planned_to"]
    return f"{begins:%H%M} to {ends:%H%M}"


def _hours(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return " ".join(([f"{hours} h"] if hours else []) + ([f"{minutes} min"] if minutes else []))


def _until(row: Row) -> str:
    return "for today" if row["from"] == row["to"] else f"for from today to {row['to'].day} {row['to']:%B}"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _named(event: Event) -> str:
    name = event.name.split(",")[0].rstrip(" 0123456789")
    return f"a {name.lower()}" if event.name[-1:].isalpha() else f"the {name}"
