"""A tiny export from files to frames: each count and each row is known by hand."""

from __future__ import annotations

import os
import stat
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from loading_exports import write

from lib import identity, ledger, schema, store
from lib.errors import Refused
from lib.loading import load


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    return write(tmp_path / "exports")


def table(name: str) -> pl.DataFrame:
    return store.read(sa.select(schema.METADATA.tables[name]), store.lease())


def test_counts_add_up_for_sources_and_files(home: Path, exports: Path) -> None:
    outcome = load(exports)
    assert outcome["published"] is True
    assert outcome["synthetic"] is False
    assert outcome["data_as_of"] == date(2026, 2, 28)
    sickness = outcome["sources"]["sickness"]
    assert sickness == {
        "read": 7, "accepted": 3, "quarantined": 3, "duplicates": 1, "erased": 0, "linked": 2, "unlinked": 1, "skipped": 0,
    }  # fmt: skip
    assert outcome["files"]["sickness_2026.csv"] == sickness
    assert outcome["sources"]["people"]["quarantined"] == 1
    assert outcome["sources"]["units"] | {"read": 3, "linked": 3, "unlinked": 0} == outcome["sources"]["units"]
    assert outcome["undeclared"] == {"people.csv": ["Religion"]}
    for counts in (*outcome["sources"].values(), *outcome["files"].values()):
        assert counts["read"] == counts["accepted"] + counts["quarantined"] + counts["duplicates"] + counts["erased"]
        assert counts["accepted"] == counts["linked"] + counts["unlinked"]


def test_facts_hold_pseudonyms_and_yes_or_no_alone(home: Path, exports: Path) -> None:
    load(exports)
    spells = table("sickness").sort("from_on")
    assert spells["from_on"].to_list() == [date(2026, 1, 5), date(2026, 2, 1), date(2026, 2, 21)]
    assert spells["lost_hours"].to_list() == [24.0, 8.0, 8.0]  # the later row corrected the earlier one
    assert spells["counted"].to_list() == [True, True, False]
    assert spells["person_id"][1] is None
    assert "reason" not in spells.columns
    postings = table("postings")
    assert sorted(postings["rank_band"]) == ["constable", "sergeant", "staff_c"]
    people = table("people")
    assert people.columns == ["person_id", "kind", "joined_on", "left_on", "contracted_hours"]
    known = identity.identities(people["person_id"])
    assert {each["payroll_number"]: each["name"] for each in known.values()} == {
        "0001": "Ash",
        "0002": "Birch, B",
        "0004": "Damson",
    }
    assert identity.payroll_numbers(["AAAAA-AAAAA"]) == {}


def test_derived_tables_are_filled(home: Path, exports: Path) -> None:
    load(exports)
    months = table("person_months")
    ash = next(person for person, each in identity.identities(months["person_id"]).items() if each["name"] == "Ash")
    january = months.filter((pl.col("person_id") == ash) & (pl.col("month") == date(2026, 1, 1))).row(0, named=True)
    assert january["in_post_days"] == 31
    assert january["sickness_spells_count"] == 1
    assert january["unit"] == "U"
    assert table("unit_places").height == 3
    assert table("generation").row(0, named=True)["first_day_on"] == date(2026, 1, 1)


def test_quarantine_says_file_row_field_reason_and_fix(home: Path, exports: Path) -> None:
    load(exports)
    rows = table("quarantine")
    found = {(row["file"], row["row"]): row for row in rows.to_dicts()}
    assert set(found) == {
        ("people.csv", 4), ("postings.csv", 4), ("sickness_2026.csv", 5), ("sickness_2026.csv", 6), ("sickness_2026.csv", 8),
    }  # fmt: skip
    assert found["people.csv", 4]["field"] == "left"
    assert found["postings.csv", 4]["field"] == "unit"
    assert "[withheld]" in found["people.csv", 4]["raw"]
    assert "Cedar" not in str(rows.to_dicts())
    assert "Pregnancy" not in str(rows.to_dicts())
    assert all(row["reason"] and row["fix"] for row in found.values())


def test_the_same_exports_again_do_nothing(home: Path, exports: Path) -> None:
    first = load(exports)
    again = load(exports)
    assert again["published"] is False
    assert {key: again[key] for key in ("generation", "sources", "files", "data_as_of")} == {
        key: first[key] for key in ("generation", "sources", "files", "data_as_of")
    }
    assert [each.generation for each in store.published()] == [first["generation"]]
    assert len(ledger.loads()) == 1


def test_a_changed_export_is_a_new_generation_and_the_old_lease_still_reads(home: Path, exports: Path, tmp_path: Path) -> None:
    load(exports)
    old = store.lease()
    later = load(write(tmp_path / "exports", {"sickness_2026.csv": "No,First,Last,Why,Hours\n1,2026-02-05,2026-02-06,Cold,16\n"}))
    assert store.lease().generation == later["generation"] != old.generation
    assert store.read(sa.select(schema.FACTS["sickness"]), old).height == 3
    assert table("sickness").height == 1
    back = load(write(tmp_path / "exports"))
    assert back["published"] is True
    assert back["generation"] == old.generation == store.lease().generation


