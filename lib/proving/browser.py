"""The app as a visitor meets it: a server of its own on a free port, and a real browser before it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lib.errors import Refused
from lib.settings import PROJECT

STARTS_WITHIN, SETTLES_WITHIN = 120.0, 240_000
_ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_SETTLED = """() => {
    const app = document.querySelector('[data-testid="stApp"]');
    return app && app.getAttribute('data-test-script-state') === 'notRunning'
        && app.getAttribute('data-test-connection-state') === 'CONNECTED'
        && !document.querySelector('[data-testid="stSkeleton"]') && !document.querySelector('[data-stale="true"]');
}"""


@contextmanager
def server(notes: Path) -> Iterator[str]:
    """`streamlit run app.py` on this process's home; gives its address once it answers. What it says goes to `notes`.

    Raises Refused where it does not start.
    """
    port = _free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.headless=true", f"--server.port={port}"]
    with notes.open("wb") as said:
        running = subprocess.Popen(command, cwd=PROJECT, stdin=subprocess.DEVNULL, stdout=said, stderr=said)
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, running, notes)
        yield address
    finally:
        running.terminate()
        running.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(address: str, running: subprocess.Popen[bytes], notes: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until and running.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise Refused("the app did not start", f"It said: {notes.read_text('utf-8', 'replace')[-400:]}")


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser of Playwright's. Raises Refused where Playwright or Chromium is missing."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        raise Refused("this proof needs a browser", 'Install what tests need: pip install -e ".[test]"') from None
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        raise Refused("no Chromium on this machine", "Install it, for example: apt-get install chromium")
    with sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=_ARGUMENTS)
        try:
            yield found
        finally:
            found.close()


def gave_up() -> type[Exception]:
    """What Playwright raises when something did not come in time."""
    from playwright.sync_api import TimeoutError as TooLate

    return TooLate


def settle(page: Any) -> None:
    """Wait until the page's run has ended and nothing shown is of an older one."""
    page.wait_for_function(_SETTLED, timeout=SETTLES_WITHIN)


def sign_in(page: Any, address: str, title: str = "Analyst") -> None:
    """From the start page into a demonstration role, by its buttons."""
    page.goto(address)
    page.get_by_role("button", name="Sign in").wait_for(timeout=SETTLES_WITHIN)
    settle(page)
    page.get_by_role("button", name=title, exact=True).or_(page.get_by_role("radio", name=title, exact=True)).first.click()
    settle(page)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("Sign out").or_(page.get_by_test_id("stTopNavLink").first).first.wait_for(timeout=SETTLES_WITHIN)
    settle(page)
