"""Sending the browser to an address of our own over HTTP, which is where a cookie can be set.

Streamlit has this for its own sign-in alone and not as a public call: one module, one test.
"""

from __future__ import annotations

from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.scriptrunner import get_script_run_ctx


def to(address: str) -> None:
    """Leave this page for an address of this server. Does nothing where no browser is connected."""
    context = get_script_run_ctx()
    if context is not None:
        message = ForwardMsg()
        message.auth_redirect.url = address
        context.enqueue(message)
