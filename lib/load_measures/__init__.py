"""The load measures, one file each: what was asked of people. A new one is one file here and its name below."""

from importlib import import_module

from lib.load_measures.declaring import LoadMeasure

__all__ = ["BY_ID", "LOAD_MEASURES", "LoadMeasure"]

LOAD_MEASURES: tuple[LoadMeasure, ...] = tuple(
    import_module(f"lib.load_measures.{name}").MEASURE
    for name in (
        "rest_days_cancelled",
        "rest_days_owed",
        "rest_days_oldest",
        "short_rests",
        "long_runs",
        "kept_on",
        "under_strength",
        "deployable_strength",
        "open_investigations",
        "demand_per_establishment",
    )
)
BY_ID: dict[str, LoadMeasure] = {measure.id: measure for measure in LOAD_MEASURES}
