"""Persons and their pseudonyms: deterministic rules only. A link is never guessed; a number that two people share links nobody."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable

import polars as pl

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
PERSON_NUMBERS = ("payroll_number", "warrant_number", "collar_number")


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


def shared_numbers(people: pl.DataFrame, number: str) -> pl.Series:
    """Values of `number` (warrant or collar) that belong to more than one payroll number: they identify nobody."""
    pairs = people.select("payroll_number", number).drop_nulls().unique()
    return pairs.group_by(number).len().filter(pl.col("len") > 1)[number]


def to_payroll_numbers(values: pl.Series, people: pl.DataFrame, number: str) -> pl.Series:
    """Warrant or collar numbers to payroll numbers by exact match; null where nobody or more than one has the number."""
    pairs = people.select("payroll_number", number).drop_nulls().unique()
    pairs = pairs.filter(~pl.col(number).is_in(shared_numbers(people, number).implode()))
    return values.replace_strict(pairs[number], pairs["payroll_number"], default=None, return_dtype=pl.String)
