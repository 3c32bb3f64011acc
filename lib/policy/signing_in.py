"""Who may sign in how: the demonstration only on synthetic data and this machine; a request only from our own pages."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

LOCAL_HOSTS = frozenset({"localhost", "127.0.0.1", "::1"})


def host_name(host: str | None) -> str | None:
    """The name in a Host header without its port; None where it is not one plain host."""
    if not host or any(each in host for each in "/?#@\\ ,"):
        return None
    try:
        return (urlsplit(f"//{host}").hostname or "").rstrip(".") or None
    except ValueError:
        return None


def demonstration_allowed(all_synthetic: bool, headers: Mapping[str, str]) -> bool:
    """True when every generation is synthetic, the Host is this machine, and no proxy has forwarded the request."""
    names = {name.lower(): value for name, value in headers.items()}
    forwarded = any(
        name == "forwarded" or name.startswith("x-forwarded") or name == "x-real-ip" or name == "via" for name in names
    )
    return all_synthetic and not forwarded and host_name(names.get("host")) in LOCAL_HOSTS


def same_origin(headers: Mapping[str, str], typed: bool = False) -> bool:
    """True when the request comes from our own page; with `typed`, also from the address bar. Unknown is no."""
    names = {name.lower(): value for name, value in headers.items()}
    host, origin, site = names.get("host", ""), names.get("origin"), names.get("sec-fetch-site")
    if origin is not None and (not host or urlsplit(origin).netloc != host):
        return False
    if site is not None:
        return site == "same-origin" or (typed and site == "none")
    return origin is not None


def local_path(address: str | None) -> str:
    """An address to go back to, kept only where it is a path of our own; else the start."""
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\") or any(ord(each) < 33 for each in address):
        return "/"
    parts = urlsplit(address)
    return "/" if parts.scheme or parts.netloc else address
