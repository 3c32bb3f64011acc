"""Rest days taken away, for every hundred rostered duties."""

from lib.load_measures.declaring import LoadMeasure

MEASURE = LoadMeasure(
    id="rest_days_cancelled",
    title="Rest days cancelled",
    table="person_months",
    numerator="rest_days_cancelled_count",
    denominator="rostered_duties_count",
    per=100.0,
    unit_text="per 100 duties",
    source="duties",
    meaning="Rest days taken away, for every hundred rostered duties.",
    person_too=True,
)
