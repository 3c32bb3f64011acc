"""One small force, written to both engines."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
import pytest

from lib.days import Span, derived
from lib.queries.fold import fill_person_months
from lib.question import Month
from lib.schema import FACTS, METADATA
from lib.store import Lease, declared
from lib.store.engines import let_go
from lib.store.files import Files
from lib.store.schemas import Schemas

ID = "a1b2c3d4e5f60718"

FIRST, LAST = Month(2026, 1), Month(2026, 3)


def facts(name: str, *rows: dict[str, object]) -> pl.DataFrame:
    """Rows of a fact table; fields not given are null."""
    schema = {key: kind or pl.String() for key, kind in declared(METADATA.tables[name].columns).items()}
    return pl.DataFrame([{key: row.get(key) for key in schema} for row in rows], schema=schema)


def at(month: int, day: int, hour: int) -> datetime:
    return datetime(2026, month, day, hour)


def small_force() -> dict[str, pl.DataFrame]:
    """Two commands: A (unit A1 with team A1T; unit AB, whose code begins like A) and B (unit B1). P1 moves from A1T to B1."""
    units = [
        ("F", None, "force", None), ("A", "F", "command", None), ("A1", "A", "unit", 10.0), ("A1T", "A1", "team", None),
        ("B", "F", "command", None), ("B1", "B", "unit", 5.0), ("AB", "B", "unit", None),
    ]  # fmt: skip
    whole = {"rank": "PC", "rank_band": "constable", "function": "response", "fte": 1.0, "kind": "substantive"}
    duty = {"state": "worked", "rest_day_cancelled": False}
    people = [{"person_id": each, "kind": "officer", "joined_on": date(2020, 1, 1), "contracted_hours": 40.0} for each in
              ("P1", "P2", "P3")]  # fmt: skip
    people.append({"person_id": "P4", "kind": "staff", "joined_on": date(2019, 1, 1), "left_on": date(2026, 2, 14)})
    return {
        "units": facts(
            "units",
            *[{"unit": u, "parent": p, "kind": k, "name": f"Name {u}", "establishment_fte": e} for u, p, k, e in units],
        ),
        "people": facts("people", *people),
        "postings": facts(
            "postings",
            {"person_id": "P1", "unit": "A1T", "from_on": date(2020, 1, 1), "to_on": date(2026, 2, 10), **whole},
            {"person_id": "P1", "unit": "B1", "from_on": date(2026, 2, 11), **whole},
            {"person_id": "P2", "unit": "A1", "from_on": date(2020, 1, 1), **whole, "fte": 0.5, "shift_pattern": "6-4"},
            {"person_id": "P3", "unit": "AB", "from_on": date(2026, 1, 15), **whole, "rank_band": "sergeant"},
        ),
        "sickness": facts(
            "sickness",
            {"person_id": "P1", "from_on": date(2026, 1, 5), "to_on": date(2026, 1, 6), "lost_hours": 16.0, "counted": True},
            {"person_id": "P1", "from_on": date(2026, 2, 9), "to_on": date(2026, 2, 12), "lost_hours": 32.0, "counted": True},
            {"person_id": "P2", "from_on": date(2026, 3, 30), "counted": True},
            {"person_id": None, "from_on": date(2026, 1, 1), "to_on": date(2026, 1, 1), "counted": True},
        ),
        "absence": facts(
            "absence",
            {"person_id": "P2", "from_on": date(2026, 1, 7), "to_on": date(2026, 1, 7), "counted": True, "unauthorised": True},
            {"person_id": "P3", "from_on": date(2026, 3, 1), "to_on": date(2026, 3, 9), "counted": False, "unauthorised": False},
        ),
        "duties": facts(
            "duties",
            {"person_id": "P1", "planned_from_at": at(1, 3, 7), "planned_to_at": at(1, 3, 17), **duty},
            {"person_id": "P1", "planned_from_at": at(2, 20, 7), "planned_to_at": at(2, 20, 17), **duty, "rest_day_cancelled": True,
             "worked_from_at": at(2, 20, 7), "worked_to_at": at(2, 20, 18), "ordered": True, "notice_days": 2},
            {"person_id": "P2", "planned_from_at": at(1, 7, 7), "planned_to_at": at(1, 7, 17), **duty, "state": "absent"},
        ),
        "overtime": facts(
            "overtime",
            {"person_id": "P1", "claim_id": "1", "from_on": date(2026, 2, 20), "claimed_hours": 3.5, "overtime_pay": 99.5,
             "kind": "casual", "ordered": True},
            {"person_id": "P1", "claim_id": "2", "from_on": date(2026, 1, 20), "claimed_hours": 2.0, "kind": "event",
             "unit_charged": "A1"},
            {"person_id": "P2", "claim_id": "3", "from_on": date(2026, 1, 1), "to_on": date(2026, 3, 31), "overtime_pay": 300.0,
             "kind": "total"},
        ),
        "demand": facts(
            "demand",
            *[{"unit": unit, "on": date(2026, 1, day), "incidents_count": 4 * day, "on_duty_count": 3, "minimum_count": 4,
               "open_investigations_count": 7} for unit in ("A1", "B1") for day in (1, 2)],
        ),
        "conduct": facts(
            "conduct",
            {"person_id": "P1", "case_id": "1", "allegation_id": "1", "received_on": date(2026, 3, 1), "kind": "complaint"},
            {"person_id": None, "case_id": "2", "allegation_id": "1", "received_on": date(2026, 3, 1), "kind": "conduct"},
        ),
        "limited_duties": facts("limited_duties", {"person_id": "P2", "kind": "adjusted", "from_on": date(2026, 2, 1)}),
        "events": facts(
            "events",
            {"name": "Everywhere", "from_on": date(2026, 1, 1), "to_on": date(2026, 1, 2)},
            {"name": "In A", "from_on": date(2026, 2, 1), "to_on": date(2026, 2, 2), "scope": "A"},
            {"name": "In B1", "from_on": date(2026, 3, 1), "to_on": date(2026, 3, 2), "scope": "B1"},
            {"name": "Before", "from_on": date(2025, 3, 1), "to_on": date(2025, 3, 2)},
        ),
    }  # fmt: skip


def about() -> dict[str, pl.DataFrame]:
    """What a load writes of itself."""
    counted = {"read": 4, "accepted": 3, "quarantined": 1, "duplicates": 0, "erased": 0, "linked": 2, "unlinked": 1, "skipped": 0}
    wrong = {"source": "sickness", "file": "a.csv", "row": 2, "field": "to", "reason": "ends before it begins", "fix": "Mend it."}
    return {
        "generation": facts(
            "generation",
            {"generation": ID, "loaded_at": at(4, 1, 9), "data_as_of": date(2026, 3, 31), "first_day_on": date(2026, 1, 1),
             "synthetic": True, "name": "Small", "unit_level": "unit", "command_level": "command", "schema_version": 1},
        ),
        "source_counts": facts("source_counts", {"source": "sickness", **counted}),
        "file_counts": facts("file_counts", {"file": "a.csv", **counted}),
        "source_status": facts("source_status", {"source": "sickness", "present": True, "required": True, "settles_days": 14}),
        "link_rates": facts(
            "link_rates",
            {"source": "sickness", "month": date(2026, 1, 1), "rows_count": 3, "linked_count": 2},
            {"source": "duties", "unit": "A1", "month": date(2026, 1, 1), "rows_count": 1, "linked_count": 1},
        ),
        "quarantine": facts("quarantine", wrong, {**wrong, "row": 5}),
        "file_digests": facts("file_digests", {"file": "a.csv", "sha256": "0" * 64}),
        "dropped_columns": facts("dropped_columns", {"file": "a.csv", "column_name": "Religion"}),
        "link_rules": facts("link_rules", {"source": "sickness", "rule": "payroll_number", "certainty": "exact", "rows_count": 2}),
        "row_rules": facts("row_rules", {"source": "sickness", "rule": "overlap", "outcome": "merged", "rows_count": 2}),
        "data_events": facts(
            "data_events",
            {"kind": "coverage_gap", "source": "duties", "unit": "A1", "from_on": date(2026, 2, 1), "to_on": date(2026, 2, 28),
             "detail": "No duty of A1 in February."},
            {"kind": "definition_break", "source": "sickness", "field": "hours_lost", "from_on": date(2026, 2, 1),
             "detail": "Hours halve."},
        ),
        "chances": facts(
            "chances",
            {"metric": "sickness_spells", "as_of": date(2026, 3, 31), "peers": "job", "observed": 3, "expected": 2.5, "p_value": 0.4},
            {"metric": "unauthorised_absences", "as_of": date(2026, 3, 31), "peers": "job", "observed": 0, "expected": 0.1},
        ),
        "reason_groups": facts(
            "reason_groups",
            {"unit": "A1", "quarter": date(2026, 1, 1), "reason_group": "respiratory", "spells_count": 12},
        ),
    }  # fmt: skip


@dataclass(frozen=True)
class Both:
    """The same force on two engines."""

    duckdb: Lease
    postgres: Lease


@pytest.fixture(scope="session")
def both(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    frames: dict[str, pl.DataFrame] = {}
    leases: list[Any] = []
    known = small_force()
    for name, chunk in derived(known, Span("unit", "command", FIRST, LAST, date(2026, 4, 15))):
        frames[name] = pl.concat([frames[name], chunk]) if name in frames else chunk
    frames |= known | about()
    assert set(frames) | {"people_protected", "person_months"} == set(METADATA.tables), "a table of the schema has no rows here"
    assert set(FACTS) <= set(frames)
    for warehouse in (Files(tmp_path_factory.mktemp("duckdb")), Schemas(postgres_url)):
        with warehouse.building(ID) as built:
            for name, frame in frames.items():
                built.write(name, frame)
            built.run(fill_person_months())
        warehouse.publish(ID)
        leases.append(warehouse.take(ID))
    yield Both(*leases)
    leases.clear()
    let_go(postgres_url)
