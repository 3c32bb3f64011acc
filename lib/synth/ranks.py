"""Ranks and grades, how many hold each, and what a posting is called."""

from __future__ import annotations

import numpy as np

KINDS = ("officer", "staff", "pcso", "special")
OFFICER, STAFF, PCSO, SPECIAL = range(4)
RANKS = (
    "Constable", "Sergeant", "Inspector", "Chief Inspector", "Superintendent", "Chief Superintendent", "Commander", "Commissioner",
    "Grade B", "Grade C", "Grade D", "PCSO", "Special Constable",
)  # fmt: skip
CONSTABLE, SERGEANT, INSPECTOR, CHIEF_INSPECTOR = range(4)
COMMISSIONER, RANKED = 7, 8  # ranks come before grades
GRADE_D, PCSO_RANK, SPECIAL_RANK = 10, 11, 12
OFFICER_SHARES = (0.1550, 0.0500, 0.0140, 0.0070, 0.0025, 0.0010)
"""Of officers: sergeant to commander (35 commanders and above in a force of 33,500); all others but one are constables."""
STAFF_SHARES = (0.60, 0.28, 0.12)
DETECTIVES = ("investigation", "public protection", "major crime")
TITLES = (*RANKS, "Probationary Constable", *(f"Detective {rank}" for rank in RANKS[:6]))


def ranks(kind: np.ndarray, team: np.ndarray, support: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Rank or grade of each person. Each rank is spread evenly over the teams, so that every team of some size has sergeants.

    `support` is true in units without operational work, where the one commissioner stands.
    """
    rank = np.select(
        [kind == OFFICER, kind == STAFF, kind == PCSO],
        [np.zeros(len(kind), int), _grades(len(kind), rng), PCSO_RANK],
        SPECIAL_RANK,
    )
    officers = np.flatnonzero(kind == OFFICER)
    waiting = officers[np.lexsort((rng.random(len(officers)), team[officers]))]
    total = len(waiting)
    first = waiting[support[waiting]][:1] if support[waiting].any() else waiting[:1]
    rank[first] = COMMISSIONER
    waiting = waiting[waiting != first]
    for level in range(6, CONSTABLE, -1):
        wanted = min(max(1, round(OFFICER_SHARES[level - 1] * total)), len(waiting))
        chosen = ((np.arange(wanted) + rng.random()) * len(waiting) / wanted).astype(int)
        rank[waiting[chosen]] = level
        waiting = np.delete(waiting, chosen)
    return rank


def _grades(size: int, rng: np.random.Generator) -> np.ndarray:
    return RANKED + rng.choice(3, size, p=STAFF_SHARES)


def titles(rank: np.ndarray, kind: np.ndarray, function: np.ndarray, probation: np.ndarray) -> np.ndarray:
    """What each posting is called: detectives by their work, constables of under two years' service by their probation."""
    detective = np.isin(function, DETECTIVES) & (kind == OFFICER) & (rank < 6)
    code = np.where(probation, len(RANKS), np.where(detective, len(RANKS) + 1 + rank, rank))
    return np.array(TITLES)[code]
