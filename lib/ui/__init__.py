"""The user interface's own parts: session, guard, shell, navigation, scope. With `app.py` and `pages/` all that knows Streamlit."""
