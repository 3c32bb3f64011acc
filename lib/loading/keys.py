"""Every key that a profile may hold, table by table. What is not here is refused by name; docs/profiles.md explains each."""

from __future__ import annotations

from collections.abc import Mapping

KEYS: Mapping[str, tuple[str, ...]] = {
    "profile": (
        "version", "name", "synthetic", "extracted_on", "unit_level", "command_level", "required", "quarantine_limit",
        "source", "unit", "absent", "ranks", "classify", "rules", "links", "break",
    ),
    "classify": ("not_counted", "unauthorised"),
    "links": ("accepted",),
    "break": ("source", "field", "on", "sentence"),
    "source": (
        "id", "files", "sheet", "encoding", "delimiter", "header_row", "export_order", "settles_days",
        "columns", "constants", "values", "match", "from_name", "ids", "counters", "skip",
        "day_format", "stamp_format", "time_format", "overnight", "year_pivot", "hours_format", "decimal_mark",
        "unpivot", "period", "running_total", "snapshot", "person_by",
    ),
    "columns": ("any",),
    "match": ("column", "rules", "otherwise"),
    "ids": ("prefix", "strip", "slug", "upper", "pad"),
    "skip": ("column", "pattern", "reason"),
    "unpivot": ("columns", "name", "value", "drop"),
    "period": ("length", "column", "from_name", "unpivot", "format"),
    "running_total": ("fields", "within", "restarts"),
    "snapshot": ("date_from", "format"),
}  # fmt: skip
