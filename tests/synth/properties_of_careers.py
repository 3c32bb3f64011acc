"""Properties of careers: nothing before joining or after leaving, postings without gaps, ranks by steps, pay by rank."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from tests.synth.properties import DAY, SENIOR, Breaks, Life, holds, level, of_kind, overlapping

PROBATION = timedelta(days=730)
PARENTS = {"Maternity leave": "Female", "Paternity leave": "Male"}


def dated(life: Life) -> list[date]:
    days = [row["planned_from"].date() for row in life.rows("duties")]
    return days + [row["from"] for name in ("sickness", "absence", "overtime", "limited_duties") for row in life.rows(name)]


@holds
def nothing_happens_before_joining(life: Life) -> Breaks:
    return (day for day in dated(life) if day < life.joined)


@holds
def nothing_happens_after_leaving(life: Life) -> Breaks:
    ends = [row["to"] for name in ("sickness", "absence", "limited_duties") for row in life.rows(name) if row["to"]]
    return (day for day in dated(life) + ends if day > life.left)


@holds
def no_posting_begins_before_joining_or_lasts_after_leaving(life: Life) -> Breaks:
    return (row for row in life.rows("postings") if row["from"] < life.joined or (row["to"] or date.min) > life.left)


@holds
def nobody_stays_posted_after_leaving(life: Life) -> Breaks:
    return (row for row in life.rows("postings") if row["to"] is None and life.about["left"] is not None)


@holds
def substantive_postings_follow_each_other_without_a_gap(life: Life) -> Breaks:
    return ((a, b) for a, b in itertools.pairwise(life.substantive) if a["to"] is None or b["from"] - a["to"] != DAY)


@holds
def everybody_is_posted_for_as_long_as_they_serve(life: Life) -> Breaks:
    first = max(life.joined, life.force.first)
    last = min(life.left, life.force.last)
    if not life.substantive or life.substantive[0]["from"] > first or (life.substantive[-1]["to"] or last) < last:
        yield life.substantive


@holds
def passing_postings_lie_within_a_substantive_one(life: Life) -> Breaks:
    for row in life.passing:
        end = row["to"] or date.max
        if not any(each["from"] <= row["from"] and end <= (each["to"] or date.max) for each in life.substantive):
            yield row


@holds
def passing_postings_never_overlap(life: Life) -> Breaks:
    return overlapping(life.passing)


@holds
def nobody_acts_or_is_lent_in_probation(life: Life) -> Breaks:
    return (row for row in life.passing if row["from"] < life.joined + PROBATION)


@holds
def acting_is_one_rank_up_in_the_own_team(life: Life) -> Breaks:
    for row in life.passing:
        own = next(each for each in reversed(life.substantive) if each["from"] <= row["from"])
        acting = row["kind"] in ("acting", "temporary")
        if level(row["rank"]) - level(own["rank"]) != acting or (row["unit"] == own["unit"]) != acting:
            yield own, row


@holds
def constables_are_probationary_for_two_years(life: Life) -> Breaks:
    for row in life.substantive:
        young = row["from"] < life.joined + PROBATION
        if life.about["kind"] == "officer" and level(row["rank"]) == 0 and young != row["rank"].startswith("Probationary"):
            yield row


@holds
def nobody_stays_probationary_beyond_two_years(life: Life) -> Breaks:
    rows = (row for row in life.substantive if row["rank"].startswith("Probationary"))
    return (row for row in rows if min(row["to"] or life.force.last, life.force.last) > life.joined + PROBATION)


@holds
def rank_rises_one_step_at_a_time_and_never_falls(life: Life) -> Breaks:
    levels = [level(row["rank"]) for row in life.substantive]
    return ((a, b) for a, b in itertools.pairwise(levels) if b - a not in (0, 1))


@holds
def nobody_is_promoted_in_probation(life: Life) -> Breaks:
    for a, b in itertools.pairwise(life.substantive):
        if level(b["rank"]) > level(a["rank"]) and b["from"] < life.joined + PROBATION:
            yield b


@holds
def a_rank_is_that_of_the_kind(life: Life) -> Breaks:
    allowed = {"officer": range(8), "staff": range(8, 11), "pcso": range(11, 12), "special": range(12, 13)}[life.about["kind"]]
    return (row for row in life.rows("postings") if level(row["rank"]) not in allowed)


@holds
def units_stand_on_the_day_of_a_posting(life: Life) -> Breaks:
    for row in life.rows("postings"):
        on = min(max(row["from"], life.force.first), life.force.last)
        if not life.force.stood(row["unit"], on):
            yield row


@holds
def units_worked_for_and_charged_stand_on_the_day(life: Life) -> Breaks:
    lent = ((row["unit_worked"], row["planned_from"].date()) for row in life.rows("duties") if row["unit_worked"])
    charged = ((row["unit_charged"], row["from"]) for row in life.rows("overtime"))
    return (each for each in [*lent, *charged] if not life.force.stood(*each))


@holds
def a_supervisor_is_somebody_else_who_serves(life: Life) -> Breaks:
    for row in life.rows("postings"):
        on = max(row["from"], life.force.first)
        leader = row["supervisor"]
        if leader and (leader == life.about["payroll_number"] or not life.force.served(leader, on)):
            yield row


@holds
def who_books_a_duty_or_signs_a_claim_is_somebody_else_who_serves(life: Life) -> Breaks:
    booked = ((row["booked_by"], row["planned_from"].date()) for row in life.rows("duties") if row["booked_by"])
    signed = ((row["authorised_by"], row["from"]) for row in life.rows("overtime") if row["authorised_by"])
    own = life.about["payroll_number"]
    return (each for each in [*booked, *signed] if each[0] == own or not life.force.served(*each))


@holds
def nobody_above_sergeant_is_paid_overtime(life: Life) -> Breaks:
    for row in life.rows("overtime"):
        post = life.post(row["from"])
        if post is None or any(rank in post["rank"] for rank in SENIOR):
            yield row, post


@holds
def volunteers_have_no_pay_no_sickness_and_no_leave(life: Life) -> Breaks:
    return (row for name in ("overtime", "sickness", "absence") for row in life.rows(name) if life.special)


@holds
def overtime_is_claimed_for_days_at_work(life: Life) -> Breaks:
    days = {row["planned_from"].date() for _, _, row in life.work}
    return (row for row in life.rows("overtime") if row["from"] not in days)


@holds
def claims_are_written_down_two_to_eight_weeks_later_and_by_the_extraction(life: Life) -> Breaks:
    for row in life.rows("overtime"):
        if not 14 <= (row["edited_on"] - row["from"]).days <= 56 or row["edited_on"] > life.force.extracted:
            yield row


@holds
def parents_leave_is_taken_by_the_parent_it_is_for(life: Life) -> Breaks:
    return (row for kind, sex in PARENTS.items() for row in of_kind(life, kind) if life.about["sex"] != sex)


@holds
def contracted_hours_are_those_of_the_share(life: Life) -> Breaks:
    whole = {"officer": 40, "staff": 37, "pcso": 37, "special": 40}[life.about["kind"]]
    return (row for row in life.rows("postings") if abs(row["fte"] * whole - life.about["contracted_hours"]) > 0.01)


@holds
def nobody_is_employed_too_young_or_beyond_a_career(life: Life) -> Breaks:
    served = (min(life.left, life.force.last) - life.joined).days / 365.25
    if served < 0 or (life.about["kind"] == "officer" and served > 36):
        yield served
