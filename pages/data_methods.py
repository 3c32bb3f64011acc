"""Data & methods: what was loaded, and how figures are made."""

import streamlit as st

from lib.service import methods, quality
from lib.ui import guard
from lib.ui.drawing import declared, tables, texts
from lib.ui.drawing import quality as parts

grant, _ = guard.require("data_methods")
shown = methods.methods(grant)

st.title("Data & methods", anchor=False)
st.markdown(f":gray[{texts.plain(shown.status.name)} · {texts.plain(shown.status.words)} · generation {shown.status.generation}]")
names = ["Data", "Methods", "Proofs and limits"]
loaded, made, proven = st.tabs(names, key="tab", on_change="rerun", bind="query-params")
if loaded.open:
    with loaded:
        found = quality.quality(grant)
        parts.summary(found)
        parts.fresh(found)
        parts.reconciled(found)
        parts.linked(found)
        parts.covered(found)
        parts.broken(found)
        parts.reasons(found)
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
