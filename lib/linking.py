"""Persons and their pseudonyms: deterministic rules only. A link is never guessed; a number that two people share links nobody."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
OTHER_NUMBERS = ("warrant_number", "collar_number")
PERSON_NUMBERS = ("payroll_number", *OTHER_NUMBERS)
LINK_RULES: tuple[tuple[str, str, str], ...] = (
    ("payroll_number", "exact", "the row's payroll number is a person's, as written"),
    ("warrant_number", "exact", "the row's warrant number is one person's alone"),
    ("collar_number", "exact", "the row's collar number is one person's alone"),
    ("payroll_number_normalised", "normalised", "the row's payroll number is a person's after the profile's rule for numbers"),
    ("name", "name", "the row's name and department are one person's alone; the force has no numbers"),
    ("accepted", "accepted", "a person accepted the link, in the file that the profile names"),
)
"""Rule, certainty, sentence; in the order in which they are trusted."""
CERTAINTY = {rule: certainty for rule, certainty, _ in LINK_RULES}


def pseudonym(key: bytes, payroll_number: str) -> str:
    """HMAC-SHA256 of a payroll number under the home's key: the first 50 bits in Crockford's base 32, as `K7Q20-4XMPA`."""
    digest = hmac.new(key, payroll_number.encode(), hashlib.sha256).digest()
    bits = int.from_bytes(digest[:7], "big") >> 6
    text = "".join(CROCKFORD[(bits >> shift) & 31] for shift in range(45, -5, -5))
    return f"{text[:5]}-{text[5:]}"


def pseudonyms(key: bytes, numbers: Iterable[str]) -> pl.DataFrame:
    """`payroll_number`, `person_id`: one row for each different number."""
    different = sorted(set(numbers))
    return pl.DataFrame(
        {"payroll_number": different, "person_id": [pseudonym(key, number) for number in different]},
        schema={"payroll_number": pl.String, "person_id": pl.String},
    )


@dataclass(frozen=True)
class Erased:
    """People who were erased, as marks: a keyed hash of the payroll number, from which neither number nor pseudonym can be told."""

    key: bytes
    marks: frozenset[str]

    @property
    def digest(self) -> str:
        """SHA-256 of the marks, empty where nobody was erased."""
        return hashlib.sha256("\n".join(sorted(self.marks)).encode()).hexdigest() if self.marks else ""

    def among(self, numbers: pl.Series) -> pl.Series:
        """Those of the numbers that are erased people's."""
        different = numbers.drop_nulls().unique()
        return different.filter(
            pl.Series([erasure_mark(self.key, number) in self.marks for number in different], dtype=pl.Boolean)
        )


NOBODY = Erased(b"", frozenset())


def erasure_mark(key: bytes, payroll_number: str) -> str:
    """The mark that an erased person's number leaves: an HMAC of its own, so that it equals no pseudonym."""
    return hmac.new(key, b"erased " + payroll_number.encode(), hashlib.sha256).hexdigest()


def shared_numbers(people: pl.DataFrame, number: str) -> pl.Series:
    """Values of `number` (warrant or collar) that belong to more than one payroll number: they identify nobody."""
    pairs = people.select("payroll_number", number).drop_nulls().unique()
    return pairs.group_by(number).len().filter(pl.col("len") > 1)[number]


def to_payroll_numbers(values: pl.Series, people: pl.DataFrame, number: str) -> pl.Series:
    """Warrant or collar numbers to payroll numbers by exact match; null where nobody or more than one has the number."""
    pairs = people.select("payroll_number", number).drop_nulls().unique()
    pairs = pairs.filter(~pl.col(number).is_in(shared_numbers(people, number).implode()))
    return values.replace_strict(pairs[number], pairs["payroll_number"], default=None, return_dtype=pl.String)
