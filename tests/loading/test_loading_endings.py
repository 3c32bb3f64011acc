"""How rows end: by rule, by key, by link, by erasure; and what of them may be seen afterwards."""

from __future__ import annotations

import json
import stat
from datetime import date
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa

from lib import identity, schema, settings, store
from lib.__main__ import main
from lib.errors import Refused
from lib.loading import load, parse_profile, proposing
from lib.proving.hostile.declaring import HEADERS, PROFILE, between, write_sound
from lib.proving.hostile.trying import gathered
from lib.sources import BY_ID
from lib.words.links import biases


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    write_sound(tmp_path / "exports")
    return tmp_path / "exports"


def add(exports: Path, file: str, rows: str) -> None:
    (exports / file).write_bytes((exports / file).read_bytes() + rows.encode())


def say(exports: Path, text: str) -> None:
    """Put a table into the profile, above its sources."""
    (exports / "profile.toml").write_text(PROFILE.replace("[[source]]", f"{text}\n\n[[source]]", 1), "utf-8")


def table(name: str) -> pl.DataFrame:
    return store.read(sa.select(schema.METADATA.tables[name]), store.lease())


def ruled() -> dict[tuple[str, str], tuple[str, int]]:
    return {
        (row[0], row[1]): (row[2], row[3]) for row in table("row_rules").select("source", "rule", "outcome", "rows_count").rows()
    }


OVERLAP = "1,2026-01-06,2026-01-09,Flu,24,no\n"


@pytest.mark.parametrize(
    ("said", "stored", "counted"), [("", 2, "merged"), ("keep", 3, "kept"), ("quarantine", 2, "quarantined")]
)
def test_a_profile_says_what_a_rule_does(exports: Path, said: str, stored: int, counted: str) -> None:
    """Merged: two rows accepted, one spell stored. Kept: two. Set aside: one row accepted."""
    add(exports, "sickness.csv", OVERLAP)
    if said:
        say(exports, f'[rules]\noverlapping_spells = "{said}"')
    counts = load(exports)["sources"]["sickness"]
    assert counts["accepted"] == (2 if said == "quarantine" else 3)
    assert table("sickness").height == stored
    assert ruled()["sickness", "overlapping_spells"] == (counted, 1)


def test_a_rule_takes_only_what_is_open_to_it() -> None:
    with pytest.raises(Refused) as refusal:
        parse_profile(PROFILE.replace("[[source]]", '[rules]\nunit_cycle = "keep"\n\n[[source]]', 1).encode())
    assert refusal.value.where.field == "rules.unit_cycle"


def test_a_number_with_two_people_takes_its_rows_along(exports: Path) -> None:
    add(exports, "people.csv", "1,Other,staff,2020-01-01,,37\n")
    outcome = load(exports)
    assert outcome["sources"]["people"]["quarantined"] == 2
    assert outcome["sources"]["sickness"]["quarantined"] == 1
    assert set(table("quarantine")["code"]) == {"ambiguous_person"}


def test_quarantine_ties_no_number_to_a_pseudonym(exports: Path) -> None:
    """The number of a loaded person is withheld, that of nobody is shown; what conduct found is withheld, the failing field is not."""
    say(exports, "")
    text = (exports / "profile.toml").read_text("utf-8")
    columns = (
        '{ case = "C", allegation = "A", payroll_number = "No", received = "Day", kind = "Kind", severity = "S", outcome = "O" }'
    )
    (exports / "profile.toml").write_text(
        f'{text}\n[[source]]\nid = "conduct"\nfiles = ["conduct.csv"]\ncolumns = {columns}\n', "utf-8"
    )
    (exports / "conduct.csv").write_text(
        "C,A,No,Day,Kind,S,O\nc1,1,0001,soon,conduct,gross,dismissed\nc2,1,,2026-01-01,conduct,,\n", "utf-8"
    )
    add(exports, "sickness.csv", "1,2026-02-30,,Cold,8,no\n77,2026-02-30,,Cold,8,no\n")
    load(exports)
    raw = {(row["file"], row["row"]): json.loads(row["raw"]) for row in table("quarantine").to_dicts()}
    assert raw["sickness.csv", 4] == {
        "payroll_number": "[withheld]", "from": "2026-02-30", "reason": "[withheld]", "hours_lost": "8", "phased_return": "no",
    }  # fmt: skip
    assert raw["sickness.csv", 5]["payroll_number"] == "0077"
    assert raw["conduct.csv", 2] == {
        "case": "c1", "allegation": "1", "payroll_number": "[withheld]", "received": "soon", "kind": "conduct", "severity": "[withheld]",
        "outcome": "[withheld]",
    }  # fmt: skip


