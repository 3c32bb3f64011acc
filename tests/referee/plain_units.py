"""Units month by month in plain Python, from the rows of the exports: what they were asked, and the posts decided on."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from plain_cells import PlainForce, each_day
from plain_rows import Row


def unit_months(force: PlainForce, cells: list[Row]) -> list[Row]:
    """One row is a unit and month with demand or posts: what a comparison allows for. Counts None where nothing was recorded.

    A team's incidents are its unit's. A unit's establishment on a day is its own where recorded, else the sum of its teams'.
    """
    found: dict[tuple, Row] = {}
    days: dict[tuple, set[date]] = defaultdict(set)
    for row in force.demand:
        unit, month = force.unit_of(row["unit"]), row["day"].replace(day=1)
        if unit is not None and force.first <= row["day"] <= force.last:
            days[unit, month].add(row["day"])
            here = at(found, unit, month)
            for name in ("incidents", "immediate", "open_investigations"):
                if row[name] is not None:
                    here[f"{name}_count"] = (here[f"{name}_count"] or 0) + row[name]
    for unit in {force.unit_of(code) for code in force.nodes} - {None}:
        for on in each_day(force.first, force.last):
            posts = establishment(force, str(unit), on)
            if posts is not None:
                here = at(found, str(unit), on.replace(day=1))
                here["establishment_fte_days"] = (here["establishment_fte_days"] or 0.0) + posts
                here["days_count"] += stands(force, str(unit), on)
    for cell in cells:
        if (cell["unit"], cell["month"]) in found:
            found[cell["unit"], cell["month"]]["in_post_fte_days"] += cell["fte_days"]
    return [row | {"demand_days_count": len(days.get(key, ()))} for key, row in sorted(found.items())]


def at(found: dict[tuple, Row], unit: str, month: date) -> Row:
    """The unit-month's row, made where there is none."""
    nothing = {
        "incidents_count": None,
        "immediate_count": None,
        "open_investigations_count": None,
        "establishment_fte_days": None,
    }
    return found.setdefault((unit, month), {"unit": unit, "month": month, "days_count": 0, "in_post_fte_days": 0.0, **nothing})


def stands(force: PlainForce, code: str, on: date) -> bool:
    """True where a row of the node's own covers the day."""
    return any((row["valid_from"] or on) <= on <= (row["valid_to"] or on) for row in force.dated_nodes[code])


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
