"""Links that a person accepted: which number is another person's number. Written by `links propose`, read back at load."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from lib.checking.reading import read_text
from lib.errors import Refused, Where
from lib.loading.files import inside
from lib.loading.profile import Profile

COLUMNS = ("number", "payroll_number", "accept")
_YES = ("yes", "y", "true", "1", "x")


@dataclass(frozen=True)
class Accepted:
    """Links: a number that rows carry -> the payroll number it stands for. `digest`: SHA-256 of the file, empty where there is none."""

    links: Mapping[str, str] = field(default_factory=dict)
    digest: str = ""


NOTHING = Accepted()


def accepted_links(profile: Profile, folder: Path) -> Accepted:
    """The links of the profile's `links.accepted`: rows whose `accept` says yes. Raises Refused for a file that leaves a choice."""
    if profile.accepted_links is None:
        return NOTHING
    name = profile.accepted_links
    try:
        data = inside(folder / name, folder).read_bytes()
    except OSError:
        where = Where(profile.file, field="links.accepted")
        raise Refused(f"there is no file `{name}`", "Write it with: python -m lib links propose", where) from None
    table = read_text(data, name)
    absent = [column for column in COLUMNS if column not in table.header]
    if absent:
        raise Refused(f"the header has no column `{absent[0]}`", f"Write the columns {', '.join(COLUMNS)}.", Where(name, 1))
    if table.broken.height:
        raise Refused(
            "the row cannot be read", "Mend it: an accepted link is never guessed.", Where(name, table.broken["row"][0])
        )
    rows = table.rows.select("row", *[table.position(column) for column in COLUMNS]).iter_rows()
    return Accepted(_without_chains(name, _links(name, rows)), hashlib.sha256(data).hexdigest())


def _links(name: str, rows: object) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for row, number, payroll, accept in rows:  # type: ignore[attr-defined]
        number, payroll = number.strip(), payroll.strip()
        if accept.strip().lower() not in _YES:
            continue
        if not number or not payroll or number == payroll:
            raise Refused("an accepted link needs two different numbers", "Fill in both.", Where(name, row))
        if number in found and found[number][1] != payroll:
            raise Refused("one number is accepted as two people's", "Accept one of the two.", Where(name, row, "number"))
        found[number] = (row, payroll)
    return found


def _without_chains(name: str, links: Mapping[str, tuple[int, str]]) -> dict[str, str]:
    for row, payroll in links.values():
        if payroll in links:
            fix = "Give the last number of the chain in both rows."
            raise Refused("the number linked to is itself accepted as another's", fix, Where(name, row, "payroll_number"))
    return {number: payroll for number, (_, payroll) in links.items()}
