"""Hours lost to sickness: units and above only, since a few long illnesses make most of them."""

from lib.metrics.declaring import Metric

METRIC = Metric(
    id="sickness_hours_lost",
    title="Sickness, % of contracted hours",
    nature="context",
    family="hours",
    level="unit",
    source="sickness",
    events="sickness_lost_hours",
    exposure="contracted_hours",
    per=100.0,
    unit_text="% of contracted hours",
    events_text="hours",
    why_it_matters="The share of contracted time lost to sickness is the figure a force publishes, and what its teams feel.",
    what_else=("one or two long illnesses", "the season", "hours entered late or at the spell's end"),
    workload_without=("under_strength", "vacancy", "abstraction", "deployable_strength"),
    decimals=1,
)
