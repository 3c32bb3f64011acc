"""Upload, trial, load, rejected rows, changes and going back, on a force small enough to count by hand."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from lib.audit import database
from lib.audit import events as audit_events
from lib.errors import NotAllowed, Refused
from lib.grant import Grant
from lib.roles import ROLES
from lib.service import changes, holding, rejecting, upload_job, uploading
from tests.loading.loading_exports import FILES, PROFILE

LOADER = Grant("local|feeder", "feeder", "loader")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    for name in ("EVENHAND_CASEBOOK_URL", "EVENHAND_WAREHOUSE_URL", "EVENHAND_NOW"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path))
    yield tmp_path
    database.close()


def files(**changed: str) -> list[tuple[str, bytes]]:
    return [(name, text.encode()) for name, text in {**FILES, "profile.toml": PROFILE, **changed}.items()]


def loaded(home: Path, *sent: tuple[str, bytes]) -> str:
    """An upload whose load has run, in this process: the job's own code."""
    upload = uploading.receive(LOADER, sent or files())
    folder = home / "incoming" / upload
    by = '{"actor": "local|feeder", "name": "feeder", "role": "loader", "session": ""}'
    (folder / "job.json").write_text(f'{{"exports": "{folder / "exports"}", "by": {by}}}')
    upload_job.run(folder)
    return upload


@pytest.mark.parametrize("role", ROLES)
def test_only_the_loader_uploads_and_reads_rejected_rows(role: str, home: Path) -> None:
    who = Grant(f"x|{role}", role, role)
    if role in ("loader", "analyst"):
        loaded(home)
    if role == "loader":
        assert rejecting.rejected(who).count > 0
        return
    calls = (
        lambda: uploading.receive(who, files()), lambda: uploading.newest(who), lambda: uploading.tried(who, "0" * 12),
        lambda: uploading.start(who, "0" * 12), lambda: uploading.outcome(who, "0" * 12), lambda: uploading.throw_away(who, "0" * 12),
    )  # fmt: skip
    for call in (*calls, *([lambda: rejecting.rejected(who)] if role == "analyst" else [])):
        with pytest.raises(NotAllowed):
            call()


@pytest.mark.parametrize(
    "name", ["../people.csv", "a/b.csv", ".hidden.csv", "people.exe", "x.toml", "", "a" * 130 + ".csv", "a\x00.csv", "-rf.csv"]
)
def test_a_name_that_could_lead_elsewhere_is_refused_and_nothing_is_kept(name: str, home: Path) -> None:
    with pytest.raises(Refused):
        uploading.receive(LOADER, [(name, b"x")])
    assert not (home / "incoming").exists()


def test_too_large_twice_and_none_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploading, "LARGEST_FILE", 3)
    for sent in ([("a.csv", b"1234")], [("a.csv", b"1"), ("A.csv", b"2")], []):
        with pytest.raises(Refused):
            uploading.receive(LOADER, sent)


def test_files_are_the_owners_alone_and_the_upload_leaves_a_trace(home: Path) -> None:
    upload = uploading.receive(LOADER, files())
    kept = list((home / "incoming" / upload / "files").iterdir())
    assert {oct(path.stat().st_mode & 0o777) for path in kept} == {"0o600"} and len(kept) == len(FILES) + 1
    assert [(each["event"], each["actor"]) for each in audit_events.rows()] == [("upload", "local|feeder")]


def test_trying_says_what_would_be_set_aside_and_loads_nothing(home: Path) -> None:
    said = uploading.tried(LOADER, uploading.receive(LOADER, files()))
    assert not said.refusal and dict(said.files)["sickness_2026.csv"] == "sickness"
    assert ("people.csv", "Religion") in said.undeclared
    assert {each["file"] for each in said.failing} and all(each["reason"] and each["fix"] for each in said.failing)
    assert not (home / "generations").exists() and not (home / "exports").exists()


def test_a_profile_that_does_not_fit_says_where_and_how_to_mend_it() -> None:
    wrong = PROFILE.replace('hours_lost = "Hours"', 'hours_lost = "Stunden"')
    said = uploading.tried(LOADER, uploading.receive(LOADER, files(**{"profile.toml": wrong})))
    assert "Stunden" in said.refusal and "sickness_2026.csv" in said.refusal
    none = uploading.tried(LOADER, uploading.receive(LOADER, [("people.csv", b"No\n1\n")]))
    assert "profile.toml" in none.refusal


