"""What people click: force to person and back as an analyst; a leader who cannot get there; a pasted address."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import settled

SignIn = Callable[..., Page]
NOTHING_HERE = "There is nothing here that you may see."


def parameters(page: Page) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(page.url).query).items()}


def heading(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@pytest.fixture
def somebody(sample_home: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str, str]:
    """(command, unit, pseudonym) of somebody in post."""
    monkeypatch.setenv("EVENHAND_HOME", str(sample_home))
    from lib.service import holding

    held = holding.current()
    row = held.cells.filter(held.cells["month"] == held.cells["month"].max()).sort("unit", "person_id").row(0, named=True)
    return held.nodes[row["unit"]]["command"], row["unit"], row["person_id"]


def open_row(page: Page, row: int = 0) -> None:
    """Click the Open column of the last table, drawn on a canvas: its last column, `row` rows below the header."""
    table = page.locator('[data-testid="stDataFrame"]').last
    table.scroll_into_view_if_needed()
    table.locator("canvas").first.wait_for()
    table.evaluate("each => each.scrollIntoView({block: 'start'})")
    page.mouse.move(700, 500)
    page.mouse.wheel(0, -250)  # out from under the bar at the top
    page.wait_for_timeout(500)
    box = table.bounding_box()
    assert box is not None
    before = page.url
    for from_right in (45, 70):  # the column is as wide as the table lets it be, and the button stands in its middle
        page.mouse.click(box["x"] + box["width"] - from_right, box["y"] + 38 + 38 * row + 19)
        settled(page)
        if page.url != before:
            page.get_by_role("heading", level=1).wait_for()
            settled(page)
            return


def test_force_to_person_and_back_as_an_analyst(signed_in: SignIn) -> None:
    page = signed_in("Analyst")
    expect(page.get_by_text("SYNTHETIC").first).to_be_visible()
    brief, start = heading(page), page.url
    open_row(page)  # one: a command
    command, above = heading(page), page.url
    open_row(page)  # two: a unit
    unit, address = heading(page), page.url
    assert unit != command
    page.get_by_text("Ordinary ·", exact=False).or_(
        page.locator("summary", has_text="Ordinary")
    ).first.click()  # three: its people
    settled(page)
    open_row(page)  # four: a person
    expect(page.get_by_text("Who looked")).to_be_visible()
    for words in ("RECORD", "LOAD", "Beside whom?", "What we do not know", "Not evidence of misconduct"):
        expect(page.get_by_text(words).first).to_be_visible()
    for before in ((unit, address), (command, above), (brief, start)):  # each step up is one press of Back
        page.go_back()
        settled(page)
        expect(page.get_by_role("heading", level=1)).to_have_text(before[0])
        assert page.url == before[1]


def test_a_mark_opens_what_the_table_opens(signed_in: SignIn) -> None:
    page = signed_in("Analyst", "/explore")
    before = heading(page)
    page.locator('[class*="st-key-strip_"] .points path').nth(3).scroll_into_view_if_needed()
    page.locator('[class*="st-key-strip_"] .points path').nth(3).click(force=True)
    settled(page)
    assert heading(page) != before and "where" in parameters(page)


def test_a_pasted_address_shows_the_same_after_sign_in(signed_in: SignIn, somebody: tuple[str, str, str]) -> None:
    _, unit, _ = somebody
    page = signed_in("Analyst", f"/explore?where={unit}&months=6")
    assert parameters(page) == {"where": unit, "months": "6"}
    shown = heading(page)
    page.reload()
    settled(page)
    assert heading(page) == shown


def test_a_leader_gets_to_no_person_and_no_unit(signed_in: SignIn, somebody: tuple[str, str, str], server: str) -> None:
    command, unit, person = somebody
    page = signed_in("Senior leader", f"/explore?where={command}")
    expect(page.get_by_text("grouped by reading")).to_have_count(0)
    expect(page.locator('[data-testid="stDataFrame"]')).to_have_count(0)
    for address in (f"/explore?where={unit}", f"/person?where={unit}&person={person}"):
        page.goto(server + address)
        settled(page)
        expect(page.get_by_text(person)).to_have_count(0)
        assert NOTHING_HERE in page.inner_text("body") or "/person" not in page.url
        expect(page.get_by_text("Beside whom?")).to_have_count(0)


@pytest.mark.parametrize("role", ["Reviewer", "Auditor"])
def test_a_role_without_a_view_of_its_own_opens_on_data_and_methods(signed_in: SignIn, role: str) -> None:
    page = signed_in(role)
    expect(page.get_by_role("heading", name="Data & methods")).to_be_visible()
    expect(page.get_by_role("link", name="Explore")).to_have_count(0)


def test_signing_out_ends_it(signed_in: SignIn, server: str) -> None:
    page = signed_in("Analyst")
    page.get_by_role("button", name="demonstration").click()
    page.get_by_text("Sign out").click()
    page.get_by_role("button", name="Sign in").wait_for()
    page.goto(f"{server}/explore")
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
