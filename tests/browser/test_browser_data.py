"""Data & methods in a browser: a loader's dirty file, an analyst's tie-out, a leader who sees no row."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import PATIENCE_MS, ROOT, free_port, settled, wait_for
from tests.loading.loading_exports import write

SignIn = Callable[..., Page]
DIRTY = "No,First,Last,Why,Hours\n2,2026-01-30,2026-01-29,Secretword,8\n2,never,2026-01-31,Flu,8\n" + "".join(
    f"2,2026-01-{day:02},2026-01-{day:02},Flu,8\n" for day in (12, 15, 19, 23)
)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """A server over a tiny force that is not synthetic, and the one-time link of its loader."""
    home = tmp_path_factory.mktemp("small")
    environment = {**os.environ, "EVENHAND_HOME": str(home)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_HOME", str(home))
        from lib import casebook
        from lib.audit import database
        from lib.grant import local_operator
        from lib.loading import load

        load(write(home / "exports"))
        link = casebook.one_time_link(local_operator(), casebook.add(local_operator(), "local", "feeder", "loader"))
        database.close()
    port = free_port()
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port), "--server.headless", "true"]
    with (home / "server.log").open("w") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            wait_for(f"http://127.0.0.1:{port}/_stcore/health", process)
            yield f"http://127.0.0.1:{port}", link
        finally:
            process.terminate()
            process.wait(20)
    shutil.rmtree(home, ignore_errors=True)


def test_a_loader_uploads_a_dirty_file_and_sees_every_rejected_row_with_reason_and_fix(
    page: Page, small: tuple[str, str], tmp_path: Path
) -> None:
    address, link = small
    expect.set_options(timeout=PATIENCE_MS)
    page.set_default_timeout(PATIENCE_MS)
    page.goto(f"{address}/sign-in?link={link}&back=/data_methods%3Ftab%3DLoad")
    page.get_by_role("tab", name="Load").wait_for()
    settled(page)
    (tmp_path / "sickness_late.csv").write_text(DIRTY)
    page.locator('input[type="file"]').set_input_files(tmp_path / "sickness_late.csv")
    settled(page)
    page.get_by_role("button", name="Try these files").click()
    expect(page.get_by_text("The profile fits the headers of")).to_be_visible()
    expect(page.get_by_text("sickness_late.csv, row 2").first).to_be_visible()
    page.get_by_role("button", name="Load", exact=True).click()
    expect(page.get_by_text("Loaded and published")).to_be_visible(timeout=2 * PATIENCE_MS)
    settled(page)
    body = page.inner_text("body")
    for words in (
        "sickness_late.csv, row 2",
        "sickness_late.csv, row 3",
        "the end lies before the start",
        "not a day in the declared format",
    ):
        assert words in body, words
    assert "Mend the day" in body and "Secretword" not in body
    page.get_by_role("tab", name="Changes").click()
    settled(page)
    expect(page.get_by_text("sickness_late.csv").first).to_be_visible()
    expect(page.get_by_role("button", name="Go back to it")).to_be_visible()


def test_an_analyst_ties_a_figure_out_and_keeps_it(signed_in: SignIn) -> None:
    page = signed_in("Analyst", "/data_methods?tab=Tie-out")
    page.get_by_label("It was published as").fill("1,234,567")
    page.get_by_role("button", name="Tie out").click()
    settled(page)
    expect(page.get_by_role("heading", name="Headcount: ours is")).to_be_visible()
    for words in ("Specials counted in", "Headcount against FTE", "ours would be"):
        assert words.lower() in page.inner_text("body").lower(), words
    page.get_by_label("Where it was published").fill("Made up for a test")
    page.get_by_role("button", name="Keep this tie-out").click()
    settled(page)
    expect(page.get_by_text("Made up for a test; demonstration analyst").first).to_be_visible()
    page.reload()
    settled(page)
    expect(page.get_by_role("tab", name="Tie-out")).to_have_attribute("aria-selected", "true")


@pytest.mark.parametrize("role", ["Senior leader", "Observer"])
def test_who_does_not_load_sees_reasons_and_no_row(signed_in: SignIn, role: str) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    page = signed_in(role, "/data_methods")
    expect(page.get_by_text("adds up, for every source").first).to_be_visible()
    expect(page.get_by_role("tab", name="Load")).to_have_count(0)
    expect(page.get_by_text("Units whose rows link least")).to_have_count(0)
    expect(page.get_by_role("table").last.get_by_text("Mend", exact=False).first).to_be_visible()
    body = page.inner_text("body")
    assert "[withheld]" not in body and "withheld:" not in body
    page.get_by_role("tab", name="Tie-out").click()
    settled(page)
    expect(page.get_by_label("It was published as")).to_have_count(0)
