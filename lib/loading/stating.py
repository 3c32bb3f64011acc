"""What the generation says of its own data: counts, how far each source goes, how well it links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from lib.days.periods import LONGEST_DAYS, claim_days
from lib.errors import Refused, Where
from lib.loading.files import Part
from lib.loading.gathered import Gathered
from lib.loading.profile import Profile
from lib.question import Month
from lib.schema import DATED_BY, column_name
from lib.sources import SOURCES, Source

COUNTS = ("read", "accepted", "quarantined", "duplicates", "erased", "linked", "unlinked", "skipped")
_DAILY = ("duties", "demand", "sickness")  # rows of every month: a month without any has not arrived yet
_BEGIN = ("duties", "demand", "sickness", "postings", "people")
_WORST = {"erased": 0, "quarantined": 1, "linked": 2, "unlinked": 3, "duplicate": 4}  # of a record that gives several facts


def _tally(outcomes: pl.DataFrame, by: str) -> dict[str, dict[str, int]]:
    table = outcomes.group_by(by, "outcome").len()
    counts: dict[str, dict[str, int]] = {}
    for name, outcome, rows in table.iter_rows():
        counts.setdefault(name, {})[outcome] = rows
    return counts


def _counts(outcomes: Mapping[str, int], read: int, skipped: int) -> dict[str, int]:
    linked, unlinked = outcomes.get("linked", 0), outcomes.get("unlinked", 0)
    quarantined, duplicates = outcomes.get("quarantined", 0), outcomes.get("duplicate", 0)
    accepted, erased = linked + unlinked, outcomes.get("erased", 0)
    return {
        "read": read,
        "accepted": accepted,
        "quarantined": quarantined,
        "duplicates": duplicates,
        "erased": erased,
        "linked": linked,
        "unlinked": unlinked,
        "skipped": skipped,
    }


def source_counts(gathered: Gathered) -> dict[str, dict[str, int]]:
    """Counts of each source's own rows."""
    tally = _tally(pl.concat(gathered.outcomes), "source")
    skipped: dict[str, int] = {}
    for (source, _), records in gathered.skipped.items():
        skipped[source] = skipped.get(source, 0) + records
    read: Counter[str] = Counter()
    for (source, _), rows in gathered.taken.items():
        read[source] += rows
    return {source: _counts(tally.get(source, {}), read[source], skipped.get(source, 0)) for source in gathered.rows}


def file_counts(gathered: Gathered) -> dict[str, dict[str, int]]:
    """Counts of each file's physical records: one counts once, whatever it gave; it is skipped if no entry took it.

    What was read is counted where it is read and not summed from the ends, so that a row lost between the two is found.
    """
    outcomes = pl.concat(gathered.outcomes)
    several = [file for file, entries in gathered.readers.items() if entries > 1]
    once = outcomes.filter(~pl.col("file").is_in(several))
    rank = pl.col("outcome").replace_strict(_WORST, return_dtype=pl.Int8)
    many = outcomes.filter(pl.col("file").is_in(several)).sort(rank).unique(["file", "row"], keep="first", maintain_order=True)
    tally = _tally(pl.concat([once, many]), "file")
    read = {file: rows for (_, file), rows in gathered.taken.items()}
    read |= {file: sum(tally.get(file, {}).values()) for file in several}
    return {
        file: _counts(tally.get(file, {}), read.get(file, 0), records - read.get(file, 0))
        for file, records in sorted(gathered.records.items())
    }


def file_digests(parts: Sequence[Part]) -> pl.DataFrame:
    """`file, sha256` of each file that was read."""
    digests = {part.file.name: part.file.digest for part in parts}
    return pl.DataFrame({"file": list(digests), "sha256": list(digests.values())}).sort("file")


def dropped_columns(gathered: Gathered) -> pl.DataFrame:
    """`file, column_name` of each column that no entry of the profile declares."""
    rows = [(file, column) for file, columns in sorted(gathered.undeclared.items()) for column in columns]
    return pl.DataFrame(rows, schema={"file": pl.String, "column_name": pl.String}, orient="row")


def refuse_if_bad(counts: Mapping[str, Mapping[str, int]], limit: float, what: str, quarantine: pl.DataFrame) -> None:
    """Raises Refused, with the commonest reason and its first row, when over `limit` of a source's or file's rows are in quarantine."""
    for name, each in counts.items():
        if each["read"] and each["quarantined"] / each["read"] > limit:
            rows = quarantine.filter(pl.col(what) == name)
            first = (
                rows.sort("row")
                .group_by("field", "reason", "fix", maintain_order=True)
                .agg(pl.len(), pl.col("file").first(), pl.col("row").first())
            )
            worst = first.sort("len", descending=True, maintain_order=True).to_dicts()
            where = Where(worst[0]["file"], worst[0]["row"], worst[0]["field"]) if worst else Where(name)
            reason = f": {worst[0]['reason']}" if worst else ""
            raise Refused(
                f"{each['quarantined']} of {each['read']} rows of the {what} {name} are unusable, more than the profile's limit{reason}",
                worst[0]["fix"] if worst else "Mend the profile or the export.",
                where,
            )


@dataclass(frozen=True)
class Reach:
    """How far the data go. `sources`: one row of `source_status` for each declared source."""

    extracted_on: date
    data_as_of: date
    first_day_on: date
    sources: pl.DataFrame