def test_a_load_publishes_and_the_upload_becomes_the_history(home: Path) -> None:
    upload = loaded(home)
    ended = uploading.outcome(LOADER, upload)
    assert ended is not None and ended.told is not None and ended.told["published"]
    assert {path.name for path in (home / "exports").iterdir()} == {*FILES, "profile.toml"}
    assert [each["actor"] for each in audit_events.rows() if each["event"] == "load"] == ["local|feeder"]
    shown = rejecting.rejected(LOADER)
    assert shown.count == holding.current().counts["quarantined"].sum() == shown.rows.height
    assert shown.rows["reason"].is_not_null().all() and shown.rows["fix"].is_not_null().all()
    assert not any(value in text for value in ("Pregnancy", "Birch", "Ash") for text in shown.rows["raw"])
    assert "look" in [each["event"] for each in audit_events.rows()]
    uploading.throw_away(LOADER, upload)
    assert uploading.newest(LOADER) is None and (home / "exports" / "people.csv").exists()


def test_a_month_is_added_to_the_history_and_what_changed_is_said(home: Path) -> None:
    first = loaded(home)
    uploading.throw_away(LOADER, first)
    assert changes.changes(LOADER) is None
    before = holding.current().lease.generation
    late = b"No,First,Last,Why,Hours\n1,2026-02-03,2026-02-04,Cold,16\n"
    second = uploading.receive(LOADER, [("sickness_late.csv", late)])
    assert [(each.path, each.replaces) for each in uploading.arrived(LOADER, second)] == [("sickness_late.csv", False)]
    uploading.throw_away(LOADER, second)
    loaded(home, ("sickness_late.csv", late))
    shown = changes.changes(LOADER)
    assert shown is not None and shown.files.rows() == [("sickness_late.csv", "new")]
    assert shown.sources.rows() == [("Sickness", *shown.sources.row(0)[1:3], 1)]
    assert ("Sickness", "Feb 2026") in [row[:2] for row in shown.reopened.rows()]
    assert "Feb 2026" in shown.readings.filter(shown.readings["measure"] == "Sickness, % of contracted hours")["month"]
    changes.go_back(LOADER, before)
    assert holding.current().lease.generation == before
    assert "rollback" in [each["event"] for each in audit_events.rows()]
    with pytest.raises(NotAllowed):
        changes.go_back(Grant("x|a", "a", "analyst"), before)


def test_a_refused_load_leaves_everything_as_it_was_and_says_what_where_and_fix(home: Path) -> None:
    loaded(home)
    before = sorted(path.name for path in (home / "exports").iterdir()), holding.current().lease.generation
    bad = loaded(home, ("units.csv", b"code,name\nF,Force\n"))
    ended = uploading.outcome(LOADER, bad)
    assert ended is not None and ended.told is None and ended.what and ended.fix and "units.csv" in ended.where
    assert (sorted(path.name for path in (home / "exports").iterdir()), holding.current().lease.generation) == before


def test_a_change_of_history_that_a_crash_cut_off_is_mended(home: Path) -> None:
    upload = loaded(home)
    (home / "exports").rename(home / "exports.before")
    uploading.settle(upload)
    assert (home / "exports" / "people.csv").exists() and not (home / "exports.before").exists()


def test_the_demonstration_takes_synthetic_exports_only() -> None:
    demo = Grant("demonstration|loader", "x", "loader")
    upload = uploading.receive(demo, files())
    assert "synthetic exports only" in uploading.tried(demo, upload).refusal
    with pytest.raises(Refused, match="synthetic"):
        uploading.start(demo, upload)


def test_the_load_runs_in_a_process_of_its_own(home: Path) -> None:
    upload = uploading.receive(LOADER, files())
    uploading.start(LOADER, upload)
    until = time.monotonic() + 60
    while uploading.running(LOADER, upload) and time.monotonic() < until:
        time.sleep(0.2)
    ended = uploading.outcome(LOADER, upload)
    assert ended is not None and ended.told is not None, (home / "incoming" / upload / "load.log").read_text()
    assert os.environ["EVENHAND_HOME"] == str(home)
