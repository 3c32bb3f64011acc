"""What is written: every source, the same text for the same seed, dirt that a loader meets as the truth says."""

from __future__ import annotations

import gzip
import hashlib
import tomllib
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from lib.checking import classifying
from lib.errors import InputError
from lib.loading.files import find_parts, written_by_synth
from lib.question import Month
from lib.sources import BY_ID
from lib.synth import Plan, absence, dismissals, leave, sickness, write


def texts(folder: Path) -> dict[str, bytes]:
    """Files of an exports folder, unpacked."""
    return {path.name: gzip.decompress(path.read_bytes()) for path in sorted(folder.glob("*.gz"))}


def quiet(line: str) -> None:
    """No progress in tests."""


def test_every_source_is_written_and_said(small: SimpleNamespace) -> None:
    assert set(small.said["rows"]) == set(BY_ID)
    assert all(rows > 0 for rows in small.said["rows"].values())
    assert (small.said["people"], small.said["months"], small.said["end"]) == (700, 12, "2026-10")


def test_the_same_seed_gives_the_same_bytes_and_another_does_not(tmp_path: Path) -> None:
    for name, seed in (("a", 3), ("b", 3), ("c", 4)):
        write(Plan(500, 2, seed), tmp_path / name, quiet)
    files = {name: {p.name: p.read_bytes() for p in (tmp_path / name / "exports").iterdir()} for name in "abc"}
    assert files["a"] == files["b"]
    assert files["a"]["duties_2026h2.csv.gz"] != files["c"]["duties_2026h2.csv.gz"]
    truths = [sorted((tmp_path / name / "truth").iterdir()) for name in "ab"]
    assert [p.read_bytes() for p in truths[0]] == [p.read_bytes() for p in truths[1]]


