"""What is said when a script fails: a reference, and no word of what it was working on."""

from __future__ import annotations

import logging
import secrets
import traceback

import streamlit as st

from lib.errors import EvenhandError

log = logging.getLogger("evenhand")


def _refuse(_: logging.LogRecord) -> bool:
    """Streamlit would log the message of what failed, and a message may hold data; `tell` logs the place instead."""
    return False


logging.getLogger("streamlit.error_util").addFilter(_refuse)


def tell(problem: Exception) -> bool:
    """Show a refusal in its own words, anything else as a reference id; log the place, never the message, which may hold data."""
    if isinstance(problem, EvenhandError):
        st.warning(problem.text, icon=":material/info:")
        return True
    reference = secrets.token_hex(4)
    frames = traceback.extract_tb(problem.__traceback__)
    places = " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames[-6:]))
    log.error("reference %s: %s at %s", reference, type(problem).__name__, places)
    st.error(f"Something went wrong here. Nothing was changed. Reference {reference}.", icon=":material/error:")
    return True
