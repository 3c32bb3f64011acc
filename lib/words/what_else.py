"""What else could account for it: each with its number, absent where it is not so. And what nobody here can know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from lib.words.numbers import count, listing, number

NOT_KNOWN = (
    "a grievance, or a quarrel in the team",
    "family and caring duties",
    "a condition that has not been disclosed",
    "leave that was used for illness",
    "what the supervisor already knows",
)
MANY_VACANT = 0.1
LONG_DAYS = 28
SEASON_FROM = 1.05


@dataclass(frozen=True)
class Circumstances:
    """One person's window in numbers. Null: not known, and then nothing is said."""

    months: int
    load_times_usual: float | None
    moves: Sequence[str]
    patterns: Sequence[str]
    fte: float | None
    uncounted_days: int | None
    in_post_days: int
    window_days: int
    peers: int | None
    expected: float | None
    events: Sequence[str]
    vacancy: float | None = None
    longest_counted_days: int | None = None
    gaps: Sequence[str] = ()
    season_times_usual: float | None = None


def accounts(now: Circumstances) -> tuple[tuple[str, str], ...]:
    """(what, in words) pairs, the load first."""
    told: list[tuple[str, str]] = []
    if now.load_times_usual is not None and now.load_times_usual >= 1.1:
        told.append(("Load", f"The teams worked in had {number(now.load_times_usual, 1)} times the usual incidents per post."))
    if now.vacancy is not None and now.vacancy >= MANY_VACANT:
        told.append(
            ("Vacancy", f"Of the posts of the teams worked in, {number(100 * now.vacancy)} % were empty. Not allowed for.")
        )
    if now.moves:
        told.append(("Change of team", f"{count(len(now.moves), 'move', 'moves')} in the window: {listing(list(now.moves))}."))
    if len(now.patterns) > 1:
        told.append(("Change of shift pattern", f"Worked {listing(list(now.patterns))} in the window."))
    if now.fte is not None and now.fte < 0.99:
        told.append(
            ("Part-time", f"{number(now.fte, 2)} FTE. The comparison is made per time at risk, so hours alone change nothing.")
        )
    if now.uncounted_days:
        told.append(
            (
                "Not counted",
                f"{count(now.uncounted_days, 'day', 'days')} away that count against nobody; they left the exposure too.",
            )
        )
    if now.longest_counted_days is not None and now.longest_counted_days > LONG_DAYS:
        told.append(
            (
                "A long absence",
                f"One lasted {number(now.longest_counted_days)} days of the window. It is neither counted nor in the exposure.",
            )
        )
    if now.in_post_days < now.window_days:
        told.append(("Part of the window", f"In post on {number(now.in_post_days)} of {number(now.window_days)} days."))
    if now.gaps:
        told.append(("Gaps in the records", f"{listing(list(now.gaps), 4)}."))
    if now.season_times_usual is not None and now.season_times_usual >= SEASON_FROM:
        told.append(
            (
                "Season",
                f"The months worked bring {number(now.season_times_usual, 2)} times as many to everybody; the comparison allows for it.",
            )
        )
    if now.events:
        told.append(("Events", f"{listing(list(now.events), 4)}."))
    if now.expected is not None and now.expected < 1:
        told.append(("Small numbers", f"Usual here is {number(now.expected, 2)}: one or two more can be chance."))
    if now.peers is not None and now.peers < 30:
        told.append(("Few peers", f"Only {number(now.peers)} people in the same work to compare with."))
    return tuple(told)
