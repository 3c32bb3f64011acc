"""Incidents attended for each post the force has decided on: sickness and vacancy cannot move it."""

from lib.load_measures.declaring import LoadMeasure

MEASURE = LoadMeasure(
    id="demand_per_establishment",
    title="Incidents per post",
    table="unit_months",
    numerator="incidents_count",
    denominator="establishment_fte_days",
    per=30.4375,
    unit_text="incidents per established post and month",
    source="demand",
    meaning="Incidents attended for each post the force has decided on: sickness and vacancy cannot move it.",
    external=True,
)
