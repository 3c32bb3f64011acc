"""Age of the oldest rest day that has not been given back."""

from lib.load_measures.declaring import LoadMeasure

MEASURE = LoadMeasure(
    id="rest_days_oldest",
    title="Oldest rest day owed",
    table="unit_months",
    numerator="rest_days_oldest_days",
    denominator="",
    per=1.0,
    unit_text="days",
    source="duties",
    meaning="Age of the oldest rest day that has not been given back.",
    how="maximum",
    decimals=0,
    is_stock=True,
)
