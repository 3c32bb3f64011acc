"""How a source system is declared: its fields, once, with type, meaning and place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FieldType = Literal["id", "text", "day", "stamp", "h", "n", "b", "money", "fraction"]
Place = Literal["fact", "identity", "protected", "classified"]
"""Where a field's value goes: the fact table; the identity store; the separate protected table; classified, then dropped."""


@dataclass(frozen=True)
class Field:
    """One canonical field. `column` is its name in the warehouse (with its unit); `choices` are the only values
    accepted. A `sensitive` one is stored and shown nowhere outside its own figures, the quarantine included."""

    name: str
    type: FieldType
    meaning: str
    required: bool = False
    column: str = ""
    place: Place = "fact"
    choices: tuple[str, ...] = ()
    sensitive: bool = False


@dataclass(frozen=True)
class Source:
    """One source system: what one row is, its fields, its key, and which fields name a person and a unit."""

    id: str
    title: str
    one_row_is: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    person: str | None = None
    unit: str | None = None
    interval: tuple[str, str] | None = None
    settles_days: int = 0

    def field(self, name: str) -> Field:
        """The declared field of that name. Raises KeyError."""
        return {field.name: field for field in self.fields}[name]

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields)

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields if field.required)