def test_the_export_of_quarantine_has_the_columns_of_the_contract(exports: Path, tmp_path: Path) -> None:
    add(exports, "sickness.csv", "1,soon,,Cold,8,no\n")
    load(exports)
    assert main(["quarantine", "--out", str(tmp_path / "q.csv")]) == 0
    assert pl.read_csv(tmp_path / "q.csv").columns == ["source", "file", "row", "field", "reason", "fix", "raw"]


def test_links_are_counted_by_rule_and_certainty(exports: Path) -> None:
    add(exports, "overtime.csv", "0001,a3,2026-02-03,1,20,casual\n9999,a4,2026-02-03,1,20,casual\n")
    load(exports)
    found = {row[1:] for row in table("link_rules").filter(pl.col("source") == "overtime").rows()}
    assert found == {
        ("payroll_number", "exact", 1), ("payroll_number_normalised", "normalised", 2), (None, None, 1),
    }  # fmt: skip


def test_an_accepted_link_makes_two_numbers_one_person(exports: Path) -> None:
    add(exports, "people.csv", "9,Ash,officer,2010-02-01,,40\n")
    add(exports, "sickness.csv", "0091,2026-02-03,2026-02-04,Flu,8,no\n9,2026-03-03,2026-03-04,Flu,8,no\n")
    found = proposing.propose(exports)
    assert found.filter(pl.col("why") == "same name and day joined").select("number", "payroll_number").rows() == [
        ("0001", "0009")
    ]
    assert set(found["accept"]) == {""}
    (exports / "links.csv").write_text("number,payroll_number,accept\n0009,0001,yes\n0091,0001,yes\n0002,0001,\n", "utf-8")
    first = load(exports)
    assert (first["sources"]["people"]["accepted"], first["sources"]["sickness"]["unlinked"]) == (3, 1)
    say(exports, '[links]\naccepted = "links.csv"')
    then = load(exports)
    assert then["generation"] != first["generation"]
    assert (then["sources"]["people"]["accepted"], then["sources"]["people"]["duplicates"]) == (2, 1)
    assert table("sickness").drop_nulls("person_id")["person_id"].value_counts()["count"].sort().to_list() == [1, 3]
    assert table("link_rules").filter(pl.col("certainty") == "accepted")["rows_count"].sum() == 3
    (exports / "links.csv").write_text("number,payroll_number,accept\n0009,0001,no\n", "utf-8")
    assert load(exports)["sources"]["people"]["accepted"] == 3


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("9,1,yes\n9,2,yes\n", "two people"), ("9,1,yes\n1,2,yes\n", "itself accepted"), ("9,,yes\n", "two different"),
        ('9,"1,yes\n', "cannot be read"),
    ],
)  # fmt: skip
def test_accepted_links_that_leave_a_choice_are_refused(exports: Path, rows: str, words: str) -> None:
    say(exports, '[links]\naccepted = "links.csv"')
    (exports / "links.csv").write_text(f"number,payroll_number,accept\n{rows}", "utf-8")
    with pytest.raises(Refused, match=words) as refusal:
        load(exports)
    assert refusal.value.where.file == "links.csv" and refusal.value.where.row


