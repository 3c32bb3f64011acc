"""Limited duties: one row is a dated status: not fully deployed."""

from lib.sources.declaring import Field, Source

SOURCE = Source(
    id="limited_duties",
    title="Limited duties",
    one_row_is="a dated status: not fully deployed",
    key=("payroll_number", "from", "kind"),
    person="payroll_number",
    interval=("from", "to"),
    fields=(
        Field("payroll_number", "id", "the person", required=True),
        Field(
            "kind",
            "text",
            "health and management-restricted, never pooled",
            required=True,
            choices=(
                "recuperative",
                "adjusted",
                "restricted",
            ),
        ),
        Field("from", "day", "first day", required=True, column="from_on"),
        Field("to", "day", "last day, included; empty while open", column="to_on"),
    ),
)
