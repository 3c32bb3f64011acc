"""The comparison at its edges, and what must not change it."""

from __future__ import annotations

import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import ABSENCES, SAME_JOB, SAME_RANK, SPELLS, YEAR, cell, force, months, unit_month
from polars.testing import assert_frame_equal

from lib.errors import InputError
from lib.metrics import BY_ID
from lib.question import Window
from lib.stats import units
from lib.stats.pattern import decided
from lib.stats.people import COLUMNS, Comparison, compare
from lib.stats.reading import readings
from lib.stats.statuses import ok


def group(size: int, events: list[int] | None = None, unit: str = "A", **others: object) -> list[dict[str, object]]:
    """People alike in all but their events, each in post all year, events in the first month."""
    told = events or [index % 3 for index in range(size)]
    return [
        cell(f"P{index:04d}", month, unit, told[index] if step == 0 else 0, **others)
        for index in range(size)
        for step, month in enumerate(months(YEAR))
    ]


def loads(count: int = 12) -> pl.DataFrame:
    return pl.DataFrame([unit_month(f"U{each:02d}", month, 900 + 40 * each) for each in range(count) for month in months(YEAR)])


def compared(rows: list[dict[str, object]], **settings_: object) -> Comparison:
    return compare(pl.DataFrame(rows), loads(), SPELLS, YEAR, SAME_JOB, **settings_)  # type: ignore[arg-type]


def person(found: Comparison, name: str) -> dict[str, object]:
    return found.people.filter(pl.col("person_id") == name).row(0, named=True)


@pytest.mark.parametrize(
    ("size", "rung", "peers"),
    [(10, None, 9), (11, 3, 10), (30, 3, 29), (31, 0, 30)],
    ids=["9 peers are too few", "10 are shown", "29 are not 30", "30 stand on the first rung"],
)
def test_the_ladder(size: int, rung: int | None, peers: int) -> None:
    row = person(compared(group(size)), "P0000")
    assert (row["peer_rung"], row["n_peers"]) == (rung, peers)
    assert (row["raw_z"] is None) == (rung is None)
    assert ("too_few_peers" in str(row["status"])) == (rung is None)
    assert row["peers"] == ("officer, constable, response, 6-4" if rung == 0 else "officer")


def test_the_contracts_columns_one_row_a_person_sorted() -> None:
    cells, unit_months, _ = force(1, 120)
    found = compare(cells, unit_months, SPELLS, YEAR, SAME_JOB).people
    assert found.columns == list(COLUMNS)
    assert found["person_id"].is_sorted() and found["person_id"].is_unique().all()
    assert found["is_pattern"].to_list() == [False] * found.height
    assert not found["status"].str.contains("is_pattern").any()
    assert all(dtype in (pl.String, pl.Int64, pl.Float64, pl.Boolean) for dtype in found.dtypes)


def test_what_is_expected_by_hand_the_person_left_out() -> None:
    """31 people, one event each but for one with 4: that one's peers have 30 events in 30 person-years."""
    row = person(compared(group(31, [4] + [1] * 30)), "P0000")
    assert row["raw_expected"] == pytest.approx(1.0)
    assert row["value"] == pytest.approx(4 / 365 * 365.25)
    other = person(compared(group(31, [4] + [1] * 30)), "P0001")
    assert other["raw_expected"] == pytest.approx(33 / 30)
    assert other["textbook_z"] == pytest.approx((1 - np.mean([4] + [1] * 29)) / np.std([4] + [1] * 29, ddof=1))


def test_all_peers_equal() -> None:
    row = person(compared(group(31, [1] * 31)), "P0003")
    assert row["raw_z"] is not None and abs(float(str(row["raw_z"]))) < 1
    assert row["textbook_z"] is None and "textbook_z:no_spread" in str(row["status"])


def test_nobody_else_had_any() -> None:
    found = compared(group(31, [3] + [0] * 30))
    assert person(found, "P0000")["raw_z"] is None and "too_little_exposure" in str(person(found, "P0000")["status"])
    assert person(found, "P0001")["raw_z"] is not None


def test_ten_thousand_events_are_clipped_and_said() -> None:
    row = person(compared(group(41, [10_000] + [5] * 40)), "P0000")
    assert row["raw_z"] == 30.0 and "extreme" in str(row["status"])


def test_gross_counts_do_not_move_what_others_are_expected() -> None:
    """Masking: above z of 5 a person is measured and is nobody's peer."""
    found = compared(group(41, [500] + [2] * 40))
    assert person(found, "P0001")["raw_expected"] == pytest.approx(2.0)
    assert person(found, "P0001")["n_peers"] == 39


