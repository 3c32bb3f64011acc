"""Explore: force, command and unit, record left and load right, and the way down."""

import streamlit as st

from lib.figures import overview, unit_strip
from lib.service import places
from lib.ui import guard, navigation
from lib.ui.drawing import accounts, charts, months, tables, texts

grant, question = guard.require("explore")
shown = places.place(grant, question)
here = shown.head.code

with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title(texts.plain(shown.head.name), anchor=False, width="content")
    st.markdown(f":gray[{texts.plain(' · '.join((*shown.head.facts, *filter(None, [shown.head.peers]))))}]")
texts.reading_card(shown.reading_title, shown.reading)
accounts.cards(shown.accounts, (), f"explore_{here}")

texts.heading("24 months", "grey band: usual here; hollow: not complete yet")
left, right = st.columns(2, gap="medium")
asked = next((row for row in shown.record if row.id == question.metric), None)
with left:
    months.card(shown.record, shown.events, "record", here)
    if asked is not None:
        months.one(asked, here)
with right:
    months.card(shown.load, shown.events, "load", here)

texts.runs()

if shown.strip is not None:
    texts.heading("Is it the load?", shown.strip.question)
    with st.container(border=True):
        charts.chart(
            unit_strip.picture(shown.strip, texts.phone()),
            f"strip_{here}_{question.metric}",
            f"**{texts.plain(shown.strip.title)}**",
            navigation.drill_to_place,
            {point.name: point.code for point in shown.strip.points},
            "Open a unit",
        )
if shown.children:
    texts.heading(shown.children_title, "by name; words, not ranks")
    in_words, in_pictures = st.tabs(["In words", "In pictures"])
    with in_words:
        tables.places(shown.children, shown.children_title, f"places_{here}", navigation.drill_to_place)
    with in_pictures:
        rows = tuple(overview.Row(each.code, each.name, each.record_lane, each.load_lane) for each in shown.children)
        charts.chart(overview.picture(rows), f"overview_{here}", on_open=navigation.drill_to_place)
if shown.people is not None:
    texts.heading(
        "People",
        f"{shown.people.metric_title.lower()}: all who were here in the window, grouped by reading, ordered by pseudonym",
    )
    st.markdown(texts.muted(texts.plain(shown.people.chance)))
    for group in shown.people.groups:
        tables.people(group, f"people_{here}_{question.metric}", navigation.drill_to_person)
    texts.caveat()
texts.ask(shown.ask)
texts.missing(shown.missing)
