"""Postings: one row is a dated posting."""

from lib.sources.declaring import Field, Source

SOURCE = Source(
    id="postings",
    title="Postings",
    one_row_is="a dated posting",
    key=("payroll_number", "from", "kind"),
    person="payroll_number",
    unit="unit",
    interval=("from", "to"),
    fields=(
        Field("payroll_number", "id", "the person posted", required=True),
        Field("unit", "id", "the unit posted to", required=True),
        Field("rank", "text", "rank or grade", required=True),
        Field("function", "text", "the work done, as the force names it", required=True),
        Field("shift_pattern", "text", "the roster worked"),
        Field("fte", "fraction", "full-time equivalent, 0 to 1"),
        Field(
            "kind",
            "text",
            "kind of posting",
            choices=(
                "substantive",
                "temporary",
                "acting",
                "attachment",
                "secondment",
            ),
        ),
        Field("supervisor", "id", "payroll number of the supervisor", column="supervisor_id"),
        Field("from", "day", "first day", required=True, column="from_on"),
        Field("to", "day", "last day, included; empty while open", column="to_on"),
    ),
)
