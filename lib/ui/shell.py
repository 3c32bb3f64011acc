"""The entry script of every rerun: who is here, which views they have, the scope they share; then the page."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator as Box

from lib import audit, store
from lib.errors import EvenhandError
from lib.grant import Grant
from lib.policy import sees_view
from lib.service import status
from lib.ui import failing, going, guard, navigation, scope, session, start_page
from lib.ui.drawing import texts
from lib.ui.routes import SIGN_OUT
from lib.views import VIEWS, View, first_view

ICON = (  # drawn here: a named icon would be fetched from elsewhere
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="6" fill="#12436D"/>'
    '<path d="M16 6v20M9 26h14M6 11h20M6 11l-3 8h6zM26 11l-3 8h6z" stroke="#fff" stroke-width="2" fill="none"/></svg>'
)


def main() -> None:
    """One rerun."""
    st.set_page_config(page_title="Evenhand", page_icon=ICON, layout="wide")
    try:
        grant = session.grant()
    except EvenhandError as refusal:
        st.error(refusal.text)
        return
    if grant is None:
        before_sign_in()
    else:
        signed_in(grant)


def before_sign_in() -> None:
    """The start page, at every address, so that the one asked for is still there after sign-in. No page's file is run."""
    pages = [navigation.page_of(view, start_page.show) for view in VIEWS]
    st.navigation([navigation.home(start_page.show), *pages], position="hidden").run()


def signed_in(grant: Grant) -> None:
    """The views that the role has, under one strip."""
    home = navigation.home(lambda: navigation.go_from_home(first_view(grant.role).id))
    pages = {view.id: navigation.page_of(view) for view in VIEWS if sees_view(grant.role, view.id)}
    shut = [_shut(view, grant) for view in VIEWS if view.id not in pages]
    chosen = st.navigation([home, *pages.values(), *shut], position="top")
    if chosen is home:
        chosen.run()
    view = next((each for each in VIEWS if each.id in pages and pages[each.id] is chosen), None)
    top, body, foot = st.container(), st.container(), st.container()
    with top:
        strip(grant)
    if not store.published():
        with body:
            start_page.progress()
        return
    try:
        run(grant, view, chosen, top, body, foot)
    except EvenhandError as refusal:
        failing.tell(refusal)


def run(grant: Grant, view: View | None, chosen: st.Page, top: Box, body: Box, foot: Box) -> None:
    """The page, under its scope bar where it has one. What ties the scope to the address stands last and runs first."""
    navigation.follow(view.id if view else None, scope.question())
    with foot:
        scope.carry()
    if view is not None and view.scoped:
        with top:
            scope.bar(grant, view.id)
    with body:
        chosen.run()


def _shut(view: View, grant: Grant) -> st.Page:
    """A view that the role does not have, at its address: the same words as for what does not exist, and a trace."""

    def refused() -> None:
        audit.record("refusal", grant, view=view.id, result="refused")
        guard.refuse()

    return navigation.page_of(view, refused, hidden=True)


def strip(grant: Grant) -> None:
    """What data this is, how fresh, and who is signed in."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if store.published():
            now = status.now(grant)
            if now.synthetic:
                st.badge("SYNTHETIC", icon=":material/science:", color="yellow")
            st.markdown(f":gray[:small[{now.words}]]", width="content")
        st.space("stretch")
        with st.popover(texts.plain(grant.name), icon=":material/account_circle:", type="tertiary"):
            st.write(f"Signed in as {grant.role}.")
            if grant.expires_at:
                st.markdown(
                    f":gray[:small[At the latest until {grant.expires_at:%H:%M} UTC, and 15 minutes after your last step.]]"
                )
            st.button("Sign out", icon=":material/logout:", on_click=going.to, args=(SIGN_OUT,))


main()
