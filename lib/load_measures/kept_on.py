"""Duties that ended 30 minutes or more after their planned end."""

from lib.load_measures.declaring import LoadMeasure

MEASURE = LoadMeasure(
    id="kept_on",
    title="Kept on past tour",
    table="person_months",
    numerator="kept_on_count",
    denominator="rostered_duties_count",
    per=100.0,
    unit_text="per 100 duties",
    source="duties",
    meaning="Duties that ended 30 minutes or more after their planned end.",
    person_too=True,
)
