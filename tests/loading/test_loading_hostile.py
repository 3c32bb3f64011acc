"""Files as they ought not to be: refused or quarantined with file, row and fix, and the generation before is still served."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import polars as pl
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st
from loading_exports import FILES, PROFILE, write

from lib import schema, store
from lib.checking.reading import read_text
from lib.errors import EvenhandError, Refused
from lib.loading import load
from lib.store.writing import FileBuilding

SICK = FILES["sickness_2026.csv"]


@pytest.fixture
def exports(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path / "home"))
    return write(tmp_path / "exports")


def quarantine() -> dict[tuple[str, int], str]:
    rows = store.read(sa.select(schema.quarantine), store.lease())
    return {(row["file"], row["row"]): row["reason"] for row in rows.to_dicts()}


REFUSED = {
    "empty": (b"", "empty"),
    "blank": (b"\n\n\n", "empty"),
    "workbook": (b"PK\x03\x04rest", "workbook"),
    "old workbook": (b"\xd0\xcf\x11\xe0rest", "workbook"),
    "page": (b"  <!DOCTYPE html><table><tr><td>1</td></tr></table>", "web page"),
    "cr only": (SICK.replace("\n", "\r").encode(), "CR alone"),
    "utf-16": (SICK.encode("utf-16"), "UTF-16"),
    "utf-16 without a mark": (SICK.encode("utf-16-le"), "header"),
    "no header": (SICK.split("\n", 1)[1].encode(), "no column"),
    "other delimiter": (SICK.replace(",", ";").encode(), "no column"),
    "column missing": (SICK.replace("Last", "Until").encode(), "`Last`"),
    "column twice": (SICK.replace("No,First,Last,Why", "No,First,Last,First").encode(), "column"),
    "open quote in the header": (b'"' + SICK.encode(), "header"),
    "gzip named csv": (gzip.compress(SICK.encode()), "gzip"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_file_that_is_no_table_is_refused_by_name_and_the_old_generation_stays(exports: Path, case: str) -> None:
    before = load(exports)["generation"]
    data, words = REFUSED[case]
    (exports / "sickness_2026.csv").write_bytes(data)
    with pytest.raises(Refused) as refusal:
        load(exports)
    assert words in refusal.value.text
    assert refusal.value.where.file == "sickness_2026.csv"
    assert refusal.value.fix
    assert store.lease().generation == before
    assert not list(exports.parent.glob("home/generations/*.tmp"))


ROWS = {
    "nul": (b"1,2026-02-01,2026-02-02,Fl\0u,8\n", "NUL"),
    "short": (b"1,2026-02-01\n", "fewer fields"),
    "long": (b"1,2026-02-01,2026-02-02,Flu,8,9\n", "fewer fields"),
    "open quote": (b'1,2026-02-01,2026-02-02,"Flu,8\n', "quoted field"),
    "text after a quote": (b'1,2026-02-01,2026-02-02,"Flu"x,8\n', "quoted field"),
    "wrong bytes": (b"1,2026-02-01,2026-02-02,Fl\xfc,8\n", "encoding"),
    "empty line": (b"\n", "empty"),
    "infinity": (b"1,2026-02-01,2026-02-02,Flu,inf\n", "decimal"),
    "not a number": (b"1,2026-02-01,2026-02-02,Flu,NaN\n", "decimal"),
    "exponent": (b"1,2026-02-01,2026-02-02,Flu,1e3\n", "decimal"),
    "no such day": (b"1,2026-02-30,2026-03-02,Flu,8\n", "not a day"),
    "the year 26": (b"1,26-02-20,,Flu,8\n", "not a day"),
    "nobody": (b",2026-02-01,2026-02-02,Flu,8\n", "required"),
    "below zero": (b"1,2026-02-01,2026-02-02,Flu,-8\n", "below zero"),
}


@pytest.mark.parametrize("case", ROWS)
def test_a_bad_row_is_quarantined_by_number_and_its_neighbours_are_read(exports: Path, case: str) -> None:
    data, words = ROWS[case]
    good = b"2,2026-02-03,2026-02-04,Flu,8\n"
    path = exports / "sickness_2026.csv"
    path.write_bytes(
        b'No,First,Last,Why,Hours\n1,2026-01-05,2026-01-06,"Cold, bad",16\n' + data + good + good.replace(b"02-03", b"02-01")
    )
    outcome = load(exports)["files"]["sickness_2026.csv"]
    assert (outcome["read"], outcome["accepted"], outcome["quarantined"]) == (4, 3, 1)
    found = quarantine()
    assert words in found["sickness_2026.csv", 3]
    assert [row for file, row in found if file == "sickness_2026.csv"] == [3]


def test_too_much_quarantine_refuses_the_load_with_the_commonest_reason(exports: Path) -> None:
    before = load(exports)["generation"]
    path = exports / "sickness_2026.csv"
    path.write_text(path.read_text("utf-8").replace("2026-0", "06/0"), "utf-8")
    with pytest.raises(Refused, match="not a day") as refusal:
        load(exports)
    assert (refusal.value.where.file, refusal.value.where.row) == ("sickness_2026.csv", 2)
    assert store.lease().generation == before


def test_a_kill_while_building_leaves_what_was_served(exports: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = load(exports)["generation"]
    write(exports, {"sickness_2026.csv": SICK.replace("Cold", "Cough")})
    for step in ("write", "run"):
        with monkeypatch.context() as broken:
            broken.setattr(FileBuilding, step, fail)
            with pytest.raises(KeyboardInterrupt):
                load(exports)
        assert store.lease().generation == before
    assert load(exports)["generation"] != before


def fail(*_: object) -> None:
    raise KeyboardInterrupt


def test_half_built_files_are_swept(exports: Path) -> None:
    folder = exports.parent / "home" / "generations"
    folder.mkdir(parents=True)
    (folder / "dead.duckdb.tmp").write_bytes(b"half")
    load(exports)
    assert not list(folder.glob("*.tmp"))


def test_two_loads_cannot_run_at_once(exports: Path) -> None:
    from lib import ledger
    from lib.settings import current

    with ledger.locked(current()), pytest.raises(Refused, match="another load"):
        load(exports)


def test_a_link_out_of_the_folder_is_refused(exports: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text(SICK, "utf-8")
    (exports / "sickness_2026.csv").unlink()
    (exports / "sickness_2026.csv").symlink_to(outside)
    with pytest.raises(Refused, match="leads out"):
        load(exports)


def test_ids_stay_as_written(exports: Path) -> None:
    """007 and 7 are two people unless the profile pads them."""
    profile = PROFILE.replace("ids = { payroll_number = { pad = 4 } }\n", "")
    write(
        exports,
        {"people.csv": FILES["people.csv"].replace("\n2,", "\n007,").replace("\n3,", "\n7,").replace("01/01/2011", "")},
        profile,
    )
    assert load(exports)["sources"]["people"]["accepted"] == 4


def test_a_missing_file_and_a_missing_folder_are_named(exports: Path) -> None:
    (exports / "units.csv").unlink()
    with pytest.raises(Refused) as refusal:
        load(exports)
    assert refusal.value.where.field == "source[2].files[1]"
    assert "units.csv" in refusal.value.text
    with pytest.raises(Refused):
        load(exports / "nowhere")


FIELDS = st.text(alphabet='ab,"\n\r x', max_size=6)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(FIELDS, min_size=3, max_size=3), min_size=1, max_size=6), st.booleans())
def test_reading_equals_csv_reader_on_anything_it_can_write(rows: list[list[str]], always: bool) -> None:
    """What Python writes and reads back, this reads alike, record by record (line ends inside a field are kept as LF)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL if always else csv.QUOTE_MINIMAL)
    writer.writerow(["h1", "h2", "h3"])
    writer.writerows(rows)
    data = text.getvalue()
    lines = [f"{line.rstrip(chr(13))}\n" for line in data.rstrip("\r\n").split("\n")]
    try:
        expected = [tuple(each) for each in csv.reader(lines, strict=True)][1:]
    except csv.Error:
        return
    table = read_text(data.encode(), "any.csv")
    assert table.broken.is_empty() or all(len(each) == 3 for each in expected) is False
    assert [row[1:] for row in table.rows.rows()] == [each for each in expected if len(each) == 3]


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='ab,"\n\r\0', max_size=40))
def test_no_record_is_lost_or_invented(text: str) -> None:
    """Rows and broken rows together number the records 2, 3, 4... without a gap, for any text at all."""
    try:
        table = read_text(f"h1,h2\n{text}\nx,y\n".encode(), "any.csv")
    except EvenhandError:
        return
    numbers = sorted([*table.rows["row"].to_list(), *table.broken["row"].to_list()])
    assert numbers == list(range(2, len(numbers) + 2))
    assert table.rows.null_count().sum_horizontal().item() == 0
    assert isinstance(table.rows, pl.DataFrame)
