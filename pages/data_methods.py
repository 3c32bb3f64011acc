"""Data & methods: what was loaded, and how figures are made."""

import streamlit as st

from lib.service import methods
from lib.ui import guard
from lib.ui.drawing import declared, tables, texts

grant, _ = guard.require("data_methods")
shown = methods.methods(grant)

st.title("Data & methods", anchor=False)
st.markdown(f":gray[{texts.plain(shown.status.name)} · {texts.plain(shown.status.words)} · generation {shown.status.generation}]")
loaded, made, proven = st.tabs(["What was loaded", "How figures are made", "Proofs and limits"])
with loaded:
    texts.heading("Rows by source", "read = accepted + quarantined + duplicates + skipped; linked: tied to one person")
    tables.frame(shown.loaded, "loaded", "Nothing has been loaded yet.")
    texts.heading("Rows set aside", "with the reason and the fix; no row's own values are shown")
    tables.frame(shown.rejected, "rejected", "No row was set aside.")
    texts.heading("Linked", "rows that could not be tied to one person count for nobody")
    tables.frame(shown.link_rates, "linked", "No source about people has been loaded.")
    texts.heading("Views with data", "what each metric and load measure needs, and whether it is here")
    tables.frame(shown.coverage, "coverage", "No metric is declared.")
    with st.expander("By file"):
        tables.frame(shown.files, "files", "No file has been read.")
with made:
    texts.heading("Metrics", "what is counted, per what, why it matters, and what else may account for it")
    declared.metrics(shown.metrics)
    texts.heading("Load measures", "what the force asked of people; never anybody's own pattern")
    declared.load_measures(shown.load_measures)
    texts.heading("Peer groups", "beside whom; where a group is too small, the next wider one")
    declared.peer_rules(shown.peers)
    texts.heading("What the comparison fitted", "the newest twelve months")
    tables.frame(shown.parameters, "fitted", "Twelve months of data are needed, and there are fewer.")
with proven:
    texts.heading("Proofs", "run by `python -m lib prove`")
    tables.frame(shown.proofs, "proofs", "No proof has been run on this copy yet: python -m lib prove")
    texts.heading("Limits")
    for limit in shown.limits:
        st.markdown(f"- {texts.plain(limit)}")
    texts.heading("Words")
    texts.caveat()
