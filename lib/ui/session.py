"""Who is here: the cookie of this connection, resolved to a grant on every rerun. Whatever is unclear is nobody."""

from __future__ import annotations

from typing import Any

import streamlit as st

from lib import casebook, store
from lib.grant import Grant
from lib.policy import demonstration_allowed

COOKIE = "evenhand_session"


def cookie() -> str | None:
    """The token that the browser sent; None where there is none. In a test without a server this is a mock: no token."""
    token: Any = st.context.cookies.get(COOKIE)
    return token if isinstance(token, str) else None


def grant() -> Grant | None:
    """The rights of whoever is here, now; None for nobody. Raises Refused where the casebook cannot be read."""
    held, told = casebook.resolve(cookie()), headers()
    if held is not None and held.demonstration() and told and not demonstration_allowed(store.all_synthetic(), told):
        return None
    return held


def headers() -> dict[str, str]:
    """The headers of this connection, lower case; empty where there is no connection."""
    found = st.context.headers
    try:
        return {str(name).lower(): str(value) for name, value in found.to_dict().items()}
    except (AttributeError, TypeError, ValueError):
        return {}


def demonstration_offered() -> bool:
    """True where the demonstration sign-in works from this connection."""
    return demonstration_allowed(store.all_synthetic(), headers())