@pytest.mark.parametrize(
    ("changed", "files"),
    [
        pytest.param({"noise": 0.6}, "command_control", id="noise of measured load changes demand alone"),
        pytest.param({"association": 5.0}, "professional_standards", id="association changes conduct alone"),
    ],
)
def test_a_setting_changes_its_own_source_alone(
    tmp_path: Path, changed: dict[str, float], files: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dismissals apart: who is dismissed is a matter of conduct, and leaves every other source."""
    monkeypatch.setattr(dismissals, "end_careers", lambda people, held, rows: rows)
    write(Plan(500, 2, 3), tmp_path / "a", quiet)
    write(Plan(500, 2, 3, **changed), tmp_path / "b", quiet)  # type: ignore[arg-type]
    one, other = texts(tmp_path / "a" / "exports"), texts(tmp_path / "b" / "exports")
    assert one.keys() == other.keys()
    different = {name for name in one if one[name] != other[name]}
    assert different
    assert all(name.startswith(files) for name in different)


def test_a_source_that_draws_otherwise_changes_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(Plan(500, 2, 3), tmp_path / "a", quiet)
    usual = Plan.stream

    def otherwise(plan: Plan, *names: object) -> np.random.Generator:
        return usual(plan, *names, "otherwise") if str(names[0]) in ("limited", "overtime") else usual(plan, *names)

    monkeypatch.setattr(Plan, "stream", otherwise)
    write(Plan(500, 2, 3), tmp_path / "b", quiet)
    one, other = (
        {path.name: path.read_bytes() for path in (tmp_path / name / "exports").iterdir() if path.suffix != ".toml"}
        for name in "ab"
    )
    assert {name for name in one if one[name] != other[name]} == {"occupational_health_status.xlsx", "overtime_2026.csv.gz"}


def test_streams_depend_on_their_name_alone() -> None:
    plan = Plan(500, 2, 3)
    first = plan.stream("sickness", 0).random(5).tolist()
    plan.stream("a source added later").random(100)
    assert plan.stream("sickness", 0).random(5).tolist() == first
    assert plan.stream("sickness", 1).random(5).tolist() != first


def test_gzip_files_carry_no_time_and_no_name(small: SimpleNamespace) -> None:
    for path in (small.out / "exports").glob("*.gz"):
        head = path.read_bytes()[:10]
        assert head[4:8] == bytes(4), path.name
        assert head[3] == 0, path.name


def test_the_hashes_prove_the_files_are_synthetic(small: SimpleNamespace) -> None:
    folder = small.out / "exports"
    recorded = tomllib.loads((folder / "synthetic.toml").read_text())["files"]
    assert recorded == {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir() if path.suffix != ".toml"
    }
    assert small.profile.synthetic
    assert written_by_synth(find_parts(small.profile, folder), folder)


def test_each_row_ends_as_the_truth_says(small: SimpleNamespace, truth: dict[str, pl.DataFrame]) -> None:
    found = pl.concat(small.gathered.outcomes).select("file", "row", "outcome")
    met = found.filter(pl.col("outcome") != "linked").sort("file", "row")
    wrong = truth["dirt"].filter(pl.col("outcome") != "accepted").select("file", "row", "outcome")
    assert met.equals(wrong.sort("file", "row"))
    mended = truth["dirt"].filter(pl.col("outcome") == "accepted")
    linked = found.filter(pl.col("outcome") == "linked")
    assert mended.join(linked, on=["file", "row"], how="semi").height == mended.height > 0


def test_undeclared_columns_and_a_header_that_changes_in_the_series(small: SimpleNamespace) -> None:
    assert small.gathered.undeclared["hr_people.csv.gz"] == ["Cost Centre"]
    assert len(small.profile.of("sickness")) == 2
    heads = [text.split(b"\n")[0] for name, text in texts(small.out / "exports").items() if name.startswith("sickness_")]
    assert len(set(heads)) == 2


def test_claims_are_written_down_two_to_eight_weeks_late_and_the_last_are_missing(small: SimpleNamespace) -> None:
    lag = small.rows["overtime"].select((pl.col("edited_on") - pl.col("from")).dt.total_days())["edited_on"]
    assert (lag.min(), lag.max()) == (14, 56)
    assert small.rows["overtime"]["edited_on"].max() <= small.plan.extracted_on  # type: ignore[operator]
    by_month = dict(small.rows["overtime"].group_by(pl.col("from").dt.strftime("%Y-%m")).len().rows())
    assert by_month["2026-10"] < 0.5 * by_month["2026-06"]


def test_what_lies_after_the_extraction_is_not_known(small: SimpleNamespace) -> None:
    for source in ("sickness", "absence"):
        rows = small.rows[source]
        assert rows["from"].max() <= small.plan.last_day
        assert rows["to"].max() <= small.plan.extracted_on
        assert rows["to"].null_count() > 0


def test_protected_reasons_and_kinds_are_there_and_never_count() -> None:
    reasons = [*sickness.PROTECTED_REASONS, *dict(sickness.SHORT_REASONS), *dict(sickness.LONG_REASONS), sickness.COLD]
    frame = pl.DataFrame({"reason": reasons, "phased_return": [False] * len(reasons)})
    counted = classifying.sickness(frame, classifying.Words())["counted"].to_list()
    assert counted == [reason not in sickness.PROTECTED_REASONS for reason in reasons]
    kinds = [kind.name for kind in absence.OTHER] + [leave.LEAVE, *absence.UNAUTHORISED]
    authorised = [kind not in absence.UNAUTHORISED for kind in kinds]
    away = classifying.absence(pl.DataFrame({"kind": kinds, "authorised": authorised}), classifying.Words())
    assert away["unauthorised"].to_list() == [not each for each in authorised]


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        pytest.param({"people": 499}, "people", id="one person too few"),
        pytest.param({"months": 0}, "months", id="no month"),
        pytest.param(
            {"months": 120, "end": Month(2024, 11)}, "end", id="a window that begins a month before careers fit two digits"
        ),
        pytest.param({"end": Month(2061, 1)}, "end", id="a window that ends a month after two digits say the year"),
        pytest.param({"seed": -1}, "seed", id="a negative seed"),
        pytest.param({"scenario": "quiet"}, "scenario", id="an unknown scenario"),
        pytest.param({"dose": "linear"}, "dose", id="an unknown dose"),
        pytest.param({"frailty": "normal"}, "frailty", id="an unknown frailty"),
        pytest.param({"association": 0.0}, "association", id="a ratio of nothing"),
        pytest.param({"noise": -0.1}, "noise", id="a negative spread"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(arguments: dict[str, object], named: str) -> None:
    good: dict[str, object] = {"people": 500, "months": 2, "seed": 1}
    with pytest.raises(InputError) as refused:
        Plan(**(good | arguments))  # type: ignore[arg-type]
    assert refused.value.where.field == named


def test_the_end_is_fixed_and_the_extraction_follows_it() -> None:
    plan = Plan(500, 2, 1)
    assert (plan.first_day, plan.last_day) == (date(2026, 9, 1), date(2026, 10, 31))
    assert plan.extracted_on == plan.last_day + timedelta(days=15)
