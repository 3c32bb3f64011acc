"""The data dictionary: the page in docs is what the code prints, and what the code prints is what is written."""

from __future__ import annotations

import gzip
from types import SimpleNamespace

import polars as pl

from lib.settings import PROJECT
from lib.synth import dictionary


def test_the_page_in_docs_is_what_the_code_prints() -> None:
    assert dictionary.printed(dictionary.files()) in (PROJECT / "docs" / "synthetic-files.md").read_text()


def test_every_truth_file_and_column_that_is_written_is_explained(small: SimpleNamespace) -> None:
    written = {path.name: pl.read_csv(path, n_rows=0).columns for path in (small.out / "truth").glob("*.csv")}
    assert written == {name: list(columns) for name, (_, columns) in dictionary.TRUTH.items()}
    assert {path.name for path in (small.out / "truth").iterdir()} == {*written, "model.json"}


def test_every_column_that_is_written_is_explained(small: SimpleNamespace) -> None:
    told = [[column["header"] for column in each["columns"]] for each in dictionary.files()["exports"]]
    for path in (small.out / "exports").glob("*.csv.gz"):
        encoding = "utf-8-sig" if path.name.startswith("hr_people") else "cp1252"
        first = gzip.decompress(path.read_bytes()).split(b"\n")[0].decode(encoding)
        assert any(first == mark.join(columns) for columns in told for mark in ",;|"), path.name
