"""The colours of the figures are those of the theme, and the placeholders are Streamlit's own."""

import re
import tomllib
from pathlib import Path

import plotly.graph_objects as go
import pytest
from streamlit.elements.lib import streamlit_plotly_theme as streamlits

from lib.figures import colours

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def theme() -> dict:
    return tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text())["theme"]


def test_placeholders_are_streamlits_own():
    ours = (colours.RECORD, colours.TEAL, colours.HERE, colours.LOAD, colours.INK_FILL, colours.LAVENDER)
    assert ours == tuple(getattr(streamlits, f"CATEGORY_{slot}") for slot in range(6))
    assert (colours.GREY, colours.BAND) == (streamlits.CATEGORY_8, streamlits.CATEGORY_9)
    assert (colours.RECORD_TEXT, colours.LOAD_TEXT) == (streamlits.DIVERGING_0, streamlits.DIVERGING_9)
    assert (colours.INK, colours.PAGE) == (streamlits.GRAY_90, streamlits.BG_COLOR)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_an_export_has_the_colours_of_the_theme(theme, name):
    found = colours.palette(name)
    assert list(found.values())[:10] == theme[name]["chartCategoricalColors"]
    assert list(found.values())[10:20] == theme[name]["chartSequentialColors"]
    ends = theme[name]["chartDivergingColors"]
    assert (found[colours.RECORD_TEXT], found[colours.LOAD_TEXT]) == (ends[0], ends[-1])
    assert (found[colours.INK], found[colours.PAGE]) == (theme[name]["textColor"], theme[name]["backgroundColor"])


@pytest.mark.parametrize("name", ["light", "dark"])
def test_ten_colours_each_or_plotly_falls_back_to_its_own(theme, name):
    for key in ("chartCategoricalColors", "chartSequentialColors", "chartDivergingColors"):
        assert len(theme[name][key]) == 10


def test_resolved_figure_holds_no_placeholder():
    drawn = go.Figure(go.Scatter(x=[1], y=[1], marker={"color": colours.LOAD}))
    text = colours.resolve(drawn, "dark").to_json() or ""
    assert "#FFB684" in text
    assert not re.search(r"#0000\d\d", text)


def _contrast(one: str, other: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    high, low = sorted((light(one), light(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("name", ["light", "dark"])
def test_text_reaches_4_5_and_marks_reach_3(name):
    found = colours.palette(name)
    page = found[colours.PAGE]
    for text in (colours.GREY, colours.RECORD_TEXT, colours.LOAD_TEXT, colours.INK, colours.HERE):
        assert _contrast(found[text], page) >= 4.5, text
    for mark in (colours.RECORD, colours.LOAD, colours.HERE):
        assert _contrast(found[mark], page) >= 3, mark
    assert _contrast(found[colours.RECORD], colours.ON_RECORD) >= 4.5
    assert _contrast(found[colours.LOAD], colours.ON_LOAD) >= 4.5
