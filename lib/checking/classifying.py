"""What may count, and what never may: reasons and kinds of absence become `counted` yes or no, and then they are gone.

The class itself would reveal the person's circumstance, so nothing but yes or no is kept. Words that are not known: a reason for
sickness counts (it is an ordinary illness unless it says otherwise); a kind of other absence does not (it is leave unless it says
otherwise). A profile may add words of its own under `[classify]`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

PROTECTED = (
    "pregnan",
    "maternity",
    "paternity",
    "adoption",
    "parental",
    "miscarriage",
    "fertility",
    "ivf",
    "menopaus",
    "gyn",
    "disab",
    "long covid",
    "injury on duty",
    "injured on duty",
    "duty injury",
    "industrial injury",
    "work injury",
    "injury at work",
    "assault",
    "line of duty",
    "domestic abuse",
    "bereave",
    "carer",
    "dependant",
    "dependent",
    "compassionate",
    "jury",
    "reservist",
    "reserve forces",
    "reserve service",
    "military",
    "trade union",
    "union dut",
    "staff association",
    "federation",
    "association dut",
    "phased",
)
"""Beginnings of words, lower case. Any of them in a reason or kind: not counted."""

COUNTED_ABSENCE = ("unauthorised", "unauthorized", "awol", "without leave", "failed to attend", "failure to attend", "no show")
"""Kinds of other absence that count and are unauthorised by their name."""

COUNTED_IF_REFUSED = ("unpaid", "other", "late", "short notice")
"""Kinds that count only in the sense that `authorised` = no makes them unauthorised."""

REASON_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("respiratory", ("cold", "flu", "influenza", "cough", "chest", "asthma", "respirat", "covid", "throat", "sinus")),
    ("digestive", ("gastro", "stomach", "digest", "vomit", "diarrh", "nausea", "abdom")),
    ("musculoskeletal", ("back", "musculo", "joint", "muscle", "knee", "shoulder", "sprain", "strain", "fracture", "limb")),
    ("mental health", ("stress", "anxiety", "depress", "psycholog", "mental")),
    ("headache", ("headache", "migraine")),
    ("infection", ("infect", "virus", "viral")),
    ("injury", ("injur", "accident", "wound")),
    ("operation", ("operation", "surg", "hospital")),
)


@dataclass(frozen=True)
class Words:
    """Words a profile adds, lower case: reasons and kinds that never count, and kinds of absence that are unauthorised."""

    not_counted: tuple[str, ...] = ()
    unauthorised: tuple[str, ...] = ()


def _holds(text: pl.Expr, words: Sequence[str]) -> pl.Expr:
    """Whether a word begins with one of the parts: "jury service", and not "injury"."""
    parts = "|".join(re.escape(word) for word in words)
    return text.str.contains(rf"\b(?:{parts})")


def never_counts(texts: Sequence[str], words: Words) -> bool:
    """Whether one of the texts says a reason or kind that never counts."""
    frame = pl.DataFrame({"text": [text.lower().replace("_", " ") for text in texts]})
    return bool(frame.select(_holds(pl.col("text"), (*PROTECTED, *words.not_counted)).any()).item())


def sickness(frame: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Adds `counted` and `reason_group` (null where not counted) and drops `reason`. Spells in an approved phased return never count."""
    text = pl.col("reason").str.to_lowercase()
    protected = _holds(text, (*PROTECTED, *words.not_counted)).fill_null(False)
    counted = ~protected & ~pl.col("phased_return").fill_null(False)
    group: pl.Expr = pl.lit("other")
    for name, parts in reversed(REASON_GROUPS):
        group = pl.when(_holds(text, parts)).then(pl.lit(name)).otherwise(group)
    return frame.with_columns(counted=counted, reason_group=pl.when(counted & text.is_not_null()).then(group)).drop("reason")


def absence(frame: pl.DataFrame, words: Words) -> pl.DataFrame:
    """Adds `counted` and `unauthorised` and drops `kind`. Unauthorised: the kind says so, or a counted kind was not authorised."""
    text = pl.col("kind").str.to_lowercase().str.replace_all("_", " ")
    protected = _holds(text, (*PROTECTED, *words.not_counted))
    by_name = _holds(text, (*COUNTED_ABSENCE, *words.unauthorised))
    counted = ~protected & (by_name | _holds(text, COUNTED_IF_REFUSED) & (pl.col("authorised") == False).fill_null(False))  # noqa: E712
    return frame.with_columns(counted=counted, unauthorised=counted).drop("kind")
