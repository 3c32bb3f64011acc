"""Short-term sickness spells started."""

from lib.metrics.declaring import Metric

METRIC = Metric(
    id="sickness_spells",
    title="Short sickness spells",
    nature="chosen",
    family="count",
    level="person",
    source="sickness",
    events="sickness_spells_count",
    exposure="time_at_risk",
    per=365.25,
    unit_text="spells per FTE-year",
    events_text="spells",
    why_it_matters="Many short spells can be a sign of strain, of an illness nobody knows of, of a team in trouble, or of standards slipping.",
    what_else=(
        "the load of the team in the same weeks",
        "an undisclosed or long-term condition: ask occupational health first",
        "caring duties, or leave used for illness",
        "a season of infections",
    ),
    workload_without=("under_strength", "vacancy", "abstraction", "deployable_strength"),
    is_pattern_metric=True,
)