def test_no_exposure_at_all() -> None:
    rows = [*group(31), *[cell("Z", month, at_risk_days=0, rostered_duties_count=0) for month in months(YEAR)]]
    row = person(compared(rows), "Z")
    assert (row["events"], row["exposure"], row["value"], row["raw_z"], row["n_peers"]) == (0.0, 0.0, None, None, None)
    assert "too_little_exposure" in str(row["status"])


def test_absence_that_never_counts_and_nothing_else() -> None:
    rows = [*group(31), *[cell("Z", month, at_risk_days=0, uncounted_days=month.last_day.day) for month in months(YEAR)]]
    status = str(person(compared(rows), "Z")["status"])
    assert "protected_only" in status and "too_little_exposure" not in status


def test_a_leaver_on_the_first_day_is_listed_and_not_compared() -> None:
    first = months(YEAR)[0]
    leaver = cell("Z", first, last_on=first.first_day, in_post_days=1, at_risk_days=1, fte_days=1.0, rostered_duties_count=1)
    row = person(compared([*group(31), leaver]), "Z")
    assert row["raw_z"] is None and row["reading"] == "cannot_tell" and "too_little_exposure" in str(row["status"])


def test_a_quarter_of_the_window_and_three_whole_months() -> None:
    window = months(YEAR)
    plenty = [cell("Y", month) for month in window[:4]]
    short = [cell("Z", month) for month in window[:2]] + [cell("Z", window[2], in_post_days=20, at_risk_days=20)]
    found = compared([*group(31), *plenty, *short])
    assert person(found, "Y")["raw_z"] is not None
    assert person(found, "Z")["raw_z"] is None


def test_someone_in_three_units_is_the_sum_of_their_cells() -> None:
    rows = group(40)
    spread = [
        cell("Z", month, unit, 1 if step == 0 else 0)
        for step, (month, unit) in enumerate(zip(months(YEAR), "AABBBBCCCCCC", strict=True))
    ]
    found = compared([*rows, *spread])
    own = found.cells.filter(pl.col("person_id") == "Z")
    row = person(found, "Z")
    assert row["unit"] == "C" and set(own["unit"]) == {"A", "B", "C"}
    assert row["raw_expected"] == pytest.approx(own["raw_expected"].sum())
    assert own["raw_expected"].to_list() == pytest.approx((own["exposure"] * own["rate"] * own["season"]).to_list())


def test_a_group_too_small_for_one_month_is_too_small() -> None:
    rows = [
        *group(40),
        *[cell("Z", month, kind="special" if step == 11 else "officer") for step, month in enumerate(months(YEAR))],
    ]
    row = person(compared(rows), "Z")
    assert row["n_peers"] == 0 and "too_few_peers" in str(row["status"]) and row["raw_z"] is None


def test_missing_load_is_said() -> None:
    cells, unit_months, _ = force(2, 240)
    dark = unit_months.with_columns(
        pl.when(pl.col("unit") == "U03").then(None).otherwise(pl.col("incidents_count")).alias("incidents_count"),
        pl.when(pl.col("unit") == "U03").then(0).otherwise(pl.col("demand_days_count")).alias("demand_days_count"),
    )
    found = compare(cells, dark, SPELLS, YEAR, SAME_JOB).people
    there = found.filter(pl.col("unit") == "U03")
    assert there["adjusted_z"].null_count() == there.height and there["raw_z"].null_count() == 0
    assert there["status"].str.contains("no_workload_data").all() and set(there["reading"]) == {"cannot_tell"}
    assert found.filter(pl.col("unit") != "U03")["adjusted_z"].null_count() == 0


@pytest.mark.parametrize(("count", "fitted"), [(9, False), (10, True)])
def test_nine_units_are_too_few_for_a_load_model(count: int, fitted: bool) -> None:
    cells, unit_months, _ = force(3, 200, count, overloaded={0: 2.0})
    found = compare(cells, unit_months, SPELLS, YEAR, SAME_JOB)
    assert math.isfinite(found.parameters.demand.b) == fitted
    assert (found.people["adjusted_z"].null_count() == 0) == fitted
    assert ok(found.people["status"][0]) == fitted


def test_incomplete_months_compare_nobody() -> None:
    found = compared(group(40), complete=False).people
    assert found["raw_z"].null_count() == found.height and set(found["reading"]) == {"cannot_tell"}
    assert found["status"].str.starts_with("incomplete").all() and found["value"].null_count() == 0


def test_events_that_nobody_recorded_are_not_zero() -> None:
    rows = group(40)
    for row in rows:
        if row["person_id"] == "P0000":
            row["sickness_spells_count"] = None
    row = person(compared(rows), "P0000")
    assert row["events"] is None and row["value"] is None and row["raw_z"] is None


