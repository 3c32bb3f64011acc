"""A real server over the loaded sample, and a real Chromium. In CI a missing Chromium is an error; elsewhere it skips with the fix."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PATIENCE_MS = 60_000


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail("Chromium is missing: apt-get install -y chromium")
        pytest.skip("Chromium is missing: apt-get install -y chromium")
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
    return {"executable_path": CHROMIUM, "args": quiet}


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, object]:
    return {
        "viewport": {"width": 1440, "height": 1000},
        "color_scheme": "light",
        "locale": "en-GB",
        "timezone_id": "Europe/London",
    }


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.fixture(scope="module")
def server(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server whose home is a copy of the loaded sample."""
    home = tmp_path_factory.mktemp("browser") / "home"
    shutil.copytree(sample_home, home, ignore=shutil.ignore_patterns("casebook*"))
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    environment = {**os.environ, "EVENHAND_HOME": str(home)}
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def wait_for(address: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(240):
        assert process.poll() is None, "the server ended by itself"
        try:
            with urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"no answer from {address}")


def settled(page: Page) -> None:
    """Wait until the script has run and what it drew is there."""
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=PATIENCE_MS)
    page.wait_for_timeout(300)
    page.wait_for_selector('[data-testid="stApp"][data-test-script-state="notRunning"]', timeout=PATIENCE_MS)


@pytest.fixture
def signed_in(page: Page, server: str) -> Callable[[str, str], Page]:
    """Sign in as a demonstration role by clicks, from an address; gives the page that opens."""

    def sign_in(role: str, path: str = "/") -> Page:
        page.set_default_timeout(PATIENCE_MS)
        page.goto(server + path)
        page.get_by_role("button", name=role, exact=True).or_(page.get_by_role("radio", name=role, exact=True)).first.click()
        settled(page)
        page.get_by_role("button", name="Sign in").click()
        page.get_by_role("button", name="demonstration").wait_for()
        settled(page)
        return page

    return sign_in
