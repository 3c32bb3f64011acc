"""The entry script in Streamlit's own test runner: whoever is here, their views and no others."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from lib import audit, casebook
from lib.errors import NotAllowed
from lib.question import Question
from lib.roles import ROLES
from lib.settings import PROJECT
from lib.ui import guard, scope, session
from lib.views import VIEWS

SHELL = PROJECT / "lib" / "ui" / "shell.py"
SEEN = {
    "leader": {"Brief", "Explore", "Data & methods"},
    "analyst": {"Brief", "Explore", "Person", "Data & methods"},
    **{role: {"Data & methods"} for role in ROLES if role not in ("leader", "analyst")},
}
HIDDEN = {"Person"}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the shell told the navigation."""
    kept: dict[str, Any] = {}
    real = st.navigation

    def navigation(pages: list[Any], **how: Any) -> Any:
        kept.update(how, pages=pages)
        return real(pages, **how)

    monkeypatch.setattr(st, "navigation", navigation)
    yield kept


def run(monkeypatch: pytest.MonkeyPatch, token: str | None) -> AppTest:
    monkeypatch.setattr(session, "cookie", lambda: token)
    return AppTest.from_file(str(SHELL), default_timeout=30).run()


def words(app: AppTest) -> str:
    return " ".join([each.value for kind in (app.markdown, app.warning, app.subheader, app.title, app.error) for each in kind])


@pytest.mark.parametrize("role", ROLES)
def test_a_role_has_its_views_and_no_others(home: Path, monkeypatch: pytest.MonkeyPatch, told: dict[str, Any], role: str) -> None:
    begun = casebook.begin(casebook.demonstration_user(role), "demonstration")
    app = run(monkeypatch, begun.token)
    assert not app.exception
    files = {page.title for page in told["pages"] if isinstance(page._page, Path)}
    shown = {page.title for page in told["pages"] if page.visibility == "visible"}
    assert told["position"] == "top"
    assert files == SEEN[role], "pages whose file this role can run"
    assert shown == SEEN[role] - HIDDEN


def test_nobody_has_the_start_page_at_every_address_and_no_file(
    home: Path, monkeypatch: pytest.MonkeyPatch, told: dict[str, Any]
) -> None:
    app = run(monkeypatch, None)
    assert not app.exception
    assert told["position"] == "hidden"
    assert not any(isinstance(page._page, Path) for page in told["pages"])
    assert {view.id for view in VIEWS} <= {page.url_path for page in told["pages"]}
    assert "How to read the one picture" in words(app)


def test_the_test_runners_own_cookie_is_nobody(home: Path, told: dict[str, Any]) -> None:
    AppTest.from_file(str(SHELL), default_timeout=30).run()
    assert told["position"] == "hidden"


@pytest.mark.parametrize("token", ["x", "' or 1=1 --"])
def test_a_made_up_cookie_is_nobody(home: Path, monkeypatch: pytest.MonkeyPatch, told: dict[str, Any], token: str) -> None:
    run(monkeypatch, token)
    assert told["position"] == "hidden"


def test_rights_are_read_on_every_rerun(home: Path, monkeypatch: pytest.MonkeyPatch, told: dict[str, Any]) -> None:
    begun = casebook.begin(casebook.demonstration_user("analyst"), "demonstration")
    app = run(monkeypatch, begun.token)
    assert told["position"] == "top"
    casebook.end(begun.token)
    app.run()
    assert told["position"] == "hidden"


def test_without_a_casebook_there_is_nothing(home: Path, monkeypatch: pytest.MonkeyPatch, told: dict[str, Any]) -> None:
    (home / "blocked").write_text("")
    monkeypatch.setenv("EVENHAND_CASEBOOK_URL", f"sqlite:///{home}/blocked/casebook.sqlite")
    app = run(monkeypatch, "x")
    assert "cannot be read" in words(app)
    assert not told


class Stopped(Exception):
    """The guard stopped the page."""


@pytest.mark.parametrize("role", [None, *ROLES])
@pytest.mark.parametrize("view", [view.id for view in VIEWS] + ["no_such_view"])
def test_the_guard_alone_stops_a_page(home: Path, monkeypatch: pytest.MonkeyPatch, role: str | None, view: str) -> None:
    def refuse() -> None:
        raise Stopped

    token = casebook.begin(casebook.demonstration_user(role), "demonstration").token if role else None
    monkeypatch.setattr(session, "cookie", lambda: token)
    monkeypatch.setattr(guard, "refuse", refuse)
    monkeypatch.setattr(scope, "question", Question)
    if role is not None and any(each.id == view and role in each.roles for each in VIEWS):
        grant, _ = guard.require(view)
        assert grant.role == role
    else:
        with pytest.raises(Stopped):
            guard.require(view)
        assert [row["event"] for row in audit.rows()].count("refusal") == (1 if role else 0)


def test_a_page_that_is_stopped_says_the_words_for_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "cookie", lambda: None)
    app = AppTest.from_string(
        "from lib.ui import guard\nimport streamlit as st\nguard.require('person')\nst.write('the body ran')", default_timeout=30
    ).run()
    assert NotAllowed().text in words(app)
    assert "the body ran" not in words(app)


def test_the_guard_is_the_first_thing_a_page_does() -> None:
    for path in (PROJECT / "pages").glob("*.py"):
        body = [each for each in ast.parse(path.read_text()).body if not isinstance(each, ast.Import | ast.ImportFrom)]
        first = next(each for each in body if not (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant)))
        assert "guard.require(" in ast.unparse(first), path.name


def test_the_example_on_the_start_page_is_invented(home: Path) -> None:
    from lib.ui.start_page import EXAMPLE

    assert EXAMPLE.subject == "this person"


def test_an_unexpected_failure_shows_a_reference_and_no_word_of_the_data() -> None:
    app = AppTest.from_string(
        "from lib.ui import failing\ntry:\n    raise ValueError('CANARY')\nexcept ValueError as e:\n    failing.tell(e)",
        default_timeout=30,
    ).run()
    assert "Reference" in app.error[0].value
    assert "CANARY" not in app.error[0].value


def test_an_unexpected_failure_leaves_no_word_of_the_data_in_the_servers_log(capfd: pytest.CaptureFixture[str]) -> None:
    from streamlit import config
    from streamlit.error_util import handle_user_script_exception

    from lib.ui import failing

    assert not config.get_option("logger.enableRich"), "a rich traceback goes past the logger"
    handle_user_script_exception(ValueError("CANARY"), failing.tell)
    said = capfd.readouterr()
    assert "CANARY" not in said.out + said.err


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        pytest.param({"host": "127.0.0.1:8501"}, True, id="this machine"),
        pytest.param({"host": "127.0.0.1:8501", "x-forwarded-for": "10.0.0.1"}, False, id="through a proxy"),
        pytest.param({"host": "evenhand.example"}, False, id="another host"),
    ],
)
def test_a_demonstrations_cookie_is_nobody_from_elsewhere(
    home: Path, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str], known: bool
) -> None:
    begun = casebook.begin(casebook.demonstration_user("analyst"), "demonstration")
    monkeypatch.setattr(session, "cookie", lambda: begun.token)
    monkeypatch.setattr(session, "headers", lambda: headers)
    assert (session.grant() is not None) is known
