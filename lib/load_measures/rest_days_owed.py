"""Rest days cancelled and not yet given back, for each officer."""

from lib.load_measures.declaring import LoadMeasure

MEASURE = LoadMeasure(
    id="rest_days_owed",
    title="Rest days owed",
    table="unit_months",
    numerator="rest_days_owed_days",
    denominator="in_post_officer_days",
    per=1.0,
    unit_text="per officer in post",
    source="duties",
    meaning="Rest days cancelled and not yet given back, for each officer.",
    is_stock=True,
)
