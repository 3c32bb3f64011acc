"""Declarations as they are written: one card a metric, a table of load measures and one of peer rules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
import streamlit as st

from lib.service.accounts import ALLOWED_FOR
from lib.ui.drawing import tables
from lib.ui.drawing.texts import plain

_NATURES = {
    "chosen": "the person's own doing",
    "joint": "a joint doing: never the only pattern",
    "context": "context: shown, never a pattern",
}


def metrics(shown: Sequence[Any]) -> None:
    """Each metric closed, with its definition inside."""
    for metric in shown:
        with st.expander(f"**{plain(metric.title)}** · {plain(metric.unit_text)}"):
            tables.words(
                (
                    ("Counts", f"{metric.events_text}, from {metric.source}"),
                    ("Per", f"{metric.exposure.replace('_', ' ')} × {metric.per:g}"),
                    ("Nature", str(_NATURES.get(metric.nature, metric.nature))),
                    ("Why it matters", metric.why_it_matters),
                    ("What else may account for it", "; ".join(metric.what_else)),
                    ("Written by", f"{metric.author}; looked at again by {metric.review_on:%-d %b %Y}"),
                )
            )


def load_measures(shown: Sequence[Any]) -> None:
    """One row a load measure."""
    rows = [(each.title, each.unit_text, each.meaning, _allowed_for(each)) for each in shown]
    names = {"Load measure": pl.String, "Unit": pl.String, "Meaning": pl.String, "Allowed for": pl.String}
    tables.frame(pl.DataFrame(rows, schema=names, orient="row"), "load_measures", "No load measure is declared.")


def _allowed_for(measure: Any) -> str:
    return "yes" if measure.id == ALLOWED_FOR else "could be" if measure.external else "no"


def peer_rules(shown: Sequence[Any]) -> None:
    """One row a peer rule."""
    rows = [(each.title, each.meaning, " › ".join(key.replace("_", " ") for key in each.keys)) for each in shown]
    names = {"Peer group": pl.String, "Meaning": pl.String, "Keys, the last dropped first": pl.String}
    tables.frame(pl.DataFrame(rows, schema=names, orient="row"), "peer_rules", "No peer rule is declared.")
