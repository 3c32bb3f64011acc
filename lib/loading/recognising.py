"""Whose export a file is and which column is which field: by names, by what other systems call them, and by the values themselves."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from lib.loading import guessing
from lib.loading.forbidding import category
from lib.loading.looking import Look
from lib.loading.synonyms import EXPORTS, FIELDS, VALUES
from lib.sources import SOURCES, Field, Source

SURE, PERHAPS = 90.0, 75.0
"""Likeness of names, out of 100: taken, and asked about."""


@dataclass
class Recognised:
    """A file read as a source. `columns`: our field = their column. `perhaps`: what was not sure enough."""

    look: Look
    source: Source
    columns: dict[str, str] = field(default_factory=dict)
    perhaps: dict[str, str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        return [name for name in self.source.required if name not in self.columns]

    @property
    def left(self) -> list[str]:
        """Their columns that are no field of ours."""
        return [name for name in self.look.header if name and name not in self.columns.values()]

    def values(self, name: str) -> tuple[str, ...]:
        """The sample's values of a field."""
        return self.look.values(self.columns[name]) if name in self.columns else ()


def recognised(look: Look) -> Recognised | None:
    """The source that a file is an export of: by its name, else the one whose required fields it has best; None where none is half
    there."""
    name = re.sub(r"[._]", " ", f"{look.file.rsplit('/', 1)[-1]} {look.sheet or ''}")
    called = _called(name) if len(look.header) > 1 else None
    if called:
        return as_source(look, called)
    tried = [as_source(look, source) for source in SOURCES]
    best = max(tried, key=_fit)
    return best if _fit(best) >= 0.5 and len(best.columns) >= 2 else None


def _called(name: str) -> Source | None:
    """The source whose name, or what other systems call such exports, is the longest found in a file's name."""
    said, words = _letters(name), f" {_words(name)} "
    ours = [(len(text), source) for source in SOURCES for text in (_letters(source.id), _letters(source.title)) if text in said]
    theirs = [(len(text), source) for source in SOURCES for text in EXPORTS.get(source.id, ()) if f" {text}" in words]
    return max([*ours, *theirs], key=lambda found: found[0], default=(0, None))[1]


def likeliest(look: Look) -> list[Recognised]:
    """The three sources that a file has most of, for one that is none of them plainly."""
    tried = [each for each in (as_source(look, source) for source in SOURCES) if len(each.columns) >= 2]
    return sorted(tried, key=_fit, reverse=True)[:3]


def _fit(each: Recognised) -> float:
    needed = each.source.required
    return 0.6 * (len(needed) - len(each.missing)) / len(needed) + 0.4 * len(each.columns) / max(len(each.look.header), 1)


def as_source(look: Look, source: Source) -> Recognised:
    """The columns of a file as the fields of a source: the likest names first, each column once, values permitting."""
    pairs = [
        (likeness(column, each), -place, each, column)
        for place, each in enumerate(source.fields)
        for column in look.header
        if column and category(column) is None and fits(each, look.values(column))
    ]
    found = Recognised(look, source)
    for score, _, each, column in sorted(pairs, key=lambda pair: (pair[0], pair[1]), reverse=True):
        taken = column in found.columns.values() or column in found.perhaps.values()
        if taken or each.name in found.columns or each.name in found.perhaps or score < PERHAPS:
            continue
        (found.columns if score >= SURE else found.perhaps)[each.name] = column
    return found


def likeness(column: str, each: Field) -> float:
    """How like a column's name is to a field's, or to what other systems call it: 0 to 100. Our own name is likest."""
    theirs = _words(column)
    others = max((_alike(theirs, name) for name in FIELDS.get(each.name, ())), default=0.0)
    return max(_alike(theirs, _words(each.name)), others - 2)


def _alike(one: str, other: str) -> float:
    """Likeness in any order of words, and run together: `taxid` is `tax id`."""
    return max(fuzz.token_sort_ratio(one, other), fuzz.ratio(one.replace(" ", ""), other.replace(" ", "")))


def fits(each: Field, values: tuple[str, ...]) -> bool:
    """Whether a field could hold most of these values, in some format."""
    if not values:
        return True
    kinds = {
        "day": guessing.day_formats,
        "stamp": guessing.stamp_styles,
        "h": guessing.hours_formats,
        "money": guessing.decimal_marks,
    }
    if each.type in kinds:
        return bool(kinds[each.type](values))
    if each.type in ("n", "fraction"):
        return guessing.most(values, r"[+-]?\d+([.,]\d+)?" if each.type == "fraction" else r"\d+")
    if each.type == "b":
        return len(set(values)) <= 3
    return not each.choices or len(set(values)) <= 40


def value_map(each: Field, values: tuple[str, ...]) -> tuple[dict[str, str], list[str]]:
    """Their words = ours for a field with declared values, and the words that are none of ours by any name."""
    found: dict[str, str] = {}
    unknown: list[str] = []
    for theirs in sorted(set(values)):
        if theirs in each.choices:
            continue
        scores = {choice: _value_likeness(theirs, choice) for choice in each.choices}
        best = max(scores, key=lambda choice: scores[choice])
        if scores[best] >= SURE:
            found[theirs] = best
        else:
            unknown.append(theirs)
    return found, unknown


def _value_likeness(theirs: str, choice: str) -> float:
    return max(fuzz.token_sort_ratio(_words(theirs), _words(name)) for name in (choice, *VALUES.get(choice, ())))


def _words(name: str) -> str:
    """A name as small words: `EmployeeNo`, `EMPLOYEE_NO` and `Employee No.` are one."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.findall(r"[a-z0-9]+", spaced.lower()))


def _letters(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower())
