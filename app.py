"""The application: `streamlit run app.py`. Only routes and settings stand here; the entry script is `lib/ui/shell.py`.

A `pages/` folder beside Streamlit's entry script would be opened by address without a gate, so the entry script lives elsewhere.
"""

import streamlit as st

from lib.settings import PROJECT
from lib.ui.failing import tell
from lib.ui.protecting import MIDDLEWARE
from lib.ui.routes import ROUTES
from lib.ui.starting import lifespan

app = st.App(PROJECT / "lib" / "ui" / "shell.py", lifespan=lifespan, routes=ROUTES, middleware=MIDDLEWARE, on_script_error=tell)
