"""Officers in post and fit for full duty, as a share of establishment."""

from lib.load_measures.declaring import LoadMeasure

MEASURE = LoadMeasure(
    id="deployable_strength",
    title="Deployable strength",
    table="unit_months",
    numerator="deployable_officer_days",
    denominator="establishment_fte_days",
    per=100.0,
    unit_text="% of establishment",
    source="postings",
    meaning="Officers in post and fit for full duty, as a share of establishment.",
    lower_is_load=True,
    workload_without=("sickness_spells", "sickness_hours_lost"),
)