def reach(tables: Mapping[str, pl.DataFrame], profile: Profile) -> Reach:
    """Completeness of every source. Raises Refused when no month is complete for all required ones."""
    spans = {source.id: _span(tables.get(source.id), source) for source in SOURCES}
    extracted = profile.extracted_on or max((last for _, last in spans.values() if last), default=None)
    if extracted is None:
        raise Refused("the exports hold no dated row", "Check that the files are the right ones.")
    rows = [_source_row(source, profile, spans[source.id], source.id in tables, extracted) for source in SOURCES]
    ends = [row["complete_to_on"] for row in rows if row["required"] and row["present"]]
    complete = min(end for end in ends if isinstance(end, date)) if ends and None not in ends else None
    begin = next((spans[name][0] for name in _BEGIN if name in tables and spans[name][0]), extracted)
    first = Month.of(begin or extracted).first_day
    if complete is None or first > complete:
        raise Refused("no month is complete for all required sources", "Check `extracted_on`, `settles_days` and `required`.")
    return Reach(extracted, complete, first, pl.DataFrame(rows, schema_overrides=_STATUS))


_STATUS = {"first_on": pl.Date, "last_on": pl.Date, "complete_to_on": pl.Date, "settles_days": pl.Int64}


def _span(table: pl.DataFrame | None, source: Source) -> tuple[date | None, date | None]:
    if table is None or table.is_empty():
        return None, None
    day = table[DATED_BY[source.id]].cast(pl.Date)
    first, last = day.min(), day.max()
    if source.id in ("overtime", "postings"):  # a total of a year reaches to the year's end
        ends = table.filter(claim_days() > LONGEST_DAYS) if source.id == "overtime" else table.filter("by_period")
        last = max((each for each in (last, ends["to_on"].max()) if isinstance(each, date)), default=last)
    return (first if isinstance(first, date) else None), (last if isinstance(last, date) else None)


def _source_row(
    source: Source, profile: Profile, span: tuple[date | None, date | None], present: bool, extracted: date
) -> dict[str, object]:
    given = [entry.settles_days for entry in profile.of(source.id) if entry.settles_days is not None]
    settles = max(given) if given else source.settles_days
    complete: date | None = None
    if present:
        complete = _last_complete(extracted, settles)
        if source.id in _DAILY and span[1]:
            complete = min(complete, Month.of(span[1]).last_day)
        if source.id in _DAILY and not span[1]:
            complete = None
    return {
        "source": source.id,
        "present": present,
        "required": source.id in profile.required,
        "first_on": span[0],
        "last_on": span[1],
        "settles_days": settles,
        "complete_to_on": complete,
    }


def _last_complete(extracted: date, settles: int) -> date:
    """The last month end that lies `settles` days or more before the day of extraction."""
    by = extracted - timedelta(days=settles)
    return by if by == Month.of(by).last_day else Month.of(by).plus(-1).last_day


def link_rates(gathered: Gathered, tables: Mapping[str, pl.DataFrame], places: pl.DataFrame) -> pl.DataFrame:
    """Rows and linked rows of each source with people, by unit-level unit (null where the row names none) and month."""
    found: list[pl.DataFrame] = []
    units = places.select(pl.col("node"), pl.col("unit").alias("at"))
    for source in SOURCES:
        table = tables.get(source.id)
        if table is None or source.person is None:
            continue
        node = pl.col(column_name(source.field(source.unit))) if source.unit else pl.lit(None, dtype=pl.String)
        month = pl.col(DATED_BY[source.id]).cast(pl.Date).dt.month_start()
        rows = table.select(node.alias("node"), month.alias("month"), pl.col("person_id").is_not_null().alias("is_linked"))
        rows = rows.join(units, on="node", how="left")
        found.append(
            rows.group_by(pl.lit(source.id).alias("source"), pl.col("at").alias("unit"), "month")
            .agg(pl.len().cast(pl.Int64).alias("rows_count"), pl.col("is_linked").sum().cast(pl.Int64).alias("linked_count"))
            .sort("source", "unit", "month")
        )
    return pl.concat(found) if found else pl.DataFrame()


FEWEST_SPELLS = 10


def reason_groups(reasons: pl.DataFrame | None, postings: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame | None:
    """Spells by unit, quarter and ordinary reason group; a total under 10 is not kept, nor anything by person."""
    if reasons is None or reasons.is_empty():
        return None
    posts = postings.filter(pl.col("person_id").is_not_null()).select("person_id", pl.col("unit").alias("node"), "from_on")
    placed = reasons.sort("from_on").join_asof(posts.sort("from_on"), on="from_on", by="person_id", check_sortedness=False)
    units = places.select("node", "unit")
    return (
        placed.join(units, on="node", how="inner")
        .filter(pl.col("unit").is_not_null())
        .group_by("unit", pl.col("from_on").dt.truncate("1q").alias("quarter"), "reason_group")
        .agg(pl.len().cast(pl.Int64).alias("spells_count"))
        .filter(pl.col("spells_count") >= FEWEST_SPELLS)
        .sort("unit", "quarter", "reason_group")
    )


def as_table(counts: Mapping[str, Mapping[str, int]], name: str) -> pl.DataFrame:
    """Counts as a frame: `name` and one column a count."""
    return pl.DataFrame([{name: key, **each} for key, each in counts.items()])
