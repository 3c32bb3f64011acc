"""Units: one row is a unit, dated."""

from lib.sources.declaring import Field, Source

SOURCE = Source(
    id="units",
    title="Units",
    one_row_is="a unit, dated",
    key=("unit", "valid_from"),
    interval=("valid_from", "valid_to"),
    fields=(
        Field("unit", "id", "the unit's code", required=True),
        Field("name", "text", "the unit's name", required=True),
        Field("parent", "id", "the unit above"),
        Field(
            "kind",
            "text",
            "its kind",
            required=True,
            choices=(
                "force",
                "group",
                "command",
                "ocu",
                "unit",
                "team",
            ),
        ),
        Field("establishment", "h", "posts the force has decided on, in FTE", column="establishment_fte"),
        Field("valid_from", "day", "first day of this row", column="valid_from_on"),
        Field("valid_to", "day", "last day of this row, included", column="valid_to_on"),
    ),
)
