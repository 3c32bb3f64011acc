"""How long a click takes to be a repainted page, measured in a real browser; and how long the first start takes."""

from __future__ import annotations

import math
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lib.errors import Refused
from lib.grant import local_operator
from lib.proving import Proof, browser, homes
from lib.question import Question
from lib.service import brief, places
from lib.service.holding import Held, current
from lib.synth import Plan

DRILLS, ENOUGH = 10, 30
PEOPLE, MONTHS, SEED = 4_600, 24, 46
LOADED_WITHIN = 600_000
STEPS = ("force to command", "command to unit", "unit to its people", "people to a person")
_ROW, _FROM_RIGHT = 38, (45, 70)
"""Pixels: a row of a table; where its last column's button may stand, the column being as wide as the table lets it."""
_PATIENCE = 15_000
_WATCH = """() => {
    sessionStorage.removeItem('pressed');
    window.__watched = true;
    window.__ran = false;
    document.addEventListener('pointerdown', () => sessionStorage.setItem('pressed', Date.now()), {capture: true, once: true});
}"""
_REPAINTED = """before => {
    const begun = Number(sessionStorage.getItem('pressed')), app = document.querySelector('[data-testid="stApp"]');
    if (!begun || !app || !document.querySelector('h1')) return false;
    window.__ran = window.__ran || !window.__watched || app.getAttribute('data-test-script-state') !== 'notRunning';
    const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
    const done = window.__ran && location.href !== before && app.getAttribute('data-test-script-state') === 'notRunning'
        && !document.querySelector('[data-testid="stSkeleton"]') && !document.querySelector('[data-stale="true"]')
        && charts.every(chart => chart.querySelector('.main-svg'));
    return done && Date.now() - begun;
}"""
"""From the press to the first frame in which nothing is left to draw: at the new address, the run ended, every chart there.
The time of the press is kept in the browser's session, because a drill may load the address anew."""


def prove() -> tuple[bool, dict[str, Any]]:
    """Passed where every drill arrived; the figures are stated whatever they are."""
    figures: dict[str, Any] = {"measured on": homes.MACHINE}
    with browser.chromium() as chromium:
        with homes.home() as home:
            figures |= first_start(chromium, home)
            figures |= _drilled(chromium, home, "sample", ways(current()))
        with homes.force(Plan(people=PEOPLE, months=MONTHS, seed=SEED)) as made:
            figures |= _drilled(chromium, made.truth.parent, f"{PEOPLE:,} people", ways(made.held))
    return True, figures


def first_start(chromium: Any, home: Path) -> dict[str, Any]:
    """An empty home: seconds from the server's start to the sign-in page, and to a loaded sample."""
    begun = time.monotonic()
    with browser.server(home / "first.log") as address, _page(chromium) as page:
        page.goto(address)
        page.get_by_role("button", name="Sign in").wait_for(timeout=browser.SETTLES_WITHIN)
        shown = time.monotonic() - begun
        page.get_by_role("heading", name="Ready", exact=True).wait_for(timeout=LOADED_WITHIN)
        ready = time.monotonic() - begun
    _say(f"first start: sign-in page after {shown:.0f} s, loaded after {ready:.0f} s")
    return {"empty home: seconds to the sign-in page": round(shown, 1), "empty home: seconds to a loaded sample": round(ready, 1)}


def ways(held: Held) -> list[tuple[int, int]]:
    """Ways down: the row of a command on Brief, and of one of its units with people enough on Explore."""
    operator, found = local_operator(), []
    in_unit = dict(held.cells.group_by("unit").agg(pl.col("person_id").n_unique()).iter_rows())
    for row, command in enumerate(brief.brief(operator, Question()).places):
        units = places.place(operator, Question(where=command.code)).children
        found += [(row, below) for below, unit in enumerate(units) if in_unit.get(unit.code, 0) >= ENOUGH]
    return found


def _drilled(chromium: Any, folder: Path, name: str, down: list[tuple[int, int]]) -> dict[str, Any]:
    begun = time.monotonic()
    with browser.server(folder / "server.log") as address, _page(chromium) as page:
        page.goto(address)
        page.get_by_role("button", name="Sign in").wait_for(timeout=browser.SETTLES_WITHIN)
        shown = time.monotonic() - begun
        browser.sign_in(page, address)
        taken = np.array([drill(page, address, down[number % len(down)]) for number in range(DRILLS)])
    told: dict[str, Any] = {f"{name}: seconds to the sign-in page": round(shown, 1)}
    for step, each in zip(STEPS, taken.T, strict=True):
        told[f"{name}, {step}"] = f"median {np.median(each):.0f} ms, p95 {np.quantile(each, 0.95):.0f} ms"
    return told | {f"{name}, first drill of a new server": " + ".join(f"{each:.0f}" for each in taken[0]) + " ms"}


@contextmanager
def _page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1440, "height": 1000}, color_scheme="light", locale="en-GB")
    context.set_default_timeout(browser.SETTLES_WITHIN)
    try:
        yield context.new_page()
    finally:
        context.close()


def drill(page: Any, address: str, way: tuple[int, int]) -> list[float]:
    """Milliseconds of each step of one way down: a command, its unit, its people, the first of them."""
    page.goto(f"{address}/brief")
    page.get_by_test_id("stDataFrame").last.locator("canvas").first.wait_for()
    browser.settle(page)
    taken = [_open_row(page, row) for row in way]
    group = page.get_by_test_id("stExpander").filter(has_text=" · ").last.locator("summary")  # most people are in the last
    taken += [_timed(page, group.click, False), _open_row(page, 0)]
    page.get_by_text("Who looked").first.wait_for()
    _say(f"drill by rows {way[0]} and {way[1]}: " + " + ".join(f"{each:.0f}" for each in taken) + " ms")
    return taken


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def _timed(page: Any, press: Any, leaves: bool) -> float:
    """Milliseconds from the press to the repainted page; NaN where it set nothing going. `leaves`: for another address."""
    page.evaluate(_WATCH)
    before = page.url if leaves else ""
    press()
    try:
        taken = float(page.wait_for_function(_REPAINTED, arg=before, timeout=_PATIENCE).json_value())
    except browser.gave_up():
        return math.nan
    page.wait_for_timeout(300)
    browser.settle(page)
    return taken


def _open_row(page: Any, row: int) -> float:
    """Press Open, the last column, in a row of the page's last table, which is drawn on a canvas."""
    table = page.get_by_test_id("stDataFrame").last
    table.locator("canvas").first.wait_for()
    table.evaluate("each => each.scrollIntoView({block: 'center'})")
    page.wait_for_timeout(500)
    box = table.bounding_box()
    for from_right in _FROM_RIGHT:
        at = (box["x"] + box["width"] - from_right, box["y"] + _ROW * (row + 1) + _ROW / 2)
        taken = _timed(page, lambda at=at: page.mouse.click(*at), True)
        if not math.isnan(taken):
            return taken
    raise Refused("a click on Open opened nothing", "Look at the table on the page: has its last column changed?")


PROOFS = (Proof("drill", "click to repainted drill, and the first start, in a real browser", prove, "ten minutes"),)
