"""Sickness: one row is a spell of sickness absence."""

from lib.sources.declaring import Field, Source

SOURCE = Source(
    id="sickness",
    title="Sickness",
    one_row_is="a spell of sickness absence",
    key=("payroll_number", "from"),
    person="payroll_number",
    interval=("from", "to"),
    settles_days=14,
    fields=(
        Field("payroll_number", "id", "the person absent", required=True),
        Field("from", "day", "first day", required=True, column="from_on"),
        Field("to", "day", "last day, included; empty while open", column="to_on"),
        Field(
            "certification",
            "text",
            "self-certified or fit note",
            choices=(
                "self",
                "fit_note",
            ),
        ),
        Field("reason", "text", "classified to counted or not, then dropped", place="classified"),
        Field("hours_lost", "h", "hours lost", column="lost_hours"),
        Field("phased_return", "b", "within an approved phased return"),
    ),
)
