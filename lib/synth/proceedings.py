"""What becomes of cases: allegations, assessed, found and closed after their delays; severity, finding and outcome stay apart."""

from __future__ import annotations

import numpy as np
import polars as pl

from lib.synth.conduct import Cases
from lib.synth.plan import Plan

ALLEGATIONS_MORE = (1.05, 0.81)
"""Allegations of a case beyond the first: 2.05 each of complaints (IOPC 2020/21), 1.81 of internal cases (Casey)."""
UNIDENTIFIED = (0.15, 0.03)
INFORMAL, INFORMAL_DAYS, FORMAL_DAYS = 0.65, (1.9, 1.0), (5.0, 0.8)
"""Of complaints: share closed informally; log mean and spread of days (published means: 11 and 202)."""
PLAIN, PLAIN_DAYS, LONG_DAYS = 0.735, (5.22, 0.70), (6.92, 0.25)
"""Of internal cases: share without a criminal or outside investigation; together a mean of 400 days, nearly 20 % over two years."""
CASE_TO_ANSWER = (0.015, 0.34)
SERIOUS_COMPLAINT = 0.06
GROSS = (0.22, 0.40)
"""Share assessed as gross misconduct: without and with a case to answer in the end."""
MEETING = 0.52
"""Of misconduct with a case to answer, how many go to a meeting; the others end with reflective practice."""
ACCELERATED = 0.40
PROVEN, DISMISSED = (0.79, 0.92), 0.96
"""Proven at meetings and hearings; of proven gross misconduct, how many end in dismissal."""
FOUND_TOO = 0.9
DISMISSAL, FORMER = "dismissal", "would have been dismissed"
PROCEEDINGS = ("Misconduct meeting", "Misconduct hearing", "Accelerated hearing")
SCHEMA = {
    "case_number": pl.Int64, "allegation_number": pl.Int64, "person": pl.Int64, "received": pl.Int64, "kind": pl.String,
    "origin": pl.String, "severity": pl.String, "finding": pl.String, "outcome": pl.String, "closed": pl.Int64,
}  # fmt: skip


def matters(plan: Plan, complaints: Cases, internal: Cases, association: np.ndarray) -> pl.DataFrame:
    """One row is an allegation, by day: `person` (index, -1 nobody identified), `received` and `closed` in days from the plan's first
    (closed: -1 if not by the extraction), `case` a number; finding and outcome are null until closed.

    Cases that closed before the first day are left out. `association`: the chance that a complaint ends as a case to answer follows it.
    """
    rng = plan.stream("proceedings")
    public = _allegations(complaints, 0, rng, association)
    own = _allegations(internal, 1, rng, association)
    rows = pl.concat([public, own]).filter(pl.col("closed") >= 0).sort("received", "case_number", "allegation_number")
    return known(plan, rows).with_columns(case=pl.col("case_number").rank("dense"))


def known(plan: Plan, rows: pl.DataFrame) -> pl.DataFrame:
    """As the system holds them at the extraction: what has not closed has neither finding nor outcome."""
    done = pl.col("closed") < plan.horizon
    names = ("finding", "outcome")
    return rows.with_columns(
        *(pl.when(done).then(pl.col(name)) for name in names), closed=pl.when(done).then("closed").otherwise(-1)
    )


def _allegations(cases: Cases, sort: int, rng: np.random.Generator, association: np.ndarray) -> pl.DataFrame:
    """`sort` 0 complaints, 1 internal matters."""
    size = len(cases.person)
    many = 1 + rng.poisson(ALLEGATIONS_MORE[sort], size)
    nobody = rng.random(size) < UNIDENTIFIED[sort]
    if sort:
        answer = ~nobody & (rng.random(size) < CASE_TO_ANSWER[1])
        plain = rng.random(size) < PLAIN
        delay = _days(plain, PLAIN_DAYS, LONG_DAYS, rng)
        severity, outcome = _internal(answer, rng)
    else:
        informal = rng.random(size) < INFORMAL
        likely = CASE_TO_ANSWER[0] / (1 - INFORMAL) * association[cases.person]
        answer = ~nobody & ~informal & (rng.random(size) < likely)
        delay = _days(informal, INFORMAL_DAYS, FORMAL_DAYS, rng)
        severity, outcome = _public(answer, informal, rng)
    return _rows(cases, sort, many, nobody, cases.day + delay, answer, severity, outcome, rng)


