"""Conduct: where a case falls, how long it takes, what becomes of it, whose career it ends, and what lies behind disparities."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
import statsmodels.api as sm

from lib.synth import Plan, disparities
from lib.synth.careers import OPEN
from lib.synth.conduct import LEAD_IN_DAYS
from lib.synth.dismissals import end_careers
from lib.synth.placed import posting_on
from lib.synth.proceedings import PROCEEDINGS
from lib.synth.ranks import SPECIAL
from lib.synth.world import World, world


@pytest.fixture(scope="module")
def made() -> World:
    return world(Plan(5_000, 24, 105, "overload"))


def _share(rows: pl.DataFrame, which: pl.Expr) -> float:
    return rows.filter(which).height / rows.height


def test_the_posting_of_a_day_is_the_one_that_lives_are_lived_in(made: World) -> None:
    grid = made.held.daily(made.people, made.plan.days, 0, 300)
    who, day = np.nonzero(grid >= 0)
    found = posting_on(made.held, who, day)
    assert (made.held.team[found] == made.held.team[grid[who, day]]).all()
    assert posting_on(made.held, np.array([0]), np.array([-9_000]))[0] >= 0


def test_complaints_follow_the_unit_and_its_load_on_the_day(made: World) -> None:
    """In the units of one work, complaints per person-day rise with true load by the dose, movers included."""
    plan = made.plan
    rows = made.matters.filter((pl.col("kind") == "complaint") & (pl.col("person") >= 0) & (pl.col("received") >= 0)).unique(
        "case"
    )
    seen, days = np.zeros(made.load.true.shape), np.zeros(made.load.true.shape)
    person, day = rows["person"].to_numpy(), rows["received"].to_numpy()
    np.add.at(seen, (made.unit_of(posting_on(made.held, person, day)), plan.month_of[day]), 1)
    grid = made.held.daily(made.people, plan.days, 0, len(made.people))
    there = grid >= 0
    np.add.at(days, (made.unit_of(grid)[there], np.broadcast_to(plan.month_of[: plan.days], grid.shape)[there]), 1)
    response = made.tree.unit_function == "response"
    high = made.load.true[response] > 1.4
    rate = [seen[response][group].sum() / days[response][group].sum() for group in (high, ~high)]
    expected = (made.load.true[response][high].mean() / made.load.true[response][~high].mean()) ** 0.6
    assert rate[0] / rate[1] == pytest.approx(expected, rel=0.25)


def test_delays_findings_and_proceedings_look_like_the_published(made: World) -> None:
    rows = made.matters
    cases = rows.filter(pl.col("kind") == "conduct").unique("case")
    closed = cases.filter((pl.col("closed") >= 0) & (pl.col("received") >= -LEAD_IN_DAYS + 3 * 365))
    assert closed.height > 100
    assert _share(rows.filter(pl.col("kind") == "complaint").unique("case"), pl.col("person") < 0) == pytest.approx(
        0.15, abs=0.03
    )
    named = rows.filter(pl.col("finding") == "Case to answer")
    assert (named["person"] >= 0).all()
    heard = rows.filter(pl.col("outcome").str.contains(f"^({'|'.join(PROCEEDINGS)}): "))
    assert (heard["finding"] == "Case to answer").all()
    assert set(heard["kind"]) >= {"conduct"}
    still = rows.filter(pl.col("closed") < 0)
    assert still.height > 0
    assert still["finding"].null_count() == still["outcome"].null_count() == still.height
    assert (rows.filter(pl.col("closed") >= 0)["received"] <= rows.filter(pl.col("closed") >= 0)["closed"]).all()


def test_dismissal_ends_a_career_and_its_postings(made: World) -> None:
    gone = made.matters.filter(pl.col("outcome").str.ends_with(": dismissal"))
    assert gone.height > 0
    who, day = gone["person"].to_numpy(), gone["closed"].to_numpy()
    assert (made.people.left[who] == day).all()
    held = made.held
    for person in set(who.tolist()):
        assert (held.end[held.person == person] <= made.people.left[person]).all()
        assert (held.start[held.person == person] <= made.people.left[person]).all()
    later = made.matters.filter(pl.col("person") >= 0)
    assert (later["received"].to_numpy() <= made.people.left[later["person"].to_numpy()]).all()


def test_who_left_before_the_end_of_the_case_would_have_been_dismissed(made: World) -> None:
    person = int(np.flatnonzero((made.people.left < made.plan.days - 100) & (made.people.left > 100))[0])
    stays = int(np.flatnonzero(made.people.left >= made.plan.horizon)[0])
    left = int(made.people.left[person])
    rows = pl.DataFrame(
        {
            "person": [person, person, stays, -1],
            "received": [left - 10, left + 1, 5, 5],
            "closed": [left + 30, left + 60, 40, 40],
            "outcome": ["Accelerated hearing: dismissal"] * 4,
        }
    )
    kept = end_careers(made.people, made.held, rows)
    assert kept["outcome"].to_list() == [
        "Accelerated hearing: would have been dismissed",
        "Accelerated hearing: dismissal",
        "Accelerated hearing: dismissal",
    ]
    assert made.people.left[stays] == 40
    assert (made.held.end[made.held.person == stays] < OPEN).all()


def test_who_allows_for_work_and_service_finds_the_direct_part_alone() -> None:
    """The known right answer: a Poisson regression with work and service; the crude ratio is larger."""
    made = world(Plan(60_000, 60, 106, "calm"))
    people, plan = made.people, made.plan
    first, last = np.maximum(people.joined, 0), np.minimum(people.left, plan.days - 1)
    days = np.clip(last - first + 1, 0, None)
    rows = made.matters.filter((pl.col("kind") == "conduct") & (pl.col("person") >= 0) & (pl.col("received") >= 0)).unique("case")
    person, day = rows["person"].to_numpy(), rows["received"].to_numpy()
    young_until = people.joined + disparities.YOUNG_YEARS * 365.25
    stays = np.bincount(made.held.person, minlength=len(people)) == 1  # one posting: the work is known without following moves
    kept = stays & (people.kind != SPECIAL) & (days > 0)
    young_days = np.clip(np.minimum(last + 1, young_until) - first, 0, None)
    cells = []
    for young in (0, 1):
        mine = (day < young_until[person]) == bool(young)
        exposure = young_days if young else days - young_days
        cells.append((np.bincount(person[mine], minlength=len(people)), exposure, np.full(len(people), young)))
    seen, exposure, young = (np.concatenate([cell[part] for cell in cells]) for part in range(3))
    use = np.tile(kept, 2) & (exposure > 1)
    function = np.tile(made.tree.unit_function[made.tree.team_unit[people.team]], 2)[use]
    black, man = np.tile(people.ethnicity == 2, 2)[use], np.tile(~people.woman, 2)[use]
    other = np.tile((people.ethnicity == 1) | (people.ethnicity > 2), 2)[use]
    works = [function == name for name in disparities.BY_FUNCTION if name != "response"]
    design = np.column_stack([np.ones(use.sum()), black, other, man, young[use], *works]).astype(float)
    found = sm.GLM(seen[use], design, family=sm.families.Poisson(), offset=np.log(exposure[use])).fit(cov_type="HC1")
    for place, direct in ((1, disparities.DIRECT_ETHNICITY[2]), (3, disparities.DIRECT_MEN)):
        assert abs(found.params[place] - np.log(direct)) < 3 * found.bse[place]
        assert found.bse[place] < 0.16
    white = ~(black | other)
    crude = (seen[use][black].sum() / exposure[use][black].sum()) / (seen[use][white].sum() / exposure[use][white].sum())
    assert crude > np.exp(found.params[1])


def test_the_split_multiplies_to_the_crude_ratio(made: World) -> None:
    people = made.people
    found = disparities.split(people.woman, people.ethnicity, np.ones(len(people)), np.ones(len(people)))
    assert found["Black"]["direct"] == disparities.DIRECT_ETHNICITY[2]
    assert found["Black"]["crude"] == pytest.approx(
        found["Black"]["direct"] * found["Black"]["from_posting_and_service"], abs=1e-3
    )
    assert found["Black"]["from_posting_and_service"] == pytest.approx(1, abs=0.08)  # equal circumstances: sex alone is left
