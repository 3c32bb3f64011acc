"""Data & methods: how far the data can be trusted, tied out, loaded; and how figures are made."""

import streamlit as st

from lib.service import changes, data_tabs, methods, quality, tying
from lib.ui import guard
from lib.ui.drawing import changes as changed
from lib.ui.drawing import declared, loading, tables, texts
from lib.ui.drawing import quality as parts
from lib.ui.drawing import tying as tied

grant, _ = guard.require("data_methods")
shown = methods.methods(grant)

st.title("Data & methods", anchor=False)
st.markdown(f":gray[{texts.plain(shown.status.name)} · {texts.plain(shown.status.words)} · generation {shown.status.generation}]")
names = data_tabs.tabs(grant)
tabs = dict(zip(names, st.tabs(names, key="tab", on_change="rerun", bind="query-params"), strict=True))

if tabs["Data"].open:
    with tabs["Data"]:
        found = quality.quality(grant)
        parts.summary(found)
        parts.fresh(found)
        parts.reconciled(found)
        parts.linked(found)
        parts.covered(found)
        parts.needed(shown.coverage)
        parts.broken(found)
        parts.reasons(found)
if tabs["Changes"].open:
    with tabs["Changes"]:
        changed.since(changes.changes(grant))
        on_use = (lambda generation: changes.go_back(grant, generation)) if changes.may_go_back(grant) else None
        changed.generations(changes.kept(grant), on_use)
if tabs["Tie-out"].open:
    with tabs["Tie-out"]:
        if tying.may(grant):
            texts.heading("Tie-out", "the figure that was published, ours beside it, and why they differ")
            asked = tied.form(tying.choices(grant))
            if asked is not None:
                tied.outcome(grant, asked)
        tied.on_file(tying.on_file(grant))
if "Load" in tabs and tabs["Load"].open:
    with tabs["Load"]:
        loading.upload(grant)
        loading.rejected(grant)
with tabs["Methods"]:
    texts.heading("Metrics", "what is counted, per what, why it matters, and what else may account for it")
    declared.metrics(shown.metrics)
    texts.heading("Load measures", "what the force asked of people; never anybody's own pattern")
    declared.load_measures(shown.load_measures)
    texts.heading("Peer groups", "beside whom; where a group is too small, the next wider one")
    declared.peer_rules(shown.peers)
    texts.heading("What the comparison fitted", "the newest twelve months")
    tables.frame(shown.parameters, "fitted", "Twelve months of data are needed, and there are fewer.")
    texts.heading(
        "What could be seen", "of people who truly differ so much, the share who would stand out; the rest would not be found"
    )
    tables.frame(shown.power, "power", "Twelve months of data are needed, and there are fewer.")
with tabs["Proofs and limits"]:
    texts.heading("Proofs", "run by `python -m lib prove`")
    tables.frame(shown.proofs, "proofs", "No proof has been run on this copy yet: python -m lib prove")
    texts.heading("Limits")
    for limit in shown.limits:
        st.markdown(f"- {texts.plain(limit)}")
    texts.heading("Words")
    texts.caveat()
