"""Brief: what changed, where, and was it the load?"""

import streamlit as st

from lib.service import brief
from lib.ui import guard, navigation
from lib.ui.drawing import tables, texts
from lib.ui.drawing.opening import opener

grant, question = guard.require("brief")
shown = brief.brief(grant, question)

st.title(shown.headline, anchor=False)
texts.sentence_list(shown.sentences, opener(question))
left, right = st.columns(2, gap="medium")
with left:
    texts.side("record")
    tables.measures(shown.record, "record")
with right:
    texts.side("load")
    tables.measures(shown.load, "load")
texts.runs()
texts.broken(shown.breaks)
if shown.places:
    texts.heading(shown.places_title, "by name; words, not ranks")
    tables.places(shown.places, shown.places_title, "brief_places", navigation.drill_to_place)
texts.ask(shown.ask)
texts.missing(shown.missing)
