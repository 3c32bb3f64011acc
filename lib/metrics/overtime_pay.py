"""Money claimed for overtime: what a force without finer sources can still see. Context, never a pattern, never turned into hours."""

from lib.metrics.declaring import Metric

METRIC = Metric(
    id="overtime_pay",
    title="Overtime pay",
    nature="context",
    family="money",
    level="unit",
    source="overtime",
    events="overtime_pay",
    exposure="in_post",
    per=1.0,
    unit_text="money per FTE-year in post",
    events_text="money",
    why_it_matters="What is paid for overtime says how much work is done beyond contracted hours, where no roster tells it.",
    what_else=(
        "work that was ordered, not chosen",
        "posts that stand empty",
        "one event that was paid in this period",
        "a rate of pay that changed: money is not hours",
        "claims paid long after the work",
    ),
    decimals=0,
)
