"""A living force: service, ranks, moves, a tree that changes, leave and events, strength; figures of the whole force."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from lib.synth import Plan, abstraction, careers, demand, duties, limited, tree_rows
from lib.synth.events import events
from lib.synth.living import GROUP, Lives, live
from lib.synth.ranks import COMMISSIONER, OFFICER, OFFICER_SHARES, SPECIAL
from lib.synth.world import World, world


@dataclass
class Whole:
    """A force of 2,500 over 24 months, with everybody's lives."""

    plan: Plan
    made: World
    lives: list[Lives] = field(default_factory=list)

    @property
    def officers(self) -> np.ndarray:
        """Officers in post on the last day."""
        people = self.made.people
        return (people.kind == OFFICER) & (people.joined < self.plan.days) & (people.left >= self.plan.days)

    @property
    def service(self) -> np.ndarray:
        return (self.plan.days - self.made.people.joined) / 365.25


@pytest.fixture(scope="module")
def whole() -> Whole:
    plan = Plan(2500, 24, 9)
    made = world(plan)
    return Whole(plan, made, [live(made, low, min(low + GROUP, 2500)) for low in range(0, 2500, GROUP)])


def test_service_has_two_humps_a_hollow_and_a_cliff(whole: Whole) -> None:
    years = whole.service[whole.officers]
    assert (years < 2).mean() == pytest.approx(0.14, abs=0.03)
    assert (years < 4).mean() == pytest.approx(0.33, abs=0.05)
    yearly = np.histogram(years, bins=[0, 5, 7, 12, 15, 22, 30, 45])[0] / np.array([5, 2, 5, 3, 7, 8, 15])
    assert yearly[2] < 0.6 * yearly[4] < 0.6 * yearly[0]
    assert (years > 30).mean() < 0.015


def test_response_is_younger_than_specialist_work(whole: Whole) -> None:
    function = whole.made.tree.unit_function[whole.made.tree.team_unit[whole.made.people.team]]
    under_four = {name: (whole.service[whole.officers & (function == name)] < 4).mean() for name in np.unique(function)}
    assert under_four["response"] > 0.4 and under_four["investigation"] > 0.35
    assert max(under_four["operations"], under_four["major crime"]) < 0.2
    under_two = whole.service[whole.officers & (function == "investigation") & (whole.made.people.rank == 0)] < 2
    assert under_two.mean() == pytest.approx(0.40, abs=0.12)


def test_ranks_have_their_published_shares_and_there_is_one_commissioner(whole: Whole) -> None:
    people = whole.made.people
    ranks = np.bincount(people.rank[people.kind == OFFICER], minlength=8)
    assert ranks[COMMISSIONER] == 1
    for level, share in enumerate(OFFICER_SHARES, 1):
        assert ranks[level] == pytest.approx(share * ranks.sum(), abs=0.02 * share * ranks.sum() + 1)


def test_every_team_of_some_size_has_a_sergeant(whole: Whole) -> None:
    people = whole.made.people
    officers = np.bincount(people.team[people.kind == OFFICER], minlength=len(whole.made.tree.team_codes))
    sergeants = np.bincount(people.team[people.rank == 1], minlength=len(officers))
    assert (sergeants[officers >= 15] > 0).all()


def test_people_move_leave_and_are_promoted_at_published_rates(whole: Whole) -> None:
    held, people, plan = whole.made.held, whole.made.people, whole.plan
    leavers = ((people.left >= plan.days - 365) & (people.left < plan.days)).sum()
    assert leavers / (people.left >= plan.days).sum() == pytest.approx(0.06, abs=0.015)
    unit = np.full((len(people), 2), -1)
    for column, day in enumerate((plan.days - 183, plan.days - 1)):
        rows = (held.kind == 0) & (held.start <= day) & (held.end >= day)
        unit[held.person[rows], column] = whole.made.tree.team_unit[held.team[rows]]
    both = (unit >= 0).all(axis=1)
    assert 0.10 < (unit[both, 0] != unit[both, 1]).mean() < 0.155
    assert (held.rank > people.rank[held.person])[held.kind == 0].any()
    assert set(np.unique(held.kind)) == set(range(len(careers.POSTING_KINDS)))


def test_the_tree_is_reorganised_within_the_window(whole: Whole) -> None:
    rows = tree_rows.units(whole.made)
    inside = rows.filter(pl.col("valid_from") > whole.plan.first_day)
    older = rows.filter(pl.col("valid_to").is_not_null())
    both = older.join(inside, on="unit", suffix="_new")
    assert both.filter(pl.col("valid_to") + timedelta(days=1) != pl.col("valid_from_new")).is_empty()
    units = both.filter(pl.col("kind") == "unit")
    assert units.filter(pl.col("name") != pl.col("name_new")).height >= 1, "a unit is renamed"
    assert units.filter(pl.col("parent") != pl.col("parent_new")).height == 1, "a unit goes to another command"
    assert units.filter(pl.col("establishment") > pl.col("establishment_new")).height == 1, "a unit is split"
    teams = both.filter((pl.col("kind") == "team") & (pl.col("parent") != pl.col("parent_new")))
    new = inside.filter((pl.col("kind") == "unit") & ~pl.col("unit").is_in(older["unit"].to_list()))
    assert new.height == 1 and set(teams["parent_new"]) == set(new["unit"])


