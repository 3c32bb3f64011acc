"""Rests between duties shorter than 11 hours of real elapsed time."""

from lib.load_measures.declaring import LoadMeasure

MEASURE = LoadMeasure(
    id="short_rests",
    title="Rests under 11 h",
    table="person_months",
    numerator="short_rests_count",
    denominator="rostered_duties_count",
    per=100.0,
    unit_text="per 100 duties",
    source="duties",
    meaning="Rests between duties shorter than 11 hours of real elapsed time.",
    person_too=True,
)
