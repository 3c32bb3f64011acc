"""The only reader of the environment and of the clock."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from lib.errors import Refused

PROJECT = Path(__file__).resolve().parent.parent
SAMPLE_DATA = PROJECT / "sample_data"
DIARIES = PROJECT / "docs" / "diaries.md"


@dataclass(frozen=True)
class Settings:
    """Where things are kept, as the environment says it now."""

    home: Path
    warehouse_url: str | None
    casebook_url: str | None
    pinned_now: datetime | None

    @property
    def generations(self) -> Path:
        """Folder of published warehouse generations."""
        return self.home / "generations"

    @property
    def keys(self) -> Path:
        """Folder of secret keys, readable by the owner alone."""
        return self.home / "keys"


def current() -> Settings:
    """The settings in force. Raises Refused for an `EVENHAND_NOW` that is not a time."""
    home = os.environ.get("EVENHAND_HOME")
    return Settings(
        home=Path(home).expanduser().resolve() if home else PROJECT / "var",
        warehouse_url=os.environ.get("EVENHAND_WAREHOUSE_URL") or None,
        casebook_url=os.environ.get("EVENHAND_CASEBOOK_URL") or None,
        pinned_now=_pinned(os.environ.get("EVENHAND_NOW")),
    )


def real_data() -> Path:
    """The folder of real exports that proofs and tests on them read (`EVENHAND_REAL_DATA`); absent on most machines."""
    folder = os.environ.get("EVENHAND_REAL_DATA")
    return Path(folder).expanduser() if folder else PROJECT.parent / "shared" / "data"


def _pinned(text: str | None) -> datetime | None:
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refused("EVENHAND_NOW is not a time", "Write it as 2026-10-31T09:00:00+00:00, or unset it.") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def now(all_synthetic: bool = False) -> datetime:
    """Wall time, aware, UTC. `EVENHAND_NOW` is honoured only while every generation is synthetic."""
    pinned = current().pinned_now
    return pinned if pinned and all_synthetic else datetime.now(UTC)


def today(data_as_of: date, first_started_at: datetime, all_synthetic: bool) -> date:
    """The day the pilot lives in: on synthetic data `data_as_of` + 14 days + time since first start, so it does not age."""
    moment = now(all_synthetic)
    if not all_synthetic:
        return moment.date()
    return data_as_of + timedelta(days=14) + (moment - first_started_at if moment > first_started_at else timedelta(0))
