"""Their columns in a file's header: each by one of the names it goes by."""

from __future__ import annotations

import re

from lib.checking.reading import TextTable, place_of, plain
from lib.errors import Refused, Where
from lib.loading.profile import Entry, Names


def position(table: TextTable, names: Names) -> str:
    """The name in `table.rows` of the column that goes by one of these names. Raises ValueError where there is none."""
    return f"c{_place(table.header, names)}"


def _place(header: tuple[str, ...], names: Names) -> int:
    for name in names:
        if name in header:
            return header.index(name)
    for name in names:
        try:
            return place_of(header, name)
        except ValueError:
            continue
    raise ValueError(names[0])


def unpivoted(table: TextTable, entry: Entry) -> list[tuple[str, str]]:
    """(name in `table.rows`, the name it stands for) of the columns that become rows, in the header's order."""
    unpivot = entry.unpivot
    if unpivot is None:
        return []
    if unpivot.pattern is None:
        return [(position(table, (name,)), name) for name in unpivot.columns]
    found = [(place, re.search(unpivot.pattern, name)) for place, name in enumerate(table.header)]
    return [(f"c{place}", hit[1] if hit.re.groups else table.header[place]) for place, hit in found if hit]


def declared(table: TextTable, entry: Entry) -> set[str]:
    """The names in `table.rows` of every column that the entry reads."""
    return {position(table, names) for names in entry.named} | {place for place, _ in unpivoted(table, entry)}


def undeclared(table: TextTable, entry: Entry) -> list[str]:
    """Their names of the columns that the entry does not read."""
    read = declared(table, entry)
    return [name for place, name in enumerate(table.header) if f"c{place}" not in read]


def check_columns(table: TextTable, entry: Entry, file: str) -> None:
    """Raises Refused naming the columns that the profile names but the file lacks, or has twice."""
    absent = [names for names in entry.named if _count(table.header, names) == 0]
    if absent:
        where = Where(file, entry.header_row, absent[0][0])
        columns = ", ".join(" or ".join(f"`{name}`" for name in names) for names in absent)
        raise Refused(f"the header has no column {columns}", f"Mend `{entry.path}` in the profile, or the export.", where)
    twice = [names for names in entry.named if _count(table.header, names) > 1]
    if twice:
        where = Where(file, entry.header_row)
        raise Refused(f"the header has the column `{twice[0][0]}` twice", "Rename one in the export.", where)
    if entry.unpivot and not unpivoted(table, entry):
        where = Where(file, entry.header_row, f"{entry.path}.unpivot.columns")
        raise Refused("no column's name matches the pattern", f"Mend `{entry.path}.unpivot`, or the export.", where)


def _count(header: tuple[str, ...], names: Names) -> int:
    """How many columns the first of these names that the header knows stands for."""
    for name in names:
        exact = header.count(name)
        if exact:
            return exact
    for name in names:
        alike = sum(plain(each) == plain(name) for each in header)
        if alike:
            return alike
    return 0
