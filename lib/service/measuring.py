"""The frames that the views draw, whole: for the command line. A run about people is an audited look."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from lib import audit, identity, metrics, peers
from lib.errors import InputError, NotAllowed, Refused
from lib.grant import Grant
from lib.metrics import Metric
from lib.question import FORCE, Month, Question
from lib.roles import allowed
from lib.service import holding, rights
from lib.service.holding import Held
from lib.stats import pattern, spc

LEVELS = ("person", "unit", "command", "force")


def chosen(ids: Sequence[str] | None, level: str) -> list[Metric]:
    """The metrics asked for, or all that the level has. Raises InputError for an unknown id or one the level does not have."""
    wanted = list(ids or [metric.id for metric in metrics.METRICS if level != "person" or metric.level == "person"])
    for name in wanted:
        if name not in metrics.BY_ID:
            raise InputError("metric", f"unknown: {name!r}", f"Known: {', '.join(metrics.BY_ID)}.")
        if level == "person" and metrics.BY_ID[name].level != "person":
            raise InputError("metric", f"{name} is measured for units and above only", "Ask at --level unit.")
    return [metrics.BY_ID[name] for name in sorted(wanted)]


def rule(name: str | None) -> peers.PeerRule:
    """The peer rule of that id. Raises InputError for an unknown one."""
    if name is not None and name not in peers.BY_ID:
        raise InputError("peers", f"unknown: {name!r}", f"Known: {', '.join(peers.BY_ID)}.")
    return peers.BY_ID[name] if name else peers.PEER_RULES[0]


def _place(held: Held, grant: Grant, where: str) -> str:
    """The place asked about. Raises InputError for a code that does not exist, where nothing is hidden from the asker."""
    if grant.everywhere() and where != FORCE and where not in held.nodes:
        raise InputError("unit", f"there is no unit {where!r}", "The codes: python -m lib measure --level unit.")
    return rights.require_place(held, grant, where)


def people(
    grant: Grant, question: Question, ids: Sequence[str] | None, reason: str = "", identified: bool = False
) -> tuple[pl.DataFrame, dict[str, Any], str]:
    """Contract rows of `measure --level person`, chance by metric, and the generation. Raises NotAllowed, Refused, InputError."""
    held = holding.current()
    code = _place(held, grant, question.where)
    if not rights.may_list_people(held, grant, code):
        audit.record("refusal", grant, view="measure", generation=held.lease.generation, result="refused")
        raise NotAllowed
    window, by = held.window(question), rule(question.peers)
    wanted = chosen(ids, "person")
    present = [metric for metric in metrics.PERSON_METRICS if held.present(metric.source)]
    compared = [held.comparison(metric, window, by) for metric in present]  # all: q is over every metric, asked for or not
    rows = pattern.decided(pl.concat([each.people for each in compared])) if compared else pl.DataFrame()
    rows = rows.filter(pl.col("metric").is_in([metric.id for metric in wanted])) if rows.height else rows
    if code != held.root and rows.height:
        rows = rows.filter(pl.col("unit").is_in(held.under(code)))
    rows = rows.sort("person_id", "metric") if rows.height else rows
    subjects = rows["person_id"].unique().sort().to_list() if rows.height else []
    if identified:
        rows = _identified(held, grant, rows, subjects, reason)
    audit.look(
        grant, "measure", subjects, held.lease.generation, rows.height, purpose="measure on the command line", reason=reason
    )
    chance = {metric.id: held.chance(metric, window, by).contract() for metric in present if metric in wanted}
    return rows, chance, held.lease.generation


def _identified(held: Held, grant: Grant, rows: pl.DataFrame, subjects: list[str], reason: str) -> pl.DataFrame:
    if not reason.strip():
        raise Refused("identified output needs a reason", 'Say why: --reason "..." (on synthetic data "synthetic" will do).')
    if not held.lease.info.synthetic:
        raise Refused("identified output is open on synthetic generations only", "Reveal one person at a time, in the app.")
    audit.record("reveal", grant, view="measure", subjects=subjects, generation=held.lease.generation, reason=reason)
    numbers = identity.payroll_numbers(subjects)
    return rows.with_columns(
        pl.col("person_id").replace_strict(numbers, default=None, return_dtype=pl.String).alias("payroll_number")
    )


def places(grant: Grant, question: Question, ids: Sequence[str] | None, level: str) -> tuple[pl.DataFrame, str]:
    """Contract rows of `measure --level unit|command|force`, and the generation."""
    held = holding.current()
    if level == "unit" and not allowed(grant.role, "see", "unit"):
        raise NotAllowed
    code = _place(held, grant, question.where)
    window, by = held.window(question), rule(question.peers)
    wanted = [metric for metric in chosen(ids, level) if held.present(metric.source)]
    frames = [held.unit_comparison(metric, window, by, level) for metric in wanted]
    names = held.places.select(pl.col("node").alias("unit"), "name", "parent", "path")
    rows = pl.concat(frames, how="diagonal_relaxed").join(names, on="unit", how="left")
    if code != held.root:
        rows = rows.filter(pl.col("path").str.split("/").list.contains(code))
    order = ["unit", "name", "parent", *[name for name in frames[0].columns if name != "unit"]]
    return rows.select(order).sort("unit", "metric"), held.lease.generation


def trend(grant: Grant, metric_id: str, where: str) -> tuple[pl.DataFrame, str]:
    """Contract rows of `trend`: `month, events, exposure, value, centre, lower, upper, signals, complete`, and the generation."""
    held = holding.current()
    code = _place(held, grant, where)
    metric = chosen([metric_id], "unit")[0]
    if not held.present(metric.source):
        raise Refused(f"this force has no source for {metric.id}", f"It needs {metric.source}.")
    rows = held.series(grant, metric).get(held.asked(code))
    if rows is None or rows.is_empty():
        raise Refused(f"{metric.id} has no month here", "Choose a place that holds people, or another metric.")
    months = rows.filter(pl.col("months") == 1)
    if months.is_empty():
        length, last = rows.row(-1, named=True)["months"], Month.of(rows.row(-1, named=True)["month"])
        fix = f"Ask for one of them: python -m lib measure --level unit --months {length} --as-of {last} --metric {metric.id}."
        raise Refused(f"{metric.id} is known here for {length} months as a whole only, never for one", fix)
    rows = months
    frame = rows.select("month", pl.col("numerator").alias("events"), pl.col("denominator").alias("exposure"), "value")
    complete = [held.complete(metric.source, Month.of(day)) for day in frame["month"]]
    return with_limits(frame, complete, held.season(metric)), held.lease.generation


def with_limits(frame: pl.DataFrame, complete: list[bool], season: dict[int, float]) -> pl.DataFrame:
    """A monthly series with its XmR limits; months that are not complete stay outside limits and rules.

    Limits are set with the season taken out, and shown with it: a month's are the year's times what that month usually brings.
    """
    factor = pl.col("month").dt.month().cast(pl.Int64).replace_strict(season, return_dtype=pl.Float64)
    whole = frame.with_columns(factor.alias("season")).filter(pl.Series(complete))
    chart = spc.xmr((whole["value"] / whole["season"]).to_numpy())
    limits = whole.select("month", "season").select(
        "month",
        (pl.col("season") * chart.mean).alias("centre"),
        (pl.col("season") * chart.lower).alias("lower"),
        (pl.col("season") * chart.upper).alias("upper"),
        pl.Series("signals", [";".join(sorted(each)) for each in chart.signals], pl.String),
    )
    joined = frame.with_columns(pl.Series("complete", complete)).join(limits, on="month", how="left")
    values = ["centre", "lower", "upper"]
    return joined.with_columns(pl.col(values).fill_nan(None), pl.col("month").dt.strftime("%Y-%m")).select(
        "month", "events", "exposure", "value", *values, pl.col("signals").fill_null(""), "complete"
    )
