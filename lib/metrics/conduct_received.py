"""Allegations received: context, never a pattern, never a finding."""

from lib.metrics.declaring import Metric

METRIC = Metric(
    id="conduct_received",
    title="Allegations received",
    nature="context",
    family="count",
    level="unit",
    source="conduct",
    events="allegations_count",
    exposure="in_post",
    per=1000.0,
    unit_text="allegations per 1,000 FTE-years",
    events_text="allegations",
    why_it_matters="What has been alleged says what the public and colleagues bring forward, not what was found.",
    what_else=(
        "how much the unit meets the public",
        "one event that brought many complaints",
        "how easy it is to complain",
        "allegations where nobody is identified, counted for the force alone",
    ),
    decimals=1,
)
