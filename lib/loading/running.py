"""Totals that a system counts up, to what was added since the row before: what a period itself had."""

from __future__ import annotations

import polars as pl

from lib.checking.reasons import Reason
from lib.loading.profile import Entry, Restarts, RunningTotal


def differences(rows: pl.DataFrame, entry: Entry) -> pl.DataFrame:
    """All typed rows of an entry, each running total replaced by its difference from the row before with the same `within`.

    The first of a count is not known and null, unless it is known to have begun at nought: in the first month of a count that
    restarts, or where somebody's row of the same count is older. Of rows with one day the last counts; the others are null. A total
    below the one before it fails its row.
    """
    running = entry.running_total
    if running is None or rows.is_empty():
        return rows
    dated = "day" if "day" in rows.columns else "from"
    sound = pl.col("failed_reason").is_null() & pl.col(dated).is_not_null()
    count = _count(pl.col(dated), running.restarts)
    ordered = rows.with_columns(_sound=sound, _count=count).with_row_index("_place")  # a record may give several rows
    ordered = ordered.sort(*running.within, dated, "order", "file", "row", nulls_last=True)
    counted = ordered.filter("_sound").with_columns(
        _last=pl.struct(*running.within, dated).is_last_distinct(),
        _begun=(pl.col(dated) > pl.col(dated).min().over("_count")) | _first_month(pl.col(dated), running.restarts),
    )
    counted = counted.filter("_last").with_columns(_added(name, running) for name in running.fields)
    fell = {name: (pl.col(name) < 0).fill_null(False) for name in running.fields}
    field = pl.coalesce(*[pl.when(test).then(pl.lit(name)) for name, test in fell.items()], pl.lit(None, pl.String))
    counted = counted.with_columns(
        failed_field=field,
        failed_reason=pl.when(field.is_not_null()).then(pl.lit(Reason.TOTAL_FELL.value)),
        **{name: pl.when(~test).then(pl.col(name)) for name, test in fell.items()},
    )
    others = ordered.join(counted.select("_place"), on="_place", how="anti")
    others = others.with_columns(pl.when(~pl.col("_sound")).then(pl.col(name)).alias(name) for name in running.fields)
    return pl.concat([counted.select(rows.columns), others.select(rows.columns)])


def _count(day: pl.Expr, restarts: Restarts) -> pl.Expr:
    """Which count a day belongs to."""
    if restarts == "never":
        return pl.lit(0, pl.Int32)
    return (day.dt.offset_by("-3mo") if restarts == "financial_year" else day).dt.year()


def _first_month(day: pl.Expr, restarts: Restarts) -> pl.Expr:
    if restarts == "never":
        return pl.lit(False)
    return day.dt.month() == (4 if restarts == "financial_year" else 1)


def _added(name: str, running: RunningTotal) -> pl.Expr:
    """The total less the one before; itself where the count is known to have begun at nought."""
    within = [*running.within, "_count"]
    before = pl.col(name).shift(1).over(within)
    first = pl.int_range(pl.len()).over(within) == 0
    whole = pl.lit(False) if running.restarts == "never" else pl.col("_begun")
    return pl.when(first & whole).then(pl.col(name)).when(~first).then(pl.col(name) - before).alias(name)
