"""Which posting a person had on each day, and who was in post."""

from __future__ import annotations

from datetime import date

import polars as pl

from lib.days.span import PERSON_DAY, linked, spread

_OVER = ("substantive", "secondment", "attachment", "temporary", "acting")  # the later wins where both began on one day
_KEPT = ("rank_band", "function", "shift_pattern")


def posts(people: pl.DataFrame, postings: pl.DataFrame) -> pl.DataFrame:
    """One row is a posting of a known person, those that give way before those that win.

    Output: `person_id, node, kind, rank_band, function, shift_pattern, fte, weekly_hours, joined_on, from_on, to_on, began_on`;
    from_on and to_on are within joined and left (null = open), `began_on` is the posting's own first day. Where no FTE is
    recorded the posting is a full one (1.0). On a day with two postings the latest-starting wins; of two that began on one
    day the temporary one wins, then the greater code, so that the answer never depends on the order of the rows.
    """
    who = linked(people).select("person_id", "joined_on", "left_on", person_kind="kind", weekly_hours="contracted_hours")
    level = pl.col("kind").fill_null("substantive").replace_strict({kind: n for n, kind in enumerate(_OVER)}, default=0)
    return (
        linked(postings)
        .with_columns(level=level)
        .join(who, on="person_id")
        .sort("person_id", "from_on", "level", "unit", nulls_last=False)
        .select(
            "person_id", "joined_on", "weekly_hours", *_KEPT,
            node="unit",
            kind="person_kind",
            fte=pl.col("fte").fill_null(1.0),
            from_on=pl.max_horizontal("from_on", "joined_on"),
            to_on=pl.min_horizontal("to_on", "left_on"),
            began_on="from_on",
        )
    )  # fmt: skip


def posted(held: pl.DataFrame, first: date, last: date) -> pl.DataFrame:
    """One row is a person and a day in post within first..last, with the posting of that day; sorted by person and day.

    Input: `posts`. Output: its columns and `day`. A day without a posting, before joining or after leaving is no row.
    """
    days = spread(held, first, last)
    return days.unique(PERSON_DAY, keep="last", maintain_order=True).sort(PERSON_DAY)


def node_on(asked: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Where a person was on a day, for a few person-days: the posting of that day, else the last one before it.

    Input: `asked` with `person_id, day` (others kept) and `posts`. Output: `asked` and `node`, null for nobody or nowhere.
    """
    rows = asked.with_row_index("_row")
    places = held.select("person_id", "node", _from="from_on", _to="to_on")  # what is asked may have days of its own
    candidates = (
        rows.join(places, on="person_id", maintain_order="left_right")
        .filter(pl.col("_from") <= pl.col("day"))
        .with_columns(_covers=pl.col("_to").is_null() | (pl.col("_to") >= pl.col("day")))
        .sort("_row", "_covers", pl.when(~pl.col("_covers")).then("_to"), maintain_order=True)
        .unique("_row", keep="last", maintain_order=True)
    )
    return rows.join(candidates.select("_row", "node"), on="_row", how="left", maintain_order="left").drop("_row")