def test_an_empty_force() -> None:
    nobody = pl.DataFrame(group(1)).clear()
    found = compare(nobody, loads().clear(), SPELLS, YEAR, SAME_JOB)
    assert found.people.height == 0 and found.people.columns == list(COLUMNS)


def test_metrics_that_are_not_counts_of_people_are_refused() -> None:
    with pytest.raises(InputError, match="metric"):
        compare(pl.DataFrame(group(3)), loads(), BY_ID["sickness_hours_lost"], YEAR, SAME_JOB)
    with pytest.raises(InputError, match="cells"):
        compare(pl.DataFrame(group(3)).drop("sickness_spells_count"), loads(), SPELLS, YEAR, SAME_JOB)


CELLS, UNIT_MONTHS, _ = force(6, 130, 11, 2.0, 0.5, {0: 2.0}, part_time=0.3, past=True, movers=0.2, shifts=("6-4", "5-2"))
WHOLE = compare(CELLS, UNIT_MONTHS, SPELLS, YEAR, SAME_JOB)


@given(st.integers(0, 10_000))
@settings(max_examples=4, deadline=None)
def test_the_order_of_rows_changes_nothing(seed: int) -> None:
    again = compare(
        CELLS.sample(fraction=1.0, shuffle=True, seed=seed), UNIT_MONTHS.sample(fraction=1.0, shuffle=True, seed=seed), SPELLS, YEAR, SAME_JOB
    )  # fmt: skip
    assert_frame_equal(again.people, WHOLE.people, check_exact=True)
    assert again.parameters == WHOLE.parameters and again.chance == WHOLE.chance


@given(st.integers(1, 27))
@settings(max_examples=4, deadline=None)
def test_a_month_in_two_rows_is_the_same_month(days: int) -> None:
    """A cell cut into two rows (another team of the unit, say) changes nothing beyond rounding."""
    summed = ["in_post_days", "at_risk_days", "uncounted_days"]
    first = CELLS.with_columns(
        *[pl.min_horizontal(pl.col(name), pl.lit(days)).alias(name) for name in summed],
        (pl.col("fte_days") * days / pl.col("in_post_days")).alias("fte_days"),
    )
    rest = CELLS.with_columns(
        *[(pl.col(name) - pl.min_horizontal(pl.col(name), pl.lit(days))).alias(name) for name in summed],
        (pl.col("fte_days") * (1 - days / pl.col("in_post_days"))).alias("fte_days"),
        pl.lit(0, pl.Int64).alias("sickness_spells_count"),
        pl.lit("another-team").alias("node"),
    )
    again = compare(pl.concat([first, rest]), UNIT_MONTHS, SPELLS, YEAR, SAME_JOB).people
    assert_frame_equal(again, WHOLE.people, rel_tol=1e-9, abs_tol=1e-9)


def test_a_unit_renamed_is_the_same_unit() -> None:
    renamed = {f"U{each:02d}": f"X{99 - each}" for each in range(11)}
    again = compare(
        CELLS.with_columns(pl.col("unit").replace(renamed)), UNIT_MONTHS.with_columns(pl.col("unit").replace(renamed)), SPELLS, YEAR, SAME_JOB
    ).people  # fmt: skip
    assert_frame_equal(again.drop("unit"), WHOLE.people.drop("unit"), rel_tol=1e-9, abs_tol=1e-9)
    assert again["unit"].to_list() == WHOLE.people["unit"].replace(renamed).to_list()


def test_the_self_lens_needs_a_past() -> None:
    assert WHOLE.people["self_z"].null_count() == 0
    now = CELLS.filter(pl.col("month") >= YEAR.first_day)
    alone = compare(now, UNIT_MONTHS, SPELLS, YEAR, SAME_JOB).people
    assert alone["self_z"].null_count() == alone.height and alone["status"].str.contains("self_z:no_past").all()
    same = [name for name in COLUMNS if name not in ("self_z", "status")]
    assert_frame_equal(alone.select(same), WHOLE.people.select(same))


def test_other_windows_and_rules() -> None:
    found = compare(CELLS, UNIT_MONTHS, ABSENCES, Window(YEAR.as_of, 3), SAME_RANK).people
    assert set(found["months"]) == {3} and set(found["peers"]) == {"officer, constable"}


def test_one_false_discovery_step_over_several_metrics() -> None:
    rows = decided(pl.concat([WHOLE.people, compare(CELLS, UNIT_MONTHS, ABSENCES, YEAR, SAME_JOB).people]))
    assert (rows["q_value"] >= rows["p_value"]).all()
    assert rows["q_value"].max() <= 1.0  # type: ignore[operator]


