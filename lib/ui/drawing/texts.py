"""Words on a page: sides, chips, readings, the sentence list, and the words that are always there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from lib.pictures import HIGHER, LOWER, TOO_EARLY, LoadFirst, Sentence
from lib.views import BY_ID
from lib.words.readings import CAVEAT, in_words

Opener = Callable[[str, Mapping[str, str]], None]
"""Opens a view at an address."""
SIDES = {"record": "blue", "load": "orange"}
_READINGS = {"in_line_with_load": "orange", "held_with_unit": "orange", "stands_out": "blue"}
_NOTES = {"record": "what the records show; grey band: usual", "load": "what the force asked of people; grey band: usual"}
_MOST_DOTS = 30
_JOINER = "\u2060"
"""Is not seen. Where an escape does not stop Markdown from making a link of an address, this within it does."""


def phone() -> bool:
    """True where the browser says that it is on a phone. The width itself is unknown here."""
    agent = st.context.headers.get("User-Agent")
    return isinstance(agent, str) and "Mobi" in agent


def plain(text: str) -> str:
    """Text from the data as Markdown that shows it as it is: on one line, and no address in it becomes a link."""
    shown = re.sub(r"([\\`*_\[\]$:<>#|~])", r"\\\1", " ".join(text.splitlines()))
    return re.sub(r"(?<=:)(?=//)|(?<=www)(?=\.)|(?<=@)", _JOINER, shown, flags=re.IGNORECASE)


def muted(text: str) -> str:
    """Small grey words (a caption is too pale in light)."""
    return f":gray[:small[{text}]]"


def side(name: str, note: str | None = None) -> None:
    """RECORD or LOAD, with what it holds."""
    heading(f":{SIDES[name]}[{name.upper()}]", _NOTES[name] if note is None else note)


def sides(record: str, load: str) -> None:
    """RECORD over the left half and LOAD over the right; on a phone the load stands under its record, and so do the words."""
    if phone():
        st.markdown(f":blue[**RECORD**] {muted(record)}  \n:orange[**LOAD**] {muted(load)}")
        return
    left, right = st.columns(2)
    with left:
        side("record", record)
    with right:
        side("load", load)


def side_title(name: str) -> str:
    """RECORD or LOAD as the title of a card."""
    return f":{SIDES[name]}[**{name.upper()}**]\u2003{muted(_NOTES[name])}"


def runs() -> None:
    """Why a value inside the grey band may yet be higher or lower than usual: the band is not the only rule."""
    st.markdown(muted("Higher or lower than usual: outside the grey band, or seven months or more on one side of its middle."))


def heading(title: str, note: str = "") -> None:
    """A section's title, with the question it answers."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small"):
        st.header(title, anchor=False, width="content")
        if note:
            st.markdown(muted(note), width="content")


def legend(subject: str) -> None:
    """The parts of the accounted-for bar, in words and colour."""
    st.markdown(
        f":blue[■] {muted('usual for this job')}\u2003:orange[■] {muted('what this load adds')}\u2003"
        f":gray[□] {muted('left over')}\u2003:violet[◆] {muted(subject)}"
    )


def colour_of(verdict: str, name: str) -> str:
    """A chip's colour: grey for usual, its side's for outside, yellow for too early."""
    if verdict.startswith((HIGHER.split()[0], LOWER.split()[0])):
        return SIDES[name]
    return "yellow" if verdict.startswith(TOO_EARLY) else "gray"


def chip(verdict: str, name: str) -> str:
    """A verdict as a Markdown badge."""
    return f":{colour_of(verdict, name)}-badge[{plain(verdict)}]"


def reading_chip(reading: str) -> str:
    """A reading as a Markdown badge."""
    return f":{_READINGS.get(reading, 'gray')}-badge[{in_words(reading)}]"


def sentence(told: Sentence) -> str:
    """One sentence as Markdown: the lead bold, in the colour of its side."""
    lead = f"**{plain(told.lead)}**"
    lead = f":{SIDES[told.side]}[{lead}]" if told.side else lead
    return f"{lead} {plain(told.rest)}".strip()


def caveat() -> None:
    """The words that stand on every page with a person."""
    st.markdown(muted(CAVEAT))


def reading_card(title: str, sentences: Sequence[Sentence], with_caveat: bool = False) -> None:
    """The reading in words: the finding as its title."""
    with st.container(border=True):
        st.header(plain(title), anchor=False)
        for told in sentences:
            st.markdown(sentence(told))
        if with_caveat:
            caveat()


def sentence_list(sentences: Sequence[Sentence], on_open: Opener) -> None:
    """Numbered sentences in one card, each with a button to what shows it."""
    with st.container(border=True, gap="xsmall"):
        for number, told in enumerate(sentences, 1):
            _numbered(number, told, on_open)


def _numbered(number: int, told: Sentence, on_open: Opener) -> None:
    with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
        if not phone():
            st.markdown(f":gray[{number}]", width=22)
        st.markdown(sentence(told), width="stretch")
        if told.opens:
            view = BY_ID[told.opens]
            label = "›" if phone() else f"{view.title} ›"
            place = (told.opens, dict(told.address))
            key = f"sentence_{number}"
            st.button(label, key=key, type="tertiary", width="content", help=view.question, on_click=on_open, args=place)


def load_first(told: LoadFirst) -> None:
    """Did the load come first: what was seen as dots, and below it what chance would give, never one without the other."""
    if told.spells <= _MOST_DOTS:
        chance = min(round(told.by_chance), told.spells)
        st.markdown(f":orange[{'●' * told.observed}]{'○' * (told.spells - told.observed)} :gray[:small[seen]]")
        st.markdown(f":gray[{'●' * chance}{'○' * (told.spells - chance)} :small[by chance, on this roster]]")
    st.markdown(plain(told.words))


def missing(sources: Sequence[str]) -> None:
    """Which sources this force has not given, and so what is not here."""
    if sources:
        st.markdown(muted(f"Not loaded, so not shown: {', '.join(plain(each) for each in sources)}."))


def broken(breaks: Sequence[str]) -> None:
    """Where the months shown must not be compared with those before."""
    if breaks:
        st.markdown(muted(f"Do not compare across: {'; '.join(plain(each) for each in breaks)}. Data & methods says why."))


def ask(question: str) -> None:
    """The question to take along."""
    with st.container(border=True):
        st.markdown(f":material/forum: **Ask** “{plain(question)}”")
