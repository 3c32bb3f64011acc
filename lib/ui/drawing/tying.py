"""Tie-out on a page: what is asked in a form, ours beside the published figure and why they differ, and what is on file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import polars as pl
import streamlit as st

from lib.casebook import TieOut
from lib.errors import EvenhandError
from lib.grant import Grant
from lib.question import Month
from lib.service import tying
from lib.service.tying import Asked, Choices, Outcome
from lib.tieout import BY_ID
from lib.ui.drawing import tables, texts
from lib.ui.drawing.texts import muted, plain
from lib.words.numbers import number, signed

_KINDS = {"officer": "Officers", "staff": "Staff", "pcso": "PCSOs", "special": "Specials"}
_USUAL = ("officer", "staff")


def form(choices: Choices) -> Asked | None:
    """What is tied out, as it was last sent; None before that. A mistake is said beside the form."""
    titles, months = {each.id: each.title for each in choices.figures}, list(choices.months)
    places = dict(choices.places)
    with st.form("tie_out", border=True):
        left, right = st.columns([3, 2], gap="medium")
        figure = left.selectbox("Published figure", list(titles), format_func=titles.__getitem__, key="tie_figure")
        where = right.selectbox("Place", list(places), format_func=places.__getitem__, key="tie_place")
        kinds = st.pills(
            "People", list(_KINDS), format_func=_KINDS.__getitem__, selection_mode="multi", default=_USUAL, key="tie_kinds"
        )
        first, last, said, send = st.columns([2, 2, 2, 2], gap="medium", vertical_alignment="bottom")
        since = first.selectbox("From", months, index=min(11, len(months) - 1), format_func=_words, key="tie_from")
        until = last.selectbox("To", months, format_func=_words, key="tie_to")
        text = said.text_input("It was published as", key="tie_published", placeholder="1,204 or 4.6 %", max_chars=24)
        send.form_submit_button("Tie out", icon=":material/compare_arrows:", width="stretch")
    if not text:
        st.markdown(muted("Type the figure as it was printed: its decimals say how near is near enough."))
        return None
    try:
        value, digits = tying.published(text)
    except EvenhandError as mistake:
        st.warning(mistake.text, icon=":material/info:")
        return None
    return Asked(figure, where, tuple(kinds), since, until, value, digits)


def _words(month: Month) -> str:
    return month.words


def outcome(grant: Grant, asked: Asked) -> None:
    """What was asked tied out, or why it cannot be; and a way to write it down."""
    try:
        shown = tying.tie(grant, asked)
    except EvenhandError as mistake:
        st.warning(mistake.text, icon=":material/info:")
        return
    beside(shown)
    _keep(lambda label: tying.keep(grant, asked, label))


def beside(shown: Outcome) -> None:
    """Ours beside the published figure, and the causes, the nearest first."""
    figure, tied = shown.figure, shown.tied
    with st.container(border=True):
        st.header(plain(headline(shown)), anchor=False)
        if tied.ours is not None and tied.difference is not None:
            percent = "" if tied.percent is None else f" ({signed(tied.percent, 1)} %)"
            rows = (
                ("Published", f"{number(tied.published, shown.asked.digits)} {figure.unit}"),
                ("Ours", f"{number(tied.ours, figure.decimals)} {figure.unit}, {shown.place}, {shown.period}"),
                ("Difference", f"{signed(tied.difference, figure.decimals)} {figure.unit}{percent}"),
                ("How ours is made", figure.definition),
                ("Usually published in", figure.published_as),
            )
            tables.words(rows)
        else:
            st.markdown(plain(f"The data cannot give it for this place and period. It would be: {figure.definition}."))
    if tied.reasons:
        texts.heading("Why", "each cause with its figures; the nearest to the published figure first")
        tables.wrapped(_reasons(shown), "", marked=("nearer",))
        st.markdown(muted("Causes may act together. None of them is proven by a figure that fits."))
    elif tied.ours is not None:
        st.markdown(muted("The two agree to the digits that were published, so there is nothing to account for."))


def headline(shown: Outcome) -> str:
    """`Headcount: ours is 14 lower (2.0 %)`."""
    tied, figure = shown.tied, shown.figure
    if tied.difference is None:
        return f"{figure.title}: not defined here"
    if tied.agrees:
        return f"{figure.title}: ours agrees"
    size = number(abs(tied.difference), figure.decimals)
    share = "" if tied.percent is None else f" ({number(abs(tied.percent), 1)} %)"
    return f"{figure.title}: ours is {size} {'higher' if tied.difference > 0 else 'lower'}{share}"


def _reasons(shown: Outcome) -> pl.DataFrame:
    tied, decimals = shown.tied, shown.figure.decimals
    rows = [
        (
            each.title,
            each.words,
            "not known" if each.instead is None else number(each.instead, decimals),
            "" if each.instead is None else signed(each.instead - tied.published, decimals),
            _nearer(each.instead, shown),
        )
        for each in tied.reasons
    ]
    names = ("cause", "what is known", "ours would be", "difference then", "nearer")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def _nearer(instead: float | None, shown: Outcome) -> str:
    difference = shown.tied.difference
    if instead is None or difference is None:
        return ""
    left = abs(instead - shown.tied.published)
    if left <= 0.5 * 10**-shown.asked.digits:
        return ":blue-badge[fits]"
    return ":blue-badge[nearer]" if left < abs(difference) else ":gray-badge[further]"


def _keep(on_keep: Callable[[str], TieOut]) -> None:
    """Write it down, under the name of where it was published."""
    with st.form("tie_keep", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        label = st.text_input(
            "Where it was published", key="tie_label", placeholder="HR monthly, October 2026, table 2", max_chars=200
        )
        if st.form_submit_button("Keep this tie-out", icon=":material/bookmark_add:"):
            try:
                on_keep(label)
                st.toast("Kept, with your name and today's date.", icon=":material/bookmark_added:")
            except EvenhandError as mistake:
                st.warning(mistake.text, icon=":material/info:")


def on_file(kept: Sequence[TieOut]) -> None:
    """Tie-outs on file, the newest first, with author, day and source."""
    texts.heading("On file", "who tied out what, and from where; nothing on file is ever changed")
    tables.wrapped(_filed(kept), "Nothing has been tied out yet. Analysts tie out a published figure here.")


def _filed(kept: Sequence[TieOut]) -> pl.DataFrame:
    rows = []
    for each in kept:
        figure = BY_ID.get(each.figure)
        decimals = figure.decimals if figure else 2
        period = f"{Month.of(each.first).words} to {Month.of(each.last).words}"
        people = ", ".join(_KINDS.get(kind, kind).lower() for kind in each.kinds)
        about = f"{each.place_name}, {people}, {period}"
        difference = "" if each.ours is None else signed(each.ours - each.published, decimals)
        rows.append(
            (
                figure.title if figure else each.figure, about, number(each.published, decimals), number(each.ours, decimals),
                difference, each.why, f"{each.source}; {each.author}, {each.at:%-d %b %Y}",
            )
        )  # fmt: skip
    names = ("figure", "about", "published", "ours", "difference", "nearest cause", "source and author")
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
