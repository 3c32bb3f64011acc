"""The mapping profile: a mistake is refused before a row is read, by its key path, with the fix; the documents are tested too."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from pathlib import Path

import pytest
from loading_exports import PROFILE, write

from lib import settings
from lib.errors import Refused
from lib.loading import drafting, parse_profile, trying
from lib.loading.keys import KEYS

MISTAKES = {
    "typo in a top key": ("extracted_on", "extractd_on", "extractd_on", "extracted_on"),
    "typo in a source key": ("settles_days = 14", "settle_days = 14", "source[4].settle_days", "settles_days"),
    "unknown source": ('id = "sickness"', 'id = "sicknes"', "source[4].id", "sickness"),
    "unknown field": ("hours_lost =", "hours_lots =", "source[4].columns.hours_lots", "hours_lost"),
    "required field not mapped": ('from = "First", ', "", "source[4].columns.from", "Map it"),
    "wrong type": ("settles_days = 14", 'settles_days = "14"', "source[4].settles_days", "whole number"),
    "yes for a number": ("settles_days = 14", "settles_days = true", "source[4].settles_days", "whole number"),
    "day with a time": ("2026-03-20", "2026-03-20T10:00:00", "extracted_on", "a day"),
    "not a choice": ('= "officer"', '= "constable"', "source[1].values.kind.Police Officer", "officer, staff"),
    "format without a year": ("%d/%m/%Y", "%d/%m", "source[1].day_format", "strftime"),
    "names the folder itself": ("sickness*.csv", ".", "source[4].files[1]", "relative"),
    "leads outside": ("sickness*.csv", "../sickness*.csv", "source[4].files[1]", "relative"),
    "required but absent": ('"sickness"]', '"sickness", "duties"]', "required[5]", "Add it"),
    "id rule on a text": (
        'ids = { payroll_number = { pad = 4 } }\n\n[[source]]\nid = "units"',
        'ids = { name = { pad = 4 } }\n\n[[source]]\nid = "units"',
        "source[1].ids.name",
        "ids only",
    ),
    "other version": ("version = 1", "version = 2", "version", "version 1"),
    "no toml": ("version = 1", "version = ", "", "Mend"),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_is_refused_with_key_path_and_fix(case: str) -> None:
    old, new, path, fix = MISTAKES[case]
    assert old in PROFILE
    with pytest.raises(Refused) as refusal:
        parse_profile(PROFILE.replace(old, new).encode())
    assert (refusal.value.where.field or "") == path
    assert fix in refusal.value.fix
    assert refusal.value.where.file == "profile.toml"


def test_the_sound_profile_is_read() -> None:
    profile = parse_profile(PROFILE.encode())
    assert [entry.source.id for entry in profile.entries] == ["people", "units", "postings", "sickness"]
    assert profile.entries[3].settles_days == 14
    assert replace(profile, name="other") != profile


def test_broken_patterns_are_refused_with_their_place() -> None:
    bad = PROFILE + "[source.match.certification]\ncolumn = 'Why'\nrules = [['(', 'self']]\n"
    with pytest.raises(Refused) as refusal:
        parse_profile(bad.encode())
    assert refusal.value.where.field == "source[4].match.certification.rules[1]"


def test_check_reads_headers_alone_and_names_what_it_drops(tmp_path: Path) -> None:
    exports = write(tmp_path / "exports")
    said = trying.check(exports / "profile.toml", exports)
    assert said["files"]["sickness_2026.csv"] == ["sickness"]
    assert said["undeclared"] == {"people.csv": ["Religion"]}
    (exports / "sickness_2026.csv").write_text("No,Began\n", "utf-8")
    with pytest.raises(Refused) as refusal:
        trying.check(exports / "profile.toml", exports)
    assert "`First`" in refusal.value.text


def test_a_draft_recognises_files_and_never_replaces_one(tmp_path: Path) -> None:
    exports = write(tmp_path / "exports")
    (exports / "profile.toml").unlink()
    out = exports / "draft.toml"
    said = drafting.draft_to(exports, out)
    assert said["drafted"] == {name: name.split(".")[0].split("_")[0] for name in sorted(said["drafted"])}
    text = out.read_text("utf-8")
    assert 'unit = "code"' in text
    assert "# NOT DECIDED: units: whether" not in text, "the tiny units name every field plainly"
    asked = [each["question"] for each in said["undecided"] if each["file"] == "people.csv"]
    assert text.count("# NOT DECIDED: ") == len(said["undecided"]) and any("`kind`" in question for question in asked) is False
    with pytest.raises(Refused):
        drafting.draft_to(exports, out)


DOCS = settings.PROJECT / "docs" / "profiles.md"


def test_every_example_in_the_documents_is_a_sound_profile() -> None:
    blocks = re.findall(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL)
    assert len(blocks) >= 8
    for block in blocks:
        parse_profile(_completed(block).encode(), "docs/profiles.md")


def _completed(block: str) -> str:
    """A whole profile around an example that shows a part of one."""
    if "version" in block:
        return block
    rest = "" if "[[source]]" in block else PROFILE.split("[[source]]", 1)[1].join(["[[source]]", ""])
    head = 'version = 1\nname = "x"\nrequired = []\n'
    return f"{head}{block}\n{rest}"


def documented() -> dict[str, dict[str, str]]:
    """By table of the grammar: each key and what the documents say of it."""
    found: dict[str, dict[str, str]] = {}
    for block in re.findall(r"^\| key of `\w+` .*?(?=\n\n)", DOCS.read_text("utf-8"), re.DOTALL | re.MULTILINE):
        lines = block.splitlines()
        name = re.findall(r"`(\w+)`", lines[0])[0]
        found[name] = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", "\n".join(lines[2:]), re.MULTILINE))
    return found


def test_every_key_of_the_validator_is_documented_and_no_other() -> None:
    told = documented()
    assert {name: set(keys) for name, keys in told.items()} == {name: set(keys) for name, keys in KEYS.items()}
    assert all(len(text) >= 8 for keys in told.values() for text in keys.values())


def test_the_validator_knows_no_key_beside_the_declared_ones() -> None:
    """Every table is opened by `known` with its declared keys; the others are tables by field, source or rule."""
    for module in ("validating", "entries", "reshaping", "styles"):
        text = (settings.PROJECT / "lib" / "loading" / f"{module}.py").read_text("utf-8")
        opened = re.findall(r"self\.known\((?:\w+|below), [^,]+, (.+)\)", text)
        assert all(re.fullmatch(r'KEYS\["\w+"\]|tuple\((BY_ID|rules\.BY_ID)\)|source\.names', each) for each in opened), opened


def test_every_key_stands_in_an_example() -> None:
    used: set[str] = set()
    for block in re.findall(r"```toml\n(.*?)```", DOCS.read_text("utf-8"), re.DOTALL):
        walk(tomllib.loads(block), used)
    assert {key for keys in KEYS.values() for key in keys} - used == set()


def walk(value: object, used: set[str]) -> None:
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        walk(each, used)
    used |= set(value) if isinstance(value, dict) else set()


@pytest.mark.parametrize(
    ("example", "sources"),
    [("police-roster", {"people", "postings", "units", "conduct"}), ("police-earnings", {"people", "postings", "overtime"})],
)
def test_the_whole_examples_are_sound_profiles(example: str, sources: set[str]) -> None:
    path = settings.PROJECT / "docs" / "examples" / example / "profile.toml"
    assert {entry.source.id for entry in parse_profile(path.read_bytes()).entries} == sources
