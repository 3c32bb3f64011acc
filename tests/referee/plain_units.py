"""Units month by month in plain Python, from the rows of the exports: what they were asked, and the posts decided on."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from plain_cells import PlainForce, each_day
from plain_rows import Row


def unit_months(force: PlainForce) -> list[Row]:
    """One row is a unit and month: `unit, month, incidents, demand_days, establishment_days`; the last None where not recorded.

    A team's incidents are its unit's. A unit's establishment on a day is its own where recorded, else the sum of its teams'.
    """
    incidents: dict[tuple[str, date], float] = defaultdict(float)
    days: dict[tuple[str, date], set[date]] = defaultdict(set)
    for row in force.demand:
        unit, month = force.unit_of(row["unit"]), row["day"].replace(day=1)
        if unit is not None and force.first <= row["day"] <= force.last:
            incidents[unit, month] += row["incidents"] or 0
            days[unit, month].add(row["day"])
    posts: dict[tuple[str, date], float] = defaultdict(float)
    for unit in {force.unit_of(code) for code in force.nodes} - {None}:
        for on in each_day(force.first, force.last):
            found = establishment(force, str(unit), on)
            if found is not None:
                posts[str(unit), on.replace(day=1)] += found
    return [
        {"unit": unit, "month": month, "incidents": incidents.get((unit, month)), "demand_days": len(days.get((unit, month), ())),
         "establishment_days": posts.get((unit, month))}
        for unit, month in sorted(incidents.keys() | posts.keys())
    ]  # fmt: skip


def establishment(force: PlainForce, unit: str, on: date) -> float | None:
    """The posts of a unit on a day, None where nobody says."""
    own = posts_of(force, unit, on)
    if own is not None:
        return own
    teams = [posts_of(force, code, on) for code in force.nodes if code != unit and force.unit_of(code) == unit]
    return sum(each for each in teams if each is not None) if any(each is not None for each in teams) else None


def posts_of(force: PlainForce, code: str, on: date) -> float | None:
    """What the node's own row says; of two rows for a day the later-starting."""
    rows = [row for row in force.dated_nodes[code] if (row["valid_from"] or on) <= on <= (row["valid_to"] or on)]
    return max(rows, key=lambda row: row["valid_from"] or date.min)["establishment"] if rows else None
