"""What the files hold, as it is gathered: sound rows by source, how each record ended, and the rows set aside."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from lib.checking.reasons import Reason
from lib.errors import Refused, Where

OUTCOME = {"file": pl.String, "row": pl.Int64, "source": pl.String, "outcome": pl.String}
QUARANTINE = {
    "source": pl.String,
    "file": pl.String,
    "row": pl.Int64,
    "field": pl.String,
    "code": pl.String,
    "reason": pl.String,
    "fix": pl.String,
    "raw": pl.String,
}
ROW_RULES = {"source": pl.String, "rule": pl.String, "outcome": pl.String, "rows_count": pl.Int64}
LINK_RULES = {"source": pl.String, "rule": pl.String, "certainty": pl.String, "rows_count": pl.Int64}


@dataclass
class Gathered:
    """What the files hold. `rows` by source: accepted rows, canonical names, with `file`, `row`, `snapshot_on` and `linked`."""

    rows: dict[str, pl.DataFrame] = field(default_factory=dict)
    taken: Counter[tuple[str, str]] = field(
        default_factory=Counter
    )  # (source, file) -> rows read, before anything is done with them
    outcomes: list[pl.DataFrame] = field(default_factory=list)  # one row a (file, record, source)
    aside: dict[str, list[pl.DataFrame]] = field(default_factory=dict)  # by source: rows that failed, with why
    quarantine: list[pl.DataFrame] = field(default_factory=list)  # the same as they are stored
    skipped: dict[tuple[str, str], int] = field(default_factory=dict)  # (source, file) -> records
    records: dict[str, int] = field(default_factory=dict)  # file -> physical records below the header
    readers: Counter[str] = field(default_factory=Counter)  # file -> entries that read it
    undeclared: dict[str, list[str]] = field(default_factory=dict)  # file -> columns dropped
    snapshots: dict[str, list[date]] = field(default_factory=dict)  # source -> the days of its snapshots
    ruled: Counter[tuple[str, str, str]] = field(default_factory=Counter)  # (source, rule, outcome) -> rows
    link_rules: list[pl.DataFrame] = field(default_factory=list)

    def ended(self, frame: pl.DataFrame, source: str, outcome: str) -> None:
        """These records of a source end so. Nodes of the profile (without a record) are in no count."""
        rows = frame.filter(pl.col("row").is_not_null())
        self.outcomes.append(rows.select("file", "row", source=pl.lit(source), outcome=pl.lit(outcome)))

    def set_aside(self, source: str, hit: pl.Series, field: str, reason: Reason) -> int:
        """Take the sound rows that `hit` marks into quarantine; how many they were. Raises Refused for a node of the profile."""
        frame = self.rows[source]
        if not hit.any():
            return 0
        failed = frame.filter(hit).with_columns(failed_field=pl.lit(field or None), failed_reason=pl.lit(reason.value))
        self.rows[source] = frame.filter(~hit)
        self.quarantined(source, failed)
        return failed.height

    def go_with_their_record(self, source: str, hit: pl.Series) -> int:
        """Sound rows whose record failed by another fact of it: quarantined too, under the reason of that other; how many."""
        self.ended(self.rows[source].filter(hit), source, "quarantined")
        self.rows[source] = self.rows[source].filter(~hit)
        return int(hit.sum())

    def quarantined(self, source: str, failed: pl.DataFrame) -> None:
        """Keep rows that failed (`failed_field`, `failed_reason`). Raises Refused for a node of the profile."""
        nodes = failed.filter(pl.col("file").is_null())
        if nodes.height:
            raise Refused(Reason(nodes["failed_reason"][0]).sentence, "Mend the node in the profile.", Where(field="unit"))
        self.aside.setdefault(source, []).append(failed)
        self.ended(failed, source, "quarantined")

    def row_rules(self) -> pl.DataFrame:
        """The table `row_rules`: what each rule across rows found."""
        rows = [(*key, count) for key, count in sorted(self.ruled.items()) if count]
        return pl.DataFrame(rows, schema=ROW_RULES, orient="row")
