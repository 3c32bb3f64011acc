"""Before sign-in: the ways in, how far the first load has come, and how to read the one picture."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlencode, urlsplit

import streamlit as st

from lib import ledger, store
from lib.figures import accounted_for
from lib.pictures import AccountedFor, Dot
from lib.ui import going, session, starting
from lib.ui.demonstration import PARTS
from lib.ui.drawing.texts import phone
from lib.ui.routes import sign_in_address
from lib.words.numbers import time_left

EXAMPLE = AccountedFor(
    metric="sickness_spells",
    title="Short sickness spells",
    subject="this person",
    value=11,
    usual=2,
    load=3,
    ordinary_to=6,
    ordinary_at_load=12,
    reading="in_line_with_load",
    sentence="2 is usual for this job. 3 more comes with this team's load. 6 is left over. Up to 12 is ordinary at this load.",
    dots=(
        Dot("Rest days cancelled", 14, 3, 7),
        Dot("Rests under 11 h", 22, 6, 14),
        Dot("Longest run of duties", 9, 5, 7),
    ),
)

STEPS_SHOWN = 5


def show() -> None:
    """The whole page."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(":material/balance: Evenhand", width="content", anchor=False)
        st.markdown(":gray[Patterns in a police force's HR data, with the workload beside them]", width="content")
        st.space("stretch")
        if store.all_synthetic():
            st.badge("SYNTHETIC", icon=":material/science:", color="yellow")
            st.markdown(":gray[nobody here exists]", width="content")
    left, right = st.columns([5, 7], gap="medium")
    with left.container(border=True, height="stretch"):
        _sign_in()
    with right.container(border=True, height="stretch"):
        progress()
    with st.container(border=True):
        _one_picture()


def _sign_in() -> None:
    st.subheader("Sign in", anchor=False)
    if not session.demonstration_offered():
        st.write("Open the one-time link that was printed for you on this machine:")
        st.code("python -m lib users add --local NAME", language=None)
        return
    parts = {part.role: part for part in PARTS}
    role = st.pills(
        "Demonstration role",
        list(parts),
        default="analyst",
        format_func=lambda each: parts[each].title,
        key="part",
        required=True,
    )
    st.write(parts[role or "analyst"].who)
    st.button("Sign in", icon=":material/login:", type=_strongest(), width="stretch", on_click=_go, args=(role or "analyst",))
    st.markdown(":gray[:small[Every look at a person is recorded with its reason and shown to that person.]]")


def _strongest() -> Literal["primary", "secondary"]:
    """Primary buttons are white on any colour, which cannot be read on the dark theme's blue."""
    return "secondary" if st.context.theme.type == "dark" else "primary"


def _go(role: str) -> None:
    going.to(sign_in_address(role, asked_for()))


def asked_for() -> str:
    """The path and parameters that the visitor asked for, to come back to."""
    url = st.context.url
    path = urlsplit(url).path if isinstance(url, str) else "/"
    parameters = urlencode([(name, value) for name in st.query_params for value in st.query_params.get_all(name)])
    return f"{path or '/'}?{parameters}" if parameters else path or "/"


def progress() -> None:
    """How far the first load has come; looked at every second until there is something to show."""
    if store.published():
        st.subheader("Ready", anchor=False)
        for each in store.published():
            if each.current:
                st.write(f"Data to {each.data_as_of:%-d %b %Y}. Choose who you are, and look around.")
        return
    st.subheader("First start: making the synthetic force ready", anchor=False)
    _watch()


@st.fragment(run_every=1.0)
def _watch() -> None:
    if store.published():
        st.rerun()
    found = ledger.progress()
    if found is None:
        _not_running()
        return
    left = [] if found.left_seconds is None else [f"{time_left(found.left_seconds)} left"]
    said = " · ".join([f"{100 * found.fraction:.0f} %", *left, "you can sign in now"])
    st.progress(min(max(found.fraction, 0.0), 1.0), said)
    rows = [(":blue[:material/check_circle:]", f"**{done.title}**", done.words) for done in found.done[-STEPS_SHOWN:]]
    rows.append((":orange[:material/progress_activity:]", f"**{found.words}**", found.rate))
    for mark, title, words in rows:
        with st.container(horizontal=True, gap="small"):
            st.markdown(mark, width=24)
            st.markdown(title, width=190)
            st.markdown(words)
    st.markdown(":gray[:small[If this machine stops, start it again: a half load is never shown.]]")


def _not_running() -> None:
    said = starting.failure()
    if said:
        st.warning(f"The first load did not finish: {said}", icon=":material/info:")
    else:
        st.write("No data has been loaded yet.")
        st.code("python -m lib load DIR", language=None)


def _one_picture() -> None:
    st.markdown("**How to read the one picture** :gray[an invented person: 11 short sickness spells in a year]")
    picture = accounted_for.picture(EXAMPLE, phone())
    st.plotly_chart(picture.figure, key="example", alt=picture.alt, config={"displayModeBar": False, "staticPlot": True})
    st.markdown(
        ":blue[**2**] is usual for this job. :orange[**3**] more comes with this team's load. **6** is left over. "
        "Up to 12 is ordinary at this load, so 11 is **in line with it**. That is not a finding; nor would 13 be."
    )
