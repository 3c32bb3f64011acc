"""docs/data-rules.md is what the declarations say."""

from __future__ import annotations

from lib.checking.reasons import Reason
from lib.checking.rules import BY_ID
from lib.commands import rules
from lib.settings import PROJECT

PAGE = (PROJECT / "docs" / "data-rules.md").read_text("utf-8")


def test_the_page_is_what_the_command_prints() -> None:
    assert rules.page().strip() == PAGE.strip()


def test_every_reason_and_rule_is_there_with_its_fix() -> None:
    for reason in Reason:
        assert f"| {reason.value} |" in PAGE and reason.sentence and reason.fix.endswith((".", ")"))
    assert all(f"`{rule}`" in PAGE for rule in BY_ID)
