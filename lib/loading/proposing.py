"""Links that a person may accept: numbers that look like one person's, or like a mistyped one. Nothing here is used unasked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl
from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from lib.errors import Refused
from lib.linking import OTHER_NUMBERS
from lib.loading.files import find_parts
from lib.loading.gathered import Gathered
from lib.loading.gathering import gather
from lib.loading.validating import read_profile
from lib.sources import BY_ID

ALIKE = 92.0
"""Likeness of two names, 0 to 100 (words sorted, letters alone), from which they are proposed."""
_FEWEST_DIGITS = 5  # in a shorter number one digit more or less is another person's most often
PROPOSALS = {
    "number": pl.String, "payroll_number": pl.String, "why": pl.String, "likeness": pl.Float64, "rows_count": pl.Int64,
    "number_name": pl.String, "payroll_number_name": pl.String, "accept": pl.String,
}  # fmt: skip


def propose(exports: Path, profile_path: Path | None = None) -> pl.DataFrame:
    """The proposals for a folder of exports: columns as `PROPOSALS`."""
    profile = read_profile(profile_path or exports / "profile.toml")
    return proposals(gather(profile, find_parts(profile, exports), lambda source, rows: None))


def write(found: pl.DataFrame, out: Path) -> None:
    """Proposals to a file that its owner alone may read: they hold names. Raises Refused where there is one: what was accepted stays."""
    try:
        out.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise Refused(f"`{out.name}` is there already", "Give another name: what was accepted stays.") from None
    found.write_csv(out)


def proposals(gathered: Gathered) -> pl.DataFrame:
    """One row is a number that may be another's: `number` (as rows carry it), `payroll_number` (whose it may be), why, how alike,
    how many rows carry it, both names, and an empty `accept` for a person to fill in. The surest first."""
    people = gathered.rows.get("people")
    if people is None or people.is_empty():
        return pl.DataFrame(schema=PROPOSALS)
    unlinked = _unlinked(gathered)
    names = dict(people.select("payroll_number", "name").iter_rows())
    found: dict[tuple[str, str], dict[str, object]] = {}
    for number, payroll, why, likeness in [*_twice(people), *_alike(people), *_mistyped(people, unlinked)]:
        found.setdefault((number, payroll), {"number": number, "payroll_number": payroll, "why": why, "likeness": likeness})
    rows = [
        each | {
            "rows_count": unlinked.get(str(each["number"])),
            "number_name": names.get(str(each["number"])),
            "payroll_number_name": names.get(str(each["payroll_number"])),
            "accept": "",
        }
        for each in found.values()
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=PROPOSALS).sort("likeness", "number", "payroll_number", descending=[True, False, False])


def _unlinked(gathered: Gathered) -> dict[str, int]:
    """Numbers that no person has, with the rows that carry them."""
    frames = [
        frame.filter(~pl.col("linked")).select(pl.col("payroll_number"))
        for source, frame in gathered.rows.items()
        if BY_ID[source].person and source != "people"
    ]
    counted = pl.concat(frames).drop_nulls().group_by("payroll_number").len() if frames else pl.DataFrame()
    return dict(counted.iter_rows())


def _twice(people: pl.DataFrame) -> Iterator[tuple[str, str, str, float]]:
    """Two numbers that share a warrant number, or a name and the day joined; the one who left, or joined first, is the other's."""
    named = people.with_columns(_letters=_letters(pl.col("name")))
    for keys, why in ((("warrant_number",), "same warrant number"), (("_letters", "joined"), "same name and day joined")):
        groups = (
            named.drop_nulls(list(keys)).group_by(keys, maintain_order=True).agg(pl.struct("payroll_number", "joined", "left"))
        )
        for each in groups[groups.columns[-1]].to_list():
            if len({one["payroll_number"] for one in each}) > 1:
                ordered = sorted(each, key=lambda one: (one["left"] is None, str(one["joined"] or ""), one["payroll_number"]))
                yield from ((one["payroll_number"], ordered[-1]["payroll_number"], why, 100.0) for one in ordered[:-1])


def _alike(people: pl.DataFrame) -> Iterator[tuple[str, str, str, float]]:
    """Names that are nearly the same: of people who joined on one day, or where the number is itself a name and a department."""
    yield from _alike_within(people.filter(pl.col("joined").is_not_null()), ["joined"], "name nearly the same, same day joined")
    by_name = people.filter(pl.col("person_by") == "name").with_columns(_initial=_letters(pl.col("name")).str.slice(0, 3))
    yield from _alike_within(by_name, ["_initial"], "name nearly the same")


def _alike_within(people: pl.DataFrame, keys: list[str], why: str) -> Iterator[tuple[str, str, str, float]]:
    for _, group in people.drop_nulls("name").group_by(keys, maintain_order=True):
        if group.height < 2:
            continue
        numbers, names = group["payroll_number"].to_list(), group["name"].to_list()
        scores = process.cdist(names, names, scorer=fuzz.token_sort_ratio, processor=_plain, score_cutoff=ALIKE)
        for i, j in zip(*scores.nonzero(), strict=True):
            if i < j and numbers[i] != numbers[j]:
                yield numbers[i], numbers[j], why, float(scores[i, j])


def _mistyped(people: pl.DataFrame, unlinked: Mapping[str, int]) -> Iterator[tuple[str, str, str, float]]:
    """Numbers nobody has that are one slip away from one person's alone: a digit changed, lost, added, or two changed over."""
    known = people["payroll_number"].unique().to_list()
    known += [number for name in OTHER_NUMBERS for number in people[name].drop_nulls().unique()]
    owner = {number: number for number in people["payroll_number"]}
    for number in unlinked:
        if len(number) < _FEWEST_DIGITS or not number.isdigit():
            continue
        near = process.extract(number, known, scorer=DamerauLevenshtein.distance, score_cutoff=1, limit=2)
        if len(near) == 1 and near[0][0] in owner:
            yield number, near[0][0], "number one slip away from one person's", 100.0 * (1 - 1 / len(number))


def _letters(name: pl.Expr) -> pl.Expr:
    return name.str.to_lowercase().str.replace_all(r"[^\pL]+", "")


def _plain(name: str) -> str:
    return " ".join("".join(letter if letter.isalpha() else " " for letter in name.lower()).split())
