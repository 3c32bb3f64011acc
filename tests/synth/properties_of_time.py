"""Properties of days and hours: who is away is not at work, rosters are as the pattern says, the law is kept."""

from __future__ import annotations

import itertools
from datetime import timedelta

from tests.synth.properties import (
    DAY,
    LENGTHS,
    PLACES,
    STARTS,
    Breaks,
    Life,
    fortnights_without_rest,
    holds,
    overlapping,
    worked_on,
)

REST = timedelta(hours=11)


@holds
def no_duty_is_worked_while_sick(life: Life) -> Breaks:
    return worked_on(life, life.sick)


@holds
def no_duty_is_worked_on_leave_or_another_absence(life: Life) -> Breaks:
    return worked_on(life, set().union(*(life.days(row) for row in life.taken)))


@holds
def a_rostered_duty_within_a_spell_is_sick(life: Life) -> Breaks:
    return (day for day, state in life.state.items() if day in life.sick and state != "sick")


@holds
def a_duty_that_is_sick_lies_within_a_spell(life: Life) -> Breaks:
    return (day for day, state in life.state.items() if state == "sick" and day not in life.sick)


@holds
def a_duty_on_leave_lies_within_leave(life: Life) -> Breaks:
    leave = set().union(*(life.days(row) for row in life.taken if row["kind"] == "Annual leave"))
    return (day for day, state in life.state.items() if state == "leave" and day not in leave)


@holds
def absence_without_authority_is_a_duty_not_attended(life: Life) -> Breaks:
    return (row for row in life.taken if not row["authorised"] and life.state.get(row["from"]) != "absent")


@holds
def spells_never_overlap(life: Life) -> Breaks:
    return overlapping(life.rows("sickness"))


@holds
def absences_never_overlap(life: Life) -> Breaks:
    return overlapping(life.taken)


@holds
def nobody_is_sick_and_away_on_one_day(life: Life) -> Breaks:
    return (row for row in life.taken if life.days(row) & life.sick)


@holds
def leave_that_was_refused_was_asked_for_and_not_taken(life: Life) -> Breaks:
    for row in life.rows("absence"):
        if row["refused"]:
            taken = any(life.state.get(day) == "leave" for day in life.days(row))
            if taken or not row["requested"] or row["authorised"]:
                yield row


@holds
def duties_never_overlap(life: Life) -> Breaks:
    return ((a, b) for (_, ends, a), (starts, _, b) in itertools.pairwise(life.work) if starts < ends)


@holds
def one_duty_begins_on_a_day(life: Life) -> Breaks:
    days = [row["planned_from"].date() for row in life.rows("duties")]
    return (day for day in days if days.count(day) > 1) if len(days) != len(set(days)) else iter(())


@holds
def a_rest_under_eleven_hours_was_asked_for(life: Life) -> Breaks:
    """Kept on before it, or called early after it, and never under six hours."""
    for (_, ends, before), (starts, _, after) in itertools.pairwise(life.work):
        if starts - ends < REST:
            kept_on = before["worked_to"] is not None and before["worked_to"] > before["planned_to"]
            early = after["worked_from"] is not None and after["worked_from"] < after["planned_from"]
            if not (kept_on or early) or starts - ends < timedelta(hours=6):
                yield before, after


@holds
def two_days_a_fortnight_are_free(life: Life) -> Breaks:
    return fortnights_without_rest(life) if not life.special else iter(())


@holds
def planned_duties_begin_when_the_pattern_says(life: Life) -> Breaks:
    for row in life.rows("duties"):
        post = life.post(row["planned_from"].date())
        called = row["rest_day_cancelled"] or row["state"] == "rest_day"
        hours = {9} if called else STARTS[post["shift_pattern"]] if post else set()
        if row["planned_from"].hour not in hours or row["planned_from"].minute:
            yield row


