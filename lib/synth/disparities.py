"""Differences by sex and ethnicity in conduct allegations, in two parts: from the work and service of a group, and direct.

Nobody has published the split. Here it is known: who adjusts for work and service must find `DIRECT` and nothing else.
"""

from __future__ import annotations

import numpy as np

from lib.synth.plan import Plan

ETHNICITIES = ("White", "Asian", "Black", "Mixed", "Other", "Not stated")
ETHNIC_ODDS = (80.0, 5.4, 2.8, 3.0, 2.0, 3.0)
"""Of somebody with four years of service and more, outside `UNEVEN`; published: 16.6 % of officers, 3.6 % Black (2022)."""
ETHNIC_YOUNG = (1.0, 1.9, 2.3, 1.9, 1.2, 1.0)
ETHNIC_UNEVEN = {"response": (1.0, 1.4, 1.7, 1.4, 1.1, 1.0), "operations": (1.0, 0.8, 0.8, 0.8, 1.0, 1.0)}
WOMEN = (0.31, 0.62, 0.44, 0.30)
"""By kind; published: 30.4 % of officers and 44.5 % of recruits (2022)."""
WOMEN_YOUNG = 1.35
WOMEN_UNEVEN = {"response": 0.85, "operations": 0.45, "investigation": 1.15, "public protection": 1.7}
YOUNG_YEARS = 4.0
BY_SERVICE = (1.55, 0.80)
"""Rate of internal matters under four years of service and above, as a ratio to the usual."""
BY_FUNCTION = {
    "response": 1.45, "neighbourhood": 1.05, "investigation": 0.85, "public protection": 0.75, "operations": 1.20, "major crime": 0.70,
    "contact": 0.65, "support": 0.45,
}  # fmt: skip
DIRECT_ETHNICITY = (1.0, 1.31, 1.42, 1.21, 1.0, 1.0)
DIRECT_MEN = 1.28
PUBLISHED = {"Asian": 1.55, "Black": 1.81, "Mixed": 1.41, "Male": 1.4}
"""Crude ratios of allegations: to White (Casey, 2021/22); men to women, 1.3 to 1.5, unverified."""


def protected(plan: Plan, kind: np.ndarray, function: np.ndarray, service: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Woman and ethnicity (index) of each person: by kind, the work they begin in and whether they serve under four years."""
    rng = plan.stream("protected")
    young = service < YOUNG_YEARS
    odds = np.array(WOMEN)[kind] / (1 - np.array(WOMEN)[kind]) * np.where(young, WOMEN_YOUNG, 1.0)
    weights = np.tile(np.array(ETHNIC_ODDS), (len(kind), 1)) * np.where(young[:, None], np.array(ETHNIC_YOUNG), 1.0)
    for name, factor in WOMEN_UNEVEN.items():
        odds = np.where(function == name, odds * factor, odds)
    for name, factors in ETHNIC_UNEVEN.items():
        weights = np.where((function == name)[:, None], weights * np.array(factors), weights)
    woman = rng.random(len(kind)) < odds / (1 + odds)
    reached = np.cumsum(weights, axis=1)
    ethnicity = (rng.random(len(kind))[:, None] * reached[:, -1:] >= reached).sum(axis=1)
    return woman, ethnicity


def direct(woman: np.ndarray, ethnicity: np.ndarray) -> np.ndarray:
    """By how much a person's rate of internal matters differs for no other reason than sex and ethnicity."""
    return np.array(DIRECT_ETHNICITY)[ethnicity] * np.where(woman, 1.0, DIRECT_MEN)


def of_service(years: np.ndarray) -> np.ndarray:
    """Ratio of the rate of internal matters at so many years of service."""
    return np.where(years < YOUNG_YEARS, *BY_SERVICE)


def of_function(functions: np.ndarray) -> np.ndarray:
    """Ratio of the rate of internal matters in a unit of that work, whoever works there."""
    return np.array([BY_FUNCTION[name] for name in functions.tolist()])


def split(woman: np.ndarray, ethnicity: np.ndarray, circumstances: np.ndarray, years: np.ndarray) -> dict[str, dict[str, float]]:
    """For each group beside White people or women: `direct`, `from_posting_and_service`, `crude` (their product) and `published`.

    `circumstances` is each person's mean ratio from work and service, `years` at risk. The part that does not come from the group
    itself holds what comes by way of the other characteristic too (more men among a group, say).
    """
    found = {}
    groups = [
        (name, ethnicity == place, ethnicity == 0, DIRECT_ETHNICITY[place]) for place, name in enumerate(ETHNICITIES[1:4], 1)
    ]
    groups.append(("Male", ~woman, woman, DIRECT_MEN))
    everything = circumstances * direct(woman, ethnicity)
    for name, here, beside, ratio in groups:
        crude = np.average(everything[here], weights=years[here]) / np.average(everything[beside], weights=years[beside])
        found[name] = {
            "direct": ratio, "from_posting_and_service": round(float(crude / ratio), 4), "crude": round(float(crude), 4),
            "published": PUBLISHED[name],
        }  # fmt: skip
    return found