def test_readings_in_their_order() -> None:
    nan = math.nan
    raw = np.array([nan, 2.0, 2.0, 3.5, 3.5, 3.5, 3.5, 3.5, 2.0])
    adjusted = np.array([1.0, 3.2, 2.9, 3.1, 3.1, 2.0, 2.0, 3.1, 3.2])
    lower = np.array([nan, nan, nan, 2.9, 3.0, 1.5, 1.5, 3.0, nan])
    upper = np.array([nan, nan, nan, 3.2, 3.3, 2.5, 2.5, 3.3, nan])
    factor = np.array([1.0, 1.0, 1.0, 1.2, 1.2, 1.2, 0.9, 1.2, 1.0])
    held = np.array([False] * 7 + [True, True])
    second = np.array([nan] * 9)
    assert readings(raw, adjusted, (lower, upper), second, factor, held).tolist() == [
        "cannot_tell", "only_after_adjustment", "ordinary", "cannot_tell", "stands_out", "in_line_with_load", "cannot_tell",
        "held_with_unit", "held_with_unit",
    ]  # fmt: skip


def test_a_unit_that_differs_without_load_is_raised_and_its_people_held_with_it() -> None:
    cells, unit_months, _ = force(8, 600, 20, 2.0, 0.3)
    there = pl.col("unit") == "U04"
    cells = cells.with_columns(
        pl.when(there)
        .then(pl.col("sickness_spells_count") * 5)
        .otherwise(pl.col("sickness_spells_count"))
        .alias("sickness_spells_count")
    )
    found = compare(cells, unit_months, SPELLS, YEAR, SAME_JOB)
    assert found.raised == ("U04",)
    assert "held_with_unit" in set(found.people.filter(there)["reading"])
    assert "stands_out" not in set(found.people.filter(there)["reading"])


PLACES = pl.DataFrame(
    [("F", None, None, None), ("C0", "F", None, "C0"), ("C1", "F", None, "C1")]
    + [(f"U{each:02d}", f"C{each % 2}", f"U{each:02d}", f"C{each % 2}") for each in range(11)],
    schema={"node": pl.String, "parent": pl.String, "unit": pl.String, "command": pl.String},
    orient="row",
)


def test_units_add_up_to_commands_and_the_force() -> None:
    frames = {
        level: units.compare(CELLS, UNIT_MONTHS, SPELLS, YEAR, WHOLE, PLACES, level) for level in ("unit", "command", "force")
    }
    assert all(frame.columns == list(units.COLUMNS) for frame in frames.values())
    assert (frames["unit"].height, frames["command"].height, frames["force"].height) == (11, 2, 1)
    for name in ("events", "exposure", "expected", "adjusted_expected"):
        totals = [frame[name].sum() for frame in frames.values()]
        assert totals == pytest.approx([totals[0]] * 3)
    row = frames["unit"].row(0, named=True)
    assert row["z"] == pytest.approx(2 * (math.sqrt(row["events"]) - math.sqrt(row["expected"])))
    assert row["load_index"] == pytest.approx(row["adjusted_expected"] / row["expected"])
    assert row["lower998"] < row["lower95"] < row["expected"] < row["upper95"] < row["upper998"]
    assert frames["command"]["z_additive"].null_count() == 2, "two commands have no phi"


def test_hours_are_divided_before_they_are_counted() -> None:
    random = np.random.default_rng(1)
    cells = CELLS.with_columns(
        (pl.col("sickness_spells_count") * pl.Series(random.choice([7.5, 15, 400], CELLS.height))).alias("sickness_lost_hours")
    )
    found = units.compare(cells, UNIT_MONTHS, BY_ID["sickness_hours_lost"], YEAR, None, PLACES)
    row = found.row(0, named=True)
    plain = 2 * (math.sqrt(row["events"]) - math.sqrt(row["expected"]))
    assert abs(row["z"]) < abs(plain) / 3
    assert row["value"] == pytest.approx(100 * row["events"] / row["exposure"])


def test_context_has_no_z() -> None:
    conduct = pl.DataFrame({"unit": ["U00", "U00"], "events": [2.0, 1.0]})
    told = units.compare(CELLS, UNIT_MONTHS, BY_ID["conduct_received"], YEAR, None, PLACES, unit_events=conduct)
    assert told["events"].to_list() == [3.0] + [0.0] * 10
    assert told["z"].null_count() == 11 and set(told["status"]) == {"not_applicable"}
    people = units.compare(CELLS, UNIT_MONTHS, BY_ID["people_in_post"], YEAR, None, PLACES, "force")
    fte = CELLS.filter(pl.col("month") >= YEAR.first_day)["fte_days"].sum() / YEAR.days
    assert people["value"][0] == pytest.approx(fte)
    with pytest.raises(InputError, match="level"):
        units.compare(CELLS, UNIT_MONTHS, SPELLS, YEAR, WHOLE, PLACES, "team")
