"""Two payroll numbers that seem to be one person: somebody who left and joined again, most often."""

from __future__ import annotations

import polars as pl

from lib.checking.rules.declaring import Rows, Rule


def find(rows: Rows, source: str) -> pl.Series:
    """People who share a warrant number, or a name and the day joined, with another payroll number."""
    frame = rows[source]
    name = pl.col("name").str.to_lowercase().str.replace_all(r"[^\pL]+", "")
    keyed = frame.select("payroll_number", "warrant_number", "joined", name=name)
    warrant = pl.col("warrant_number").is_not_null() & (pl.col("payroll_number").n_unique().over("warrant_number") > 1)
    both = pl.col("name").is_not_null() & pl.col("joined").is_not_null()
    born_twice = both & (pl.col("payroll_number").n_unique().over("name", "joined") > 1)
    return keyed.select((warrant | born_twice).fill_null(False)).to_series()


RULE = Rule(
    id="two_numbers_one_person",
    sources=("people",),
    sentence="two payroll numbers share a warrant number, or a name and the day joined",
    says="They stay two people. `links propose` lists them; what a person accepts makes them one.",
    find=find,
    field="payroll_number",
)
