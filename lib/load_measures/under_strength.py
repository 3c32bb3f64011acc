"""Duties missing below the minimum strength of the day."""

from lib.load_measures.declaring import LoadMeasure

MEASURE = LoadMeasure(
    id="under_strength",
    title="Duties under minimum strength",
    table="unit_months",
    numerator="under_strength_count",
    denominator="minimum_count",
    per=100.0,
    unit_text="per 100 duties of the minimum",
    source="demand",
    meaning="Duties missing below the minimum strength of the day.",
    workload_without=("sickness_spells", "sickness_hours_lost", "unauthorised_absences"),
)
