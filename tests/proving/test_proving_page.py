"""The page of proofs is what the file of proofs says."""

from __future__ import annotations

from lib.proving import record


def test_the_page_in_docs_is_printed_from_the_file() -> None:
    assert record.PAGE.read_text() == record.page(record.read())


def test_a_proof_that_failed_says_so_and_cells_stay_cells() -> None:
    told = record.page([record.entry("calm", False, {"a|b": 1})])
    assert "## calm\n\n**not passed**" in told and "| a\\|b | 1 |" in told
