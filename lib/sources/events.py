"""Events: one row is a dated event."""

from lib.sources.declaring import Field, Source

SOURCE = Source(
    id="events",
    title="Events",
    one_row_is="a dated event",
    key=("name", "from", "scope"),
    unit="scope",
    interval=("from", "to"),
    fields=(
        Field("name", "text", "the event", required=True),
        Field("from", "day", "first day", required=True, column="from_on"),
        Field("to", "day", "last day, included", required=True, column="to_on"),
        Field("scope", "id", "the unit it concerns, empty for the whole force"),
    ),
)
