"""The kinds of work a unit may do: who does it, on which roster, and what it is asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Work:
    """One function. `kinds`: shares of officer, staff, pcso, special. Incidents are per established FTE and day.

    `open_cases` are open investigations per FTE; `imposed` scales cancelled rest days and duties kept on; `overtime` the hours.
    """

    function: str
    patterns: tuple[str, ...]
    kinds: tuple[float, float, float, float]
    team_size: int
    incidents: float = 0.0
    immediate: float = 0.0
    arrests: float = 0.0
    open_cases: float = 0.0
    distressing: float = 0.0
    complaints: float = 0.3
    imposed: float = 0.3
    overtime: float = 0.6


WORKS: dict[str, Work] = {
    work.function: work
    for work in (
        Work("response", ("2-2-2-4",), (0.955, 0.0, 0.0, 0.045), 25, 1.1, 0.28, 0.05, 0.0, 0.02, 2.2, 1.2, 0.9),
        Work("neighbourhood", ("5-2 Lates",), (0.68, 0.02, 0.25, 0.05), 22, 0.25, 0.05, 0.01, 0.0, 0.004, 1.0, 1.0, 0.8),
        Work("investigation", ("5-2",), (0.88, 0.12, 0.0, 0.0), 22, 0.10, 0.02, 0.012, 15.0, 0.004, 0.7, 0.9, 1.1),
        Work("public protection", ("5-2",), (0.85, 0.15, 0.0, 0.0), 25, 0.11, 0.03, 0.008, 12.0, 0.02, 0.6, 0.9, 0.9),
        Work("operations", ("4-on-4-off",), (0.97, 0.03, 0.0, 0.0), 28, 0.30, 0.12, 0.02, 0.0, 0.006, 1.3, 1.4, 2.2),
        Work("major crime", ("5-2",), (0.76, 0.24, 0.0, 0.0), 28, 0.05, 0.01, 0.006, 8.0, 0.006, 0.3, 0.8, 1.6),
        Work("contact", ("4-on-4-off",), (0.08, 0.92, 0.0, 0.0), 24, 5.0, 1.2, 0.0, 0.0, 0.01, 0.4, 0.5, 0.5),
        Work("support", ("5-2",), (0.08, 0.92, 0.0, 0.0), 28),
    )
}