def test_proposals_are_their_owners_alone_and_replace_nothing(exports: Path, tmp_path: Path) -> None:
    add(exports, "people.csv", "9,Ash,officer,2010-02-01,,40\n")
    out = tmp_path / "links.csv"
    assert main(["links", "propose", str(exports), "--out", str(out)]) == 0
    assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert main(["links", "propose", str(exports), "--out", str(out)]) == 1


def test_a_mistyped_number_is_proposed_only_where_one_person_is_near(exports: Path) -> None:
    (exports / "profile.toml").write_text(PROFILE.replace("pad = 4", "pad = 8"), "utf-8")
    add(
        exports,
        "people.csv",
        "70000001,Elder,officer,2010-02-01,,40\n71112111,Fir,officer,2010-02-01,,40\n71112112,Gorse,staff,2011-02-01,,40\n",
    )
    add(exports, "overtime.csv", "70000010,a3,2026-02-03,1,20,casual\n71112113,a4,2026-02-03,1,20,casual\n")
    found = proposing.propose(exports)
    assert found.select("number", "payroll_number", "rows_count").rows() == [("70000010", "70000001", 1)]


def test_an_erased_person_does_not_come_back(exports: Path) -> None:
    """Rows end erased, those that fail too; beside others' rows the number is emptied; no byte of the number stays."""
    add(exports, "sickness.csv", "2,soon,,Flu,8,no\n")
    load(exports)
    home = settings.current()
    key = identity.pseudonym_key(home)
    person = next(person for person, number in identity.payroll_numbers(table("people")["person_id"]).items() if number == "0002")
    before = store.lease().generation
    assert identity.forget(home, key, person) and not identity.forget(home, key, person)
    outcome = load(exports)
    assert outcome["generation"] != before
    assert (
        outcome["files"]["sickness.csv"] | {"read": 3, "erased": 2, "quarantined": 0, "accepted": 1}
        == outcome["files"]["sickness.csv"]
    )
    assert outcome["sources"]["people"]["erased"] == 1
    assert table("people").height == 1 and person not in str(table("person_months").to_dicts())
    assert identity.payroll_numbers([person]) == {}
    assert b"Birch" not in (home.home / "identity.sqlite").read_bytes()


@pytest.mark.parametrize(
    ("column", "what"),
    [
        ("Religion", "religion"), ("Sexual Orientation", "sexual"), ("GPS", "location"), ("Longitude", "location"), ("Device IMEI", "device"),
        ("E-mail subject", "message"), ("BrowsingHistory", "web"), ("Medical notes", "medical"), ("Union member", "union"),
        ("Political party membership", "political"), ("Diagnosis", "medical"),
    ],
)  # fmt: skip
def test_a_forbidden_column_is_refused_where_it_is_read(column: str, what: str) -> None:
    with pytest.raises(Refused, match="does not take") as refusal:
        parse_profile(
            PROFILE.replace('certification = "x"', "").replace('hours_lost = "Hours"', f'hours_lost = "{column}"').encode()
        )
    assert what in refusal.value.text and refusal.value.where.field == "source[4]"


def test_a_forbidden_column_that_nothing_reads_is_reported_and_dropped(exports: Path) -> None:
    rows = (exports / "sickness.csv").read_text("utf-8").splitlines()
    (exports / "sickness.csv").write_text("\n".join([f"{rows[0]},Religion", *[f"{row},x" for row in rows[1:]]]) + "\n", "utf-8")
    assert load(exports)["undeclared"] == {"sickness.csv": ["Religion"]}


def test_a_diagnosis_may_be_classified_and_a_workplace_is_no_location() -> None:
    parse_profile(PROFILE.replace('reason = "Why"', 'reason = "Diagnosis"').encode())
    parse_profile(PROFILE.replace('name = "Name", parent', 'name = "Work location", parent').encode())


