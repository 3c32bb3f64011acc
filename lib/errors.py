"""Errors that a user can meet. Each says what is wrong, where, and what to do; none carries a value from the data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Where:
    """The place a message speaks of: a file (POSIX path relative to the exports folder), a 1-based record, a field or key."""

    file: str | None = None
    row: int | None = None
    field: str | None = None

    def __str__(self) -> str:
        parts = [
            self.file or "",
            f"row {self.row}" if self.row is not None else "",
            f"field {self.field}" if self.field else "",
        ]
        return ", ".join(part for part in parts if part)


class EvenhandError(Exception):
    """A refusal with a safe text. `what` says what is wrong, `fix` what to do, `where` the file, row and field."""

    exit_code = 1

    def __init__(self, what: str, fix: str = "", where: Where | None = None) -> None:
        self.what, self.fix, self.where = what, fix, where or Where()
        super().__init__(self.text)

    @property
    def text(self) -> str:
        """One line: `where: what. fix`."""
        place = str(self.where)
        sentence = f"{place}: {self.what}" if place else self.what
        return f"{sentence.removesuffix('.')}. {self.fix}" if self.fix else sentence


class InputError(EvenhandError, ValueError):
    """An illegal argument of a function: negative, k > n, NaN, lengths that differ, an unknown name. Names the argument."""

    def __init__(self, argument: str, what: str, fix: str = "") -> None:
        super().__init__(what, fix, Where(field=argument))


class Refused(EvenhandError):
    """The request is understood and cannot be done as things are: exit 1, nothing changed."""


class NotAllowed(EvenhandError):
    """Forbidden and not existing look the same: one text for both, so that neither can be told from the other."""

    def __init__(self) -> None:
        super().__init__("There is nothing here that you may see.", "Go back, or ask for the right with your reason.")


class NoGeneration(Refused):
    """The home holds no published generation."""

    def __init__(self) -> None:
        super().__init__("no data has been loaded yet", "Load a folder of exports first: python -m lib load DIR")
