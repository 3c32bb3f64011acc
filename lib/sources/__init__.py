"""The source systems, one file each. A new one is one file here and its name below."""

from importlib import import_module

from lib.sources.declaring import Field, Source

__all__ = ["BY_ID", "SOURCES", "Field", "Source"]

SOURCES: tuple[Source, ...] = tuple(
    import_module(f"lib.sources.{name}").SOURCE
    for name in (
        "people",
        "units",
        "postings",
        "duties",
        "sickness",
        "absence",
        "overtime",
        "demand",
        "conduct",
        "limited_duties",
        "events",
    )
)
BY_ID: dict[str, Source] = {source.id: source for source in SOURCES}