KEYED = {  # a row again with its key (and other values), and with another
    "people": ("1,Ash,officer,2010-02-01,,37", "3,Cedar,officer,2010-02-01,,37"),
    "units": ("U,New name,C,unit,10,,", "U,New name,C,unit,10,2026-01-01,"),
    "postings": ("1,U,Sgt,Response,1,2026-01-01,", "1,U,PC,Response,1,2026-01-02,"),
    "sickness": ("1,2026-01-05,2026-01-09,Flu,40,no", "1,2026-01-20,2026-01-21,Cold,16,no"),
    "duties": ("1,2026-02-02 07:00,2026-02-02 17:00", "1,2026-02-03 07:00,2026-02-03 17:00"),
    "overtime": ("1,a1,2026-02-09,9,9.00,planned", "1,b1,2026-02-02,2.5,50.00,casual"),
    "demand": ("U,2026-02-01,99", "U,2026-02-09,99"),
}


@pytest.mark.parametrize("source", KEYED)
def test_a_later_export_corrects_by_key(exports: Path, source: str) -> None:
    """The later file's row stays, whatever the order of names; another key is another row."""
    file = f"{source}.csv"
    same, other = KEYED[source]
    (exports / f"a_{file}").write_text(f"{HEADERS[file]}\n{same}\n{other}\n", "utf-8")
    entry = PROFILE.split("[[source]]")[1 + list(HEADERS).index(file)].replace(f'"{file}"', f'"a_{file}"')
    (exports / "profile.toml").write_text(f"{PROFILE}\n[[source]]\nexport_order = 1\n{entry}", "utf-8")
    files, _ = gathered(exports)
    assert (files[file]["duplicates"], files[f"a_{file}"]["accepted"], files[f"a_{file}"]["duplicates"]) == (1, 2, 0)


def test_the_keys_are_those_of_the_design() -> None:
    assert {source.id: source.key for source in BY_ID.values()} == {
        "people": ("payroll_number",), "postings": ("payroll_number", "from", "kind"), "units": ("unit", "valid_from"),
        "duties": ("payroll_number", "planned_from"), "sickness": ("payroll_number", "from"), "absence": ("payroll_number", "from", "kind"),
        "overtime": ("claim",), "demand": ("unit", "day"), "conduct": ("case", "allegation", "payroll_number"),
        "limited_duties": ("payroll_number", "from", "kind"), "events": ("name", "from", "scope"),
    }  # fmt: skip


def test_a_break_that_the_profile_declares_is_an_event(exports: Path) -> None:
    say(
        exports,
        '[[break]]\nsource = "sickness"\nfield = "hours_lost"\non = 2026-03-01\nsentence = "Hours are counted otherwise."',
    )
    load(exports)
    assert table("data_events").rows() == [
        ("definition_break", "sickness", "hours_lost", None, date(2026, 3, 1), None, "Sickness: Hours are counted otherwise.")
    ]


def test_a_late_row_reopens_its_month(exports: Path) -> None:
    load(exports)
    month = pl.col("month") == date(2026, 2, 1)
    before = table("person_months").filter(month)["sickness_spells_count"].sum()
    (exports / "sickness.csv").write_bytes(between("sickness.csv", b"2,2026-02-24,2026-02-25,Flu,16,no\n"))
    load(exports)
    assert table("person_months").filter(month)["sickness_spells_count"].sum() == before + 1


def test_the_bias_of_rows_that_do_not_link_is_said() -> None:
    rates = pl.DataFrame(
        [
            ("overtime", "A", date(2026, 1, 1), 100, 91), ("overtime", "B", date(2026, 1, 1), 100, 100), ("overtime", "S", date(2026, 1, 1), 19, 0),
            ("sickness", None, date(2026, 1, 1), 200, 190),
        ],
        schema=["source", "unit", "month", "rows_count", "linked_count"], orient="row",
    )  # fmt: skip
    one, other = biases(rates, {"A": "North"})
    assert (one.unit, round(one.too_low, 2)) == ("A", 0.09)
    assert (
        "rows of North 91.0 % link" in one.sentence and "up to 9.0 % too low" in one.sentence and "looks innocent" in one.sentence
    )
    assert other.unit is None and "any unit" in other.sentence
