"""Signing in and out over HTTP, where a cookie can be set. Only our own pages may ask; a one-time link may also be typed."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from lib import casebook, policy, store
from lib.casebook import Begun
from lib.errors import EvenhandError
from lib.policy import demonstration_allowed, local_path, same_origin
from lib.ui.session import COOKIE

SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
_SEE_OTHER = 303


def sign_in_address(role: str, back: str) -> str:
    """Where the browser goes to sign in as a demonstration role and come back to the address asked for."""
    return f"{SIGN_IN}?{urlencode({'role': role, 'back': local_path(back)})}"


async def sign_in(request: Request) -> Response:
    """`role` (demonstration) or `link` (one-time); then back to the address asked for, with the session's cookie."""
    asked = dict(request.query_params)
    if request.method == "POST":
        asked |= {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    try:
        begun = await run_in_threadpool(_begun, asked, dict(request.headers))
    except EvenhandError as refusal:
        return PlainTextResponse(refusal.text, 403)
    response = RedirectResponse(local_path(asked.get("back")), _SEE_OTHER)
    lasts = int(policy.ABSOLUTE.total_seconds())
    response.set_cookie(COOKIE, begun.token, max_age=lasts, httponly=True, samesite="lax", secure=behind_tls(request), path="/")
    return response


def _begun(asked: dict[str, str], headers: dict[str, str]) -> Begun:
    from lib.ui import demonstration  # it opens the warehouse, which a refusal should not

    if link := asked.get("link"):
        if not same_origin(headers, typed=True):
            raise casebook_refusal()
        return casebook.redeem(link)
    if not same_origin(headers) or not demonstration_allowed(store.all_synthetic(), headers):
        raise casebook_refusal()
    return casebook.begin(demonstration.user(asked.get("role", "")), "demonstration")


def casebook_refusal() -> EvenhandError:
    """One text for every way in that is shut."""
    return EvenhandError("This way in is shut.", "Open the start page of this machine and sign in there.")


async def sign_out(request: Request) -> Response:
    """Revoke the session, forget the cookie, go to the start."""
    if not same_origin(dict(request.headers)):
        return PlainTextResponse(casebook_refusal().text, 403)
    await run_in_threadpool(casebook.end, request.cookies.get(COOKIE))
    response = RedirectResponse("/", _SEE_OTHER)
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax", secure=behind_tls(request))
    return response


def behind_tls(request: Request) -> bool:
    """True where the browser speaks TLS, with us or with the proxy before us."""
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto", "").split(",")[0].strip() == "https"


ROUTES = (Route(SIGN_IN, sign_in, methods=["GET", "POST"]), Route(SIGN_OUT, sign_out, methods=["GET", "POST"]))
