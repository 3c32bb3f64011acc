"""Tie-outs on file: the published figure, ours at that moment, who wrote it down and from where. Nothing changes one."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import sqlalchemy as sa

from lib import audit
from lib.audit.database import reading, writing
from lib.casebook.tables import TABLES, TIE_OUTS, now
from lib.errors import InputError
from lib.grant import Grant

LONGEST = 200
"""Characters of a source label."""


@dataclass(frozen=True)
class TieOut:
    """One figure tied out. `place` is a unit code or `force`; `ours` None where it is not defined; `why` the nearest cause."""

    figure: str
    place: str
    place_name: str
    kinds: tuple[str, ...]
    first: date
    last: date
    published: float
    ours: float | None
    source: str
    why: str
    generation: str
    author: str = ""
    at: datetime | None = None


def keep_tie_out(by: Grant, told: TieOut) -> TieOut:
    """Write a tie-out down, with its audit event in one transaction. Raises InputError for a label that is missing or too long."""
    label = " ".join(told.source.split())
    if not label or len(label) > LONGEST:
        raise InputError(
            "source", "missing, or too long", f"Say where the figure was published, in {LONGEST} characters or fewer."
        )
    at = now()
    with writing(TABLES) as connection:
        connection.execute(
            sa.insert(TIE_OUTS).values(
                tie_out_id=secrets.token_hex(8),
                at=at,
                actor=by.actor,
                author=by.name,
                figure=told.figure,
                place=told.place,
                place_name=told.place_name,
                kinds=json.dumps(sorted(told.kinds)),
                first_on=told.first,
                last_on=told.last,
                published=told.published,
                ours=told.ours,
                source=label,
                why=told.why,
                generation=told.generation,
            )
        )
        what = f"{told.figure} of {told.place}, {told.first} to {told.last}"
        audit.append(connection, audit.event_of("tie-out", by, view="data_methods", reason=what, generation=told.generation))
    return TieOut(**{**told.__dict__, "source": label, "author": by.name, "at": at.replace(tzinfo=UTC)})


def tie_outs(most: int = 200) -> Sequence[TieOut]:
    """The tie-outs on file, the newest first."""
    chosen = sa.select(TIE_OUTS).order_by(TIE_OUTS.c.at.desc(), TIE_OUTS.c.tie_out_id).limit(most)
    with reading(TABLES) as connection:
        return [
            TieOut(
                row.figure, row.place, row.place_name, tuple(json.loads(row.kinds)), row.first_on, row.last_on, row.published,
                row.ours, row.source, row.why, row.generation, row.author, row.at.replace(tzinfo=UTC),
            )
            for row in connection.execute(chosen)
        ]  # fmt: skip