def _days(first: np.ndarray, one: tuple[float, float], other: tuple[float, float], rng: np.random.Generator) -> np.ndarray:
    draw = rng.normal(size=len(first))
    return np.exp(np.where(first, one[0] + one[1] * draw, other[0] + other[1] * draw)).astype(int) + 1


def _internal(answer: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Severity and outcome of each internal case."""
    draw = rng.random((5, len(answer)))
    gross = draw[0] < np.where(answer, GROSS[1], GROSS[0])
    venue = np.where(draw[1] < ACCELERATED, PROCEEDINGS[2], PROCEEDINGS[1])
    proven = draw[2] < np.where(gross, PROVEN[1], PROVEN[0])
    heard = np.where(gross, np.where(draw[3] < DISMISSED, DISMISSAL, "final written warning"), _warning(draw[4]))
    told = np.where(proven, heard, "not proven")
    formal = np.char.add(np.char.add(np.where(gross, venue, PROCEEDINGS[0]), ": "), told)
    ends = np.where(gross | (draw[1] < MEETING), formal, "Reflective practice")
    return np.where(gross, "Gross misconduct", "Misconduct"), np.where(answer, ends, "No further action")


def _warning(draw: np.ndarray) -> np.ndarray:
    return np.select([draw < 0.2, draw < 0.8], ["no further action", "written warning"], "final written warning")


def _public(answer: np.ndarray, informal: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Severity and outcome of each complaint case; a case to answer there is for a meeting or reflective practice."""
    draw = rng.random((3, len(answer)))
    severity = np.where(answer | (~informal & (draw[0] < SERIOUS_COMPLAINT)), "Misconduct", "Not serious")
    heard = np.char.add(f"{PROCEEDINGS[0]}: ", np.where(draw[2] < PROVEN[0], "written warning", "not proven"))
    ended = np.where(draw[1] < MEETING, heard, "Reflective practice")
    usual = np.where(draw[2] < 0.25, "Learning", "Explanation given")
    return severity, np.where(answer, ended, usual)


def _rows(
    cases: Cases,
    sort: int,
    many: np.ndarray,
    nobody: np.ndarray,
    closed: np.ndarray,
    answer: np.ndarray,
    severity: np.ndarray,
    outcome: np.ndarray,
    rng: np.random.Generator,
) -> pl.DataFrame:
    """The allegations of the cases: the first carries the case; of the others of a case to answer, most are found so too."""
    case = np.repeat(np.arange(len(many)), many)
    number = np.arange(len(case)) - np.repeat(np.cumsum(many) - many, many) + 1
    found = answer[case] & ((number == 1) | (rng.random(len(case)) < FOUND_TOO))
    other = rng.random(len(case))
    if sort:
        rest = np.where(other < 0.10, "Not determined", "No case to answer")
        quiet = np.full(len(case), "No further action")
    else:
        rest = np.where(outcome[case] == "Learning", "Service not acceptable", "Service acceptable")
        quiet = np.where(answer[case], "Explanation given", outcome[case])
    return pl.DataFrame(
        {
            "case_number": case + 10_000_000 * sort, "allegation_number": number, "person": np.where(nobody, -1, cases.person)[case],
            "received": cases.day[case], "kind": [("complaint", "conduct")[sort]] * len(case),
            "origin": [("public", "internal")[sort]] * len(case), "severity": severity[case],
            "finding": np.where(found, "Case to answer", rest), "outcome": np.where(found, outcome[case], quiet), "closed": closed[case],
        },
        schema_overrides=SCHEMA,
    )  # fmt: skip
