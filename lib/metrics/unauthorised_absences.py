"""Occurrences of absence without authority."""

from lib.metrics.declaring import Metric

METRIC = Metric(
    id="unauthorised_absences",
    title="Unauthorised absence",
    nature="chosen",
    family="count",
    level="person",
    source="absence",
    events="unauthorised_absences_count",
    exposure="rostered_duties_count",
    per=1000.0,
    unit_text="occurrences per 1,000 rostered duties",
    events_text="occurrences",
    why_it_matters="Not being where one is rostered leaves colleagues short, and can be the first visible sign that something is wrong.",
    what_else=(
        "a roster changed at short notice that did not reach the person",
        "leave that was asked for and refused",
        "a booking made late by somebody else",
        "an emergency at home",
    ),
    workload_without=("under_strength",),
    is_pattern_metric=True,
)
