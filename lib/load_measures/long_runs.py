"""Duties that are the seventh or later in a row without a rest day."""

from lib.load_measures.declaring import LoadMeasure

MEASURE = LoadMeasure(
    id="long_runs",
    title="Long runs of duties",
    table="person_months",
    numerator="long_runs_count",
    denominator="rostered_duties_count",
    per=100.0,
    unit_text="per 100 duties",
    source="duties",
    meaning="Duties that are the seventh or later in a row without a rest day.",
    person_too=True,
)
