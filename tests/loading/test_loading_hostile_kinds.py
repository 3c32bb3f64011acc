"""Every kind of hostile input ends as its table in `lib/proving/hostile` says: none crashes, none loses a row or its neighbours."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from lib.proving.hostile import CASES, Case
from lib.proving.hostile.trying import differences, told


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.kind)
def test_it_ends_as_its_table_says(case: Case, tmp_path: Path) -> None:
    assert not differences(case, told(case, tmp_path / "exports"))


def test_the_table_is_long_and_its_kinds_differ() -> None:
    assert len(CASES) >= 120
    assert [kind for kind, times in Counter(case.kind for case in CASES).items() if times > 1] == []
