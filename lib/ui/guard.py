"""The guard that every page calls first. It does not rely on the entry script having run."""

from __future__ import annotations

from typing import NoReturn

import streamlit as st

from lib import audit
from lib.errors import NotAllowed
from lib.grant import Grant
from lib.policy import sees_view
from lib.question import Question
from lib.ui import scope, session


def require(view_id: str) -> tuple[Grant, Question]:
    """Who is here and what is asked; stops the page, with the same words for forbidden and not existing, where they may not."""
    grant = session.grant()
    if grant is None:
        refuse()
    if not sees_view(grant.role, view_id):
        audit.record("refusal", grant, view=view_id, result="refused")
        refuse()
    return grant, scope.question()


def refuse() -> NoReturn:
    """Say that there is nothing here, and stop."""
    st.warning(NotAllowed().text, icon=":material/info:")
    st.stop()
