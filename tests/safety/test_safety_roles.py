"""The table of rights against a copy written out by hand: whoever flips a cell must flip it here too, and say so."""

from __future__ import annotations

import itertools

import pytest

from lib.errors import InputError
from lib.roles import ACTIONS, CLASSES, ROLES, TABLE, allowed

# s see, l list, r reveal, e export, w write, a approve; a column for each class of data, in the order of CLASSES
COPY = """
leader        sle s   -   - - s    -   -    -
analyst       sle sle sle r - w    -   -    -
reviewer      sl  sl  s   r - slwa -   -    -
evaluator     sle -   -   - s sle  -   -    -
observer      sl  -   -   - s s    -   -    -
person        s   s   se  s s sw   s   -    -
loader        s   -   -   - - -    -   slew -
administrator -   -   -   - - -    -   -    slwa
auditor       -   -   -   - - -    sle -    -
"""
LETTERS = {"see": "s", "list": "l", "reveal": "r", "export": "e", "write": "w", "approve": "a"}
WRITTEN = {
    (line.split()[0], action, data_class): LETTERS[action] in cell
    for line in COPY.strip().splitlines()
    for data_class, cell in zip(CLASSES, line.split()[1:], strict=True)
    for action in ACTIONS
}


def test_every_cell_is_as_written() -> None:
    cells = list(itertools.product(ROLES, ACTIONS, CLASSES))
    assert len(cells) == 9 * 6 * 9
    assert {cell: allowed(*cell) for cell in cells} == WRITTEN


@pytest.mark.parametrize("cell", sorted(TABLE))
def test_flipping_this_cell_would_be_found(cell: tuple[str, str, str]) -> None:
    assert {**TABLE, cell: not TABLE[cell]} != WRITTEN


def test_the_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        TABLE["leader", "see", "person"] = True  # type: ignore[index]


@pytest.mark.parametrize("cell", [("chief", "see", "unit"), ("leader", "steal", "unit"), ("leader", "see", "wages")])
def test_an_unknown_name_is_refused_and_named(cell: tuple[str, str, str]) -> None:
    with pytest.raises(InputError, match="unknown"):
        allowed(*cell)
