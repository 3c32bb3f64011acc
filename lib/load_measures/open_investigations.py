"""Investigations open at the day's end for each FTE in post, where the unit holds any."""

from lib.load_measures.declaring import LoadMeasure

MEASURE = LoadMeasure(
    id="open_investigations",
    title="Open investigations",
    table="unit_months",
    numerator="open_investigations_count",
    denominator="investigator_fte_days",
    per=1.0,
    unit_text="per FTE in post",
    source="demand",
    meaning="Investigations open at the day's end for each FTE in post, where the unit holds any.",
    external=True,
)
