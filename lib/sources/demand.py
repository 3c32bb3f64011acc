"""Demand: one row is a unit on a day."""

from lib.sources.declaring import Field, Source

SOURCE = Source(
    id="demand",
    title="Demand",
    one_row_is="a unit on a day",
    key=("unit", "day"),
    unit="unit",
    settles_days=7,
    fields=(
        Field("unit", "id", "the unit", required=True),
        Field("day", "day", "the day", required=True, column="on"),
        Field("incidents", "n", "incidents attended", column="incidents_count"),
        Field("immediate", "n", "graded immediate", column="immediate_count"),
        Field("crimes_allocated", "n", "crimes allocated", column="crimes_allocated_count"),
        Field("open_investigations", "n", "investigations open at the day's end", column="open_investigations_count"),
        Field("arrests", "n", "arrests", column="arrests_count"),
        Field("on_duty", "n", "officers on duty", column="on_duty_count"),
        Field("minimum", "n", "minimum strength", column="minimum_count"),
        Field("committed_hours", "h", "officer hours committed to incidents"),
        Field("distressing", "n", "incidents known to distress", column="distressing_count"),
    ),
)
