"""Data & methods: what was loaded, and how figures are made."""

import streamlit as st

from lib.service import methods
from lib.ui import guard

grant, _ = guard.require("data_methods")
told = methods.methods(grant)
st.title("Data & methods")
st.write(told.status.words)
st.dataframe(told.loaded, hide_index=True)
for limit in told.limits:
    st.write(limit)
