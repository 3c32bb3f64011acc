"""The loader's part: upload, trial, load with its progress, outcome, and every rejected row with its reason and fix."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl
import streamlit as st

from lib import ledger
from lib.errors import EvenhandError
from lib.grant import Grant
from lib.service import rejecting, uploading
from lib.service.uploading import Outcome, Tried
from lib.ui.drawing import tables, texts
from lib.ui.drawing.texts import muted, plain
from lib.words.numbers import count, number

_TYPES = ["csv", "gz", "txt", "tsv", "xlsx", "xlsm", "parquet", "toml"]
_COUNTS = ("read", "accepted", "quarantined", "duplicates", "erased")
STEPS_SHOWN = 6


def upload(grant: Grant) -> None:
    """Files in; then what would come of them; then the load. One upload at a time is looked at."""
    held = uploading.history(grant)
    texts.heading("Load", "files from here go the same way as those of the command line")
    begun = f"The exports folder of this home holds {count(held, 'file', 'files')}; an upload adds to it or takes the place of a file of its name."
    nothing = "The exports folder of this home is empty: the first upload is the whole history, with its profile.toml."
    st.markdown(plain(begun if held else nothing))
    waiting = uploading.newest(grant)
    if waiting is None:
        _choose(grant)
    elif uploading.running(grant, waiting):
        _watch(grant, waiting)
    else:
        _waiting(grant, waiting)


def _choose(grant: Grant) -> None:
    chosen = st.file_uploader(
        "Exports, and profile.toml where it is new",
        _TYPES,
        accept_multiple_files=True,
        key=f"exports_{_round()}",
        max_upload_size=50,
    )
    st.markdown(
        muted(
            "50 MB a file. A month that arrived late: upload it beside the history, under a name the profile's pattern matches."
        )
    )
    st.button(
        "Try these files", icon=":material/fact_check:", disabled=not chosen, key="upload_try", on_click=_told,
        args=(lambda: uploading.receive(grant, [(each.name, each.getvalue()) for each in chosen or []]),),
    )  # fmt: skip
    _mistake()


def _round() -> int:
    """The uploader is emptied by a new key once its files are kept."""
    return int(st.session_state.get("upload_round", 0))


def _told(do: Callable[[], object]) -> None:
    """For `on_click`: do it; a refusal is said where the button was."""
    try:
        do()
        st.session_state["upload_round"] = _round() + 1
    except EvenhandError as refusal:
        st.session_state["upload_mistake"] = refusal.text


def _mistake() -> None:
    said = st.session_state.pop("upload_mistake", None)
    if said:
        st.warning(plain(said), icon=":material/info:")


def _waiting(grant: Grant, waiting: str) -> None:
    """An upload that was tried, or whose load has ended."""
    ended = uploading.outcome(grant, waiting)
    files = uploading.arrived(grant, waiting)
    rows = [(each.path, "takes the place of the one there" if each.replaces else "new") for each in files]
    with st.expander(f"Uploaded · {count(len(files), 'file', 'files')}", expanded=ended is None):
        tables.wrapped(pl.DataFrame(rows, schema={"file": pl.String, "what": pl.String}, orient="row"), "")
    if ended is not None:
        outcome(ended)
        done = ended.told is not None
        with st.container(horizontal=True):
            if not done:
                _button("Load again", ":material/refresh:", lambda: uploading.start(grant, waiting), "upload_again")
            _button(
                "Close" if done else "Throw away",
                ":material/close:",
                lambda: uploading.throw_away(grant, waiting),
                "upload_close",
            )
        _mistake()
        return
    said = uploading.tried(grant, waiting)
    trial(said)
    with st.container(horizontal=True):
        if not said.refusal:
            _button("Load", ":material/database_upload:", lambda: uploading.start(grant, waiting), "upload_load")
        _button("Throw away", ":material/delete:", lambda: uploading.throw_away(grant, waiting), "upload_drop")
    _mistake()


def _button(label: str, icon: str, do: Callable[[], object], key: str) -> None:
    st.button(label, icon=icon, key=key, on_click=_told, args=(do,))


def trial(said: Tried) -> None:
    """What `profile check` says: what fits, what would be dropped, what would be set aside."""
    texts.heading("Tried", "the profile against these files; nothing has been loaded")
    if said.refusal:
        st.error(plain(said.refusal), icon=":material/error:")
        return
    st.success(f"The profile fits the headers of {count(len(said.files), 'file', 'files')}.", icon=":material/check_circle:")
    failing = pl.DataFrame(
        [
            (f"{each['file']}, row {each['first_row']}", each["field"] or "", each["reason"], each["fix"], each["rows"])
            for each in said.failing
        ],
        schema={"first": pl.String, "field": pl.String, "reason": pl.String, "fix": pl.String, "rows": pl.Int64},
        orient="row",
    )
    st.markdown(f"**Would be set aside**\u2003{muted(f'of the first {number(said.rows)} rows, tried')}")
    tables.wrapped(failing, "No row of the sample.")
    if said.undeclared:
        st.markdown(f"**Columns that would be dropped**\u2003{muted('the profile does not declare them')}")
        tables.wrapped(pl.DataFrame(said.undeclared, schema=["file", "columns"], orient="row"), "")


@st.fragment(run_every=1.0)
def _watch(grant: Grant, waiting: str) -> None:
    """How far the load has come, looked at every second; at its end the page is drawn anew."""
    if not uploading.running(grant, waiting):
        st.rerun()
    found = ledger.progress() or ledger.Progress("starting", "Starting", 0.0)
    left = f" · about {_seconds(found.left_seconds)} left" if found.left_seconds is not None else ""
    rate = f" · {found.rate}" if found.rate else ""
    st.progress(min(max(found.fraction, 0.0), 1.0), f"{100 * found.fraction:.0f} %{left}{rate}")
    for done in found.done[-STEPS_SHOWN:]:
        st.markdown(f":blue[:material/check_circle:] **{plain(done.title)}** {muted(plain(done.words))}")
    st.markdown(f":orange[:material/progress_activity:] **{plain(found.words)}**")
    st.markdown(
        muted(
            "You may leave this page. What was served before is served until the load has ended, and after it if it is refused."
        )
    )


def _seconds(left: float) -> str:
    return f"{left:.0f} seconds" if left < 90 else f"{left / 60:.0f} minutes"


def outcome(ended: Outcome) -> None:
    """How the load ended: counts that add up, or what, where and fix."""
    if ended.told is None:
        place = f" ({ended.where})" if ended.where else ""
        st.error(
            f"**Refused: {plain(ended.what)}{plain(place)}.** {plain(ended.fix)} What was served before still is.",
            icon=":material/error:",
        )
        return
    told = ended.told
    said = "Loaded and published" if told["published"] else "The same as what is served: nothing was done"
    st.success(
        f"{said}: generation {told['generation']}, data to {told['data_as_of']}, {told['seconds']} s.",
        icon=":material/check_circle:",
    )
    rows = [(name, *[each[key] for key in _COUNTS]) for name, each in told["files"].items()]
    schema = {"file": pl.String, **dict.fromkeys(_COUNTS, pl.Int64)}
    tables.wrapped(pl.DataFrame(rows, schema=schema, orient="row"), "No file was read.")


def rejected(grant: Grant) -> None:
    """Every rejected row with reason and fix, so many a page; each look is in the audit."""
    texts.heading(
        "Rejected rows", "mend them in the source file and load again; names, reasons and undeclared columns are withheld"
    )
    with st.container(horizontal=True, vertical_alignment="bottom"):
        source = st.session_state.get("rejected_source") or ""
        shown = rejecting.rejected(grant, source, int(st.session_state.get("rejected_page") or 1))
        titles: dict[str, str] = {"": "All sources", **dict(shown.sources)}
        st.selectbox("Source", list(titles), format_func=titles.__getitem__, key="rejected_source", width=260)
        if shown.pages > 1:
            st.number_input(f"Page of {shown.pages}", 1, shown.pages, key="rejected_page", width=140)
        st.markdown(muted(count(shown.count, "row", "rows")), width="content")
    tables.wrapped(shown.rows, "No row was set aside.")