def test_keys_and_identities_are_the_owners_alone(home: Path, exports: Path) -> None:
    load(exports)
    for path in (home / "keys" / "pseudonym.key", home / "identity.sqlite"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = (home / "generations" / f"{store.lease().generation}.duckdb").read_bytes()
    assert b"Birch" not in text


def test_a_reader_cannot_reach_outside_or_write(home: Path, exports: Path) -> None:
    load(exports)
    from lib.store.engines import reader

    path = store.lease().path
    assert path is not None
    for attempt in ("create table x(a int)", f"select * from read_csv('{exports / 'people.csv'}')"):
        with pytest.raises(Exception, match=r"read-only|disabled"):
            reader(path).execute(attempt)


def test_progress_is_told_only_while_a_load_runs(home: Path, exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[ledger.Progress | None] = []
    note = ledger.note
    monkeypatch.setattr(ledger, "note", lambda home, progress: (note(home, progress), seen.append(ledger.progress()))[0])
    load(exports)
    assert len(seen) > 4
    assert all(each is not None for each in seen)
    assert ledger.progress() is None
    fractions = [each.fraction for each in seen if each]
    assert fractions == sorted(fractions)
    assert os.environ["EVENHAND_HOME"]


def test_two_sources_out_of_one_file_by_skipping(home: Path, exports: Path) -> None:
    """Each record counts once in the file, and is skipped only if no source takes it; one that fails for one source fails whole."""
    text = (exports / "profile.toml").read_text("utf-8")
    columns = 'columns = { payroll_number = "No", from = "First", to = "Last"'
    text = text.split('[[source]]\nid = "sickness"')[0] + "".join(
        f'[[source]]\nid = "{source}"\nfiles = ["sickness_2026.csv"]\n{columns}{more} }}\nids = {{ payroll_number = {{ pad = 4 }} }}\n'
        f"skip = [{{ column = 'Why', pattern = '{pattern}', reason = 'of another source' }}]\n"
        for source, more, pattern in (("sickness", "", "^(Unauth|Total)"), ("absence", ', kind = "Why"', "^(Flu|Cold|Total)"))
    )
    rows = (
        "1,2026-01-05,2026-01-06,Cold,16\n1,2026-01-15,2026-01-16,Unauthorised,16\n2,2026-02-01,2026-02-02,Flu,8\n,,,Total,24\n"
    )
    (exports / "sickness_2026.csv").write_text(f"No,First,Last,Why,Hours\n{rows}1,bad,2026-01-16,Unauthorised,16\n", "utf-8")
    (exports / "profile.toml").write_text(text, "utf-8")
    outcome = load(exports)
    assert {name: outcome["files"]["sickness_2026.csv"][name] for name in ("read", "accepted", "quarantined", "skipped")} == {
        "read": 4,
        "accepted": 3,
        "quarantined": 1,
        "skipped": 1,
    }
    assert (outcome["sources"]["sickness"]["read"], outcome["sources"]["sickness"]["skipped"]) == (2, 3)
    assert (outcome["sources"]["absence"]["read"], outcome["sources"]["absence"]["quarantined"]) == (2, 1)
    assert table("absence")["unauthorised"].to_list() == [True]


def test_nodes_of_the_profile_stand_in_the_tree_and_in_no_count(home: Path, exports: Path) -> None:
    node = '\n[[unit]]\nunit = "X"\nname = "Extra"\nkind = "unit"\nparent = "{}"\n'
    text = (exports / "profile.toml").read_text("utf-8")
    (exports / "profile.toml").write_text(text + node.format("C"), "utf-8")
    outcome = load(exports)
    assert outcome["sources"]["units"]["read"] == 3
    assert table("unit_places").height == 4
    (exports / "profile.toml").write_text(text + node.format("nowhere"), "utf-8")
    with pytest.raises(Refused, match="unit is not among"):
        load(exports)


def test_units_that_stand_above_themselves_are_quarantined(home: Path, exports: Path) -> None:
    (exports / "units.csv").write_text(
        "code,name,parent,kind,posts\nF,Force,,force,\nC,Command,F,command,\nU,Unit,C,unit,12.5\nA,A,B,unit,\nB,B,A,unit,\nD,D,A,team,\n",
        "utf-8",
    )
    assert load(exports)["sources"]["units"]["quarantined"] == 3
    reasons = table("quarantine").filter(pl.col("source") == "units")["reason"].to_list()
    assert [("above itself" in each) for each in reasons] == [True, True, False]


def test_a_generation_is_its_owners_alone(home: Path, exports: Path) -> None:
    name = load(exports)["generation"]
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in (home, home / "generations")} == {0o700}
    assert stat.S_IMODE((home / "generations" / f"{name}.duckdb").stat().st_mode) == 0o600