@holds
def planned_duties_last_as_long_as_the_pattern_says(life: Life) -> Breaks:
    for row in life.rows("duties"):
        post = life.post(row["planned_from"].date())
        called = row["rest_day_cancelled"] or row["state"] == "rest_day"
        hours = 8 if called else LENGTHS[post["shift_pattern"]] if post else 0
        if row["planned_to"] - row["planned_from"] not in (
            timedelta(hours=hours),
            timedelta(hours=hours + 1),
        ):  # an hour that spring skips
            yield row


@holds
def each_turn_falls_on_its_days_of_the_cycle(life: Life) -> Breaks:
    """Earlies, lates and nights of a shift pattern each on two days of its cycle, for as long as a posting lasts."""
    found: dict[tuple[object, ...], set[int]] = {}
    for row in life.rows("duties"):
        day = row["planned_from"].date()
        post = life.post(day)
        if post and post["shift_pattern"] in PLACES and not row["rest_day_cancelled"] and row["state"] != "rest_day":
            cycle, _ = PLACES[post["shift_pattern"]]
            found.setdefault((post["from"], post["unit"], row["planned_from"].hour), set()).add(day.toordinal() % cycle)
    return ((turn, places) for turn, places in found.items() if len(places) > 2)


@holds
def nights_are_worked_on_night_patterns_alone(life: Life) -> Breaks:
    for row in life.rows("duties"):
        post = life.post(row["planned_from"].date())
        if row["planned_from"].hour >= 19 and (post is None or post["shift_pattern"] not in PLACES):
            yield row


@holds
def weekday_patterns_rest_at_weekends(life: Life) -> Breaks:
    for row in life.rows("duties"):
        post = life.post(row["planned_from"].date())
        plain = not row["rest_day_cancelled"] and row["state"] != "rest_day"
        if plain and post and post["shift_pattern"] in ("5-2", "5-2 Lates") and row["planned_from"].weekday() >= 5:
            yield row


@holds
def a_cancelled_rest_day_was_ordered_with_notice(life: Life) -> Breaks:
    for row in life.rows("duties"):
        if row["rest_day_cancelled"] and (not row["ordered"] or row["notice_days"] is None or row["state"] != "worked"):
            yield row


@holds
def no_more_rest_days_are_given_back_than_were_owed(life: Life) -> Breaks:
    owed = 0
    for row in life.rows("duties"):
        owed += bool(row["rest_day_cancelled"]) - (row["state"] == "rest_day_returned")
        if owed < 0:
            yield row


@holds
def nobody_is_called_in_beside_their_leave(life: Life) -> Breaks:
    leave = set().union(*(life.days(row) for row in life.taken if row["kind"] == "Annual leave"))
    beside = {day + n * DAY for day in leave for n in (-1, 1)}
    return (row for row in life.rows("duties") if row["rest_day_cancelled"] and row["planned_from"].date() in beside)


@holds
def an_abstraction_is_named_and_nothing_else_is(life: Life) -> Breaks:
    return (row for row in life.rows("duties") if (row["abstraction"] is not None) != (row["state"] == "abstracted"))


@holds
def court_sits_on_weekdays_by_day(life: Life) -> Breaks:
    court = (row for row in life.rows("duties") if row["abstraction"] == "Court")
    return (row for row in court if row["planned_from"].weekday() >= 5 or row["planned_from"].hour >= 14)


@holds
def nobody_is_trained_on_a_night(life: Life) -> Breaks:
    training = (row for row in life.rows("duties") if row["abstraction"] == "Training")
    return (row for row in training if row["planned_from"].hour >= 19)


@holds
def a_spell_of_more_than_a_week_has_a_fit_note(life: Life) -> Breaks:
    closed = (row for row in life.rows("sickness") if row["to"] is not None)
    return (row for row in closed if row["certification"] == "self" and (row["to"] - row["from"]).days >= 7)


@holds
def limited_duties_never_overlap(life: Life) -> Breaks:
    return overlapping(life.rows("limited_duties"))
