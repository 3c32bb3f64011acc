"""No row lost, none invented, whatever stands in the files. The full proof reads 100,000 records."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.proving.conservation import tried


@settings(max_examples=12, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 60), st.integers(0, 6))
def test_every_record_of_a_dirty_export_ends_once(seed: int, rows: int, changes: int) -> None:
    found, _ = tried(seed, rows, changes)
    assert found == []


@settings(max_examples=8, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 80))
def test_rows_that_overlap_and_clash_among_sound_people_end_once(seed: int, rows: int) -> None:
    """Rules across rows have most to do where people and units are sound."""
    found, records = tried(seed, rows, 0, clean=("people.csv", "units.csv"))
    assert found == [] and records > rows