def test_a_unit_split_off_stands_for_the_whole_before(whole: Whole) -> None:
    tree = whole.made.tree
    split = next(change for change in tree.changes if change.source >= 0)
    days = np.array([split.day - 1, split.day])
    assert tree.standing(np.full(2, split.unit), days).tolist() == [split.source, split.unit]
    assert tree.standing(np.array([-1, 0]), days).tolist() == [-1, 0]


def test_a_short_window_has_no_reorganisation_and_a_small_force_has_the_same_tree() -> None:
    assert world(Plan(500, 3, 1)).tree.changes == ()
    small = world(Plan(500, 12, 1))
    assert len(small.tree.units) == 19 and len(small.tree.changes) == 3
    assert sum(unit.people < 10 for unit in small.tree.units) >= 2


def test_the_tree_that_is_loaded_is_whole(small: SimpleNamespace) -> None:
    units = small.rows["units"]
    assert set(units["parent"].drop_nulls()) <= set(units["unit"])
    kinds = dict(units.group_by("kind").agg(pl.col("unit").n_unique()).rows())
    assert (kinds["force"], kinds["group"], kinds["command"], kinds["unit"]) == (1, 3, 6, 19)
    assert set(small.rows["postings"]["unit"]) <= set(units.filter(pl.col("kind") == "team")["unit"])


