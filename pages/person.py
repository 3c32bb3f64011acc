"""Person: what accounts for this record? Reached by drill alone."""

import streamlit as st

from lib import metrics
from lib.figures import lenses, person_timeline
from lib.service import people
from lib.ui import guard, navigation
from lib.ui.drawing import accounts, charts, tables, texts

grant, question = guard.require("person")
shown = people.person(grant, question)
key = f"person_{shown.person_id}"

if shown.path:
    up = shown.path[-1]
    st.button(f"‹ {texts.plain(up.name)}", type="tertiary", on_click=navigation.drill_to_place, args=(up.code,))
with st.container(horizontal=True, vertical_alignment="bottom"):
    st.title(shown.person_id, anchor=False, width="content")
    st.markdown(f":gray[{texts.plain(' · '.join((shown.job, *shown.teams)))}]")
others = [f"{look.who} ({look.when})" for look in shown.looked[:3]]
st.markdown(
    texts.muted(f"Why you are looking: *{texts.plain(shown.why)}* · Looked: {texts.plain(', '.join(others) or 'nobody yet')}")
)
texts.reading_card(shown.reading_title, shown.reading, with_caveat=True)

texts.sides("in this window, beside the same job", "what the force asked of this person; grey: usual for this job")
accounts.cards(shown.accounts, shown.explained, key)

texts.heading("One axis", "did the load come first?")
with st.container(border=True):
    if shown.load_first is not None:
        texts.load_first(shown.load_first)
    charts.chart(person_timeline.picture(shown.timeline, texts.phone()), f"{key}_timeline")
    named = person_timeline.numbered(shown.timeline, texts.phone())
    if named:
        told = " · ".join(f"{number} {name}" for number, name in enumerate(named, 1))
        st.markdown(texts.muted(texts.plain(told)))
    st.markdown(texts.muted("Shaded: two or more weeks on end with the team under its minimum. The table holds every mark."))

texts.heading("Beside whom?", "three lenses; grey is everybody else, the box holds the middle half")
units = {metric.title: metric.unit_text for metric in metrics.METRICS}
for title, three in shown.lenses:
    with st.container(border=True):
        charts.chart(
            lenses.picture(three, units[title], phone=texts.phone()), f"{key}_lenses_{title}", f"**{texts.plain(title)}**"
        )

left, right = st.columns(2, gap="medium")
with left.container(border=True):
    st.markdown("**What else could account for it**")
    if shown.what_else:
        tables.words(shown.what_else)
    else:
        st.markdown(":gray[Nothing in these records beyond what stands above.]")
with left.container(border=True):
    st.markdown("**What we do not know**")
    st.markdown(texts.plain(" · ".join(shown.not_known)))
with right.container(border=True):
    st.markdown("**Who looked**")
    tables.words(tuple((look.when, f"{look.who}: {look.why}") for look in shown.looked))
texts.caveat()
