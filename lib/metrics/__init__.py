"""The metrics, one file each. A new one is one file here and its name below."""

from importlib import import_module

from lib.metrics.declaring import Metric

__all__ = ["BY_ID", "METRICS", "PERSON_METRICS", "Metric"]

METRICS: tuple[Metric, ...] = tuple(
    import_module(f"lib.metrics.{name}").METRIC
    for name in (
        "sickness_spells",
        "unauthorised_absences",
        "sickness_hours_lost",
        "overtime_pay",
        "people_in_post",
        "conduct_received",
    )
)
BY_ID: dict[str, Metric] = {metric.id: metric for metric in METRICS}
PERSON_METRICS: tuple[Metric, ...] = tuple(metric for metric in METRICS if metric.level == "person")