def test_posts_stand_vacant_more_in_local_commands(whole: Whole) -> None:
    made = whole.made
    unit = np.concatenate([lives.unit[:, whole.plan.days // 2] for lives in whole.lives])
    paid = np.where(made.people.kind == SPECIAL, 0.0, made.people.fte)
    there = np.bincount(unit[unit >= 0], weights=paid[unit >= 0], minlength=len(made.tree.units))
    local = np.isin(made.tree.unit_function, ("response", "neighbourhood", "investigation", "public protection"))
    vacant = [1 - there[group].sum() / made.establishment[group].sum() for group in (local, ~local)]
    assert 0.05 < vacant[0] < 0.2 and -0.1 < vacant[1] < 0.09


def of_work(whole: Whole, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Rostered duties of officers in units of that work, by state; and abstractions by kind."""
    states, kinds = np.zeros(8), np.zeros(4)
    for lives in whole.lives:
        here = whole.made.tree.unit_function[lives.unit[:, : whole.plan.days]] == name
        mine = (
            here
            & (whole.made.people.kind[lives.low : lives.high] == OFFICER)[:, None]
            & ~lives.duties.cancelled[:, : whole.plan.days]
        )
        state = np.where(mine, lives.duties.state[:, : whole.plan.days], 0)
        states += np.bincount(state.ravel(), minlength=8)
        kinds += np.bincount(lives.duties.abstraction[:, : whole.plan.days][state == duties.ABSTRACTED], minlength=4)
    states[[duties.NONE, duties.REST_DAY, duties.RETURNED]] = 0
    return states / states.sum(), kinds / states.sum()


def test_response_loses_between_a_fifth_and_a_quarter_of_its_shifts(whole: Whole) -> None:
    states, kinds = of_work(whole, "response")
    assert 0.20 < 1 - states[duties.WORKED] < 0.26
    assert states[duties.LEAVE] == pytest.approx(0.14, abs=0.015)
    assert states[duties.SICK] == pytest.approx(0.042, abs=0.012)
    training, court, aid, event = kinds
    assert 0.025 < training < 0.045 and 0.008 < court < 0.022 and 0.015 < aid + event < 0.045


def test_leave_peaks_in_august_and_late_december_and_is_refused_more_under_load(whole: Whole) -> None:
    plan = whole.plan
    taken = sum((lives.duties.state[:, : plan.days] == duties.LEAVE).sum(axis=0) for lives in whole.lives)
    month = plan.month_number[: plan.days]
    by_month = np.array([taken[month == number].mean() for number in range(12)])
    assert by_month.argmax() == 7 and by_month[7] > 1.3 * by_month.mean()
    assert by_month[11] > 1.0 * by_month.mean()
    load = np.concatenate([_refusal_by_load(whole, lives) for lives in whole.lives])
    high, usual = (load[load[:, 0] > 1.4], load[load[:, 0] < 1.2])
    assert high[:, 1].mean() > 1.25 * usual[:, 1].mean() > 0


def _refusal_by_load(whole: Whole, lives: Lives) -> np.ndarray:
    """Load where leave was asked for, and whether it was refused."""
    parts = []
    for rows, said in ((lives.absences[0], 0.0), (lives.absences[3], 1.0)):
        unit = lives.unit[rows.person - lives.low, rows.start]
        load = whole.made.load.true[unit, whole.plan.month_of[rows.start]]
        local = np.isin(whole.made.tree.unit_function[unit], ("response", "neighbourhood", "investigation"))
        parts.append(np.column_stack([load, np.full(len(load), said)])[local])
    return np.concatenate(parts)


def test_events_call_people_in_and_take_them_away(whole: Whole) -> None:
    plan, found = whole.plan, events(whole.plan)
    names = {event.name.rstrip(" 0123456789") for event in found}
    assert {
        "Summer Carnival",
        "New Year celebrations",
        "Remembrance Sunday",
        "Football, home match",
        "Protest march, city centre",
    } <= names
    carnival = next(event for event in found if event.name.startswith("Summer Carnival"))
    assert (carnival.first.weekday(), carnival.last.month) == (6, 8)
    assert all(event.first.weekday() == 6 for event in found if event.name.startswith("Remembrance"))
    days = [(event.first - plan.first_day).days for event in found if event.name.startswith("Summer Carnival")]
    cancelled = sum(lives.duties.cancelled.sum(axis=0) for lives in whole.lives)
    away = sum((lives.duties.abstraction == abstraction.EVENT).sum(axis=0) for lives in whole.lives)
    assert cancelled[days].mean() > 2.5 * cancelled[: plan.days].mean()
    assert away[days].mean() > 4 * away[: plan.days].mean()


def test_minimum_strength_is_fallen_below_more_often_under_load(whole: Whole) -> None:
    plan, made = whole.plan, whole.made
    on_duty = np.zeros((len(made.tree.units), plan.horizon), int)
    for lives in whole.lives:
        who, day = np.nonzero(lives.duties.at_work & (lives.unit >= 0))
        np.add.at(on_duty, (lives.unit[who, day], day), 1)
    rows = demand.demand(made, on_duty)
    below = (rows["on_duty"] < rows["minimum"]).to_numpy()
    load = made.load.true[rows["unit_index"].to_numpy(), plan.month_of[rows["day"].to_numpy()]]
    assert 0.03 < below[load < 1.2].mean() < 0.2
    assert below[load > 1.4].mean() > 1.7 * below[load < 1.2].mean()


def test_what_runs_at_the_start_is_there_in_the_first_month(whole: Whole) -> None:
    """As many are ill for long, and away for long, in the first month as later."""
    plan = whole.plan
    ill, away = np.zeros(plan.days), np.zeros(plan.days)
    for lives in whole.lives:
        _add(ill, lives.spells.start, lives.spells.end)
        _add(away, lives.absences[1].start, lives.absences[1].end)
    for days in (ill, away):
        assert days[:28].mean() == pytest.approx(days.mean(), rel=0.35)
    assert any((lives.absences[1].start < 0).any() and (lives.spells.start < 0).any() for lives in whole.lives)


def _add(days: np.ndarray, start: np.ndarray, end: np.ndarray) -> None:
    for first, last in zip(np.maximum(start, 0).tolist(), end.tolist(), strict=True):
        days[first : last + 1] += 1


def test_protected_absence_is_there(whole: Whole) -> None:
    kinds = np.concatenate([lives.absences[1].kind for lives in whole.lives])
    assert {
        "Maternity leave",
        "Paternity leave",
        "Carer's leave",
        "Bereavement leave",
        "Disability leave",
        "Jury service",
    } <= set(kinds)
    reasons = np.concatenate([lives.spells.reason for lives in whole.lives])
    assert {"Disability related", "Injury on duty", "Assault on duty", "Pregnancy related"} <= set(reasons)
    women = whole.made.people.woman & (whole.made.people.kind != SPECIAL)
    days = 0
    for lives in whole.lives:
        rows = lives.absences[1].only(lives.absences[1].kind == "Maternity leave")
        days += (np.minimum(rows.end, whole.plan.days - 1) - np.maximum(rows.start, 0) + 1).sum()
    assert 0.01 < days / (women.sum() * whole.plan.days) < 0.025


def test_limited_duties_of_one_person_never_overlap(whole: Whole) -> None:
    rows = limited.limited(whole.made).sort("person", "start")
    ended = pl.when(pl.col("end") < 0).then(10**6).otherwise("end").shift(1).over("person")
    assert rows.filter(pl.col("start") <= ended).is_empty()


def test_rest_days_are_rows_only_when_worked_cancelled_or_given_back(small: SimpleNamespace) -> None:
    rows = small.rows["duties"]
    rest = rows.filter(pl.col("state") == "rest_day")
    assert rest.height > 0
    assert rest["worked_from"].null_count() == 0
    cancelled = rows.filter("rest_day_cancelled")
    assert set(cancelled["state"]) == {"worked"}
    assert cancelled["ordered"].all()
    assert cancelled["notice_days"].null_count() == 0
    assert 0 < rows.filter(pl.col("state") == "rest_day_returned").height < cancelled.height


def test_part_time_people_are_rostered_for_their_share(whole: Whole) -> None:
    people = whole.made.people
    rostered = np.concatenate([(lives.duties.length[:, : whole.plan.days] > 0).sum(axis=1) for lives in whole.lives])
    stays = (people.joined < 0) & (people.left >= whole.plan.days) & (people.kind != SPECIAL)
    half, full = stays & (people.fte == 0.6), stays & (people.fte == 1)
    assert rostered[half].mean() / rostered[full].mean() == pytest.approx(0.6, abs=0.05)
