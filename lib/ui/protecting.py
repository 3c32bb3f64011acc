"""What every response carries, and which of Streamlit's own addresses are shut to whoever has not signed in."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse

from lib import casebook
from lib.errors import EvenhandError
from lib.ui.routes import SIGN_IN, SIGN_OUT, behind_tls
from lib.ui.session import COOKIE

SHUT = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health-check")
SIGNED_IN_ONLY = ("/media/", "/_stcore/upload_file")
NOT_KEPT = ("/media/", SIGN_IN, SIGN_OUT)
_INLINE = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", re.DOTALL)


def inline_hashes(page: Path) -> list[str]:
    """The CSP source of each script that stands inline in Streamlit's own page: known by its bytes, no other runs."""
    scripts: Iterable[str] = _INLINE.findall(page.read_text("utf-8")) if page.exists() else []
    return [f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in scripts]


def content_policy() -> str:
    """Nothing from elsewhere, no evaluated text; styles inline, as Streamlit writes them."""
    scripts = " ".join(["'self'", *inline_hashes(Path(str(st.__file__)).parent / "static" / "index.html")])
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


class Protecting:
    """ASGI middleware: headers on every response, and the door of the addresses that hold somebody's files."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.policy = content_policy()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)

        async def with_headers(message: Any) -> None:
            if message["type"] == "http.response.start":
                self._add(request, MutableHeaders(scope=message))
            await send(message)

        refusal = await self._refusal(request)
        await (refusal or self.app)(scope, receive, with_headers)

    async def _refusal(self, request: Request) -> PlainTextResponse | None:
        path = request.url.path
        if path.startswith(SHUT):
            return PlainTextResponse("Not here.", 404)
        if not path.startswith(SIGNED_IN_ONLY):
            return None
        try:
            known = await run_in_threadpool(casebook.resolve, request.cookies.get(COOKIE))
        except EvenhandError:
            known = None
        return None if known else PlainTextResponse("Sign in first.", 401)

    def _add(self, request: Request, headers: MutableHeaders) -> None:
        headers["Content-Security-Policy"] = self.policy
        headers["X-Content-Type-Options"] = "nosniff"
        headers["X-Frame-Options"] = "DENY"
        headers["Referrer-Policy"] = "no-referrer"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if request.url.path.startswith(NOT_KEPT):
            headers["Cache-Control"] = "no-store"
        if behind_tls(request):
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"


MIDDLEWARE = (Middleware(Protecting),)
