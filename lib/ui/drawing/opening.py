"""What a sentence's button opens: a view at the place that the sentence is about, else where the reader is."""

from __future__ import annotations

from collections.abc import Mapping

from lib.question import Question
from lib.ui import navigation
from lib.ui.drawing.texts import Opener


def opener(question: Question) -> Opener:
    """For callbacks: go to the view, with the sentence's own place where it names one."""

    def go(view: str, address: Mapping[str, str]) -> None:
        navigation.drill_to_place(address.get("where", question.where), view)

    return go
