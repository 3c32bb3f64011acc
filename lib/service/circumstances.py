"""What surrounds one person's figures: the load in the window, moves, part-time, events; and whether the load came first."""

from __future__ import annotations

import polars as pl

from lib import queries, store
from lib.grant import Grant
from lib.pictures import LoadFirst, Timeline
from lib.question import Question, Window
from lib.service import asked
from lib.service.holding import Held
from lib.stats import first
from lib.words import sequence
from lib.words.what_else import Circumstances

LOAD_EVENTS = ("rest_days_cancelled_count", "short_rests_count", "kept_on_count")


def circumstances(held: Held, cells: pl.DataFrame, window: Window, question: Question, timeline: Timeline) -> Circumstances:
    """One person's window in numbers, from their own cells and the comparison of the metric asked about."""
    metric = asked.person_metric(question)
    comparison = held.comparison(metric, window, asked.rule(question))
    person_id = cells["person_id"][0]
    row = comparison.people.filter(pl.col("person_id") == person_id).row(0, named=True)
    own = comparison.cells.filter(pl.col("person_id") == person_id)
    days = int(cells["in_post_days"].sum())
    return Circumstances(
        months=window.months,
        load_times_usual=_load(own),
        moves=[f"to {name} on {start:%-d %b %Y}" for start, name in timeline.postings.select("from_on", "name").iter_rows()][1:],
        patterns=cells["shift_pattern"].drop_nulls().unique(maintain_order=True).to_list(),
        fte=float(cells["fte_days"].sum() / days) if days else None,
        uncounted_days=int(cells["uncounted_days"].sum()) if cells["uncounted_days"].is_not_null().any() else None,
        in_post_days=days,
        window_days=window.days,
        peers=row["n_peers"],
        expected=row["raw_expected"],
        events=timeline.events["name"].to_list(),
    )


def _load(own: pl.DataFrame) -> float | None:
    """exp of the exposure-weighted mean of w: times the usual load of the same work."""
    known = own.filter(pl.col("w").is_not_null() & (pl.col("exposure") > 0))
    if not known.height:
        return None
    return float(known.select(((pl.col("w") * pl.col("exposure")).sum() / pl.col("exposure").sum()).exp()).item())


def load_first(held: Held, grant: Grant, question: Question, person_id: str) -> LoadFirst | None:
    """Did the load come first? None where the roster or the sickness record is absent, or there was no spell."""
    if not (held.present("duties") and held.present("sickness")):
        return None
    days = store.read(queries.person_days(grant, question, person_id), held.lease)
    starts = days.filter(pl.col("sickness_spells_count") > 0)["day"].to_list()
    loaded = days.filter(pl.sum_horizontal([pl.col(name).fill_null(0) for name in LOAD_EVENTS]) > 0)["day"].to_list()
    at_risk = days.filter(pl.col("at_risk_days") > 0)["day"].to_list()
    if not starts:
        return None
    found = first.load_first(starts, loaded, at_risk)
    return LoadFirst(
        observed=found.observed,
        spells=len(starts),
        by_chance=found.by_chance,
        lower=int(found.lower),
        upper=int(found.upper),
        words=sequence.load_first(found.observed, len(starts), found.by_chance, int(found.lower), int(found.upper)),
    )
