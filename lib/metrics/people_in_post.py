"""People in post, in FTE."""

from lib.metrics.declaring import Metric

METRIC = Metric(
    id="people_in_post",
    title="People in post",
    nature="context",
    family="people",
    level="unit",
    source="postings",
    events="fte_days",
    exposure="in_post",
    per=1.0,
    unit_text="FTE, mean over the window",
    events_text="FTE",
    why_it_matters="How many there are to share the work is the first thing to know before any other figure is read.",
    what_else=("postings recorded late", "a reorganisation", "people posted here who work elsewhere"),
    decimals=1,
)
