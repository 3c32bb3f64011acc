"""Pictures of every view for README and reviewers: light and dark, wide and phone, from the sample alone."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import polars as pl

from lib import metrics, peers
from lib.loading import load
from lib.proving import Proof, browser, homes
from lib.question import DEFAULT_METRIC, DEFAULT_PEERS, Window
from lib.service.holding import Held, current
from lib.settings import PROJECT, SAMPLE_DATA

FOLDER = PROJECT / "docs" / "screens"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Mobile Safari/537.36 Mobi"
SIZES: Mapping[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1440, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "user_agent": PHONE, "has_touch": True},
}
THEMES = ("light", "dark")
COLOURS = 255
TALLEST = 12_000
FAILED = "Something went wrong here"
MOST_BYTES = 5 * 2**20
READINGS = ("in_line_with_load", "held_with_unit", "stands_out", "ordinary")
"""Whose page is shown: the first of these readings that anybody has."""
_HEIGHT = """() => { const main = document.querySelector('[data-testid="stMain"]');
    return main ? main.scrollHeight + (window.innerHeight - main.clientHeight) : document.body.scrollHeight; }"""


def take() -> tuple[bool, dict[str, Any]]:
    """Passed where every picture was taken without an error on its page, and the set is small enough for a repository."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    wrong: list[str] = []
    with homes.home() as home, browser.chromium() as chromium:
        load(SAMPLE_DATA)
        views = addresses(current())
        with browser.server(home / "server.log") as address:
            state = _signed_in(chromium, address)
            for theme in THEMES:
                for size, shape in SIZES.items():
                    wrong += _set(chromium, address, views, state, theme, size, shape)
    made = {f"{view}-{theme}-{size}.png" for view in ("start", *views) for theme in THEMES for size in SIZES}
    for old in FOLDER.glob("*.png"):
        if old.name not in made:
            old.unlink()
    total = sum(path.stat().st_size for path in FOLDER.glob("*.png"))
    figures = {
        "pictures": len(made), "views": len(views) + 1, "MiB": round(total / 2**20, 2), "with an error": ", ".join(wrong) or "none",
    }  # fmt: skip
    return not wrong and total <= MOST_BYTES, figures


def addresses(held: Held) -> dict[str, str]:
    """Each view's address on this generation: a command, one of its units and one of its people."""
    unit, person = _somebody(held)
    command = held.nodes[unit]["path"].split("/")[-2]
    return {
        "brief": "/brief",
        "force": "/explore",
        "command": f"/explore?{urlencode({'where': command})}",
        "unit": f"/explore?{urlencode({'where': unit})}",
        "person": f"/person?{urlencode({'where': unit, 'person': person})}",
        "methods": "/data_methods",
    }


def _somebody(held: Held) -> tuple[str, str]:
    rows = held.comparison(metrics.BY_ID[DEFAULT_METRIC], Window(held.newest, 12), peers.BY_ID[DEFAULT_PEERS]).people
    for reading in READINGS:
        there = rows.filter(pl.col("reading") == reading).sort("raw_z", "person_id", descending=[True, False])
        if there.height:
            return there["unit"][0], there["person_id"][0]
    return rows["unit"][0], rows["person_id"][0]


def _signed_in(chromium: Any, address: str) -> Any:
    context = chromium.new_context()
    browser.sign_in(context.new_page(), address)
    state = context.storage_state()
    context.close()
    return state


def _set(
    chromium: Any, address: str, views: Mapping[str, str], state: Any, theme: str, size: str, shape: dict[str, Any]
) -> list[str]:
    """One theme and size: every view. Gives the pictures that show an error."""
    wrong = []
    for signed_in, wanted in ((False, {"start": "/"}), (True, views)):
        context = chromium.new_context(**shape, color_scheme=theme, **({"storage_state": state} if signed_in else {}))
        for view, path in wanted.items():
            file = FOLDER / f"{view}-{theme}-{size}.png"
            page = context.new_page()
            if not _picture(page, f"{address}{path}", file, shape["viewport"]):
                wrong.append(file.name)
            page.close()
        context.close()
    return wrong


def _picture(page: Any, address: str, file: Path, viewport: dict[str, int]) -> bool:
    """The whole page, however long. False where an error box stands on it."""
    page.goto(address)
    page.get_by_test_id("stMarkdown").first.wait_for(timeout=browser.SETTLES_WITHIN)
    browser.settle(page)
    page.wait_for_timeout(1200)
    for _ in range(2):  # what is drawn only once it is in sight may make the page longer
        height = min(int(page.evaluate(_HEIGHT)), TALLEST)
        page.set_viewport_size({"width": viewport["width"], "height": max(height, viewport["height"])})
        page.wait_for_timeout(700)
    browser.settle(page)
    page.screenshot(path=file)
    _smaller(file)
    wrong = page.locator('[data-testid="stException"], [data-testid="stAlertContentError"]').or_(page.get_by_text(FAILED))
    return wrong.count() == 0


def _smaller(file: Path) -> None:
    from PIL import Image  # comes with Streamlit; heavy, and other commands start without it

    with Image.open(file) as picture:
        small = picture.convert("RGB").quantize(COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
    small.save(file, optimize=True)


PROOFS = (Proof("screenshots", "every view, light and dark, wide and on a phone, in docs/screens", take, "five minutes"),)
